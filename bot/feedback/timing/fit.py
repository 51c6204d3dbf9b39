"""Fitting timing on chat logs, and what it is worth: held-out log-likelihood beside two baselines and the rules.

The newest fifth of the opportunities is kept aside. What is fitted sees only what had happened by then: an opportunity
still open at the split is censored there. The ridge is chosen the same way inside the training part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np

from bot.feedback.timing.likelihood import Floats, Outcomes, by_bin, constant, log_likelihoods, outcomes
from bot.feedback.timing.logs import Log
from bot.feedback.timing.opportunities import Observed
from bot.feedback.timing.regression import Table, Weights, as_learned, fit, hazards, scales_of, table
from bot.feedback.timing.rules_delay import Mixture, fit_scale, in_parts, rules_by_bin, rules_distribution
from policies.errors import MalbeotError
from policies.timing.hazard import EDGES_MS
from policies.timing.learned import Learned, Scale

HELD_OUT = 0.2
RIDGES = (30_000.0, 3000.0, 1000.0, 300.0, 100.0, 30.0, 10.0)
LEAST_REPLIES = 30
_WEIGHT_OF_RULES = 60.0  # opportunities
MOST_FITTED, _MOST_CHOSEN_ON = 200_000, 60_000

Progress = Callable[[str], None]


class TooLittle(MalbeotError):
    """There is too little to learn timing from."""

    exit_code = 2


@dataclass(frozen=True)
class Scores:
    """Mean held-out log-likelihood an opportunity, in nats; higher is better."""

    constant: float
    rules: float
    learned: float
    by_bin: float


@dataclass(frozen=True)
class Fitted:
    """What came of a log: the model, its scores, and how much there was. Held-out counts are part of the counts."""

    learned: Learned
    scores: Scores
    opportunities: int
    replies: int
    censored: int
    held_out: int
    held_out_replies: int
    chats: int
    trained_until: int
    rules_scale: float
    ridge: float
    resolution_ms: int
    time_zone: str

    def report(self) -> dict[str, object]:
        """As one JSON object."""
        scores = {name: round(value, 4) for name, value in asdict(self.scores).items()}
        counts = {
            name: getattr(self, name)
            for name in ("opportunities", "replies", "censored", "held_out", "held_out_replies", "chats")
        }
        return {
            **scores,
            **counts,
            "bins": len(EDGES_MS),
            "trained_until": _iso(self.trained_until),
            "rules_scale": round(self.rules_scale, 4),
            "ridge": self.ridge,
            "resolution_s": self.resolution_ms / 1000,
            "time_zone": self.time_zone,
        }

    def values(self) -> dict[str, object]:
        """The file: the model's numbers by name, and what they were worth."""
        return {**self.learned.values(), "report": self.report()}


@dataclass(frozen=True)
class _Split:
    """Training and held-out parts; training outcomes as they stood at `at`."""

    train: Sequence[Observed]
    test: Sequence[Observed]
    at: int


@dataclass(frozen=True)
class _Trained:
    """What was fitted on the training part."""

    weights: Weights
    scales: dict[str, Scale]
    ridge: float
    rules_scale: float
    outcomes: Outcomes


def fit_log(log: Log, observed: Sequence[Observed], time_zone: str, progress: Progress = lambda _: None) -> Fitted:
    """Fit on the older part, score on the newer. TooLittle when replies are too few on either side."""
    split = _split(observed)
    _refuse(split, observed)
    progress("reading features")
    everything, tested = outcomes(observed), outcomes(split.test)
    mixtures = [rules_distribution(each.given) for each in observed]
    held_out = table(split.test, tested)
    trained = _train(split, mixtures[: len(split.train)], progress)
    progress("scoring")
    return Fitted(
        learned=as_learned(held_out, trained.scales, trained.weights),
        scores=_scores(trained, held_out, mixtures[len(split.train) :]),
        opportunities=len(observed),
        replies=int(everything.replied.sum()),
        censored=int((~everything.replied).sum()),
        held_out=len(split.test),
        held_out_replies=int(tested.replied.sum()),
        chats=len(log.chats),
        trained_until=split.at,
        rules_scale=trained.rules_scale,
        ridge=trained.ridge,
        resolution_ms=log.resolution_ms,
        time_zone=time_zone,
    )


def _train(split: _Split, mixtures: Sequence[Mixture], progress: Progress) -> _Trained:
    """The regression sees the newest `MOST_FITTED`, the rest all."""
    seen = outcomes(split.train)
    scale = fit_scale(mixtures, seen)
    newest = split.train[-MOST_FITTED:]
    data = table(newest, outcomes(newest))
    mixtures = mixtures[-MOST_FITTED:]
    ridge = _choose(newest, data, mixtures, progress)
    progress("fitting")
    scales = scales_of(data)
    return _Trained(fit(data, scales, ridge, _prior(data.seen, mixtures, scale)), scales, ridge, scale, seen)


def _scores(trained: _Trained, held_out: Table, mixtures: Sequence[Mixture]) -> Scores:
    tested = held_out.seen
    return Scores(
        constant=_mean(log_likelihoods(constant(trained.outcomes), tested)),
        rules=_mean(in_parts(mixtures, trained.rules_scale, tested)),
        learned=_mean(_scored(held_out, trained)),
        by_bin=_mean(log_likelihoods(by_bin(trained.outcomes), tested)),
    )


def _split(observed: Sequence[Observed], share: float = HELD_OUT) -> _Split:
    """By time: what began before the moment trains, as known at that moment."""
    if not observed:
        return _Split((), (), 0)
    at = observed[min(len(observed) - 1, math.floor(len(observed) * (1 - share)))].at
    train = [each.until(at) for each in observed if each.at < at]
    return _Split(train, [each for each in observed if each.at >= at], at)


def _refuse(split: _Split, observed: Sequence[Observed]) -> None:
    replies = [sum(each.replied for each in part) for part in (split.train, split.test)]
    if replies[0] < LEAST_REPLIES or replies[1] < LEAST_REPLIES // 6:
        raise TooLittle(
            f"{len(observed)} opportunities with {replies[0]} replies to learn from and {replies[1]} to check by: "
            f"at least {LEAST_REPLIES} and {LEAST_REPLIES // 6} are needed",
            fix="give longer logs of chats in which both sides write; --persona must be a name as it stands in `from`",
        )


def _prior(seen: Outcomes, mixtures: Sequence[Mixture], scale: float) -> Floats:
    """The hazards by bin, drawn towards the rules' where few got so far: a short log is no worse off than the rules."""
    return by_bin(seen, rules_by_bin(mixtures, scale), _WEIGHT_OF_RULES)


def _choose(train: Sequence[Observed], data: Table, mixtures: Sequence[Mixture], progress: Progress) -> float:
    """The ridge that scores best on the newest fifth of the training part, fitted on the rest as known by then."""
    first = max(0, len(train) - _MOST_CHOSEN_ON)
    inner, mixtures = _split(train[first:]), mixtures[first:]
    if not inner.train:  # all at one moment
        return RIDGES[0]
    seen, old = outcomes(inner.train), slice(first, first + len(inner.train))
    fitted, checked = data.take(old).with_outcomes(seen), data.take(slice(old.stop, None))
    scales, mixtures = scales_of(fitted), mixtures[: len(inner.train)]
    prior = _prior(seen, mixtures, fit_scale(mixtures, seen))
    weights, scores = None, []
    for ridge in RIDGES:
        progress(f"choosing the ridge: {ridge:g}")
        weights = fit(fitted, scales, ridge, prior, weights)
        scores.append(log_likelihoods(hazards(checked, scales, weights), checked.seen))
        if len(scores) > 2 and scores[-1].mean() < scores[-2].mean() < scores[-3].mean():
            break
    return RIDGES[_strongest(scores)]


def _strongest(scores: Sequence[Floats]) -> int:
    """The strongest ridge no more than half a standard error worse than the best: chance alone earns no weights."""
    best = max(scores, key=_mean)
    behind = [best - score for score in scores]
    return next(at for at, gap in enumerate(behind) if gap.mean() <= 0.5 * gap.std() / math.sqrt(len(gap)))


def _scored(held_out: Table, trained: _Trained, part: int = 20_000) -> Floats:
    parts = [held_out.take(slice(at, at + part)) for at in range(0, len(held_out), part)]
    return np.concatenate(
        [log_likelihoods(hazards(each, trained.scales, trained.weights), each.seen) for each in parts]
    )


def _mean(values: Floats) -> float:
    return float(values.mean())


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")
