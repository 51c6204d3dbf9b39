"""Kinds of events: the words that name them, when they usually begin, and when it is natural to ask how they went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.proactive.intents import Kind


@dataclass(frozen=True)
class Usual:
    """Habits of a kind.

    `start`: minute of the day when none is said. Asked `ask_after` minutes after the beginning, or, with `ask_at`
    (minute of the day), `ask_days` days later. A bare hour before `first_hour` is in the afternoon. `keep`: hours
    until asking would be odd.
    """

    start: int
    ask_after: int = 0
    ask_at: int | None = None
    ask_days: int = 0
    first_hour: int = 7
    keep: int = 24


USUAL: dict[Kind, Usual] = {
    "exam": Usual(10 * 60, 180, keep=36),
    "interview": Usual(14 * 60, 120, first_hour=8, keep=36),
    "hospital": Usual(11 * 60, 120),
    "date": Usual(18 * 60, 240, first_hour=11),
    "trip": Usual(9 * 60, ask_at=19 * 60, ask_days=2, first_hour=5, keep=72),
    "birthday": Usual(9 * 60, ask_at=9 * 60 + 30, keep=13),
    "work_event": Usual(14 * 60, 120),
    "movie": Usual(19 * 60, 150, first_hour=10, keep=18),
    "performance": Usual(19 * 60, 180, first_hour=11, keep=24),
    "match": Usual(19 * 60, 150, first_hour=9, keep=18),
    "meal": Usual(18 * 60 + 30, 150, first_hour=11, keep=15),
    "moving": Usual(10 * 60, ask_at=19 * 60 + 30, keep=48),
    "appointment": Usual(14 * 60, 120, first_hour=8),
    "errand": Usual(15 * 60, 120, first_hour=9, keep=8),
    "other_event": Usual(14 * 60, 240, first_hour=8),
}

_FIRST_DAY = Usual(9 * 60, ask_at=19 * 60)
_RACE = Usual(10 * 60, 150, keep=18)
_PARTY = Usual(19 * 60, 240)
_USUAL_BY_NAME = {
    **dict.fromkeys(("첫 출근", "첫 근무", "first day", "new job"), _FIRST_DAY),
    **dict.fromkeys(("대회", "마라톤", "marathon", "tournament", "race"), _RACE),
    **dict.fromkeys(("파티", "생일 파티", "모임", "동창회", "집들이", "party", "birthday party", "reunion"), _PARTY),
}


def usual_of(kind: Kind, what: str) -> Usual:
    """The habits of an event: a first day at work is asked about in the evening. KeyError for sleep and check-ins."""
    return _USUAL_BY_NAME.get(what, USUAL[kind])


# Words that may stand before a Korean noun and belong to it.
_BEFORE_KO = (
    r"(?:(?:영어|수학|국어|과학|사회|한국사|물리|화학|토익|토플|오픽|텝스|운전면허|운전|면허|자격증|필기|실기"
    r"|기말|중간|쪽지|입학|승진"
    r"|편입|임용|공무원|모의|[123]차|최종|임원|실무|화상|전화|알바|회사|대학원|대학|취업|인턴|팀|조별|졸업"
    r"|정기|건강|소아과|내과|안과"
    r"|피부과|정신과|해외|국내|가족|신혼|제주도?|부산|강릉|일본|유럽|친구|저녁|점심|밥|술)\s?){0,2}"
)
# What follows makes it something else: studying, results, plans, tickets.
_NOT_KO = (
    r"(?!\s?(?:공부|기간|준비|결과|범위|계획|예매(?!\s?했)|티켓팅|점수|성적|문제|후기|영상|책|학원|업체|얘기|이야기"
    r"|생각(?!보다)|감독"
    r"|배우|노래|비용|비(?=[가-힣]|\s|$)"
    r"|복(?=\s|을|$)|관(?!에)|선물|케이크|떡|카드|사진|짐|노트|때문))"
)
_KOREAN: tuple[tuple[Kind, str], ...] = (
    ("interview", "면접|인터뷰"),
    ("exam", "시험|고사|수능|(?:필기|실기)(?= ?(?:봐|보러|본다|있))|모의고사|퀴즈|토익|오픽|논술"),
    (
        "hospital",
        "건강검진|검진|수술|입원|병원|치과|안과|내과|피부과|정형외과|이비인후과|한의원|산부인과|정신과|응급실"
        "|예방접종|(?:위|대장|위대장)?내시경|엠알아이|물리치료",
    ),
    ("date", "데이트|소개팅|미팅(?= ?나가)|맞선"),
    ("trip", "신혼여행|여행|출장|비행기|출국|캠핑|수학여행|엠티|휴가(?= ?(?:가|떠나))"),
    ("birthday", "생일(?!\\s?(?:파티|잔치))"),
    (
        "work_event",
        "첫 ?출근|첫 ?근무|발표(?=[가-힣]{0,3}(?:\\s|$|[.!~,ㅠㅜㅋ]))|프레젠테이션|회의|미팅|면담|워크숍"
        "|워크샵|세미나|마감",
    ),
    ("movie", "영화"),
    ("performance", "콘서트|공연|뮤지컬|연극|연주회|리사이틀|팬미팅|전시회|전시"),
    ("match", "(?:축구|야구|농구|배구|테니스|풋살) ?(?:준?결승 ?|예선 ?)?(?:경기|대회|시합)?|경기|마라톤|대회|시합"),
    ("meal", "(?:저녁|점심|밥|술) ?약속|회식|외식|술자리|(?<=랑 )(?:저녁|점심|밥|술)(?= ?(?:먹|마시))|송년회|신년회"),
    ("moving", "이사(?![가-힣]?(?:님|회))"),
    ("appointment", "미용실|머리(?= ?(?:하러|자르러))|상담|예약|네일|피부관리|은행 ?상담|필라테스|피티(?= ?받)"),
    ("errand", "장(?= ?보러)|쇼핑|우체국|은행|동사무소|주민센터|구청|빨래방|세차"),
    (
        "other_event",
        "(?:수능 ?|시험 ?)?성적 ?발표|(?:합격자?|면접|시험|검사|서류|수능) ?(?:결과|발표)|결혼식|돌잔치"
        "|졸업식|입학식|동창회|모임"
        "|생일 ?파티|파티|집들이|상견례|축제"
        "|행사|오디션|약속(?!\\s?(?:해|할|한|했|하자|지키|지켜|대로))|친구(?=(?:들)?(?:를|을)? ?(?:만나|보러"
        "|보기로))",
    ),
)
_ENGLISH: tuple[tuple[Kind, str], ...] = (
    ("interview", "interview"),
    (
        "exam",
        "exams?|midterms?|finals|final exam|quiz|driving test"
        "|(?<!blood )(?<!covid )(?<!eye )(?<!hearing )test(?! drive)|sats?(?= |$)|toefl|ielts|bar exam",
    ),
    (
        "hospital",
        "(?:dentist|doctor|doctor's|dental|hospital|therapy|gp|medical)(?:'s)? appointment|surgery|operation"
        "|hospital|dentist"
        "|doctor's|doctor|check-?up|mri|root canal|colonoscopy|vaccination|blood test|scan",
    ),
    (
        "date",
        "(?<=a )date|date(?= tonight| tomorrow| on )|(?<=my )date|(?<=our )date|(?:first|second|third|blind"
        "|dinner|coffee|lunch) date|date night",
    ),
    (
        "trip",
        "business trip|trip|vacation|holiday(?= in| to)|flight|flying(?= to| out| home)|camping|honeymoon|road trip",
    ),
    ("birthday", "birthday(?! (?:party|cake|present|gift|card))"),
    (
        "work_event",
        "presentation|meeting(?! (?:up|an|a|my|him|her|them|someone|people|friends)(?: |$))|first day"
        "|deadline|conference|workshop|performance review|review meeting"
        "|pitch|demo"
        "|job starts|new job",
    ),
    ("movie", "cinema|movies?|films?"),
    (
        "performance",
        "concert|gig|recital|musical|play(?= at| tonight| tomorrow| on| this)|opera|ballet|exhibition|theatre|theater",
    ),
    (
        "match",
        "(?:football|soccer|tennis|basketball|baseball|hockey|rugby|cricket) (?:match|game|practice)|match"
        "|game(?= tomorrow| tonight"
        "| on| this| at)|marathon|tournament|race(?= tomorrow| on| this| at)",
    ),
    (
        "meal",
        "(?:dinner|lunch|brunch|supper) (?:plans|reservations?|party)|(?:dinner|lunch|brunch|drinks|supper)(?= with)"
        "|drinks(?= tonight| after)",
    ),
    (
        "moving",
        "moving(?= (?:house|out|in|home|day|apartments?|flats?|to a|to my|to our|into|tomorrow|on|this|next))"
        "|moving day",
    ),
    ("appointment", "(?:hair|visa|bank|nail|legal|vet) appointment|appointment|haircut|consultation"),
    ("errand", "grocery shopping|groceries|shopping|post office|errands?"),
    (
        "other_event",
        "(?:exam|test|interview) results|results|birthday party|wedding|party|graduation|reunion|ceremony"
        "|audition|baby shower"
        "|housewarming|(?:meeting up|hanging out|catching up)(?= with)|(?<=have )plans|festival|competition",
    ),
)
_NOT_EN = r"(?! (?:prep|results|questions?|outfit|clothes|season|period|script|soundtrack|tips|theory|anxiety|notes))"
_ARTICLES = frozenset(
    "a an the my our this that have having got get to go going for at in on with and is be of big another "
    "some her his "
    "your their next last tomorrow's today's tonight's it i i'm i've need take taking see seeing watch "
    "watching about "
    "into off there's has had was were important huge scary really very no not any first new only important little "
    "second third one two three several many another every each or but so after before until attend attending "
    "do doing "
    "day days next's monday's tuesday's "
    "wednesday's thursday's friday's saturday's sunday's weekend's week's am pm noon catch catching out from s "
    "today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday weekend morning "
    "afternoon evening night week later now soon just then also can can't the".split()
)

_WEIGHT = {kind: place for place, kind in enumerate(USUAL)}
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<![가-힣]){_BEFORE_KO}(?:{words}){'' if kind == 'other_event' else _NOT_KO}"))
    for kind, words in _KOREAN
) + tuple(
    (kind, re.compile(rf"\b(?:{words})(?!\w){'' if kind == 'other_event' else _NOT_EN}")) for kind, words in _ENGLISH
)
_WORD_BEFORE = re.compile(r"(?<![\w'])([a-z][a-z'-]{1,20})\s$")
_LED_BY_A_WORD = frozenset(("interview", "exam", "appointment", "match", "trip", "work_event", "performance"))
# How some words are better called when they are asked about.
_CALLED = {
    "친구": "약속", "비행기": "여행", "출국": "여행", "장": "장보기", "머리": "미용실", "첫출근": "첫 출근",
    "저녁": "저녁 약속", "점심": "점심 약속", "밥": "밥 약속", "술": "술 약속",
    "doctor's": "doctor's appointment", "moving": "move",
    "flying": "trip", "flight": "trip", "camping": "camping trip", "moving day": "move", "meeting up": "get-together",
    "hanging out": "get-together", "catching up": "catch-up", "date night": "date", "job starts": "new job",
    "groceries": "shopping", "cinema": "film", "movies": "film", "films": "film",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """Where a clause names an event."""

    kind: Kind
    what: str
    start: int
    end: int


def weightiest(events: Sequence[Named]) -> Named | None:
    """What a clause with several names is about: 건강검진, not 예약; by the order of `USUAL`."""
    return min(events, key=lambda each: _WEIGHT[each.kind], default=None)


def named(clause: str) -> tuple[Named, ...]:
    """The events a lower-case clause names, in order; where two rows overlap the longer wins."""
    found = sorted(_found(clause), key=lambda each: (each.start - each.end, each.start))
    kept: list[Named] = []
    for each in found:
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


def _found(clause: str) -> Iterator[Named]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(clause):
            start, what = _with_word_before(clause, match.start(), kind)
            words = (what + match[0]).strip()
            yield Named(kind, _CALLED.get(words, words), start, match.end())


def _with_word_before(clause: str, start: int, kind: Kind) -> tuple[int, str]:
    """ "job interview", "math exam": the English word before belongs to it unless it is grammar."""
    before = _WORD_BEFORE.search(clause[max(0, start - 24) : start])
    if kind not in _LED_BY_A_WORD or before is None or before[1] in _ARTICLES or before[1].endswith(("ly", "'s")):
        return start, ""
    return start - len(before[0]), before[0]
