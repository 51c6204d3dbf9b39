"""Which facts matter for a message, and why: who the person is, what is asked, what shares words, what is near in time.

Relevance comes by rules on one scale, strength (`memory.strength`) orders what fits alike. Whatever isn't chosen keeps
its score and reason, so that a turn can be explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from memory.asking import Asked
from memory.attributes import ATTRIBUTES, label
from memory.facts import NAME, SELF, Fact
from memory.strength import ranked
from memory.when import Span
from policies.language.relations import relations
from retrieval.words import terms

MOST_CHOSEN = 12
# The floor of what is recalled, and how much may be said of the person whatever they write about.
FLOOR, ALWAYS, MOST_ALWAYS = 0.2, 0.7, 5
_ASKED, _SOMEBODY, _PINNED, _IN_TIME, _SOON, _FOUND = 0.95, 0.6, 0.5, 0.8, 0.5, 0.6
_SOON_DAYS = (-1, 3)


@dataclass(frozen=True)
class Recalled:
    """A fact that was considered: its score in [0, 1], whether it was chosen, and why."""

    fact: Fact
    score: float
    chosen: bool
    reason: str


@dataclass(frozen=True)
class Circumstances:
    """What facts are looked at for. `span`: the days asked about. `found`: scores of messages found for it, by id."""

    text: str
    asked: Asked
    local: datetime
    now: int
    half_life_days: float
    span: Span | None = None
    found: Mapping[int, float] | None = None


def rank(facts: Sequence[Fact], about: Circumstances) -> tuple[Recalled, ...]:
    """Every fact considered, best first; the newer one first among equals."""
    words = frozenset(terms(about.text))
    seen = [(fact, *_relevance(fact, about, words)) for fact in facts]
    scored = [
        (fact, round(ranked(relevance, fact, about.now, about.half_life_days), 4) if relevance < 1 else 1.0, reason)
        for fact, relevance, reason in seen
    ]
    return tuple(_chosen(sorted(scored, key=lambda each: (-each[1], -each[0].id))))


def _chosen(scored: Sequence[tuple[Fact, float, str]]) -> Iterator[Recalled]:
    fitting = [fact.id for fact, score, _ in scored if score >= FLOOR][:MOST_CHOSEN]
    always = [
        fact.id for fact, score, reason in scored if score < FLOOR and reason != MUTED and fact.importance >= ALWAYS
    ][: min(MOST_ALWAYS, MOST_CHOSEN - len(fitting))]
    for fact, score, reason in scored:
        if fact.id in fitting:
            yield Recalled(fact, score, chosen=True, reason=reason)
        elif fact.id in always:
            yield Recalled(fact, score, chosen=True, reason="among what matters most about the person")
        else:
            yield Recalled(fact, score, chosen=False, reason=reason)


# Asked "what does my sister do?", that there is a sister is no answer; asked for her name it is.
_RELATING = frozenset({"family", "friend", "colleague", "pet", "partner", "relationship"})
MUTED = "never to be spoken of"
ASKED = "asked about"


def _relevance(fact: Fact, about: Circumstances, words: frozenset[str]) -> tuple[float, str]:
    """The strongest reason there is."""
    if fact.muted:
        return 0.0, MUTED
    if fact.subject == SELF and fact.attribute == NAME:
        return 1.0, "who the person is"
    return max(_reasons(fact, about, words), default=(0.0, "shares nothing with the message"))


def _reasons(fact: Fact, about: Circumstances, words: frozenset[str]) -> Iterator[tuple[float, str]]:
    if _is_asked(fact, about):
        yield _ASKED, ASKED
    elif _of_somebody(fact, about):
        yield _SOMEBODY, "about somebody who was mentioned"
    if overlap := _overlap(fact, words):
        yield round(0.3 + 0.6 * overlap, 4), "shares words with the message"
    if when := _days(fact.happens_on):
        if about.span and when.first <= about.span.last and when.last >= about.span.first:
            yield _IN_TIME, "within the time asked about"
        ahead = (when.first - about.local.date()).days
        if _SOON_DAYS[0] <= ahead <= _SOON_DAYS[1] and len(fact.happens_on) == len("2026-05-08"):
            yield _SOON, "happens about now"
    if about.found and (score := max((about.found.get(each, 0.0) for each in fact.sources), default=0.0)):
        yield _FOUND * score, "its message was found"
    if fact.pinned:
        yield _PINNED, "pinned"


def _is_asked(fact: Fact, about: Circumstances) -> bool:
    wanted = about.asked.attributes
    if fact.attribute not in wanted or (fact.attribute in _RELATING and wanted - _RELATING - {NAME}):
        return False
    if fact.subject == SELF:
        return about.asked.own and not (about.asked.relations and fact.attribute not in ("family", "friend", "pet"))
    return _of_somebody(fact, about)


def _of_somebody(fact: Fact, about: Circumstances) -> bool:
    """Somebody is mentioned by what they are to the person, or by name."""
    if fact.subject == SELF:
        return False
    who = relations(fact.subject) | {fact.subject}
    named = [word for word in fact.subject.split()[1:] if word in about.text]
    return bool(who & relations(about.text)) or bool(named)


def _overlap(fact: Fact, words: frozenset[str]) -> float:
    """The share of the value's terms that the message has; a shared label alone says little."""
    value = frozenset(terms(fact.value))
    if value & words:
        return len(value & words) / len(value)
    known = ATTRIBUTES.get(fact.attribute)
    labels = frozenset(terms(f"{label(fact.attribute, 'ko')} {label(fact.attribute, 'en')}")) if known else frozenset()
    return 0.1 if labels & words else 0.0


# What an ISO date leaves open, by its length; the end of a month may be a few days early.
_FIRST: Mapping[int, str] = {4: "-01-01", 7: "-01", 10: ""}
_LAST: Mapping[int, str] = {4: "-12-31", 7: "-28", 10: ""}


def _days(iso: str) -> Span | None:
    """The days of an ISO date, month, year or interval; None when it isn't one."""
    first, _, last = iso.partition("/")
    last = last or first
    try:
        return Span(date.fromisoformat(first + _FIRST[len(first)]), date.fromisoformat(last + _LAST[len(last)]))
    except (ValueError, KeyError):
        return None
