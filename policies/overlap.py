"""How little two texts may have in common and still look alike: one shared word, another subject. Pure.

To n-grams "나왔다" is .79 like "1등급 나왔다", and "두부가 밥 먹었어" .70 like "나 밥 먹었어".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from policies.language.normalise import fold
from policies.language.sentences import is_question

_SURE = 0.9  # so much alike: only a lone word is doubted
_SHORT_SURE = 0.62  # a few words this much alike are nearly the same words
_FEW = {"ko": 2, "en": 3}
_LEFT = {
    "short": 0.75,
    "one word": 0.5,
    "one word of many": 0.65,
    "one word shared": 0.95,
    "no word shared": 0.88,
    "you": 0.75,
    "subject": 0.75,
    "rather": 0.6,
    "somebody else": 0.75,
}
_FILLERS = frozenset(
    (
        "나 난 내가 우리가 너 넌 아 야 오 음 하 헐 흠 봄 봄아 근데 요즘 요새 진짜 너무 완전 오늘 지금 방금 이제 "
        "드디어 좀 막 그냥 또 다 더 잘 안 못 정말 되게 엄청 제일 가장 이렇게 "
        "그렇게 왜 뭐 적 거 것 하러 하는 있어 없어 그럼 i i'm im am is are was the a an my me it so really "
        "very just oh to of "
        "and too that this you"
    ).split()
)
_OPENING = re.compile(r"^(?:(?:so|and|but|well|ok|okay|yeah|oh|ugh|lol|anyway|honestly|guess what)[\s,.]+)+")
_TELLS_OF_ME = re.compile(r"(?:i|i'm|im|i've|ive|i'll|i'd|we|we're|we've|me)\b")
_KIN = (
    "mom|mum|mother|dad|father|parents|sister|brother|friend|friends|best friend|boss|coworker|co-worker|colleague|"
    "manager|neighbou?r|roommate|flatmate|cousin|aunt|uncle|grandma|grandpa|son|daughter|kid|kids|ex|boyfriend|"
    "girlfriend|husband|wife|partner|teacher|landlord"
)
_TELLS_OF_OTHERS = re.compile(rf"(?:(?:he|she|they)(?:'\w+)?|everyone|someone|(?:my |our |his |her )(?:{_KIN}))\b")
_LETTERS = re.compile(r"[가-힣]")
_YOU = re.compile(r"(?:^|\s)(?:너|넌|너는|너도|니가|네가)(?:\s|$)")
_SELF = frozenset("나 내 저 제 우리 너 네 니 뭐 누 봄 렌 기분 마음 날씨 하루".split())
_SUBJECT = re.compile(r"(?:^|\s)([가-힣]{1,5}?)(?:이가|가)\s|(?:^|\s)([가-힣]{2,5})이\s|(?:^|\s)(걔|얘|쟤)(?:는|가)?\s")
_RATHER = re.compile(r"(?:^|\s)([가-힣]{1,5})(?:[은는]\s(?:안|못|별로)\s?[가-힣]+|\s?말고)[\sㅋㅎ]+[가-힣]")


def little_shared(text: str, line: str, score: float, language: str) -> tuple[float, tuple[str, ...]]:
    """What is left (0-1) of a likeness of `score`, and why. `line` is what the message is compared with."""
    found = tuple(_doubts(text, line, score, language))
    left = min((_LEFT[each.partition(":")[0]] for each in found), default=1.0)
    return left, found


def _doubts(text: str, line: str, score: float, language: str) -> Iterator[str]:
    if language == "ko" and len(_words(text)) == 1 < len(_words(line)):
        yield "one word"
    if score >= _SURE:
        return
    yield from _few_words(text, line, score, language)
    if language == "en" and {_teller(text), _teller(line)} == {"me", "other"}:
        yield "somebody else"
    if language == "ko":
        yield from _other_words(text, line, score)


def _few_words(text: str, line: str, score: float, language: str) -> Iterator[str]:
    said, known = len(fold(text).split()), len(fold(line).split())
    if said <= _FEW[language] and score < _SHORT_SURE:
        yield "short"
    if known == 1 and (said > _FEW[language] or _last_of_two(text, line)):
        yield "one word of many"


def _last_of_two(text: str, line: str) -> bool:
    """ "답장 왔다" and "왔다": what stands before the verb makes it another message."""
    *before, last = fold(text).split() or [""]
    return last == fold(line) and any(_LETTERS.search(word) and word not in _FILLERS for word in before)


def _other_words(text: str, line: str, score: float) -> Iterator[str]:
    mine, theirs = _words(text), _words(line)
    if not mine & theirs and len(mine) > 1 and score < _SHORT_SURE:
        yield "no word shared"
    elif len(mine & theirs) <= 1 and mine - theirs and theirs - mine and len(mine) > 1:
        yield "one word shared"
    squashed = fold(line).replace(" ", "")
    for found in _SUBJECT.finditer(fold(text)):
        name = found[1] or found[2] or found[3]
        if name not in _SELF and name not in squashed:
            yield f"subject: {name}"
    if _YOU.search(line) and not _YOU.search(text) and not is_question(line):
        yield "you"
    if (rather := _RATHER.search(fold(text))) and rather[1] in squashed:
        yield f"rather: {rather[1]}"


@lru_cache(maxsize=1 << 13)
def _teller(text: str) -> str | None:
    """Whom an English line tells of: "i got engaged" is not "my brother got engaged"."""
    plain = _OPENING.sub("", fold(text).replace("’", "'"))
    return "me" if _TELLS_OF_ME.match(plain) else "other" if _TELLS_OF_OTHERS.match(plain) else None


@lru_cache(maxsize=1 << 13)
def _words(text: str) -> frozenset[str]:
    """The words that carry something, each by its first two letters: Korean endings vary."""
    return frozenset(word[:2] for word in fold(text).split() if word not in _FILLERS)
