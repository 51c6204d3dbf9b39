"""What is known when someone has finished writing and the other could answer: an opportunity, and its columns.

The same columns are computed when a model is fitted on logs and when it is asked: nothing here looks ahead.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from policies.language.normalise import has_words
from policies.language.sentences import is_question, looks_finished
from policies.timing.features import closing

PRIOR_DELAY_MS = 120_000
"""The delay assumed of someone nobody has seen answering."""
_LONGEST_MS = 7 * 24 * 3_600_000
_QUICK, _STEADY = 0.3, 0.02  # weights of the newest delay in the two running means
_SURPRISE = 1.5  # one delay moves the steady mean by no more: hours away say little about the pace of a talk
_LAUGHS = re.compile(r"ㅋㅋ|ㅎㅎ|\blol\b|haha", re.I)


@dataclass(frozen=True)
class Words:
    """What a message's text says about the answer it wants."""

    characters: int = 0
    question: bool = False
    finished: bool = True
    closing: bool = False
    laughs: bool = False
    wordless: bool = True


def words_of(text: str) -> Words:
    """Read one text. Only the last 400 characters decide what it asks."""
    tail = text.strip()[-400:]
    return Words(
        characters=len(text),
        question=is_question(tail),
        finished=looks_finished(tail),
        closing=closing(tail),
        laughs=bool(_LAUGHS.search(tail)),
        wordless=not has_words(tail),
    )


@dataclass(frozen=True)
class Pace:
    """How one side has been answering the other: running means of ln(delay in ms), newest delays heaviest."""

    quick: float = math.log(PRIOR_DELAY_MS)
    steady: float = math.log(PRIOR_DELAY_MS)
    last: float = math.log(PRIOR_DELAY_MS)
    ignored: float = 0.0
    seen: int = 0

    def after(self, delay_ms: int, *, replied: bool) -> Pace:
        """With one more opportunity: its delay, or how long nothing came."""
        value = math.log(min(_LONGEST_MS, max(500, delay_ms)))
        steady = max(_STEADY, 1 / (self.seen + 2))  # the first few weigh alike
        return Pace(
            self.quick + max(_QUICK, 1 / (self.seen + 2)) * (value - self.quick),
            self.steady + steady * max(-_SURPRISE, min(_SURPRISE, value - self.steady)),
            value,
            self.ignored + max(0.1, 1 / (self.seen + 2)) * ((not replied) - self.ignored),
            self.seen + 1,
        )


@dataclass(frozen=True)
class Opportunity:
    """One side has finished a run of messages; the other could answer.

    `pace` is the answering side's towards the writing one, `own_pace` the reverse; `gap_ms` from the answering side's
    last message to the run's first (None: it never wrote); `hour` local, 0 ≤ hour < 24; `share` the answering side's
    part of the messages lately; `recent` messages within ten minutes, `session` messages since a pause of an hour.
    """

    words: Words
    hour: float
    weekend: bool
    pace: Pace = field(default_factory=Pace)
    own_pace: Pace = field(default_factory=Pace)
    gap_ms: int | None = None
    run_messages: int = 1
    run_ms: int = 0
    share: float = 0.5
    recent: int = 1
    session: int = 1


_SECOND, _MINUTE, _HOUR = 1_000.0, 60_000.0, 3_600_000.0
_BENDS = {
    "pace": (10 * _SECOND, _MINUTE, 10 * _MINUTE, 2 * _HOUR),
    "steady_pace": (_MINUTE, 30 * _MINUTE),
    "last_delay": (20 * _SECOND, 2 * _MINUTE, _HOUR),
    "own_pace": (20 * _SECOND, 2 * _MINUTE, _HOUR),
    "gap": (10 * _SECOND, _MINUTE, 10 * _MINUTE, 2 * _HOUR, 8 * _HOUR),
}
"""Where the effect of a log time may bend: milliseconds."""
_NAMES_OF_BENDS = {
    name: tuple((f"{name}_over_{int(bend / _SECOND)}s", math.log(bend)) for bend in bends)
    for name, bends in _BENDS.items()
}


def columns(given: Opportunity) -> dict[str, float]:
    """The numbers a model sees, by name. Log times are natural logarithms of milliseconds."""
    gap = math.log(min(_LONGEST_MS, max(500, _LONGEST_MS if given.gap_ms is None else given.gap_ms)))
    logs = {
        "pace": given.pace.quick,
        "steady_pace": given.pace.steady,
        "last_delay": given.pace.last,
        "own_pace": given.own_pace.quick,
        "gap": gap,
    }
    bent = {name: max(0.0, value - at) for log, value in logs.items() for name, at in _NAMES_OF_BENDS[log]}
    return {**logs, **bent, **_told(given), **clock(given.hour, "hour")}


def clock(hour: float, name: str) -> dict[str, float]:
    """The time of day as two waves: a day's and half a day's."""
    angle = 2 * math.pi * hour / 24
    return {
        f"{name}_sin": math.sin(angle),
        f"{name}_cos": math.cos(angle),
        f"{name}_sin2": math.sin(2 * angle),
        f"{name}_cos2": math.cos(2 * angle),
    }


def _told(given: Opportunity) -> dict[str, float]:
    words = given.words
    return {
        "known": math.log1p(min(20, given.pace.seen)),
        "ignored": given.pace.ignored,
        "own_ignored": given.own_pace.ignored,
        "recent": math.log1p(given.recent),
        "session": math.log1p(min(200, given.session)),
        "share": given.share,
        "run_messages": math.log(given.run_messages),
        "run_seconds": math.log1p(given.run_ms / 1000),
        "characters": math.log1p(min(2000, words.characters)),
        "question": float(words.question),
        "unfinished": float(not words.finished),
        "closing": float(words.closing),
        "laughs": float(words.laughs),
        "wordless": float(words.wordless),
        "weekend": float(given.weekend),
    }
