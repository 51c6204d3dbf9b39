"""One message read by both languages' rules: what it states, what it ends, and which of two values is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from memory.attributes import ATTRIBUTES
from memory.extraction import endings_en, endings_ko, english, korean, people_en, people_ko, subjects_en, subjects_ko
from memory.extraction.events import dated
from memory.extraction.said import Found, Over, Said
from memory.extraction.telling import sentences
from memory.facts import SELF, Slot
from memory.when import resolve
from policies.language.detect import detect

_ONCE = frozenset(("age", "birthday", "birth_year"))  # two of them in one message: neither is believed
_DATED = frozenset(("home", "relationship", "possession", "pet"))  # told with the day they began
_YOUNGEST = 8  # who writes
_OPPOSITES = {"likes": "dislikes", "dislikes": "likes"}
_OUT_OF_WORK = frozenset(("백수", "무직", "unemployed", "retired"))
_ALONE = frozenset(("솔로", "모솔", "싱글", "돌싱", "single", "divorced", "이혼"))


@dataclass(frozen=True)
class Reading:
    """What a message states and ends."""

    found: tuple[Found, ...]
    over: tuple[Over, ...]


def read(message: Said) -> Reading:
    """What this message says, each thing once."""
    found: list[Found] = []
    over: list[Over] = []
    context, doubtful = "", False
    for sentence in sentences(message.text):
        korean_words = detect(sentence).code == "ko"
        told, ended = (_korean if korean_words else _english)(sentence, context, message.local, doubtful)
        found += told
        over += ended
        context = sentence
        doubtful = any(each.subject != SELF for each in told) if told else doubtful
    return Reading(tuple(_believed(found)), tuple(dict.fromkeys(over)))


def _korean(sentence: str, context: str, local: datetime | None, doubtful: bool) -> tuple[list[Found], list[Over]]:
    found: list[Found] = []
    over: list[Over] = []
    for clause in subjects_ko.clauses(sentence):
        if clause.subject is None or (doubtful and not clause.explicit):
            found += people_ko.named(clause)
            continue
        ended = list(endings_ko.over(clause))
        over += ended
        stated = [
            *people_ko.birthday(clause, local),
            *people_ko.named(clause),
            *people_ko.owned(clause),
            *people_ko.own_name(clause),
        ]
        stated += korean.stated(clause)
        elses = partial(subjects_ko.of_somebody_else, clause) if clause.subject == SELF else _nobodys
        stated += dated(clause.rest, sentence, clause.subject, local, elses)
        found += _without_ended(_with_days(stated, sentence, local), ended)
    return found, over


def _nobodys(start: int) -> bool:
    return False


def _english(sentence: str, context: str, local: datetime | None, doubtful: bool) -> tuple[list[Found], list[Over]]:
    found: list[Found] = []
    over: list[Over] = []
    for clause in subjects_en.clauses(sentence, context):
        if clause.subject is None or (doubtful and clause.verb == "loose"):
            continue
        ended = list(endings_en.over(clause))
        over += ended
        stated = [*people_en.birthday(clause, local), *people_en.named(clause), *english.stated(clause)]
        stated += dated(clause.rest, sentence, clause.subject, local)
        found += _without_ended(_with_days(stated, sentence, local), ended)
    return found, over


def _with_days(stated: Iterable[Found], sentence: str, local: datetime | None) -> Iterator[Found]:
    """Moves and marriages with the day the sentence gives for them; what a fact closes."""
    whens = resolve(sentence, local) if local else ()
    for each in stated:
        if each.attribute == "age" and each.subject == SELF and int(each.value) < _YOUNGEST:
            continue
        on = whens[0].iso if whens and each.attribute in _DATED and not each.happens_on else each.happens_on
        yield replace(each, happens_on=on, closes=_closed_by(each))


def _closed_by(found: Found) -> tuple[Slot, ...]:
    if found.attribute in _OPPOSITES:
        return (Slot(_OPPOSITES[found.attribute], found.value),)
    if found.attribute == "relationship" and found.value.lower() in _ALONE:
        return (Slot("partner"),)
    return (Slot("workplace"),) if found.attribute == "job" and found.value in _OUT_OF_WORK else ()


def _without_ended(stated: Iterable[Found], ended: Sequence[Over]) -> Iterator[Found]:
    """ "이제 커피 안 좋아해" ends a liking and starts no dislike; "퇴사했어" is no job."""
    attributes = {each.slot.attribute for each in ended}
    for each in stated:
        if not (each.attribute == "dislikes" and "likes" in attributes):
            yield each


def _said_fuller(fact: Found, found: Sequence[Found]) -> bool:
    """A pet whose name follows, a move told as a new home, a wedding told as being married, a plan that is"
    " a dream."""
    named = fact.attribute == "pet" and any(
        other.attribute == "pet" and other.value.startswith(f"{fact.value} ") for other in found
    )
    moved = (
        fact.attribute == "event"
        and fact.value in ("이사", "moved")
        and any(other.attribute == "home" and other.subject == fact.subject for other in found)
    )
    wed = (
        fact.attribute == "event"
        and fact.value in ("married", "engaged", "결혼", "이혼")
        and any(other.attribute == "relationship" and other.subject == fact.subject for other in found)
    )
    aimed = fact.attribute == "plan" and any(other.attribute == "goal" and fact.value in other.value for other in found)
    return named or moved or wed or aimed


def _believed(found: Sequence[Found]) -> Iterator[Found]:
    """Each thing once; of several values of an exclusive attribute the last, and none where two can't be a change."""
    last: dict[tuple[str, str], Found] = {}
    values: dict[tuple[str, str], set[str]] = {}
    for each in found:
        last[each.subject, each.attribute] = each
        values.setdefault((each.subject, each.attribute), set()).add(each.value)
    seen: set[tuple[str, str, str]] = set()
    for each in found:
        if _said_fuller(each, found):
            continue
        slot = (each.subject, each.attribute)
        several = len(values[slot]) > 1 and ATTRIBUTES[each.attribute].exclusive
        kept = not several or (last[slot] is each and each.attribute not in _ONCE)
        if kept and (*slot, each.value) not in seen:
            seen.add((*slot, each.value))
            yield each
