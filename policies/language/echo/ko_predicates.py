"""The last word of a Korean statement as an exclamation (-구나) or a question: "옮겼어" → "옮겼구나", "옮겼어".

Past tense is safe: it has one form for verbs and adjectives. In the present only listed adjectives and plain verbs
(-ㄴ다) are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from policies.language.hangul import decompose, final_consonant

_FIRST, _FINALS = 0xAC00, 28
_B, _NONE = 17, 0  # the final consonant ㅂ, and none, in a syllable's code
_PAST = r"(?P<stem>[가-힣]+?)"
_STATE = r"(?P<stem>[가-힣]*(?:있|없))"
_QUOTED = r"[가-힣0-9]+이래|[가-힣]*[말자]래|[가-힣]+달래"
_NOUNS_IN_DAE = re.compile(r"(?:군|연|인|근|현|안|건|전|선|신|판|문|온|본|산|분|만|관)대|.*(?:시간|연령|가판|군|연)대")
_FALLEN = "젖|찧|먹|찢|잃|얻|벗|씻|찾|받|앉|읽|놓|넣|꺾|볶|닦|묶|뽑|잡|입|늦|맞|남|참|넘|굶|쏟|깎|막"
_ADJECTIVES_IN_HA = (
    "피곤|심심|행복|답답|불안|초조|우울|속상|서운|섭섭|억울|허전|뿌듯|편|조용|이상|신기|궁금|황당|창피|쌀쌀|따뜻|"
    "시원|선선|"
    "포근|건조|찝찝|꿀꿀|중요|필요|복잡|간단|심|급|착|다정|무뚝뚝|성실|예민|꼼꼼|털털|싹싹|친절|똑똑|깨끗|지저분|유명|비슷|든든|애매|민망|뻘쭘|어색|"
    "난감|막막|먹먹|"
    "뭉클|훈훈|짭짤|달달|매콤|바삭|고소|느끼|칼칼|싱싱|신선|뻐근|멍|나른|찌뿌둥|꿉꿉|눅눅|후덥지근|썰렁|한가|피로"
)
# A present form → its stem before -구나. Verbs that look the same are kept out by their rows.
_ADJECTIVES: tuple[tuple[str, str], ...] = (
    (rf"(?P<stem>(?:{_ADJECTIVES_IN_HA}))(?:해|하다|하네|함)", "하"),
    (r"(?P<stem>(?:배)?고)(?:파|프다|프네|픔)", "프"),
    (r"(?P<stem>아)(?:파|프다|프네|픔)", "프"),
    (r"(?P<stem>슬)(?:퍼|프다|프네)", "프"),
    (r"(?P<stem>[바나예])(?:빠|뻐|쁘다|쁘네)", "쁘"),
    (r"(?P<stem>기)(?:뻐|쁘다|쁘네)", "쁘"),
    (r"(?P<stem>[가-힣]*(?:좋|많|괜찮|귀찮|짧|높|낮|작|밝|맑|얇|똑같))(?:아|다|네|은데)", ""),
    (r"(?P<stem>[가-힣]*(?:싫|힘들|넓|젊|늦|깊|길|멀|싶))(?:어|다|네|은데)", ""),
    (r"(?P<stem>비싸)(?:다|네)?", ""),
    (r"(?P<stem>졸)(?:려|리다|리네|림)", "리"),
    (r"(?P<stem>느)(?:려|리다|리네)", "리"),
    (r"(?P<stem>웃)(?:겨|기다|기네|김)", "기"),
    (r"(?P<stem>)(?:빠르다|빠르네|빨라)", "빠르"),
    (r"(?P<stem>)(?:다르다|다르네|다름|달라)", "다르"),
    (r"(?P<stem>[가-힣]*[춥덥맵쉽럽렵겁엽깝])(?:다|네|지)", ""),
)
_VERBS_IN_WEO = re.compile(r"(?:배|싸|키|채|세|태|피|깨|지|치|비|외|데|누|구|주|재|고마|반가|띄|메|떼|우)워$")
_VERBS = (
    "걸리|그만두|다니|가|오|먹|자|쉬|만나|쓰|사|배우|듣|보|일하|하|운동하|공부하|키우|타|걷|일어나|끝나|시작하|지내|싸우|"
    "울|웃|놀|만들|살|팔|"
    "모르|알|좋아하|싫어하|못하|잘하"
)
_TYPOS = str.maketrans({"됬": "됐", "햇": "했", "왓": "왔", "갓": "갔", "엇": "었", "앗": "았", "봣": "봤", "삿": "샀"})
# "끝남" reports what happened. The bare noun ("봄", "잠") tells nothing.
_NOUN_FORMS = {
    "남": "났",
    "함": "했",
    "감": "갔",
    "옴": "왔",
    "됨": "됐",
    "짐": "졌",
    "침": "쳤",
    "림": "렸",
    "삼": "샀",
}
_NO_REPORTS = re.compile(
    r"(?:^[가-힣]?(?:짐|감|함|남|삼|림)|강남|호남|만남|장남|미남|영감|물감|도감|공감|체감|독감|마감|직감|기침|아침|"
    r"알림|그림|드림|살림|"
    r"크림|흐림|올림|고함|명함|보관함|못함|포함|미침|그침|인삼|홍삼|도시락|안감|한남|동남|서남|나침|끼침|열림|졸림|"
    r"끌림|떨림|울림|"
    r"어림|모르는 사람)$"
)
# What was seen or heard is told in the past: "서운해하더라" → "서운해했구나".
_SEEN = {
    "하": "했",
    "좋": "좋았",
    "많": "많았",
    "있": "있었",
    "없": "없었",
    "되": "됐",
    "오": "왔",
    "가": "갔",
    "나": "났",
    "지": "졌",
    "싸": "쌌",
    "크": "컸",
    "같": "같았",
    "괜찮": "괜찮았",
    "싫": "싫었",
    "힘들": "힘들었",
    "맛있": "맛있었",
    "이": "이었",
    "예쁘": "예뻤",
}
_L_STEMS = frozenset("놀들팔걸만풀열불물졸빨돌밀끌덜썰굴얼늘줄벌털말")
_UNSURE_L = frozenset("살날길알몰울빨")
_PLAIN_END = re.compile(r"(?:다|네|지|함|픔|림|김|름|거든)$")
# What can't be a noun before -이야, -네, -야: verb stems, and words of obligation ("가야", "해야").
_NO_NOUN_ENDS = frozenset(("ㅎ", "ㄲ", "ㅄ", "ㄶ", "ㅀ", "ㅆ"))
_NO_NOUNS = re.compile(
    r"(?:^|[가-힣])(?:먹|죽|속|녹|붙|높|숙|(?<!휴)가|해|어|아|와|워|여|져|봐|돼|뭐|누구|어디|언제|얼마|왜|보|아니)$"
)


@dataclass(frozen=True)
class Predicate:
    """Both forms of the last word; either may be ""."""

    told: str = ""
    asked: str = ""


def predicate(word: str) -> Predicate | None:
    """The forms of a statement's last word (Hangul, no marks); None for anything unsure, requests included."""
    plain = word.translate(_TYPOS)
    for pattern, forms in _ROWS:
        if (found := pattern.fullmatch(plain)) and (made := forms(found)):
            return made
    return None


def noted_of(told: str) -> str:
    """The same noticed: "옮겼구나" → "옮겼네", "오는구나" → "오네", "힘들구나" → "힘드네"; else as it is."""
    if not told.endswith("구나"):
        return told
    stem = told.removesuffix("구나").removesuffix("는")
    return (_with_final(stem, _NONE) if final_consonant(stem) == "ㄹ" and stem[-1] in "들길멀" else stem) + "네"


def _past(found: re.Match[str]) -> Predicate | None:
    stem = found["stem"]
    if final_consonant(stem) != "ㅆ" or stem.endswith(("있", "겠")):
        return None
    return Predicate(stem + "구나", stem + "어")


def _state(found: re.Match[str]) -> Predicate:
    return Predicate(found["stem"] + "구나", found["stem"] + "어")


def _heard(found: re.Match[str]) -> Predicate:
    """ "왔대" is asked as it was said."""
    return Predicate(asked=found[0].removesuffix("요"))


def _hearsay(found: re.Match[str]) -> Predicate | None:
    """ "보내준대", "됐대": nouns in 대 aside."""
    sure = final_consonant(found["stem"]) in ("ㄴ", "ㅆ", "ㄶ") and not _NOUNS_IN_DAE.fullmatch(found[0])
    return _heard(found) if sure or found["stem"][-1] in "있없" else None


def _fallen(found: re.Match[str]) -> Predicate:
    """ "젖음" → "젖었구나": 았 after ㅏ and ㅗ."""
    stem = found["stem"]
    past = stem + ("았" if decompose(stem[-1])[1] in "ㅏㅗ" else "었")
    return Predicate(past + "구나", past + "어")


def _becomes(found: re.Match[str]) -> Predicate:
    """ "걱정돼" → "걱정되는구나", "가야돼" → "가야 되는구나"."""
    before = found["stem"] + (" " if found["stem"].endswith("야") else "")
    return Predicate(before + "되는구나", before + "돼")


def _be(found: re.Match[str]) -> Predicate | None:
    """ "얘기야" → "얘기구나": after a consonant with 이."""
    noun, final = found["stem"], final_consonant(found["stem"])
    if final in _NO_NOUN_ENDS or _NO_NOUNS.search(noun) or (final is None and found[0][len(noun)] == "이"):
        return None
    return Predicate(noun + ("이구나" if final else "구나"), noun + ("이야" if final else "야"))


def _adjective(ending: str) -> Callable[[re.Match[str]], Predicate]:
    def made(found: re.Match[str]) -> Predicate:
        said = found[0].removesuffix("요")
        return Predicate(found["stem"] + ending + "구나", "" if _PLAIN_END.search(said) else said)

    return made


def _b_irregular(found: re.Match[str]) -> Predicate | None:
    """ "추워" → "춥구나"; verbs like 배워 are left alone."""
    if _VERBS_IN_WEO.search(found[0]):
        return None
    return Predicate(_with_final(found["stem"], _B) + "구나", found["stem"] + "워")


def _plain_verb(found: re.Match[str]) -> Predicate | None:
    """ "온다" → "오는구나": a final ㄴ before 다 is the present of a verb."""
    stem = found["stem"]
    if final_consonant(stem) != "ㄴ" or found[0] in ("혼다", "판다", "린다"):
        return None
    return Predicate(_with_final(stem, _NONE) + "는구나")


def _present_verb(found: re.Match[str]) -> Predicate | None:
    """ "다니거든", "다니는데" → "다니는구나"; a stem in ㄹ loses it: "노는구나"."""
    stem = found["stem"]
    if stem.endswith(("있", "없")):
        return Predicate(stem + "구나", stem + "어")
    if final_consonant(stem) == "ㅆ":
        return None
    return Predicate((_with_final(stem, _NONE) if final_consonant(stem) == "ㄹ" else stem) + "는구나")


def _likes(found: re.Match[str]) -> Predicate:
    return Predicate(found["stem"] + "하는구나", found["stem"] + "해")


def _report(found: re.Match[str]) -> Predicate | None:
    word = found[0]
    if len(word) < 2 or _NO_REPORTS.search(word) or word[-1] not in _NOUN_FORMS:
        return None
    stem = word[:-1] + _NOUN_FORMS[word[-1]]
    return Predicate(stem + "구나", stem + "어")


def _seen(found: re.Match[str]) -> Predicate | None:
    past = _SEEN.get(found["last"])
    return None if past is None else Predicate(found["stem"] + past + "구나", found["stem"] + past + "어")


def _going_to(found: re.Match[str]) -> Predicate | None:
    """ "할래", "할게", "할라고" → "하려고"; "만들게" → "만들려고"."""
    stem = found["stem"]
    last = stem[-1:]
    if final_consonant(stem) != "ㄹ" or last in _UNSURE_L:
        return None
    stays = last in _L_STEMS
    base = stem if stays else _with_final(stem, _NONE)
    return Predicate(asked=base + "려고")


def _with_final(text: str, final: int) -> str:
    """`text` with another final consonant on its last syllable."""
    code = ord(text[-1]) - _FIRST
    return text[:-1] + chr(_FIRST + code // _FINALS * _FINALS + final)


_AFTER_PAST = (
    r"(?:어|엉|다|당|땅|음|슴|지|죠|네|거든|는데|는뎅|던데|더라|더라고|더라구|지만|습니다|어요|네요|거든요|는데요|지요)"
)
_ROWS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Predicate | None]], ...] = tuple(
    (re.compile(pattern), forms)
    for pattern, forms in (
        (rf"(?:{_QUOTED})요?", _heard),
        (r"(?P<stem>[가-힣]+)대요?", _hearsay),
        (rf"(?P<stem>[가-힣]*(?:{_FALLEN}))음", _fallen),
        (r"(?P<stem>[가-힣]+)돼요?", _becomes),
        (rf"{_PAST}{_AFTER_PAST}", _past),
        (r"(?P<stem>[가-힣]*)(?P<last>괜찮|힘들|예쁘|[가-힣])더라(?:고|구|고요|구요)?", _seen),
        (
            r"(?P<stem>[가-힣]*(?:괜찮|낫|되|재밌|맛있|예쁘)겠)(?:다|네|어|당)요?",
            lambda found: Predicate(found["stem"] + "네"),
        ),
        (r"(?P<stem>[가-힣]*(?:좋아|싫어))해요?", _likes),
        (r"(?P<stem>[못잘]하)(?:거든|네|지|거든요|네요)", lambda found: Predicate(found["stem"] + "는구나")),
        (rf"{_STATE}(?:어|다|음|지|네|거든|는데|당|어요|네요|거든요|는데요|습니다|엉)", _state),
        *((rf"(?:{form})(?:요|거든|거든요)?", _adjective(ending)) for form, ending in _ADJECTIVES),
        (r"(?P<stem>아니)(?:야|다|네|에요|예요|거든)", lambda found: Predicate("아니구나", "아니야")),
        (r"(?P<stem>[가-힣0-9]*[가-힣])(?:이야|이다|이네|이에요|이거든|이지|임)", _be),
        (r"(?P<stem>[가-힣0-9]*[가-힣])(?:야|예요|에요|인데|인데요)", _be),
        (rf"(?P<stem>[가-힣]*(?:{_VERBS}))(?:거든|네|거든요|네요)", _present_verb),
        (r"(?P<stem>[가-힣]+)는데요?", _present_verb),
        (r"(?P<before>[가-힣]+)[거것]같(?:아|애)요?", lambda found: Predicate(asked=found["before"] + " 거 같아")),
        (r"돼요?|되네", lambda found: Predicate("되는구나", "돼")),
        (r"(?P<stem>[가-힣]+)워요?", _b_irregular),
        (r"(?P<stem>[가-힣]+)는다", lambda found: Predicate(found["stem"] + "는구나")),
        (r"(?P<stem>[가-힣]+)다", _plain_verb),
        (r"[가-힣]+", _report),
        (r"(?P<stem>[가-힣]+)(?:래|게|라고|라구|려고|려구)요?", _going_to),
        (r"(?P<stem>[가-힣]*려)(?:고|구)요?", lambda found: Predicate(asked=found["stem"] + "고")),
    )
)
