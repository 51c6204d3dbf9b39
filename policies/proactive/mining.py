"""Plans a person mentions in passing ("나 내일 3시에 면접 있어"), and when to ask how they went. By rules.

Korean and English. Told apart: the past, what fell through, what is only imagined or asked, and other people's plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from policies.language.normalise import clean, fold
from policies.language.sentences import is_question, split
from policies.proactive.bedtime import good_night
from policies.proactive.clock_words import Clock, clock_in, minutes
from policies.proactive.days import Day, day_in
from policies.proactive.intents import Intent, Kind, Said
from policies.proactive.kinds import Named, named, usual_of, weightiest
from policies.proactive.local_time import DAY_MS, HOUR_MS, MINUTE_MS, epoch_ms, sociable
from policies.proactive.tense import (
    CALLED_OFF,
    MOVED_EN,
    MOVED_KO,
    PAST_TIME,
    going_now,
    is_past,
    not_coming,
    of_a_relation,
    stays_away,
)

_READ = 1000  # characters of a message: plans are told in short ones
_BURST = timedelta(minutes=5)  # "나 면접 있어" and then "내일 3시에" are one thing said
_CUT = re.compile(
    r",\s|;|\s-\s|\b(?:and then|and|but|so|because|cuz|bc|then)\b\s|(?:는데|은데|인데|ㄴ데|[한간온갈할]데|라서"
    r"|이라|[해어아]서|니까|거든|있고|하고|보고"
    r"|가고|이고|먹고|지만|그리고|근데)\s(?!싶|있는 중|올|와|왔|온|갈)"
)
_ATTENDED: frozenset[Kind] = frozenset(("other_event", "performance", "match", "meal"))  # also when they are a friend's
_PLANNED_AHEAD: frozenset[Kind] = frozenset(("birthday", "moving", "trip"))  # told without a time it isn't now
_SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class _Clause:
    said: Said
    text: str
    sentence: int
    asks: bool
    day: Day | None
    clock: Clock
    events: tuple[Named, ...]

    @property
    def timed(self) -> bool:
        return self.day is not None or self.clock.named


@dataclass(frozen=True)
class _Moment:
    """When an event begins: `at` is unknown (None) within a whole week, `day` is that week's Friday then."""

    day: date
    at: int | None
    certainty: float


def mine(said: Sequence[Said]) -> tuple[Intent, ...]:
    """The plans told in these messages, in order; of two at one moment the first. ValueError for naive times."""
    clauses = tuple(clause for each in said for clause in _clauses(each))
    found = [intent for index in range(len(clauses)) for intent in _planned(clauses, index)]
    found += [night for each in said if (night := _night(each))]
    return tuple(_distinct(sorted(found, key=lambda intent: (intent.source or 0, intent.due))))


def _clauses(said: Said) -> Iterator[_Clause]:
    if said.at.tzinfo is None:
        raise ValueError("the time of a message must know its zone; give an aware datetime")
    today = said.at.date()
    for number, sentence in enumerate(split(clean(said.text)[:_READ])):
        asks = is_question(sentence)
        parts = _cut(sentence.casefold().replace("’", "'"))
        for index, text in enumerate(parts):
            asking = asks and index == len(parts) - 1
            moved = _moved_to(text)
            day = day_in(moved, today) or day_in(text, today)
            clock = clock_in(moved) if clock_in(moved).named else clock_in(text)
            yield _Clause(said, text, number, asking, day, clock, named(text))


def _moved_to(text: str) -> str:
    """Where a plan was moved to: "at 5", "모레"; "" when nothing moved."""
    if found := MOVED_KO.search(text):
        return found[1]
    moved = MOVED_EN.search(text)
    return f"at {moved[1].strip()}" if moved else ""


def _cut(sentence: str) -> list[str]:
    ends = [0, *(found.end() for found in _CUT.finditer(sentence)), len(sentence)]
    return [sentence[start:end] for start, end in pairwise(ends) if sentence[start:end].strip()]


def _planned(clauses: Sequence[_Clause], index: int) -> Iterator[Intent]:
    clause, when = clauses[index], _when(clauses, index)
    event = weightiest(clause.events)
    if event is None or _called_off(clauses, index) or (PAST_TIME.search(clause.text) and clause.day is None):
        return
    if event.kind not in _ATTENDED and of_a_relation(clause.text, event.start):
        return
    sure = _new_time(clause) or bool(when and when.day and not (when.day.today or when.day.weekday))
    if not_coming(clause.text, event.start, event.end, sure=sure, asks=clause.asks):
        return
    if moment := _moment(clause, event, when):
        yield _intent(event.kind, event.what, moment, clause.said)


def _called_off(clauses: Sequence[_Clause], index: int) -> bool:
    """Called off in the same sentence, unless a new day is told."""
    own = clauses[index]
    told = [each for each in clauses if each.said is own.said and each.sentence == own.sentence]
    behind = told[told.index(own) + 1 :]
    if any(stays_away(each.text) for each in behind if not each.events):
        return True
    off = [each for each in told if CALLED_OFF.search(each.text)]
    return bool(off) and not any(_new_time(each) for each in off)


def _new_time(clause: _Clause) -> bool:
    moved = _moved_to(clause.text)
    return day_in(moved, clause.said.at.date()) is not None or clock_in(moved).named


def _when(clauses: Sequence[_Clause], index: int) -> _Clause | None:
    """The clause that says when: the event's own, or a neighbour's that names no event itself."""
    own = clauses[index]
    if own.day is not None:
        return own
    near = [clauses[other] for other in (index - 1, index + 1) if 0 <= other < len(clauses)]
    for other in near:
        close = abs(other.said.at - own.said.at) <= _BURST
        same = other.said is own.said and other.sentence == own.sentence
        free = not other.events or (same and other.day is not None)
        if close and free and other.timed and not is_past(other.text) and not other.asks:
            clock = own.clock if own.clock.named else Clock() if other.events else other.clock
            return _Clause(own.said, own.text, own.sentence, own.asks, other.day, clock, own.events)
    return own if own.timed else None


def _moment(clause: _Clause, event: Named, when: _Clause | None) -> _Moment | None:
    at, usual = clause.said.at, usual_of(event.kind, event.what)
    if when is not None and when.clock.ahead is not None:
        return _Moment(at.date(), epoch_ms(at) + when.clock.ahead * MINUTE_MS, 0.9)
    if when is None:
        now = event.kind not in _PLANNED_AHEAD and going_now(clause.text, event.start, event.end)
        return _Moment(at.date(), epoch_ms(at), 0.6) if now else None
    day, clock = when.day, when.clock
    if day is not None and day.whole_week:
        return _Moment(day.on, None, 0.4)
    on = day.on if day else at.date()
    if event.kind == "birthday" and on == at.date():
        return None  # the reply to this very message says happy birthday
    now_minute = at.hour * 60 + at.minute if on == at.date() else None
    minute = minutes(clock, usual.first_hour, now_minute)
    sure = 0.9 if day and clock.hour is not None else 0.8 if day else 0.7
    return _placed(on, minute, usual.start, at, named_day=day is not None, certainty=sure)


def _placed(
    on: date, minute: int | None, usual: int, at: datetime, *, named_day: bool, certainty: float
) -> _Moment | None:
    """The moment on that day. One already over is the next day's if no day was named, soon if no time was."""
    start = epoch_ms(at, on, usual if minute is None else minute)
    now = epoch_ms(at)
    if start >= now - MINUTE_MS:
        return _Moment(on, start, certainty)
    if minute is None:
        return _Moment(on, now + int(_SOON.total_seconds()) * 1000, 0.6)
    if now - start < HOUR_MS:
        return _Moment(on, start, 0.6)
    if named_day and minute >= 6 * 60:
        return None
    tomorrow = on + timedelta(days=1)
    return _Moment(tomorrow, epoch_ms(at, tomorrow, minute), 0.6)


def _intent(kind: Kind, what: str, moment: _Moment, said: Said) -> Intent:
    usual = usual_of(kind, what)
    if moment.at is None:
        due = epoch_ms(said.at, moment.day + timedelta(days=1 + usual.ask_days), 11 * 60)
    elif usual.ask_at is not None:
        due = max(epoch_ms(said.at, moment.day + timedelta(days=usual.ask_days), usual.ask_at), epoch_ms(said.at))
    else:
        due = moment.at + usual.ask_after * MINUTE_MS
    due = sociable(due, said.at)
    told = "within a week" if moment.at is None else "with its time" if moment.certainty >= 0.9 else "without its time"
    expires = due + usual.keep * HOUR_MS
    return Intent(kind, what, moment.at, due, expires, f"{kind} told {told}", said.id, moment.certainty)


def _night(said: Said) -> Intent | None:
    """A good night asks for a good morning: from nine on, and not before a night's sleep is over."""
    if not good_night(fold(said.text[:_READ])) or 6 <= said.at.hour < 19:
        return None
    now = epoch_ms(said.at)
    morning = said.at.date() + timedelta(days=0 if said.at.hour < 6 else 1)
    due = max(epoch_ms(said.at, morning, 9 * 60), now + 7 * HOUR_MS + 30 * MINUTE_MS)
    return Intent("sleep", "", now, due, due + 3 * HOUR_MS, "said good night", said.id, 0.8)


def _distinct(found: Sequence[Intent]) -> Iterator[Intent]:
    """One intent a moment, and one a kind and day."""
    seen: set[tuple[object, ...]] = set()
    for intent in found:
        keys = {("at", intent.event_at or intent.due), (intent.kind, intent.due // DAY_MS)}
        if not keys & seen or intent.kind == "sleep":
            yield intent
        seen |= keys
