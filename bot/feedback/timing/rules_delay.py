"""The rules as a distribution of delays, so that they can be compared with what people did.

The policy's own chances of replying now, later or not at all, the first two with its lognormal delays and one factor on
them fitted to a log. Two things rules for a persona leave open: what else keeps people, so a reply "now" is as wide as
theirs are (`_NOW_SPREAD`) and every tenth answer is kept from them (`_KEPT`); and that after a silence the next talk
begins some hours later (`_NEXT_TALK_MS`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.feedback.timing.likelihood import Floats, Outcomes, log_likelihoods
from policies.timing.deciding import decide, later_delay
from policies.timing.features import Moment
from policies.timing.hazard import EDGES_MS
from policies.timing.opportunity import Opportunity
from policies.timing.rules import Silence, StateDelay, TimingRules
from policies.timing.typing import mirror_factor

HUMAN = TimingRules(
    finished_wait_ms=15_000,
    unfinished_wait_ms=25_000,
    mirror=0.5,
    silence=Silence(share=0.06, most_a_day=1_000, when=("closing", "statement", "sticker")),
    delays=(StateDelay("free", 0.3, 20 * 60_000, 1.3), StateDelay("asleep", 0.85, 30 * 60_000, 1.2)),
)
"""What is assumed of people whose rules nobody wrote down: mostly free, asleep at night, at times silent."""
_ASLEEP_FROM, _ASLEEP_TO = 60, 7 * 60 + 30  # minutes of the local day
_NOW_SPREAD = 1.6
_KEPT, _NEVER = 0.1, 0.05
_NEXT_TALK_MS, _NEXT_TALK_SPREAD = 5.0 * 3_600_000, 1.4
_REPLY_CHARACTERS = 15
_LEAST, _MOST = 0.01, 0.95
_SCALES = np.exp(np.linspace(math.log(1 / 50), math.log(100), 36))
_MOST_FITTED = 20_000


@dataclass(frozen=True)
class Mixture:
    """Delays after an opportunity: parts with weight, head start, median and spread (sigma of the log); the rest never.

    `scaled` are the parts that the fitted factor stretches.
    """

    weights: tuple[float, ...]
    after_ms: tuple[float, ...]
    medians_ms: tuple[float, ...]
    spreads: tuple[float, ...]
    scaled: tuple[bool, ...]

    @property
    def never(self) -> float:
        return 1 - sum(self.weights)


def rules_distribution(given: Opportunity, rules: TimingRules = HUMAN) -> Mixture:
    """The delays these rules give an opportunity."""
    moment = _moment(given)
    chances = _chances(_coarse(moment), rules)
    later = later_delay(moment, rules)
    answered = [(1 - _KEPT) * share for share in (chances["reply"] + chances["come_back"], chances["later"])]
    return Mixture(
        (*answered, (1 - _NEVER) * (1 - sum(answered))),
        (0.0, float(later.after_ms), 0.0),
        (_now_ms(given, rules), later.median_ms, _NEXT_TALK_MS),
        (_NOW_SPREAD, max(later.spread, 1.0), _NEXT_TALK_SPREAD),
        (True, True, False),
    )


def rules_hazards(mixtures: Sequence[Mixture], scale: float) -> Floats:
    """Hazards of every bin, the stretched medians times `scale` (shape n x BINS)."""
    weights, after, medians, spreads = (
        np.array([getattr(each, name) for each in mixtures])
        for name in ("weights", "after_ms", "medians_ms", "spreads")
    )
    edges = np.array(EDGES_MS, float)[None, :, None]
    stretched = np.log(medians * np.where(mixtures[0].scaled, scale, 1.0))
    place = np.log(np.maximum(1.0, edges - after[:, None, :])) - stretched[:, None, :]
    done = (weights[:, None, :] * _normal(place / spreads[:, None, :])).sum(axis=2)
    before = np.concatenate([np.zeros((len(done), 1)), done[:, :-1]], axis=1)
    return np.asarray(np.clip((done - before) / np.maximum(1e-9, 1 - before), _LEAST, _MOST))


def rules_by_bin(mixtures: Sequence[Mixture], scale: float) -> Floats:
    """The rules' hazards over all these opportunities together (shape BINS)."""
    some = mixtures[:: max(1, len(mixtures) // _MOST_FITTED)]
    rows = rules_hazards(some, scale)
    alive = np.cumprod(np.concatenate([np.ones((len(rows), 1)), 1 - rows[:, :-1]], axis=1), axis=1)
    return np.asarray((alive * rows).sum(axis=0) / alive.sum(axis=0))


def fit_scale(mixtures: Sequence[Mixture], seen: Outcomes) -> float:
    """The factor on delays under which the outcomes are likeliest."""
    step = max(1, len(mixtures) // _MOST_FITTED)
    some, outcome = mixtures[::step], seen.take(slice(None, None, step))
    scores = [float(log_likelihoods(rules_hazards(some, scale), outcome).sum()) for scale in _SCALES]
    return float(_SCALES[int(np.argmax(scores))])


def in_parts(mixtures: Sequence[Mixture], scale: float, seen: Outcomes, part: int = 20_000) -> Floats:
    """Log-likelihoods of many opportunities without holding all hazards at once."""
    scores = [
        log_likelihoods(rules_hazards(mixtures[at : at + part], scale), seen.take(slice(at, at + part)))
        for at in range(0, len(mixtures), part)
    ]
    return np.concatenate(scores)


def _moment(given: Opportunity) -> Moment:
    minute = int(given.hour * 60)
    asleep = _ASLEEP_FROM <= minute < _ASLEEP_TO
    left = (_ASLEEP_TO - minute if asleep else (_ASLEEP_FROM - minute) % (24 * 60)) * 60_000
    return Moment(
        now=0,
        minute=minute,
        state="asleep" if asleep else "free",
        until=left if asleep else None,
        question=given.words.question,
        messages=given.run_messages,
        characters=given.words.characters,
        closing=given.words.closing,
        mood="funny" if given.words.laughs else "neutral",
        kind="sticker" if given.words.wordless else "text",
        persona_silent_ms=7 * 24 * 3_600_000 if given.gap_ms is None else given.gap_ms + given.run_ms,
        person_gap_ms=int(math.exp(given.own_pace.quick)) if given.own_pace.seen else None,
    )


def _coarse(moment: Moment) -> Moment:
    """Only what chances depend on, so that few differ."""
    silent = moment.persona_silent_ms or 0
    return Moment(
        now=0,
        minute=moment.minute // 30 * 30,
        state=moment.state,
        question=moment.question,
        messages=min(3, moment.messages),
        characters=20 if moment.characters <= 20 else 100,
        closing=moment.closing,
        mood=moment.mood,
        kind=moment.kind,
        persona_silent_ms=0 if silent <= 300_000 else 3_600_000,
    )


@lru_cache(maxsize=8192)
def _chances(moment: Moment, rules: TimingRules) -> dict[str, float]:
    return dict(decide(moment, rules, seed=0).probabilities)


def _now_ms(given: Opportunity, rules: TimingRules) -> float:
    wait = rules.finished_wait_ms if given.words.finished else rules.unfinished_wait_ms
    reading = rules.reading_ms + 25 * min(200, given.words.characters)
    typing = _REPLY_CHARACTERS * (rules.char_ms + rules.jamo_ms)
    pace = int(math.exp(given.own_pace.quick)) if given.own_pace.seen else None
    return (wait + reading + typing) * mirror_factor(pace, rules.mirror)


def _normal(values: Floats) -> Floats:
    """The normal distribution function (Abramowitz and Stegun 7.1.26, off by less than 1.5e-7)."""
    size = np.abs(values) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * size)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = series * np.exp(-size * size)
    return np.where(values >= 0, 1 - tail / 2, tail / 2)
