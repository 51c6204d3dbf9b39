"""What became of a turn's bubbles, and what people signalled about them: the part of a record that comes later."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from bot.storage.tables import OutboxRow, Signal


def bubbles_of(session: Session, turn_id: int) -> list[dict[str, Any]]:
    """Each bubble with its planned and actual time (ms since the epoch)."""
    rows = session.exec(select(OutboxRow).where(OutboxRow.turn_id == turn_id).order_by(col(OutboxRow.seq)))
    return [
        {"text": str(row.body), "state": row.state, "due": row.due, "typing_ms": row.typing_ms, "sent_at": row.sent_at}
        for row in rows
    ]


def signals_of(session: Session, turn_id: int) -> list[dict[str, Any]]:
    """Reactions, edits and words about the turn's bubbles."""
    rows = session.exec(select(Signal).where(Signal.turn_id == turn_id).order_by(col(Signal.id)))
    return [{"kind": row.kind, "value": str(row.value) if row.value else None, "at": row.at} for row in rows]
