"""The fit: a ridge-penalised logistic hazard regression by Newton's method, weights running straight between knots.

A bin is one trial for each opportunity that got so far. Columns are the same for all bins but for the clock, read at
the bin's own time of day, and the bin's place beside the usual delay; so one bin needs one product of matrices, and the
Hessian is a sum over bins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.feedback.timing.likelihood import Floats, Outcomes
from bot.feedback.timing.opportunities import Observed
from policies.timing.hazard import BINS, middle_ms
from policies.timing.learned import CLIP, KNOTS, Learned, Scale, basis, moving, then
from policies.timing.opportunity import Opportunity, Words, columns

_STEPS, _ENOUGH = 25, 1e-5  # nats an opportunity
_NEARNESS = 15.0  # replies: what the prior of an intercept counts for, about
_HOURS = 96  # the clock in quarters of an hour


@dataclass(frozen=True)
class Table:
    """Opportunities as numbers: `fixed` (n, columns), `hour` (n,) in quarters, `paces` (n, 2) quick and steady."""

    fixed: Floats
    hour: NDArray[np.int64]
    paces: Floats
    seen: Outcomes
    names: tuple[str, ...]

    def take(self, rows: slice) -> Table:
        return Table(self.fixed[rows], self.hour[rows], self.paces[rows], self.seen.take(rows), self.names)

    def with_outcomes(self, seen: Outcomes) -> Table:
        return Table(self.fixed, self.hour, self.paces, seen, self.names)

    def __len__(self) -> int:
        return len(self.hour)


def table(observed: Sequence[Observed], seen: Outcomes) -> Table:
    """The columns of opportunities, unscaled."""
    names = tuple(columns(observed[0].given)) if observed else ()
    values = (value for each in observed for value in columns(each.given).values())
    fixed = np.fromiter(values, float, len(observed) * len(names)).reshape(len(observed), len(names))
    hour = np.array([int(each.given.hour * _HOURS / 24) for each in observed], dtype=np.int64)
    paces = np.array([[each.given.pace.quick, each.given.pace.steady] for each in observed], float)
    return Table(fixed, hour, paces, seen, names)


@dataclass(frozen=True)
class _Design:
    """Scaled columns, ordered by how far they got, so that those still waiting at a bin are the first rows."""

    scaled: Floats
    moving: tuple[Floats, ...]  # for each bin (those waiting, moving columns)
    risk: tuple[int, ...]
    passed: NDArray[np.int64]
    replied: NDArray[np.bool_]

    def rows(self, index: int) -> Floats:
        count = self.risk[index]
        return np.concatenate([self.scaled[:count], self.moving[index]], axis=1)

    def reached(self) -> list[int]:
        """Bins that anybody waited at."""
        return [index for index, count in enumerate(self.risk) if count]

    def came(self, index: int) -> Floats:
        count = self.risk[index]
        return np.asarray(self.replied[:count] & (self.passed[:count] == index), float)


@dataclass
class Weights:
    """What is fitted: an intercept for each bin (BINS,) and weights (columns, knots)."""

    intercepts: Floats
    slopes: Floats


_BASIS = np.array(basis())
_MOVING = tuple(moving(Opportunity(Words(), 0.0, False), 0))
_MOVING_SCALE = Scale(0.0, 0.6)


def scales_of(data: Table) -> dict[str, Scale]:
    """Mean and spread of each column; those that move from bin to bin lie between -1 and 1 as they are."""
    mean, spread = data.fixed.mean(axis=0), data.fixed.std(axis=0)
    fixed = {
        name: Scale(float(mean[at]), float(spread[at]) if spread[at] > 1e-6 else 1.0)
        for at, name in enumerate(data.names)
    }
    return fixed | dict.fromkeys(_MOVING, _MOVING_SCALE)


def fit(data: Table, scales: dict[str, Scale], ridge: float, prior: Floats, start: Weights | None = None) -> Weights:
    """The weights that make the outcomes likeliest, less `ridge` / 2 times their squares.

    Intercepts stay near the logits of `prior` (BINS,), the hazards without columns.
    """
    design = _design(data, scales)
    prior = _logit(prior)
    weights = start or Weights(prior.copy(), np.zeros((design.scaled.shape[1] + len(_MOVING), len(KNOTS))))
    value = _objective(design, weights, prior, ridge)
    for _ in range(_STEPS):
        step = _newton(design, weights, prior, ridge)
        weights, better = _halved(design, weights, step, prior, ridge, value)
        if better - value < _ENOUGH * len(data):
            break
        value = better
    return weights


def hazards(data: Table, scales: dict[str, Scale], weights: Weights) -> Floats:
    """Hazards of every bin (n x BINS)."""
    scaled = _scaled(data, scales)
    split = scaled.shape[1]
    fixed = scaled @ weights.slopes[:split] @ _BASIS.T
    slopes = [weights.slopes[split:] @ _BASIS[index] for index in range(BINS)]
    changing = np.stack([_moving(data, index) @ slopes[index] for index in range(BINS)], axis=1)
    return np.asarray(_logistic(weights.intercepts + fixed + changing))


def as_learned(data: Table, scales: dict[str, Scale], weights: Weights) -> Learned:
    """For use without numpy, and for the file."""
    names = (*data.names, *_MOVING)
    slopes = {name: tuple(round(float(value), 6) for value in weights.slopes[at]) for at, name in enumerate(names)}
    rounded = {name: Scale(round(scales[name].mean, 6), max(1e-6, round(scales[name].spread, 6))) for name in names}
    return Learned(tuple(round(float(value), 6) for value in weights.intercepts), rounded, slopes)


def _design(data: Table, scales: dict[str, Scale]) -> _Design:
    bins_seen = data.seen.passed + data.seen.replied
    order = np.argsort(-bins_seen, kind="stable")
    risk = tuple(int(np.count_nonzero(bins_seen > index)) for index in range(BINS))
    ordered = Table(data.fixed[order], data.hour[order], data.paces[order], data.seen.take(order), data.names)
    rows = tuple(_moving(ordered.take(slice(0, count)), index) for index, count in enumerate(risk))
    return _Design(_scaled(ordered, scales), rows, risk, ordered.seen.passed, ordered.seen.replied)


def _scaled(data: Table, scales: dict[str, Scale]) -> Floats:
    mean = np.array([scales[name].mean for name in data.names])
    spread = np.array([scales[name].spread for name in data.names])
    return np.asarray(np.clip((data.fixed - mean) / spread, -CLIP, CLIP))


def _moving(data: Table, index: int) -> Floats:
    """What `policies.timing.learned.moving` says of a bin, for many opportunities, scaled."""
    quarters = [(quarter + 0.5) * 24 / _HOURS for quarter in range(_HOURS)]
    clocks = np.array([list(then(hour, index).values()) for hour in quarters])
    distance = math.log(middle_ms(index)) - data.paces
    near = np.exp(-distance * distance / 2)
    past = 1 / (1 + np.exp(-2 * np.clip(distance, -10, 10)))
    lying = np.stack([near, past], axis=2).reshape(len(data), 2 * data.paces.shape[1])
    return np.concatenate([clocks[data.hour], lying], axis=1) / _MOVING_SCALE.spread


def _objective(design: _Design, weights: Weights, prior: Floats, ridge: float) -> float:
    total = -0.5 * ridge * float((weights.slopes**2).sum())
    total -= 0.5 * _NEARNESS * float(((weights.intercepts - prior) ** 2).sum())
    for index in design.reached():
        logit = weights.intercepts[index] + design.rows(index) @ (weights.slopes @ _BASIS[index])
        total += float((design.came(index) * logit - np.logaddexp(0, logit)).sum())
    return total


def _newton(design: _Design, weights: Weights, prior: Floats, ridge: float) -> Weights:
    """One Newton step: the gradient solved by the (negative) Hessian."""
    size = weights.slopes.size
    gradient = np.concatenate([-ridge * weights.slopes.ravel(), _NEARNESS * (prior - weights.intercepts)])
    hessian = np.diag(np.concatenate([np.full(size, ridge), np.full(BINS, _NEARNESS)]))
    for index in design.reached():
        rows, knots = design.rows(index), _BASIS[index]
        chance = _logistic(weights.intercepts[index] + rows @ (weights.slopes @ knots))
        missed, weight = design.came(index) - chance, chance * (1 - chance)
        gradient[:size] += np.kron(rows.T @ missed, knots)
        gradient[size + index] += missed.sum()
        hessian[:size, :size] += np.kron((rows * weight[:, None]).T @ rows, np.outer(knots, knots))
        cross = np.kron(rows.T @ weight, knots)
        hessian[:size, size + index] += cross
        hessian[size + index, :size] += cross
        hessian[size + index, size + index] += weight.sum()
    step = np.linalg.solve(hessian, gradient)
    return Weights(step[size:], step[:size].reshape(weights.slopes.shape))


def _halved(
    design: _Design, weights: Weights, step: Weights, prior: Floats, ridge: float, value: float
) -> tuple[Weights, float]:
    """The step, or as much of it as makes things better."""
    part = 1.0
    for _ in range(8):
        tried = Weights(weights.intercepts + part * step.intercepts, weights.slopes + part * step.slopes)
        better = _objective(design, tried, prior, ridge)
        if better >= value:
            return tried, better
        part /= 2
    return weights, value


def _logistic(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -30, 30))))


def _logit(value: Floats) -> Floats:
    return np.asarray(np.log(value / (1 - value)))
