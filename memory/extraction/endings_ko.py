"""What a Korean clause says to be over: "퇴사했어", "헤어졌어", "이제 커피 안 좋아해"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.extraction.denied_ko import denied
from memory.extraction.said import Over
from memory.extraction.subjects_ko import Clause
from memory.extraction.values_ko import thing
from memory.extraction.words_ko import PETS
from memory.facts import Slot

_DONE = r"(?:했|함|하고\s?나서|당했)"
_LEFT_WORK = re.compile(
    rf"퇴사\s?{_DONE}|(?:회사|직장|일|알바)(?:를|을|에서|도)?\s?(?:때려쳤|때려치웠|그만뒀|그만둠|관뒀|관둠|짤렸"
    rf"|잘렸)|해고\s?(?:됐|당했)"
)
_CHANGED_WORK = re.compile(rf"이직\s?{_DONE}|(?:회사|직장)(?:를|을)?\s?옮겼")
_LEFT_SCHOOL = re.compile(rf"자퇴\s?{_DONE}|학교\s?(?:그만뒀|관뒀)")
_PARTED = re.compile(
    r"(?:(?:남친|여친|남자\s?친구|여자\s?친구|애인|걔|남편|아내|와이프)(?:이|)?(?:랑|하고|한테)\s?(?:\S{1,6}\s)?"
    r"|^(?:결국\s|드디어\s|어제\s|오늘\s|최근에\s)*)(?:헤어졌|헤어짐|차였|깨졌어)"
)
_DIED = re.compile(
    rf"(?P<v>(?:(?:우리\s?)?(?:{PETS})\s)?[가-힣]{{2,5}}?)(?:이?가|이|는)?\s(?:무지개\s?다리|강아지별|고양이별"
    rf"|하늘나라)"
)
_QUIT = re.compile(r"(?P<v>담배|술|커피|게임|콜라|탄산)(?:를|을|도)?\s?끊(?:었|음|은\s?지)")
_NO_MORE = re.compile(
    r"(?:이제|이젠|더\s?이상|더는)\s(?P<v>[^.!?~]{1,20}?)\s?안\s?(?:좋아해|좋아함|좋아하)"
    r"|^(?P<w>[^.!?~]{1,20}?)\s?(?:이제|이젠|더\s?이상|더는)\s안\s?좋아"
)
_MOVED_OUT = re.compile(r"(?:이제|이젠|더\s?이상|더는)\s(?P<v>[가-힣]{2,6}?)(?:에)?\s?안\s?살")
NO_LONGER = re.compile(r"이제|이젠|더\s?이상|더는")


def over(clause: Clause) -> Iterator[Over]:
    """What holds no longer of whom the clause is about."""
    subject, rest = clause.subject, clause.rest
    if subject is None:
        return
    whole = f"{clause.before}{rest}"
    slots = [*_fixed(rest), *_worded(rest, whole), *denied(rest, whole)]
    yield from (Over(slot, subject) for slot in slots)


def _fixed(rest: str) -> Iterator[Slot]:
    for pattern, attributes in (
        (_LEFT_WORK, ("job", "workplace")),
        (_LEFT_SCHOOL, ("school",)),
        (_CHANGED_WORK, ("workplace",)),
        (_PARTED, ("partner",)),
    ):
        if pattern.search(rest):
            yield from (Slot(attribute) for attribute in attributes)


def _worded(rest: str, whole: str) -> Iterator[Slot]:
    if found := _QUIT.search(rest):
        yield Slot("likes", found["v"])
    if (found := _NO_MORE.search(whole)) and (what := thing(found["v"] or found["w"])):
        yield Slot("likes", what)
    if found := _MOVED_OUT.search(whole):
        yield Slot("home", found["v"])
    if found := _DIED.search(rest):
        yield Slot("pet", found["v"].strip())
