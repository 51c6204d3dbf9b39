"""A timing learned from chat logs: a hazard for every bin of the delay, from what is known when a message ends.

logit(hazard of bin k) = intercept[k] + Σ column · weight(column, k); each weight is given at five delays (`KNOTS`) and
runs straight, in bins, between them. Columns are centred and scaled as in the fitted file, and clipped. `then_*`
columns are the clock at the bin's own time of day (who is asleep answers in the morning); `near_*` and `past_*` say how
the bin lies to the usual delay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from policies.errors import MalbeotError
from policies.timing.hazard import BINS, EDGES_MS, bin_of, draw_delay, middle_ms, probability_within, survival
from policies.timing.opportunity import Opportunity, clock, columns

FORMAT = "malbeot-timing/1"
KNOTS = {"3s": 3_000, "30s": 30_000, "10min": 600_000, "3h": 10_800_000, "1d": 86_400_000}
CLIP = 4.0
"""Standard deviations a column may lie from its mean: nothing unheard of decides alone."""
_WIDEST_MS = 12 * 3_600_000  # a longer bin has no time of day


class LearnedUnusable(MalbeotError):
    """The file of a learned timing can't be used."""

    exit_code = 2


def basis() -> tuple[tuple[float, ...], ...]:
    """For every bin the share of each knot, summing to 1 (shape BINS x knots)."""
    places = [bin_of(ms) for ms in KNOTS.values()]
    return tuple(tuple(_share(index, places, knot) for knot in range(len(places))) for index in range(BINS))


def _share(index: int, places: list[int], knot: int) -> float:
    place = min(places[-1], max(places[0], index))
    at = places[knot]
    below = places[knot - 1] if knot else at - 1
    above = places[knot + 1] if knot + 1 < len(places) else at + 1
    return max(0.0, (place - below) / (at - below) if place <= at else (above - place) / (above - at))


def moving(given: Opportunity, index: int) -> dict[str, float]:
    """The columns that differ from bin to bin: the clock in its middle, and how it lies to the usual delay."""
    return then(given.hour, index) | {
        name: value
        for pace, log in (("pace", given.pace.quick), ("steady_pace", given.pace.steady))
        for name, value in lying(math.log(middle_ms(index)) - log, pace).items()
    }


def then(hour: float, index: int) -> dict[str, float]:
    """The clock in the middle of a bin, when the message ended at `hour`; zeros where the bin is too long to say."""
    width = EDGES_MS[index] - (EDGES_MS[index - 1] if index else 0)
    if width > _WIDEST_MS:
        return dict.fromkeys(clock(0.0, "then"), 0.0)
    return clock((hour + middle_ms(index) / 3_600_000) % 24, "then")


def lying(distance: float, pace: str) -> dict[str, float]:
    """A bin `distance` (natural log) behind the usual delay: how near to it, and whether past it."""
    return {
        f"near_{pace}": math.exp(-distance * distance / 2),
        f"past_{pace}": 1 / (1 + math.exp(-2 * max(-10.0, min(10.0, distance)))),
    }


@dataclass(frozen=True)
class Scale:
    """How a column was centred and scaled."""

    mean: float
    spread: float

    def of(self, value: float) -> float:
        return max(-CLIP, min(CLIP, (value - self.mean) / self.spread))


@dataclass(frozen=True)
class Learned:
    """A fitted timing. `weights[column]` has one number a knot; columns without weights count nothing."""

    intercepts: tuple[float, ...]
    scales: Mapping[str, Scale]
    weights: Mapping[str, tuple[float, ...]]

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> Learned:
        """From what `malbeot timing fit` wrote. LearnedUnusable when it was written for other bins or isn't whole."""
        try:
            return _read(values)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise LearnedUnusable(
                f"the learned timing isn't whole: {error}",
                fix="write it again with `malbeot timing fit LOGS --out FILE`",
            ) from error

    def values(self) -> dict[str, object]:
        """As plain values, for a file; `from_values` reads them."""
        return {
            "format": FORMAT,
            "bins_ms": list(EDGES_MS),
            "intercepts": list(self.intercepts),
            "columns": {
                name: {"mean": self.scales[name].mean, "spread": self.scales[name].spread}
                | dict(zip(KNOTS, weights, strict=True))
                for name, weights in self.weights.items()
            },
        }

    def hazards(self, given: Opportunity) -> tuple[float, ...]:
        """P(reply in bin | none before), one a bin."""
        fixed = self._pull(columns(given))
        return tuple(
            _logistic(self.intercepts[index] + _at(index, fixed) + _at(index, self._pull(moving(given, index))))
            for index in range(BINS)
        )

    def draw(self, given: Opportunity, seed: int) -> int | None:
        """When to answer, milliseconds after the message; None for not at all."""
        return draw_delay(self.hazards(given), seed, "learned")

    def probability_of_reply_within(self, given: Opportunity, ms: int) -> float:
        return probability_within(self.hazards(given), ms)

    def shares(self, given: Opportunity, now_ms: int) -> dict[str, float]:
        """How likely each action is: `reply` within `now_ms`, `later` up to seven days, `silent`."""
        hazards = self.hazards(given)
        now, never = probability_within(hazards, now_ms), survival(hazards)
        return {"reply": now, "later": max(0.0, 1 - now - never), "silent": never}

    def _pull(self, given: Mapping[str, float]) -> list[float]:
        """At each knot, what the columns add to the logit."""
        total = [0.0] * len(KNOTS)
        for name, value in given.items():
            if name in self.weights:
                scaled = self.scales[name].of(value)
                total = [sum_ + scaled * weight for sum_, weight in zip(total, self.weights[name], strict=True)]
        return total


_BASIS = basis()


def _at(index: int, pull: list[float]) -> float:
    return sum(share * value for share, value in zip(_BASIS[index], pull, strict=True))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def _read(values: Mapping[str, object]) -> Learned:
    if values.get("format") != FORMAT or tuple(values["bins_ms"]) != EDGES_MS:  # type: ignore[arg-type]
        raise ValueError(f"its format is not {FORMAT}")
    rows: Mapping[str, Mapping[str, float]] = values["columns"]  # type: ignore[assignment]
    intercepts = tuple(_number(value) for value in values["intercepts"])  # type: ignore[attr-defined]
    if len(intercepts) != BINS:
        raise ValueError(f"{len(intercepts)} intercepts for {BINS} bins")
    scales = {name: Scale(_number(row["mean"]), _number(row["spread"])) for name, row in rows.items()}
    if any(scale.spread <= 0 for scale in scales.values()):
        raise ValueError("a spread is not above 0")
    return Learned(
        intercepts, scales, {name: tuple(_number(row[knot]) for knot in KNOTS) for name, row in rows.items()}
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no finite number")
    return float(value)
