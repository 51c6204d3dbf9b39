"""What an English clause says to be over: "I quit my job", "we broke up", "I don't like coffee anymore"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.extraction.denied_en import denied
from memory.extraction.liking_en import thing
from memory.extraction.people_en import DIED
from memory.extraction.said import Over
from memory.extraction.subjects_en import Clause
from memory.extraction.values_en import place
from memory.facts import SELF, Slot

NO_LONGER = re.compile(r"\b(?:any ?more|no longer)\b", re.I)
_LEFT_WORK = re.compile(
    r"^(?:just |finally )?(?:quit (?:my|the) job|quit work|left my job|resigned|got (?:fired|laid off|sacked|let "
    r"go)|lost my job|was (?:fired|laid off)|retired)\b",
    re.I,
)
_PARTED = re.compile(
    r"^(?:just |finally |have )?(?:broke up|split up|separated|got dumped|broke it off|called off (?:the|our) "
    r"(?:engagement|wedding))\b(?! with (?:my )?(?:friend|bff))",
    re.I,
)
_DIED = re.compile(
    r"^(?:my (?:dog|cat|puppy|kitten|hamster|rabbit) )?(?P<v>[A-Z][a-z]{1,14}) (?:passed away|died"
    r"|crossed the rainbow)"
)
_STOPPED = re.compile(
    r"^(?:quit|stopped|gave up|given up) (?P<v>smoking|drinking|vaping|gaming|coffee|alcohol|soda|sugar)\b", re.I
)
_HABIT = re.compile(
    r"^(?:don't|do not|dont|doesn't|no longer) (?P<v>smoke|drink|vape|game)s?\b(?! \w+(?<!anymore))", re.I
)
_NOT_LIKED = re.compile(
    r"^(?:don't|do not|dont|doesn't|no longer) (?:really )?(?:like|love|enjoy)s? (?P<v>[^.!?;,]{1,60})", re.I
)
_NOT_LIVED = re.compile(
    r"^(?:(?:don't|do not|dont|doesn't|no longer) lives? in|used to live in) (?P<v>[^.!?;,]{1,60})", re.I
)
_DOING = {"smoke": "smoking", "drink": "drinking", "vape": "vaping", "game": "gaming"}


def over(clause: Clause) -> Iterator[Over]:
    """What holds no longer of whom the clause is about."""
    if clause.subject is None:
        return
    slots = (*_fixed(clause), *_worded(clause.rest), *_stopped(clause.rest), *denied(clause.rest))
    yield from (Over(slot, SELF if slot.attribute == "pet" else clause.subject) for slot in slots)


def _fixed(clause: Clause) -> Iterator[Slot]:
    if _LEFT_WORK.search(clause.rest):
        yield from (Slot("job"), Slot("workplace"))
    if _PARTED.search(clause.rest):
        yield Slot("partner")
    if clause.subject and clause.subject.split()[0] in ("dog", "cat") and DIED.match(clause.rest):
        yield Slot("pet", f"{clause.words} {clause.name}".strip())
    if clause.verb == "loose" and (found := _DIED.search(clause.rest)):
        yield Slot("pet", found["v"])


def _stopped(rest: str) -> Iterator[Slot]:
    if found := _STOPPED.search(rest):
        yield Slot("likes", found["v"].lower())
    if NO_LONGER.search(rest) and (found := _HABIT.search(rest)):
        yield Slot("likes", _DOING[found["v"].lower()])


def _worded(rest: str) -> Iterator[Slot]:
    used_to = rest.lower().startswith("used to live")
    if (NO_LONGER.search(rest) or used_to) and (found := _NOT_LIVED.search(rest)) and (where := place(found["v"])):
        yield Slot("home", where)
    liked = _NOT_LIKED.search(rest) if NO_LONGER.search(rest) else None
    if liked and (what := thing(NO_LONGER.sub("", liked["v"]))):
        yield Slot("likes", what)
