"""What becomes of a value a Korean pattern found: without its particle, or "" where it is none."""

from __future__ import annotations

import re

from memory.extraction.places_ko import is_place, may_be_place
from memory.extraction.words_ko import NOT_THINGS

_LEADING = re.compile(
    r"^(?:(?:나는?|난|나도|내가|저는?|전|제가|요즘|요새|진짜|완전|너무|엄청|제일|정말|되게|개|겁나|원래|그냥|사실"
    r"|솔직히|역시|또|아|근데|매일|맨날|특히"
    r"|가장|더|막|다|산보다|[가-힣]+보다|오늘|지금|여전히|항상|은근|의외로)\s+)+"
)
_TRAILING = re.compile(
    r"(?:\s(?:진짜|완전|너무|엄청|제일|정말|되게|개|더|가장|많이|잘|훨씬|원래|다|또|도|은근|그냥|별로|역시|극"
    r"|그렇게|특히))+$"
)
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:을|를|은|는|이|가|도|만|까지)$|(?<=거)(?:를|는|도)$|(?<=[가-힣A-Za-z])(?:를|은|는)$"
)
_KEEPS = re.compile(
    r"(?:고양이|강아지|어린이|떡볶이|호랑이|오이|가지|놀이|종이|나이|아이|춤|포도|카레|복숭아|휴가|요가|커피숍"
    r"|작가|화가|국가|인도|바다|제주도|파도|수도|만두|도가|상가|가을|마을|노을|여름밤|튀김|김밥|딸기|크림|구이"
    r"|볶이|이야기|무늬|하이볼|청소|얘기|아이|더덕|[가-힣]구이|[가-힣]이)$"
)
_SHORT = frozenset(
    "고기 아기 딸기 튀기 자전거타기 독서 밥 술 물고기 소고기 돼지고기 닭고기 양고기 감기 모기 걷기 달리기".split()
)
_NOT_HOBBIES = tuple(
    "사람 생각 남자 여자 잠 병원 학원 일 회사 물 사랑 다이어트 늪 고민 함정 슬럼프 말 위험 곳 물속 친구".split()
)
_FOR_NOW = re.compile(r"오늘|지금|내일|이번|아직|당분간|요즘|어제|일단|하루|한동안|아침에|저녁에|밤에")
_FEELING = re.compile(
    r"(?:기분|몸|날씨|사이|성격|머리|컨디션|분위기|눈|건강|운|집안|시력|피부|목소리|오늘|지금|이게|그게"
    r"|[나너네내우리]가?|하늘|공기|바람|날)$"
)
_NO_TRADE = re.compile(r"[살차]$|(?:[은는이도의]|에서)$|^예비|^(?:그냥|평범한|일반|현직|전직|드디어|결국)$")


def same(value: str) -> str:
    return value.strip()


def place(value: str) -> str:
    return value if is_place(value) else ""


def open_place(value: str) -> str:
    return value if may_be_place(value) else ""


def thing(value: str) -> str:
    """A thing liked or not, without 나는 before it and its particle. "" for a pronoun, or what is no noun."""
    words = _TRAILING.sub("", _LEADING.sub("", value.strip()))
    last = words.split()[-1] if words else ""
    plain = words if _KEEPS.search(last) and not last.endswith(("를", "을")) else _PARTICLE.sub("", words)
    parts = plain.split()
    nominal = len(parts) > 1 and parts[-1] in ("거", "것") and parts[-2].endswith(("는", "운", "은"))
    others = any(part.endswith("는") and len(part) > 2 for part in parts[:-1]) and not nominal
    refused = (
        others
        or not parts
        or len(parts) > 3
        or set(parts[:-1] if nominal else parts) & NOT_THINGS
        or plain.endswith(("기", "게", "서", "면", "라고", "해", "어", "하지"))
    )
    return "" if (refused and plain not in _SHORT) or len(plain) > 20 else plain


def subject_matter(value: str) -> str:
    return value if value not in ("내", "제", "이", "그", "뭐", "무슨", "부", "복수") else ""


def hobby(value: str) -> str:
    plain = _PARTICLE.sub("", _LEADING.sub("", value.strip()))
    vague = len(plain.split()) > 3 or set(plain.split()) & NOT_THINGS
    return "" if vague or plain.endswith(_NOT_HOBBIES) else plain


def liked_by_name(value: str) -> str:
    return "" if _FEELING.search(value) else thing(value)


def drink(value: str) -> str:
    if _FOR_NOW.search(value):
        return ""
    words = thing(value)
    return "" if any(part in NOT_THINGS for part in words.split()) or len(words.split()) > 2 else words


def job(value: str) -> str:
    words = _LEADING.sub("", value + " ").strip().split()
    return " ".join(word for word in words if word not in NOT_THINGS and not _NO_TRADE.search(word))


def trade(value: str) -> str:
    """What somebody says their work is: "배관 설계"; "" for how it is (재미, 비밀, 그대로)."""
    words = _LEADING.sub("", value + " ").strip().split()
    return (
        ""
        if not words or set(words) & (NOT_THINGS | _NO_WORK) or _LIKE_GRAMMAR.search(" ".join(words))
        else " ".join(words)
    )


_NO_WORK = frozenset(
    """
    비밀 그대로 별거 별것 최고 최악 단순 똑같 재미 힘든 그냥 같은 다른 이런 저런 그런 무슨 어떤 많은 바쁜
    새로운 좋은 나쁜 쉬운 어려운 중요한 큰 작은 모든 여러 남의 회사 집안 우리 모르는 급한 해야 하는 할 한
    내가 네가 제가 오늘 내일 어제 밤새 하루종일 열심히 계속 매일 맨날 주말 새벽 집에서 회사에서 밖에서 아침
    저녁 아르바이트 쉬는 없는 있는 비슷 비슷비슷 뻔
    """.split()
)
_LIKE_GRAMMAR = re.compile(
    r"(?:[는은을를에도로서고며면]|에서|부터|까지|한테|하게|히|없|많|적|쉽|어렵|힘들)$|(?:^|\s)\S*(?:는|은|을|를|에서|로|하게|히)\s"
)


def firm(value: str) -> str:
    words = " ".join(word for word in value.split() if word not in NOT_THINGS)
    return "" if words in ("회사", "우리", "우리회사", "국민", "현대", "하나", "") else words


def where(value: str) -> str:
    refused = (
        "집 회사 사무실 여기 거기 밖 밖에 혼자 현장 해외 주말 우리집 침대 방 밤 새벽 어디 저기 같은데 그곳 이곳 "
        "지금 요즘 재택"
    ).split()
    return "" if value in refused else value


def allergen(value: str) -> str:
    return "" if value in ("무슨", "음식", "아무", "약간", "나", "저", "난", "심한", "좀", "그런", "이런") else value


def trigger(value: str) -> str:
    """What somebody's body doesn't take: "새우" of "새우를"; "" for "그거", "뭐", "매운 거"."""
    plain = _PARTICLE.sub("", value.strip()) if not _KEEPS.search(value) else value.strip()
    refused = plain in NOT_THINGS or plain.endswith(("거", "것", "음식", "마다"))
    return "" if refused else allergen(plain)


def goal(value: str) -> str:
    plain = re.sub(r"^내\s", "", value).strip()
    return (
        ""
        if not plain
        or plain in NOT_THINGS
        or plain.startswith(("없", "뭐", "있", "안", "몰", "아직", "잘 ", "그", "딱히", "사라", "깨"))
        else plain
    )
