"""Named people and pets in Korean clauses, and birthdays: "내 동생 민지는", "엄마 생일은 6월 7일"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from memory.extraction.said import Found
from memory.extraction.subjects_ko import RELATION, Clause, relation_of
from memory.extraction.words_ko import PETS
from memory.facts import NAME, SELF
from memory.names import looks_like_given_name
from memory.when import resolve
from memory.when.counting import valid

_ATTRIBUTE = {
    **dict.fromkeys(("husband", "wife", "boyfriend", "girlfriend"), "partner"),
    **dict.fromkeys(("friend", "roommate"), "friend"),
    **dict.fromkeys(("boss", "colleague", "teacher"), "colleague"),
}
_COPULA = (
    r"(?:이야|야|예요|이에요|에요|입니다|이라고\s?해|라고\s?해|이고|고|인데|이거든|거든|임"
    r"|(?=[\s.!~ㅋㅎㅠㅜ]*$))(?=[\s.!~,ㅋㅎㅠㅜ^]|$)"
)
_NAME = rf"(?P<v>[가-힣]{{2,5}}?|[A-Z][a-z]{{1,14}}){_COPULA}"
_CALLED = re.compile(rf"^(?:의\s?)?이름(?:은|이)?\s?{_NAME}")
_PET_CALLED = re.compile(rf"(?:^|\s)(?P<pet>{PETS})(?:\s?(?:한|두)\s?마리)?\s?(?:의\s?)?이름(?:은|이)?\s?{_NAME}")
_KEPT_BEFORE = re.compile(rf"(?:^|\s)(?P<pet>{PETS})(?:를|도|을)?\s?(?:한\s?마리\s?)?(?:키우|기르|입양|데려)")
_PET_NAMED = re.compile(
    rf"(?:우리\s?집?|울|내)\s?(?P<pet>{PETS})\s(?P<v>[가-힣]{{2,4}}?)(?:이?가|이?는|이?랑|이?도|은|이)\s"
)
_ABOUT_PETS = frozenset(
    "사료 간식 화장실 병원 모래 산책 목욕 장난감 사진 영상 귀 눈 꼬리 진짜 요즘 오늘 지금 털 두 세 한마리 두마리 "
    "이름 생일 나이".split()
)
_DIED = re.compile(r"무지개\s?다리|강아지별|고양이별|하늘나라|죽었")
_I_AM = re.compile(r"(?P<v>[가-힣]{2,4}?)이고\s?$")
_AMONG_FRIENDS = re.compile(r"친구\s중에\s(?P<v>[가-힣]{2,4}?)이?라고\s있")
_HAS_ONE = re.compile(
    rf"(?:^|\s)(?P<v>{RELATION}|쌍둥이|아이|애|자식|자녀)(?:이|가|도)?\s?(?P<count>하나|둘|셋|넷|한\s?명|두\s?명"
    rf"|세\s?명|네\s?명)?(?:이|가)?\s?"
    r"있(?:어(?:요)?(?=[\s.!~,ㅋㅎㅠㅜ^]|$)|는데|고|음|거든|습니다)"
)
_SWEETHEARTS = frozenset(("남자친구", "여자친구", "남자 친구", "여자 친구", "남친", "여친"))
_GOT = re.compile(r"(?:드디어\s|새로\s)?(?:생겼(?:어|다|음|는데)|있(?:어(?:요)?(?=[\s.!~,ㅋㅎㅠㅜ^]*$)|는데|음|거든))")
_FAMILY_ONLY = frozenset("boyfriend girlfriend friend boss teacher colleague roommate".split())
_DATE = (
    r"(?:(?:\d{4}년\s?)?\d{1,2}월\s?\d{1,2}일|\d{1,2}/\d{1,2}|크리스마스|오늘|내일|모레|어제|(?:다음|이번"
    r"|담)\s?주\s?[월화수목금토일]요일)"
)
_BORN = re.compile(
    rf"(?:^|\s)(?:생일|생신)(?:은|이|날은)?\s?(?:음력\s?)?(?P<v>{_DATE})(?!\s?(?:아니|에\s?(?:뭐|만나|파티|갔|먹)))"
)
_BORN_THEN = re.compile(rf"^(?P<v>{_DATE})(?:이|)(?:야|에요|예요|고|인데|임|래|[\s.!~ㅋㅎ]*$)")
_DAY_FIRST = re.compile(
    rf"^(?P<v>{_DATE})(?:이|은|날이)?\s?(?:바로\s)?(?:내|제|나|우리)?\s?(?:생일|생신)(?:이야|이에요|임|이다|인데"
    rf"|이거든|[\s.!~ㅋㅎ]*$)"
)


def own_name(clause: Clause) -> Iterator[Found]:
    """ "나는 민준이고 …": a name that goes on, where what ends the sentence is read by `memory.names`."""
    found = _I_AM.match(clause.rest) if clause.explicit and clause.subject == SELF else None
    if found and looks_like_given_name(found["v"]):
        yield Found(NAME, found["v"])


def attribute_of(relation: str) -> str:
    """Where a named relation is kept: partner, family, friend or colleague."""
    return _ATTRIBUTE.get(relation, "family")


def named(clause: Clause) -> Iterator[Found]:
    """People and pets the clause names; what belongs to the person, whomever the clause is about."""
    if clause.relation and clause.named:
        yield _of(clause.relation, clause.named)
    if clause.relation and (found := _CALLED.search(clause.rest)):
        yield _of(clause.relation, found["v"])
    if (
        clause.relation
        and relation_of(clause.relation) == "friend"
        and (found := _AMONG_FRIENDS.search("친구 " + clause.rest))
    ):
        yield _of("친구", found["v"])
    if clause.subject is None or clause.relation:
        return
    called_so = _PET_CALLED.search(clause.rest)
    if called_so and _theirs(clause.rest[: called_so.start()]) and not _NO_NAME.search(called_so["v"]):
        found = called_so
        yield Found("pet", f"{found['pet']} {found['v']}")
    elif (called := _CALLED.search(clause.rest)) and (kept := _KEPT_BEFORE.search(clause.before)):
        yield Found("pet", f"{kept['pet']} {called['v']}")
    elif (found := _PET_NAMED.search(clause.rest)) and found["v"] not in _ABOUT_PETS and not _DIED.search(clause.rest):
        yield Found("pet", f"{found['pet']} {found['v']}")


def _of(relation: str, name: str) -> Found:
    return Found(
        attribute_of(relation_of(relation)), f"{relation} {name.removesuffix('이') if len(name) > 2 else name}"
    )


def _theirs(before: str) -> bool:
    return before.strip() in ("", "우리", "울", "내", "제", "저희", "우리집", "우리 집", "저희 집")


_NO_NAME = re.compile(r"뭐|뭘|추천|아직|몰라|지어|정해|고민|까먹|없|있|바꿨|생각|[줘라까해]$")


def owned(clause: Clause) -> Iterator[Found]:
    """Whom the person says to have: "여동생 하나 있어", "아이 둘 있어", "남자친구 생겼어"."""
    text = f"{clause.relation} {clause.rest}" if clause.relation and not clause.before else clause.rest
    if clause.relation in _SWEETHEARTS and not clause.named and _GOT.match(clause.rest):
        yield Found("partner", clause.relation)
        return
    found = _HAS_ONE.search(text) if clause.subject is not None else None
    if not found or text[: found.start()].strip() not in ("", "나", "위로", "밑으로", "나는", "저는", "난"):
        return
    children = found["v"] in ("아이", "애", "자식", "자녀", "쌍둥이")
    if children and not found["count"] and found["v"] != "쌍둥이":
        return
    if not children and relation_of(found["v"]) in _FAMILY_ONLY:
        return
    yield Found("family", f"{found['v']} {found['count']}" if found["count"] and children else found["v"])


def birthday(clause: Clause, local: datetime | None) -> Iterator[Found]:
    """A birthday as month and day: "03-04"."""
    if clause.subject is None:
        return
    found = _BORN.search(clause.rest) or _DAY_FIRST.search(clause.rest)
    if not found and re.search(r"생일|생신", clause.before):
        found = _BORN_THEN.search(clause.rest)
    if found and (day := month_day(found["v"], local)):
        yield Found("birthday", day, clause.subject or SELF)


_LEAP_YEAR = 2024  # any: a birthday has no year


def month_day(words: str, local: datetime | None) -> str:
    """ "3월 4일" as "03-04"; "오늘" only where it is known when it was said. "" for no day."""
    if plain := re.search(r"(\d{1,2})(?:월\s?|/)(\d{1,2})", words):
        day = valid(_LEAP_YEAR, int(plain[1]), int(plain[2]))
        return f"{day:%m-%d}" if day else ""
    if local is None:
        return ""
    return next((when.iso[5:] for when in resolve(words, local) if when.precision == "day"), "")
