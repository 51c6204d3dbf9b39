"""Named people and pets in English clauses, and birthdays: "my sister Ana", "my bday is March 4"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from memory.extraction.said import Found
from memory.extraction.subjects_en import Clause, relation_of
from memory.extraction.values_en import place
from memory.extraction.words_en import PETS
from memory.facts import SELF
from memory.when import resolve
from memory.when.counting import valid

_ATTRIBUTE = {
    **dict.fromkeys(("husband", "wife", "boyfriend", "girlfriend", "fiance", "partner"), "partner"),
    **dict.fromkeys(("friend", "roommate"), "friend"),
    **dict.fromkeys(("boss", "colleague", "teacher"), "colleague"),
    **dict.fromkeys(("dog", "cat"), "pet"),
}
_NAME = r"(?P<v>(?-i:[A-Z])[a-z]{1,14})(?![\w'])"
_CALLED = re.compile(rf"^(?:name(?:'s| is)|(?:is|are) (?:called|named)|called|named) {_NAME}", re.I)
_PET_CALLED = re.compile(rf"\b(?P<pet>{PETS})(?:,)? (?:called|named) {_NAME}", re.I)
_PETS_NAME = re.compile(rf"^my (?P<pet>{PETS})(?:'s name(?:'s| is)| is (?:called|named)|(?:,)?)? {_NAME}", re.I)
_ITS_NAME = re.compile(rf"^(?:her|his|its|their) name(?:'s| is) {_NAME}", re.I)
_PET_BEFORE = re.compile(rf"\b(?:got|have|adopted|bought|my|own)\b[^.!?]{{0,20}}\b(?P<pet>{PETS})\b", re.I)
_DAY = (
    r"(?P<v>(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]{3,9}|[a-z]{3,9}\.? (?:the )?\d{1,2}(?:st|nd|rd|th)?"
    r"|\d{1,2}/\d{1,2}|today|tomorrow|yesterday"
    r"|(?:this|next|on) [a-z]{6,9}day)"
)
_BIRTHDAY = r"(?:birthday|bday|b-day)"
_BORN = re.compile(
    rf"^(?:(?:was )?born on |(?:my )?{_BIRTHDAY}(?:'s| is|s)?:?(?: actually)?(?: on)? |(?:my )?{_BIRTHDAY} "
    rf"){_DAY}(?!\w)",
    re.I,
)
_IS_BIRTHDAY = re.compile(
    rf"^(?:(?:it's|its|today is|today's) my {_BIRTHDAY}(?: (?P<v>today|tomorrow))?|(?P<w>today|tomorrow)(?:'s| "
    rf"is) my {_BIRTHDAY})(?! (?:party|dinner|week|month))",
    re.I,
)
_BORN_THEN = re.compile(rf"^(?P<own>'s |my \w+'s )?(?:is |on )?{_DAY}$", re.I)
DIED = re.compile(r"^(?:just )?(?:died|passed away|crossed the rainbow|is gone|was put (?:down|to sleep))\b", re.I)
_LIVED = re.compile(r"\bused to live\b|\blived in\b", re.I)
_NOW_IN = re.compile(r"^(?:now )?in (?P<v>(?-i:[A-Z])[^.!?;,()]{1,40})", re.I)


def attribute_of(relation: str) -> str:
    """Where a named relation is kept: partner, family, friend, colleague or pet."""
    return _ATTRIBUTE.get(relation, "family")


def named(clause: Clause) -> Iterator[Found]:
    """People and pets the clause names; what belongs to the person, whomever the clause is about."""
    if clause.words and DIED.match(clause.rest):
        return
    if clause.words:
        called = _CALLED.search(clause.rest)
        if name := clause.name or (called["v"] if called else ""):
            relation = clause.words.rsplit(" ", 1)[-1]
            yield Found(attribute_of(relation_of(relation)), f"{clause.words} {name}")
        return
    if found := _PET_CALLED.search(clause.rest) or _PETS_NAME.search(clause.rest):
        yield Found("pet", f"{found['pet'].lower()} {found['v']}")
    elif (found := _ITS_NAME.search(clause.rest)) and (pet := _PET_BEFORE.search(clause.before)):
        yield Found("pet", f"{pet['pet'].lower()} {found['v']}")
    now = _NOW_IN.match(clause.rest) if clause.verb == "be" and _LIVED.search(clause.before) else None
    if now and (where := place(now["v"])):
        yield Found("home", where)


def birthday(clause: Clause, local: datetime | None) -> Iterator[Found]:
    """A birthday as month and day: "03-04"."""
    found = _BORN.search(clause.rest)
    words = found["v"] if found else ""
    if not found and (told := _IS_BIRTHDAY.search(clause.rest)):
        words = told["v"] or told["w"] or "today"
    if not words and clause.possessive and re.search(_BIRTHDAY, clause.before, re.I):
        then = _BORN_THEN.search(clause.rest)
        words = then["v"] if then else ""
    if words and (day := month_day(words, local)):
        yield Found("birthday", day, clause.subject or SELF)


_ANY_YEAR = datetime(2024, 1, 1, tzinfo=UTC)  # a leap year, for days whose year doesn't matter


def month_day(words: str, local: datetime | None) -> str:
    """ "March 4th" as "03-04"; "today" only where it is known when it was said. "" for no day."""
    if plain := re.fullmatch(r"(\d{1,2})/(\d{1,2})", words):
        day = valid(_ANY_YEAR.year, int(plain[1]), int(plain[2]))
        return f"{day:%m-%d}" if day else ""
    relative = not re.search(r"\d", words)
    if relative and local is None:
        return ""
    whens = resolve(words, local if relative and local else _ANY_YEAR)
    return next((when.iso[5:] for when in whens if when.precision == "day"), "")
