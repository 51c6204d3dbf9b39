"""What a question is about: its words without those that only ask, name who speaks, or say when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from memory.episodes.naming import FIRST, SECOND, named
from memory.episodes.words import STOP, telling, terms
from memory.when import resolve
from policies.language.hangul import is_hangul
from policies.language.relations import relations
from retrieval.korean import is_light, spoken

_HALF = 0.5  # for a Korean word whose first syllable alone is there: an ending may have changed the second
_READ = 500  # characters of a question
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 (only where the words stand matters)
_WORDS = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_ASKING_KO = re.compile(
    r"(?:뭐|뭘|뭔|무슨|무엇|어떤|어떻|어땠|언제|어디|누구|누가|얼마|왜|몇|얘기|이야기|기억|혹시|그랬|그때|그날|전에|예전"
    r"|이름|저번|지난|이번|아까|요즘|요새|최근|며칠)[가-힣]*"
    r"|말|말[했하씀을한이]?[가-힣]{0,4}|알[아고려][가-힣]{0,4}|했[가-힣]{0,4}|한다[가-힣]{0,3}|하[기고자][가-힣]{0,2}"
    r"|있[었지어나는다]?[가-힣]{0,3}|한|할|거|게|것|적|때|주|달|날|중"
)
_ASKING_EN = frozenset(
    "tell told say said mention mentioned talk talked remember remind know again ever exactly thing things stuff day "
    "days time name names called recently lately earlier before ago happen happened don didn doesn won isn wasn".split()
)


def covered(question: str, text: str, speakers: Sequence[str] = ()) -> float:
    """How much of what a question is about stands in a text, 0 to 1; 0 for a question about nothing in particular."""
    subjects = [_forms(word) for word in about(question, tuple(speakers))]
    there = {*terms(text), *relations(text)}
    worth = [telling(forms[0]) for forms in subjects]
    if not worth:
        return 0.0
    return sum(each * _credit(forms, there) for each, forms in zip(worth, subjects, strict=True)) / sum(worth)


@lru_cache(maxsize=256)
def about(question: str, speakers: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Its words of substance, in order; none for "what did I tell you last Friday?"."""
    return tuple(
        word
        for word in _WORDS.findall(spoken(_without_times(question[:_READ])))
        if not _only_asks(word) and not named(word, speakers)
    )


def _without_times(question: str) -> str:
    for when in reversed(resolve(question, _ANY_DAY)):
        question = f"{question[: when.start]} {question[when.end :]}"
    return question


def _only_asks(word: str) -> bool:
    if is_hangul(word[0]):
        return word in FIRST or word in SECOND or is_light(word) or _ASKING_KO.fullmatch(word) is not None
    return word in STOP or word in FIRST or word in SECOND or word in _ASKING_EN


def _forms(word: str) -> tuple[str, ...]:
    """What stands for a word, the most telling first; of a Korean one its beginning, whatever particle follows."""
    found = terms(word)
    if not is_hangul(word[0]):
        return (*found, *relations(word)) or (word,)
    pair = next((each for each in found if each[0] not in "^="), word)
    return pair, *(each for each in found if each[0] == "="), *relations(word), f"^{word[0]}"


def _credit(forms: Sequence[str], there: set[str]) -> float:
    if any(form in there for form in forms if form[0] != "^"):
        return 1.0
    return _HALF if any(form in there for form in forms) else 0.0
