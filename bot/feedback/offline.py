"""What another policy would have brought, estimated from logged decisions and the probabilities they were drawn with.

IPS weighs each outcome by target / logged probability of the chosen action; SNIPS divides by the weights' sum
(Swaminathan and Joachims 2015); the doubly robust estimate adds a model of the outcome (Dudík, Langford and Li 2011),
here ridge on actions and their products with the context, fitted on other people's rows. Intervals: bootstrap over
people, since one person's turns are not independent. Where the logs can't tell, `ThinSupport` says why instead.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.errors import MalbeotError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_EFFECTIVE, LEAST_SHARE, LEAST_PEOPLE = 100.0, 0.1, 10
RESAMPLES, CONFIDENCE = 500, 0.95
_FOLDS, _RIDGE = 5, 1.0
_SUM_TOLERANCE = 1e-3


class ThinSupport(MalbeotError):
    """The logged decisions can't tell what the other policy would have brought."""


@dataclass(frozen=True)
class Row:
    """One logged decision: whose, in what context, what was done, how likely each action was, what came of it.

    `target`: how likely each action would have been under the policy asked about; absent actions count 0.
    """

    person: str
    context: Mapping[str, float]
    action: str
    probabilities: Mapping[str, float]
    outcome: float
    target: Mapping[str, float]


@dataclass(frozen=True)
class Estimate:
    """A mean outcome with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """Estimates of the target's mean outcome; `logged` is what the logging policy got. `naive` is kept as a warning:
    the mean outcome where the target would most likely have done the same, weighted by nothing."""

    logged: Estimate
    naive: Estimate
    ips: Estimate
    snips: Estimate
    dr: Estimate
    rows: int
    people: int
    effective: float


@dataclass(frozen=True)
class Logs:
    """Rows as arrays: `person` and `action` (n,) codes, `context` (n, columns), `logged` and `target` (n, actions)."""

    person: Ints
    context: Floats
    action: Ints
    logged: Floats
    target: Floats
    outcome: Floats
    actions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def weights(self) -> Floats:
        """target / logged probability of what was done (shape n)."""
        at = np.arange(len(self))
        return np.asarray(self.target[at, self.action] / self.logged[at, self.action])


def as_logs(rows: Sequence[Row]) -> Logs:
    """Rows as arrays. ThinSupport when a row's probabilities say nothing."""
    if not rows:
        raise ThinSupport("there are no rows with an outcome", fix="give logged decisions whose outcome is known")
    _check_probabilities(rows)
    actions = tuple(sorted({name for row in rows for name in (*row.probabilities, *row.target)}))
    people = {name: code for code, name in enumerate(sorted({row.person for row in rows}))}
    columns = sorted({name for row in rows for name in row.context})
    return Logs(
        person=np.array([people[row.person] for row in rows], dtype=np.int64),
        context=np.array([[row.context.get(name, 0.0) for name in columns] for row in rows], float).reshape(
            len(rows), len(columns)
        ),
        action=np.array([actions.index(row.action) for row in rows], dtype=np.int64),
        logged=np.array([[row.probabilities.get(name, 0.0) for name in actions] for row in rows], float),
        target=np.array([[row.target.get(name, 0.0) for name in actions] for row in rows], float),
        outcome=np.array([row.outcome for row in rows], float),
        actions=actions,
    )


def compare(logs: Logs, seed: int = 0, resamples: int = RESAMPLES) -> Comparison:
    """Estimates with intervals. ThinSupport where they would be worth nothing."""
    effective = check_support(logs)
    weights, everyone = logs.weights, np.ones(len(logs))
    same = (logs.target.argmax(axis=1) == logs.action).astype(float)
    robust = _doubly_robust(logs, weights)
    tops = np.stack([logs.outcome, same * logs.outcome, weights * logs.outcome, weights * logs.outcome, robust])
    bottoms = np.stack([everyone, same, everyone, weights, everyone])
    logged, naive, ips, snips, dr = _intervals(tops, bottoms, logs.person, seed, resamples)
    return Comparison(logged, naive, ips, snips, dr, len(logs), int(logs.person.max()) + 1, effective)


def check_support(logs: Logs) -> float:
    """The effective sample size. ThinSupport when nothing was left to chance or too few rows speak for the target."""
    _check_exploration(logs)
    weights = logs.weights
    total = float((weights**2).sum())
    effective = float(weights.sum()) ** 2 / total if total else 0.0
    people = len(np.unique(logs.person))
    if people < LEAST_PEOPLE:
        raise ThinSupport(
            f"the rows come from {people} people: an interval over people needs at least {LEAST_PEOPLE}",
            fix="log decisions of more people",
        )
    least = max(LEAST_EFFECTIVE, LEAST_SHARE * len(logs))
    if effective < least:
        raise ThinSupport(
            f"only {effective:.0f} of {len(logs)} rows effectively speak for the target policy: "
            f"at least {least:.0f} must",
            fix="log more decisions, raise timing.floor, or ask about a policy nearer to the one that was logged",
        )
    return effective


def _check_probabilities(rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows, 1):
        chosen = row.probabilities.get(row.action)
        if chosen is None or not chosen > 0:
            raise ThinSupport(
                f"row {number}: the chosen action {row.action!r} has no logged probability above 0 (got {chosen})",
                fix="only decisions logged with the probability of every action can be compared",
            )
        for field, shares in (("probabilities", row.probabilities), ("target", row.target)):
            if any(not 0 <= share <= 1 for share in shares.values()) or abs(sum(shares.values()) - 1) > _SUM_TOLERANCE:
                raise ThinSupport(
                    f"row {number}: {field} must lie between 0 and 1 and sum to 1 (got {sum(shares.values()):.4g})",
                    fix=f"give the {field} of every action",
                )
        if not math.isfinite(row.outcome) or not all(map(math.isfinite, row.context.values())):
            raise ThinSupport(f"row {number}: outcome and context must be finite numbers", fix="leave the row out")


def _check_exploration(logs: Logs) -> None:
    at = np.arange(len(logs))
    if np.all(logs.logged[at, logs.action] >= 1 - _SUM_TOLERANCE):
        raise ThinSupport(
            "every logged decision was certain (probability 1): nothing shows what another action would have brought",
            fix="log with timing.floor above 0",
        )
    outside = (logs.target > 0) & (logs.logged <= 0)
    if outside.any():
        names = ", ".join(logs.actions[index] for index in np.flatnonzero(outside.any(axis=0)))
        raise ThinSupport(
            f"in {int(outside.any(axis=1).sum())} of {len(logs)} rows the target may do what the logged policy never "
            f"did there (logged probability 0): {names}",
            fix="log with timing.floor above 0, or leave out rows where the action is not admissible (safety, crisis)",
        )


def _doubly_robust(logs: Logs, weights: Floats) -> Floats:
    """Each row's doubly robust score (shape n); the outcome model never saw the row's person."""
    at = np.arange(len(logs))
    expected = _expected(logs)
    return np.asarray((logs.target * expected).sum(axis=1) + weights * (logs.outcome - expected[at, logs.action]))


def _expected(logs: Logs) -> Floats:
    """The outcome each action would have, by a model fitted on other people (shape n x actions)."""
    context = _standardised(logs.context)
    fold = logs.person % _FOLDS
    result = np.zeros((len(logs), len(logs.actions)))
    for index in range(_FOLDS):
        inside, outside = fold == index, fold != index
        if inside.any() and outside.any():
            result[inside] = _fitted(
                context[outside], logs.action[outside], logs.outcome[outside], context[inside], logs
            )
    return result


def _fitted(context: Floats, action: Ints, outcome: Floats, asked: Floats, logs: Logs) -> Floats:
    """Ridge on [context, action, action x context] around the mean outcome; predictions of every action."""
    mean, count = float(outcome.mean()), len(logs.actions)
    design = _products(context, np.eye(count)[action])
    solved = np.linalg.solve(design.T @ design + _RIDGE * np.eye(design.shape[1]), design.T @ (outcome - mean))
    each = [_products(asked, np.tile(np.eye(count)[index], (len(asked), 1))) @ solved for index in range(count)]
    return mean + np.stack(each, axis=1)


def _products(context: Floats, chosen: Floats) -> Floats:
    crossed = (chosen[:, :, None] * context[:, None, :]).reshape(len(context), chosen.shape[1] * context.shape[1])
    return np.concatenate([context, chosen, crossed], axis=1)


def _standardised(context: Floats) -> Floats:
    spread = context.std(axis=0)
    return np.asarray((context - context.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0))


def _intervals(tops: Floats, bottoms: Floats, person: Ints, seed: int, resamples: int) -> list[Estimate]:
    """Ratios of sums with bootstrap intervals over people. Normal intervals with the bootstrap's own error and
    Student's factor: percentiles are too narrow where people are few."""
    people = int(person.max()) + 1
    top = np.stack([np.bincount(person, each, people) for each in tops])
    bottom = np.stack([np.bincount(person, each, people) for each in bottoms])
    drawn = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), resamples).astype(float)
    ratios = (drawn @ top.T) / np.maximum(1e-9, drawn @ bottom.T)
    values = top.sum(axis=1) / np.maximum(1e-9, bottom.sum(axis=1))
    error = ratios.std(axis=0, ddof=1) * math.sqrt(people / (people - 1)) * _student(people - 1)
    return [
        Estimate(float(value), float(value - half), float(value + half))
        for value, half in zip(values, error, strict=True)
    ]


def _student(freedom: int) -> float:
    """Student's 97.5 % point (Cornish and Fisher's expansion: within 0.1 % from nine degrees on)."""
    z = 1.959963984540054
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
