"""Which sentences of a message tell something: not questions, quotes, jokes, songs, or a pasted text's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.language.normalise import clean
from policies.language.sentences import is_question, split

_TYPED = 3000  # characters: nobody types more at once; a longer message is pasted, and others' words teach nothing
_SENTENCES = 200
_SENTENCE = 300
_QUOTED = re.compile(r"[\"“”「」『』][^\"“”「」『』]{2,}[\"“”「」『』]|(?:^|\s)['‘][^'’]{4,}['’](?=\s|$|[라이하면])")
_JOKE = re.compile(
    r"농담|뻥이|뻥임|구라|거짓말이[야에]|장난이[야에]|(?<![a-z])(?:jk|/s|j/k)(?![a-z])|\b(?:just )?(?:kidding"
    r"|joking)\b",
    re.I,
)
_NOT_LIFE = re.compile(
    r"(?:드라마|영화|소설|웹툰|만화|게임|책|노래|꿈|예능|애니|연극|뮤지컬)(?:에서|에선|속|에\s?나오|\s?가사"
    r"|\s?주인공)|가사[가는에]|주인공|여주|남주|캐릭터"
    r"|\bin (?:the|a|this|my|that) (?:show|movie|film|book|novel|game|song|series|episode|dream|drama)\b"
    r"|\b(?:lyrics?|the song|the character|protagonist|song goes|role-?play|in my dreams?|dreamt|dreamed)\b",
    re.I,
)


_MONTHS_EN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = rf"(?:\d{{1,2}}월\s?\d{{1,2}}일|\b{_MONTHS_EN} \d{{1,2}}(?:st|nd|rd|th)?\b|\d{{1,2}}/\d{{1,2}})"
_CORRECTED = re.compile(
    rf"{_DATE}[^\d?]{{0,20}}?(?:아니|농담|ㄴㄴ|정정|헷갈|no wait|wait no|jk|i mean|actually|oops|sorry"
    rf"|kidding)[^\d?]{{0,25}}?(?P<then>{_DATE})",
    re.I,
)


def corrected(text: str) -> str:
    """ "5월 1일이야 아니 5월 2일" as "5월 2일": of dates put right at once only the last was meant."""
    for _ in range(_SENTENCES):
        if not (found := _CORRECTED.search(text)):
            break
        text = f"{text[: found.start()]}{found['then']}{text[found.end() :]}"
    return text


def pasted(text: str) -> bool:
    """Whether a message is too long to have been typed."""
    return len(text) > _TYPED


def sentences(text: str) -> tuple[str, ...]:
    """The sentences that may state facts, at most 200 of at most 300 characters."""
    if pasted(text):
        return ()
    return tuple(_telling(corrected(clean(text))))


_IMAGINED = re.compile(
    r"^(?:suppose|supposing|imagine|pretend|let'?s (?:say|pretend|imagine)|say)\b|\bhypothetically\b"
    r"|(?:라고|다고)\s?(?:치자|치고|치면|쳐|가정|상상)|역할극|상황극|[인한]\s?척",
    re.I,
)


def meant(text: str) -> tuple[str, ...]:
    """All sentences of a message but those taken back as a joke, or none of a pasted text."""
    kept: list[str] = []
    for sentence in () if pasted(text) else split(text):
        joke = _JOKE.search(sentence)
        if joke:
            kept.clear()
        kept.append(sentence[joke.end() :] if joke else sentence)
    return tuple(kept)


def _telling(text: str) -> Iterator[str]:
    kept: list[str] = []
    for sentence in split(text)[:_SENTENCES]:
        joke = _JOKE.search(sentence)
        if joke:  # taken back, and what stood before it; what is said behind it is meant
            kept.clear()
        told = sentence[joke.end() :] if joke else sentence
        if len(told) <= _SENTENCE and not (
            is_question(told) or _QUOTED.search(told) or _NOT_LIFE.search(told) or _IMAGINED.search(told)
        ):
            kept.append(told.replace("’", "'"))
    yield from kept
