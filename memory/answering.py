"""Which facts answer a question outright, when no model words the answer: of the right one, and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from memory.episodes.about import covered
from memory.facts import NAME, REMEMBERED, SELF, Fact
from memory.question import ME, THERE_IS, Question, Value
from memory.telling import value_in_words
from policies.language.relations import relations

_PEOPLE = ("family", "friend", "colleague", "pet", "partner")
_HAPPENS = ("plan", "event")
_MANY = {"family": r"가족|family", "friend": r"친구들|friends", "pet": r"반려|애완|멍멍이|pets?\b"}
_ANYTHING = re.compile(r"(?:거|것|게|거가|thing|things)?")
_PARTS = re.compile(
    r"'s\b|둘째|첫째|막내|아기|애기|아이|조카|사위|며느리|\b(?:bab(?:y|ies)|kids?|child|children|niece|nephew)\b"
)
_NAMELESS = re.compile(r"\S+(?: \S+)? ?(?:마리|명)|(?:an?|one|two|three|four|five|\d+) \w+")  # "고양이 두 마리"
_MOST_OF_ALL = 3  # facts for "what do you know about me?"
_LEAST_SHARED = 0.5  # of what kind it is or which event, for one that is asked for


def answering(question: Question, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Facts of one subject and attribute that answer, in the order given; none where nothing surely does."""
    for value in question.values:
        fitting = [fact for fact in facts if _answers(fact, value)]
        if fitting and not (question.former and fitting[0].attribute not in (*_PEOPLE, *_HAPPENS)):
            first = next((each for each in fitting if each.attribute == value.attribute), fitting[0])
            return [each for each in fitting if (each.subject, each.attribute) == (first.subject, first.attribute)]
    return ()


def weightiest(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Up to three of what matters most about the person, the name first."""
    own = [fact for fact in facts if fact.subject == SELF and fact.attribute not in (*_HAPPENS, REMEMBERED)]
    return sorted(own, key=lambda fact: (fact.attribute != NAME, -fact.importance, -fact.id))[:_MOST_OF_ALL]


def _answers(fact: Fact, value: Value) -> bool:
    if value.whose == ME:
        return fact.subject == SELF and fact.attribute == value.attribute and _is_of(fact, value)
    if _PARTS.search(value.whose) or len(relations(value.whose)) > 1:
        return False  # somebody's somebody: nothing is kept of them
    if value.attribute == NAME and fact.subject == SELF and fact.attribute in _PEOPLE:
        if value.of != THERE_IS and _NAMELESS.fullmatch(fact.value):
            return False
        return bool(relations(fact.value) & relations(value.whose)) or _are_all(fact, value)
    return fact.subject != SELF and fact.attribute == value.attribute and is_named(fact.subject, value.whose)


def _are_all(fact: Fact, value: Value) -> bool:
    return fact.attribute in _MANY and re.search(_MANY[fact.attribute], value.whose) is not None


def _is_of(fact: Fact, value: Value) -> bool:
    """A favourite season is no answer from somebody's favourite food, nor an interview to when the exam is."""
    if value.attribute in _HAPPENS:
        return bool(fact.happens_on) and covered(value.of, fact.value) >= _LEAST_SHARED
    if not value.of or _ANYTHING.fullmatch(value.of):
        return True
    return value.of in value_in_words(fact, "ko") or value.of in value_in_words(fact, "en").casefold()


def is_named(subject: str, whose: str) -> bool:
    """Whether the subject of a fact is who the words name: by relation, and by name where they say one."""
    *_, name = subject.casefold().split()
    ending = r"(?:이)?(?:가|는|은|의|네|랑|한테|도)?(?![가-힣])|\b"
    if name.isascii():
        by_name = re.search(rf"\b{re.escape(name)}\b", whose) is not None
    else:
        by_name = re.search(rf"(?<![가-힣]){re.escape(name)}(?:{ending})", whose) is not None
    return by_name or bool((relations(subject) | {subject}) & _wider(relations(whose)))


def _wider(who: frozenset[str]) -> frozenset[str]:
    return frozenset(each.removeprefix("your ") for each in who)
