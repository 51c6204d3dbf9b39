"""Clauses of a Korean sentence, and whom each is about: the person, somebody of theirs, or somebody unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from memory.extraction.forms_ko import REACTION
from memory.facts import SELF
from memory.names import looks_like_given_name

# A clause ends behind these and a space. Not behind 에서, and not behind -고 that goes on (하고 싶어, 하고 있어).
_CUT = re.compile(
    r"(?:[는은인한던운른큰린픈간온]데|지만|거든|니까|[아어해여라려워려러와]서"
    r"|(?<![최광창경중참])고(?!\s?(?:싶|있|계))|(?<=[가-힣])이라(?=\s)|,|;)\s+(?!있|싶)"
)
_CONDITION = re.compile(r"[가-힣](?:다면|[가-힣]면)[은,]?(?:\s|$)|만약|만일|[았었였]더라면|(?:이|자|사|수|나|너)라면")
_NOODLES = re.compile(
    r"(?:냉면|쫄면|짜장면|비빔면|컵라면|메밀면|밀면|당면|(?<!이)라면(?=\s?(?:을|은|이|도|엄|진|완|너|좋|먹|끓"
    r"|싫))|화면|장면|수면|측면|방면|반면|가면|표면|후면|정면|평면)"
)
_REACTION = re.compile(REACTION)
_OPENER = re.compile(
    r"^(?:(?:근데|그런데|근대|아니|아|어|음|야|응|사실은?|솔직히|참|진짜|암튼|아무튼|그리고|그래서|일단"
    r"|안녕(?:하세요)?|헐|와|오|ㅋ+|ㅎ+|ㅠ+"
    r"|참고로|아참|맞다|있잖아|그게|하|흠|요즘|요새|지금|원래|드디어|벌써)[\s,.!~]+)+"
)
_SELF = re.compile(r"(?:나는|난|나도|나|내가|내게|내|저는|전|저도|저|제가|제|우린|우리는)(?=\s)\s*")
_SELF_BEHIND = re.compile(r"(?:^|\s)(?:나|저|난|나는|저는)[\s.!~ㅋㅎㅠㅜ]*$")
_RELATIONS = {
    "mother": "엄마|어머니|어머님|울엄마|모친|엄니",
    "father": "아빠|아버지|아버님|부친",
    "parents": "부모님",
    "grandmother": "외할머니|친할머니|할머니|할머님",
    "grandfather": "외할아버지|친할아버지|할아버지",
    "older brother": "친오빠|친형|오빠|큰형|작은형|형아|형",
    "older sister": "친언니|친누나|언니|누나|큰언니|작은언니",
    "younger sibling": "막냇동생|막내동생|여동생|남동생|친동생|동생",
    "husband": "남편|신랑",
    "wife": "아내|와이프|집사람",
    "son": "큰아들|작은아들|아들내미|아들",
    "daughter": "큰딸|작은딸|딸내미|딸",
    "boyfriend": "남자친구|남자 친구|남친",
    "girlfriend": "여자친구|여자 친구|여친",
    "friend": "절친|베프|단짝|친구|불알친구|소꿉친구",
    "boss": "상사|팀장님|팀장|부장님|부장|과장님|대리님|사장님",
    "teacher": "담임쌤|담임선생님|선생님|교수님",
    "colleague": "직장 동료|동료|사수|후배|선배",
    "aunt": "이모|고모|숙모",
    "uncle": "외삼촌|이모부|고모부|삼촌",
    "cousin": "사촌형|사촌누나|사촌언니|사촌오빠|사촌동생|사촌",
    "roommate": "룸메이트|룸메",
    "nephew or niece": "조카",
}
RELATION = "|".join(sorted((word for words in _RELATIONS.values() for word in words.split("|")), key=len, reverse=True))
_DAY_LEAD = re.compile(
    r"(?:(?:오늘은?|어제|내일|모레|그저께|아까|방금|이번|다음|지난|저번|담|주말에|[월화수목금토일]요일에?|아침에"
    r"|저녁에|낮에|밤에|주에?|달에?"
    r"|이번주에?|다음주에?|지난주에?|담주에?|다음달에?|지난달에?)\s+)+"
)
_RELATED = re.compile(
    rf"(?:(?:우리|울|내|제|나의|저희)\s?)?(?:집\s)?(?P<relation>{RELATION})(?:\s(?P<name>[가-힣]{{2,4}}?)(?=이?[는"
    rf"가랑네도]\s|[은이]\s))?"
    r"(?P<of>네|한테|랑|이랑|하고|한테는|보고|때문에|집|생각)?(?:이?는|은|이|가|도|께서|께서는|의)?(?=\s)\s*"
)
_OTHERS = re.compile(
    r"(?:걔네?|쟤네?|얘네?|그\s?(?:사람|친구|애|언니|오빠|남자|여자|배우|가수|분)|누가|누구|사람들|다들|남들"
    r"|(?:우리\s)?(?:반\s|팀\s|과\s|동네\s|회사\s)?(?:애들|사람들|친구들|팀원들|직원들|동기들)(?:\s?다)?|친구들"
    r"|너희|너네|너는?|넌|네가|니가|당신)"
    r"(?:은|는|이|가|도|한테|랑|보고)?(?=\s)"
    r"|(?:우리\s?집?|울|내|옆집|윗집|친구네|[가-힣]{2,3}네)?\s?(?:강아지|고양이|댕댕이|냥이)(?:는|가|도|이가?"
    r"|한테|들은|들이)(?=\s)"
    r"|(?:옆집|윗집|앞집|친구네|이모네|고모네|삼촌네)\s"
)
# Topics that are no people: the clause stays the person's own.
_TOPIC = re.compile(r"(?P<word>[가-힣A-Za-z0-9]+?)(?:은|는|이|가|께서|네|도)(?=\s)")
_NAMED_TOPIC = re.compile(r"(?<![가-힣])(?P<name>[가-힣]{2,3}?)이?(?:은|는|가)\s")
_NICKNAME = re.compile(r"(?<![가-힣])(?P<name>[가-힣]{1,3})이(?:가|는|도)\s")
_NO_NICKNAMES = frozenset(
    """
    나 아 오 종 사 차 놀 떡볶 볶 둘 셋 넷 먹 구 회 무 거 높 길 깊 넓 고양 강아지 어린 같 많 호랑 튀
    파 모 곰팡 원숭 하 제 달팽 지팡 손잡 목걸 귀걸 책꽂 옷걸 재떨 떨 스파 와 타 게 바 웨 데 인 시 파파
    이 그 저 젊은 늙은 웨어러블
    """.split()
)
_PLAIN_TOPICS = frozenset(
    """
    지금 원래 요즘 요새 이제 사실 오늘 올해 현재 실 주말에 회사에서 집에서 평소에 작년에 예전에 최근에 여기 이번에
    그래 나이 생일 취미 전공 고향 직업 꿈 이름 학교 집 사는 곳 회사 직장 본가 종교 여름에 겨울에 저녁에 아침에 밤에
    혈액형 장래희망 일단 개인적으로 우리 차 별 진짜 정말 의외로 다음에 내년에 특히 아직 사 같 이 그 저 어릴때
    어렸을 때 때 당분간 주로 성격 보통
    """.split()
)


@dataclass(frozen=True)
class Clause:
    """`subject`: the person, a relation ("older sister 민지"), or None for somebody unknown. `rest`: what is said.

    `explicit`: the subject stands in this very clause. `before`: earlier clauses of the sentence. `relation` and
    `named`: the Korean word for whom it is about, and their name.
    """

    rest: str
    subject: str | None
    explicit: bool
    before: str
    relation: str = ""
    named: str = ""


def relation_of(word: str) -> str:
    """ "울언니" → "older sister". KeyError for a word that is no relation."""
    plain = word.replace(" ", "")
    return next(name for name, words in _RELATIONS.items() if plain in words.replace(" ", "").split("|"))


def clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses that state something; what follows a condition is left out with it."""
    ends = [0, *(found.end() for found in _CUT.finditer(sentence)), len(sentence)]
    kept: list[Clause] = []
    subject: str | None = SELF
    for start, end in pairwise(ends):
        text = sentence[start:end]
        if _CONDITION.search(_NOODLES.sub("", _REACTION.sub("", text))):
            break
        clause = _clause(text, subject, sentence[:start])
        if clause.rest.strip():
            kept.append(clause)
        subject = None if _of_somebody_named(clause) else clause.subject
    return tuple(kept)


def _of_somebody_named(clause: Clause) -> bool:
    """ "준오는 …", "잣이가 …": what follows is about them."""
    if clause.explicit:
        return False
    if any(found["name"] not in _NO_NICKNAMES for found in _NICKNAME.finditer(clause.rest)):
        return True
    names = (found["name"] for found in _NAMED_TOPIC.finditer(clause.rest))
    return any(name not in _NOT_PEOPLE and looks_like_given_name(name) for name in names)


def _clause(text: str, inherited: str | None, before: str) -> Clause:
    rest = _OPENER.sub("", text.lstrip())
    if (lead := _DAY_LEAD.match(rest)) and _RELATED.match(rest, lead.end()):
        rest = rest[lead.end() :]
    own = _SELF.match(rest)
    behind = rest[own.end() :] if own else rest
    if _OTHERS.match(behind):
        return Clause(rest, None, True, before)
    related = _RELATED.match(rest) or (
        _RELATED.match(behind) if own and own[0].strip() in ("내", "제", "우리") else None
    )
    if related:
        return _of_relation(related, text, before)
    if own:
        return Clause(_OPENER.sub("", behind), SELF, True, before)
    if _SELF_BEHIND.search(rest):
        return Clause(rest, SELF, True, before)
    return Clause(rest, inherited, False, before)


_RELATION_NEXT = re.compile(rf"(?:{RELATION})(?:은|는|이|가|도|의|네)?(?=\s)")
_NOT_PEOPLE = frozenset(
    """
    수술 생일 생신 병원 전화 가게 회사 건강 연세 성격 목소리 음식 요리 반찬 김치 심부름 잔소리 얘기 직업 고향 환갑
    칠순 제사 기일 결혼 이혼 소개 부탁 이번 지금 오늘 내일 어제 다음 지난 이제 원래 아직 드디어 갑자기 취미 전공
    학교 나이 이름 사진 선물 방문 여행 소식 입원 퇴원 시험 면접 문제 생각 차 집 방 옷 말 돈 일 몸 다리 허리 무릎
    심장 혈압 당뇨 치매 암 취직 승진 졸업 입학 임신 출산 이사 가족 친구 남편 아내 아들 딸 애기
    """.split()
)


def _of_relation(related: re.Match[str], text: str, before: str) -> Clause:
    """Whom a clause that begins with a relation is about. "친구랑", "엄마한테" leave it the person's own."""
    rest = related.string[related.end() :]
    if related["of"]:
        mine = related["of"] not in ("네", "집", "생각", "보고")
        return Clause(rest, SELF if mine else None, False, before)
    name = (related["name"] or "").removesuffix("이") if related["name"] else ""
    real = name if name not in _NOT_PEOPLE and looks_like_given_name(name) else ""
    if related["name"] and not real:
        rest = f"{related['name']} {rest}"
    if _RELATION_NEXT.match(rest):  # "언니 남친이": somebody of theirs
        return Clause(rest, None, True, before)
    subject = f"{relation_of(related['relation'])} {real}".strip()
    return Clause(rest, subject, True, before, related["relation"], real)


def unclear(clause: Clause, start: int) -> bool:
    """Whether something other than the clause's subject is named as a topic before `start`."""
    words = (found["word"] for found in _TOPIC.finditer(clause.rest[:start]))
    return any(word not in _PLAIN_TOPICS for word in words)


def of_somebody_else(clause: Clause, start: int) -> bool:
    """Whether what a clause names at `start` has another subject: "지민이가 어제 수술했어", "회사가 내일 이사해"."""
    words = (found["word"] for found in _TOPIC.finditer(clause.rest[:start]))
    return any(word in _FIRM or not (word in _PLAIN_TOPICS or _NO_SUBJECT.search(word)) for word in words)


_FIRM = ("회사", "직장", "본가")


# Times, adverbs, one's body, verbs in 는: "내일이", "아침에도", "같이", "배가 아파", "서울 가는".
_NO_SUBJECT = re.compile(
    r"^(?:나|저|내|제|우리|저희|배|머리|허리|손목|발목|무릎|목|눈|귀|코|이|이빨|어깨|팔|다리|발|손|가슴|속|몸|열|기침|감기|시간|날짜|건강"
    r"|검진|기분|마음|걱정|긴장|떨리|같|많|굳|일찍|아마|그래|그런데|그렇|더|덜|또|적어|최소|비|눈|날씨|돈|차|생각|말|운|[가-힣]*(?:에|부터|까지|으로|에서))$"
    r"|(?:오늘|내일|모레|어제|그제|그저께|글피|주말|요일|평일|아침|점심|저녁|오전|오후|새벽|밤|낮|[년월일달주]|[0-9]시|전|뒤|후|때|이번|다음|지난)$"
    r"|[하가오있없되보먹사받치타싶]$"
)
