"""Names in talk: "나는 지수야", "내 이름은 김지수야", "my name is Alex". Rules only, careful rather than complete.

"나는 바보야" has the same shape as "나는 지수야", so without the word 이름 a Korean name must be made of syllables that
given names are made of, and an English one must be capitalised and stand alone.
"""

from __future__ import annotations

import re

_GIVEN_SYLLABLES = frozenset(
    "가강건경고광국권규근기길나남다단달담도동두라란람래려련령로록루린림마만명모무묵문미민배백범별병보복봄빈빛사산상새서석선설성섭세소"
    "솔송수숙순슬승시신아안애양언엄여연열영예오옥온완용우욱운웅원월유윤율으은을음의이익인일임자잔장재전정제조종주준중지진찬창채"
    "천철청초춘충치태택평표하학한해향헌혁현형혜호홍화환황효훈휘희"
)
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국"
)
_NOT_NAMES = frozenset(
    "학생 사람 여자 남자 아이 어른 바보 천재 부자 거지 가수 배우 의사 간호사 교사 선생 선생님 기자 작가 화가 회사원 직장인 개발자 공무원 주부 "
    "백수 군인 고양이 강아지 한국인 외국인 성인 미성년자 청소년 고등학생 중학생 대학생 대학원생 취준생 수험생 재수생 신입 팀장 사장 대리 과장 "
    "혼자 여기 저기 거기 지금 오늘 내일 어제 정상 진심 농담 처음 최고 최악 괜찮 아니 진짜 모두 우리 그거 이거 저거 나중 다음 이미 아직 "
    "오전 오후 소주 맥주 우주 자유 행복 사랑 우정 미래 서울 부산 인천 대구 강릉 제주 수원 성남 집순이 집돌이 인간 기혼 미혼 남성 여성 "
    "이상 정도 모양 소원 소망 문제 사정 기분 상태 나이 이유 의지 도시 시도 주인 주인공 친구 형 누나 언니 오빠 동생 엄마 아빠 아들 딸 "
    "인기 재미 조금 하나도 하루 이틀 일요일 월요일 수요일".split()
)
_EXPLICIT_KO = re.compile(
    r"(?:내|제)\s?이름은?\s+(?P<name>[가-힣]{1,6}|[A-Za-z][A-Za-z'-]{0,29}?)(?:이야|야|예요|이에요|에요|입니다|이라고|라고|임|이고|고)?(?:\s?(?:해|해요|합니다|불러.*))?[.!~ㅎㅋ^ ]*$"
)
_CALL_ME_KO = re.compile(r"(?P<name>[가-힣]{1,6}|[A-Za-z][A-Za-z'-]{0,29}?)\s?(?:이라고|라고)\s?(?:불러|부르)")
_PLAIN_KO = re.compile(
    r"^(?:안녕[^가-힣]*\s*|반가워[^가-힣]*\s*)?(?:나는?|난|저는?|전)\s+(?P<name>[가-힣]{2,5}?)(?:이야|야|예요|이에요|에요|입니다|이라고\s?해(?:요)?|라고\s?해(?:요)?)[.!~ㅎㅋ^ ]*$"
)
_EXPLICIT_EN = re.compile(
    r"\b(?:my name(?:'s| is)|call me|name's)\s+(?P<name>[A-Za-z][A-Za-z'-]{0,29}|[가-힣]{1,6})\b", re.IGNORECASE
)
_PLAIN_EN = re.compile(
    r"^(?:(?:hi|hey|hello)[,!. ]+)?(?:i'm|i am|im|this is)\s+(?P<name>[A-Z][a-z'-]{1,29})[.! ]*$", re.IGNORECASE
)
_NOT_CALLED = frozenset(
    "a an the so not just it that what when later back again now maybe please anything something whatever".split()
)


def stated_name(sentence: str) -> str | None:
    """The name the person gives themselves in this sentence, or None."""
    text = sentence.strip()
    if text.endswith("?"):
        return None
    return _korean(text) or _english(text)


def _korean(text: str) -> str | None:
    for pattern in (_CALL_ME_KO, _EXPLICIT_KO):
        if found := pattern.search(text):
            return _tidy(found["name"])
    found = _PLAIN_KO.match(text)
    if not found:
        return None
    name = _tidy(found["name"])
    return name if looks_like_given_name(name) else None


def _tidy(name: str) -> str:
    """지훈이(야) → 지훈: the -이 between a consonant and the ending belongs to speech, not to the name."""
    closed = len(name) >= 3 and name.endswith("이") and "가" <= name[-2] <= "힣" and (ord(name[-2]) - 0xAC00) % 28
    return name[:-1] if closed else name


def looks_like_given_name(name: str) -> bool:
    """Two syllables of a given name, with or without a surname before them."""
    if name in _NOT_NAMES:
        return False
    given = name[1:] if len(name) == 3 and name[0] in _SURNAMES else name
    return len(given) == 2 and all(syllable in _GIVEN_SYLLABLES for syllable in given)


def _english(text: str) -> str | None:
    found = _EXPLICIT_EN.search(text)
    if found and found["name"].lower() not in _NOT_CALLED:
        return _capitalised(found["name"])
    found = _PLAIN_EN.match(text)
    return found["name"] if found and found["name"][0].isupper() and _plain_name(found["name"]) else None


def _plain_name(name: str) -> bool:
    return name.lower() not in _NOT_CALLED and name.lower() not in _EN_STATES


_EN_STATES = frozenset(
    "tired fine okay ok good great bad sad happy hungry bored lonely angry sorry home here done sick ill busy late ready sure afraid scared "
    "alone single married depressed anxious stressed exhausted sleepy confused lost awake drunk serious kidding joking back excited nervous "
    "korean american british english french german canadian australian chinese japanese dying leaving going working studying eating "
    "student teacher nurse doctor developer human bot nobody nothing everything crazy weird mad broke".split()
)


def _capitalised(name: str) -> str:
    return name[0].upper() + name[1:] if name.isascii() else name


def call_name(name: str) -> str:
    """What to call a person: 김지수 → 지수, Alex Kim → Alex."""
    if len(name) == 3 and name[0] in _SURNAMES and looks_like_given_name(name):
        return name[1:]
    return name.split(maxsplit=1)[0] if name.isascii() and name.split() else name
