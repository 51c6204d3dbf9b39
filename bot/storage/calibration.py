"""What servers reported against what we counted: the factor that moves an estimating token counter to the safe side."""

from __future__ import annotations

from sqlmodel import Session, col, select

from bot.storage.tables import ModelCall

NEWEST, LEAST, MARGIN = 50, 2, 1.05


def calibration(session: Session, model: str, counter_kind: str) -> float | None:
    """The largest reported / counted ratio of this model's newest calls times MARGIN.

    None with fewer than LEAST of them.

    `counter_kind` is the counter's id up to `*`; counts already scaled by a factor are scaled back.
    """
    calls = session.exec(
        select(ModelCall)
        .where(ModelCall.model == model, col(ModelCall.prompt_tokens) > 0, ModelCall.counted_tokens > 0)
        .where(col(ModelCall.estimated).is_(False))  # what we counted ourselves teaches nothing
        .where(col(ModelCall.counter).startswith(counter_kind))
        .order_by(col(ModelCall.id).desc())
        .limit(NEWEST)
    ).all()
    ratios = [(call.prompt_tokens or 0) / call.counted_tokens * _factor(call.counter) for call in calls]
    return max(ratios) * MARGIN if len(ratios) >= LEAST else None


def _factor(counter: str) -> float:
    return float(counter.rpartition("*")[2]) if "*" in counter else 1.0
