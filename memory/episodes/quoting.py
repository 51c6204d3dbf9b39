"""Which passage may be quoted as the answer to a question, when no model reads what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from memory.episodes.found import Found
from memory.episodes.naming import FIRST, SECOND, named
from memory.episodes.words import STOP, telling, terms
from policies.language.hangul import is_hangul
from policies.language.relations import relations
from policies.language.sentences import is_question
from retrieval.korean import is_light, spoken

READ = 8  # of the likeliest passages: as many as the record of a turn keeps, so that a replay comes to the same
# How much of those passages' odds one must hold, and how much of what the question is about must stand in it.
LEAST_SHARE, LEAST_COVERED = 0.5, 0.4
_HALF = 0.5  # of a Korean word whose first syllable alone is there: its ending may have changed the second
_WORDS = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_ASKING_KO = re.compile(
    r"(?:뭐|뭘|뭔|무슨|무엇|어떤|어떻|어땠|언제|어디|누구|누가|얼마|왜|몇|얘기|이야기|말[했하씀을]?|기억|알[아고려]|혹시"
    r"|했|한다|하[기고자]|그랬|그때|그날|전에|예전|저번|지난|이번|어제|그저께|그제|아까|요즘|최근|며칠|작년|올해|재작년)"
    r"[가-힣]*|말|한|할|거|게|적|때|주|달|날|있[가-힣]*"
)
_ASKING_EN = frozenset(
    "tell told say said mention mentioned talk talked remember remind know again ever exactly thing things stuff "
    "yesterday today last week month year weekend day days night ago recently lately earlier before monday tuesday "
    "wednesday thursday friday saturday sunday "
    "don didn doesn won isn wasn".split()
)


def sure(question: str, found: Sequence[Found], asker: str) -> Found | None:
    """The passage of `asker` that answers, or None; `found`: best first."""
    best = found[:READ]
    theirs = (each for each in best if each.passage.line.speaker == asker and not is_question(each.passage.text))
    first = next(theirs, None)
    if first is None or _odds(first) < LEAST_SHARE * sum(map(_odds, best)):
        return None
    return first if covered(question, first.passage.text, (asker,)) >= LEAST_COVERED else None


def _odds(found: Found) -> float:
    return found.score / max(1 - found.score, 1e-9)


def covered(question: str, text: str, speakers: Sequence[str] = ()) -> float:
    """How much of what a question is about stands in a text, 0 to 1; 0 for a question about nothing in particular."""
    about = [_forms(word) for word in _subjects(question, speakers)]
    there = _all_forms(text)
    worth = [telling(forms[0]) for forms in about]
    if not worth:
        return 0.0
    held = sum(each * _credit(forms, there) for each, forms in zip(worth, about, strict=True))
    return held / sum(worth)


def _subjects(question: str, speakers: Sequence[str]) -> Iterator[str]:
    for word in _WORDS.findall(spoken(question)):
        if is_hangul(word[0]):
            if not (word in FIRST or word in SECOND or is_light(word) or _ASKING_KO.fullmatch(word) or named(word, speakers)):
                yield word
        elif not (word in STOP or word in _ASKING_EN or named(word, speakers)):
            yield word


def _forms(word: str) -> tuple[str, ...]:
    found = terms(word)
    if not is_hangul(word[0]):
        return (*found, *relations(word)) or (word,)
    pairs = [each for each in found if each[0] not in "^="]
    rest = [each for each in found if each[0] == "="]
    return (pairs[0] if pairs else word, *rest, *relations(word), f"^{word[0]}")


def _all_forms(text: str) -> frozenset[str]:
    return frozenset(terms(text)) | relations(text)


def _credit(forms: Sequence[str], there: frozenset[str]) -> float:
    full = [each for each in forms if each[0] != "^"]
    if any(each in there for each in full):
        return 1.0
    return _HALF if any(each in there for each in forms) else 0.0
