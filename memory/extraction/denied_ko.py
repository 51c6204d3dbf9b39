"""What a Korean clause denies: "땅콩 알레르기 아니래", "이제 간호사 아니야". It ends if it was known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.extraction.values_ko import allergen, place, same, thing
from memory.extraction.words_ko import ILLNESS, JOBS, PETS
from memory.facts import Slot
from memory.names import looks_like_given_name

_NO_MORE = r"(?:이제|이젠|더\s?이상|더는|지금은|요즘은)"
_GONE = (
    r"(?:(?:이제|이젠|더\s?이상|원래|아예|전혀|사실)\s)?(?:아니|없(?:어(?!\s?보)|대|음|다|더라|네|는데|었|습|지)"
    r"|나았|나은|사라졌|완치)"
)
_ALLERGY = r"(?P<v>[가-힣]{1,8}?)\s?(?:알레르기|알러지|앨러지|알르레기)"
_TABLE = tuple(
    (attribute, re.compile(rf"(?<![가-힣]){pattern}"), value)
    for attribute, pattern, value in (
        ("allergy", rf"{_ALLERGY}(?:가|는|도|은)?\s?{_GONE}", allergen),
        (
            "allergy",
            rf"{_ALLERGY}(?:가\s?있는|\s?있는|인)\s?줄\s?알았(?:는데|더니|지만)\s.{{0,20}}?(?:아니|없)",
            allergen,
        ),
        ("allergy", rf"{_NO_MORE}\s(?P<v>[가-힣]{{1,8}}?)(?:을|를|도)?\s먹어도\s(?:돼|된대|된다|괜찮)", allergen),
        (
            "avoids",
            rf"{_NO_MORE}\s(?P<v>[가-힣]{{1,8}}?)(?:을|를|도)?\s?(?:먹어|마셔|먹을\s?수\s?있|마실\s?수\s?있)",
            thing,
        ),
        ("health", rf"(?P<v>{ILLNESS})(?:이|가|은|는|도)?\s?(?:{_GONE}|다\s?나았)", same),
        (
            "job",
            rf"(?P<v>{JOBS})(?:은|는|이|가)?\s(?:아니(?:야|에요|예요|다|고|지|거든|게\s?됐)|아닙니다|아님|그만뒀|관뒀|때려쳤)",
            same,
        ),
        ("workplace", rf"{_NO_MORE}\s(?P<v>[가-힣A-Za-z]{{2,12}}?)(?:에|를|을)?\s안\s?다(?:녀|니|님|닌)", same),
        ("workplace", r"(?P<v>[가-힣A-Za-z]{2,12}?)(?:을|를|은|는)?\s(?:그만뒀|관뒀|때려쳤|때려치웠)", same),
        (
            "diet",
            r"(?P<v>비건|채식주의자|베지테리언|채식|페스코)(?:은|는|이|가|을|를)?\s?(?:아니(?:야|에요|예요|다|고|지)|아님|그만뒀|관뒀|포기했|접었"
            r"|안\s?해)",
            same,
        ),
        ("home", r"(?P<v>[가-힣]{2,7}?)(?:을|를)?\s떠났", place),
        ("home", r"(?P<v>[가-힣]{2,7}?)에서\s(?:이사\s?(?:나왔|나옴|갔)|나왔)", place),
        ("hobby", r"(?P<v>[가-힣]{2,8}?)(?:은|는|을|를|도)?\s(?:그만뒀|관뒀|접었)", same),
        ("relationship", r"(?P<v>솔로|모솔|싱글)(?:은|는|도)?\s(?:탈출|아니(?:야|에요|예요|다|지))", same),
        ("pet", rf"(?P<v>{PETS})(?:를|을|는|은)?\s{_NO_MORE}?\s?안\s?키(?:워|우|움)", same),
    )
)


def denied(rest: str, whole: str) -> Iterator[Slot]:
    """The values that don't hold, as the clause says; `whole` with the clauses before it."""
    for attribute, pattern, value in _TABLE:
        found = pattern.search(rest) or (pattern.search(whole) if "줄" in whole or attribute == "avoids" else None)
        if found and not _of_a_name(found) and (what := value(found["v"])):
            yield Slot(attribute, what)


def _of_a_name(found: re.Match[str]) -> bool:
    """ "민수 땅콩 알레르기 아니래": somebody named, of whom nothing is known."""
    words = found.string[: found.start("v")].split()
    return any(looks_like_given_name(word) for word in words if word not in _NOT_NAMES)


_NOT_NAMES = frozenset("이제 이젠 사실 원래 전혀 아예 이번 현재 최근 진짜 정말 요새".split())
