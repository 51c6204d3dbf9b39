"""Korean echoes: the last words of a statement, from its negation or object on, with a fresh ending."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policies.gravity import is_grave
from policies.language.echo.forms import Echo
from policies.language.echo.ko_predicates import Predicate, noted_of, predicate
from policies.language.endings import ending
from policies.language.hangul import final_consonant
from policies.language.normalise import without_tail
from policies.language.sentences import is_question, split

MOST_SYLLABLES = 14  # of a person's own words in an echo, its new ending aside
_MOST_WORDS, _FEW_SYLLABLES = 5, 10
_PLAIN = re.compile(r"[가-힣0-9][가-힣0-9 %.,]*")
_YOU = re.compile(
    r"(?:^|\s)(?:너희|너네|너|넌|널|네가|니가|네|니|당신|그쪽)(?:는|은|도|한테|이?랑|의|가|를|을)?(?=\s|$)|(?:니|"
    r"네|너) ?덕분|봄아|봄이|(?:^|\s)렌(?:\s|은|이|$)"
)
# Nothing to give back: wishes to die, deaths, insults, sex, and what would sound like mocking.
_NEVER = re.compile(
    r"죽|자살|자해|(?:사라지|없어지|끝내|포기하)고 ?싶|살기 ?싫|살고 ?싶지|못 ?살겠|그만 ?살|왕따|따돌|괴롭|낙태|"
    r"임신|뛰어내|손목|돌아가(?:셨|신)|하늘나라|무지개다리|사망|장례|제사|유산|이혼|파혼|암(?:이래|이야|이라)|"
    r"입원|수술|쓰러|시[발팔바]|씨[발팔바]|병신|새끼|존나|졸라|좆|지랄|닥[쳐치]|꺼[져지]|미친|또라이|멍청|바보|"
    r"쓰레기|재수|"
    r"개(?:같|짜증|빡)|찐따|한심|못생|뚱뚱|섹|야동|야한|자위|성관계|가슴|엉덩이|벗[어었]|벗겨|때렸|때려|맞았|"
    r"바람 ?(?:피|폈|났)|우울증|공황"
)
# Asks, requests and wishes; "알았어" and "그랬어" need what they answer.
_NOT_TOLD = re.compile(
    r"(?:줘|줄래|주라|마|자|(?<!더)라|까|냐|니|봐|걸|텐데|가봐|나봐|할까|고맙다|고마웠어|미안|다행|다행이다|"
    r"다행이야|부럽다|부러워|부럽네|그리워|사랑해|보고싶어|보고 싶어|농담이야|장난이야|거짓말이야|안녕|있을게|이지)$|"
    r"까 ?(?:하|해|함|했|싶|봐)\S*$|\S*(?:[가-힣]봄|[켜러려겨해어아여]줌|됨|[가-힣]옴)$|"
    r"(?:^|\s)(?:그랬\S+|알았어|알겠어|알았지|몰랐어|그렇다|그런거야|그런데|그럼|맞다|아니야|그래서|뭐야|말했잖아|"
    r"했잖아|말이야|말이다)$|"
    r"^(?:왔어|됐어|됐다|있어|없어|좋다|좋아|좋네|싫어|싫다|좋은데|왔다|간다|먹었어|응|(?:나도 |진짜 |"
    r"너무 )*보고 ?싶\S*)$"
)
# The clause begins behind these: what joins clauses, whoever speaks, and words that only colour.
_STOPS = re.compile(
    r".*(?:는데|은데|한데|인데|던데|니까|으면|하면|려면|지면|면서|(?<!까)지만|길래|다가|더니|느라|거든|는지|을까|"
    r"고서|(?<!에)서|[어아여]서도|[해어아래]도|대로)|"
    r"(?:나|난|내|내가|나는|나도|나만|나한테|나보고|날|나랑|제가|저|저는|저도|저한테|우리|우린|우리가|울)|"
    r"(?:근데|그런데|그래서|그리고|그래도|그러다|그니까|아|오|어|음|응|아니|헐|으악|악|앗|헉|엥|어머|아이고|에이|"
    r"하|휴|대박|와|맞다|사실|솔직히|일단|오늘|어제|"
    r"그제|아까|지금|방금|요즘|요새|"
    r"원래|갑자기|게다가|심지어|아마|그거|그건|그게|이거|이건|이게|저거|거기|여기|잠깐만|잠시만|하지만|그나저나|"
    r"아무튼|암튼|내일|모레)"
)
_JOINS = re.compile(r".{2,}(?:며|면|[는은한인운던]게|러|려고)")
# Words that only colour what is said are left out of it; those of degree only where they stand far before its end.
_COLOURS = frozenset("또 막 좀 그냥 걍 진짜 정말 이제 벌써 드디어 역시 결국 자꾸 계속 약간 살짝 정말로 진심".split())
_DEGREES = frozenset("완전 너무 너무너무 엄청 되게 넘 무지 아주 굉장히".split())
_OWN = frozenset("우리 내 울".split())
_SHORT_PAST = 3  # syllables
_NUMBERS = frozenset("하나 둘".split())  # "영화는 하나 봤다": of what is said too
_CLOSE = 3  # eojeol from the end
_DENIES = re.compile(
    r"하나|둘|많이|조금|못|안|거의|별로|전혀|하나도|아무도|아무것도|절대|한번도|아직|잘|다|더|덜|몇|[가-힣]*밖에|"
    r"[가-힣0-9]+[도만]"
)
_BOUND = re.compile(
    r"(?:땐|중|거|것|게|건|줄|수|적|때|뻔|듯|길|쪽|만|데|편|김|셈|얘기|정도|만큼|쯤|뿐|개|명|마리|시간|분|번|잔|권|살|"
    r"원|층|시|일|월|년|"
    r"주|박|일째|주째|번째|인분|그릇|조각|판|병|캔|통|장|벌|켤레|대|곳|군데|가지|킬로|키로|반)(?:이|가|을|를|도|은|"
    r"는|에|로|까지|째|야|이야|밖에|만|정도)?"
)
# A bound noun can't end an echo; one that belongs to the word behind it can't be left out: without 안 the rest would
# say the opposite.
_HANGING = re.compile(r"땐|줄|수|뻔|듯|것|거|적|때|데|만|게|건|쪽|편|김|셈")
_BINDS = frozenset("못 안 덜".split())
_WHEN = re.compile(
    r"(?:오늘|내일|모레|어제|그제|다음 ?[주달]|이번 ?[주달]|지난 ?[주달]|이번 ?주말|주말|내년|올해|"
    r"[월화수목금토일]요일|\d+월|\d+일|\d+시)에?|[가-힣]{2,5}까지"
)
_TOPIC = re.compile(r".*[은는]|.*에는|.*엔")
_DEPENDS = re.compile(
    r"(?:있|없|싶|버렸|같아|거|중|줄|수|뻔|적|듯|길)(?:구나|이야|야|어|다|음|네|지|거든|는데|었|였|임|이|었어|"
    r"더라)*$|"
    r"(?:봤|줬|됐|했|놨|뒀|않았|못했|말았)(?:어|다|음|거든|는데|네|더라|지)$|(?:된|한)(?:대|다)$|(?:돼|돼요|되네)$"
)
_GLUED = re.compile(
    r"^(안)(?=해|했|돼|됐)|^(못|안)(?=[가-힣]{2})(?!경|녕|내|주|심|개|타|됐|됨|하|해|했|생|된|과|부|방)"
)
_COUNTED = re.compile(
    r"((?:\d+|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇)(?:[천만백십억]*))(개|명|마리|시간|잔|권|살|그릇|조각|병|"
    r"캔|원)(?=$|[이을를밖째])"
)
_ONCE = re.compile(r"(?<![가-힣])한번(?=[도에])")
_THING = re.compile(r"(?<=[가-힣][은는운한])건(?=\s)")
_SEEN_PAST = re.compile(r"더라(?:고|구)?요?$")
_TIMES = re.compile(r"^((?:\d+|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇)(?:[천만백십]*))번(?=$|[이은째])")
_COMES_TO = re.compile(r"(?<=[가-힣]게)(?=(?:되|돼|됐|된)[가-힣]*$)")
_LIVES = frozenset("다녀 살아 일해".split())
_HEARD = re.compile(r"[가-힣]+[은는이가] [가-힣]+(?<![빨노모아미거본원가고])래")
# Verbs whose present looks like a request; behind an object they tell.
_DOES = frozenset("해 봐 먹어 마셔 써 읽어 만들어 키워 쳐 타 들어 배워 모아 외워".split())
_NOT_NOUNS = re.compile(
    r".*(?:는|은|을|를|에|에서|로|으로|이랑|랑|과|와|의|한테|에게|께|보다|처럼|까지|부터|마다|고|서|면|지|니|게|데|"
    r"라|자|나|까|며|듯|히|이|가|도|만|해|요|줘|어|아|네|다|봐|야|래|대|음|함|려|워|져|여|돼|셔|혀|애|거|겨|쳐|켜|"
    r"러|용|염|죠|든|녀|좀|재)"
    r"|(?:빨리|많이|같이|다시|그냥|진짜|정말|너무|완전|조금|계속|자꾸|거의|매일|항상|가끔|오늘|어제|내일|지금|아까|"
    r"방금|이제|요즘|별로|그럼|그만|이만|안녕|최고|대박|혼자|나중|다음|잠깐|다행|아직도|후|휴|에취|훌쩍|땡큐|감사|"
    r"고마웡|방법|설명|이름|추천|뜻|공식|종류|차이|가격|시간표)"
)


def echo(text: str) -> Echo | None:
    """The last clause given back, or None. `text` is one line without a question mark."""
    last = next((part for part in reversed(split(text)) if _PLAIN.search(part)), "")
    said = re.sub(r"(?<=지) 뭐(?:야)?$", "", " ".join(without_tail(last).replace(",", " ").split()))
    if not _may_be_echoed(text, said):
        return None
    words = _spaced(said).split()
    found = predicate(words[-1])
    return _given_back(words, found) if found else _does(words) or _ends_on_noun(words)


def _may_be_echoed(text: str, said: str) -> bool:
    if not _PLAIN.fullmatch(said) or said.replace(" ", "").isdigit():
        return False
    return not (
        _YOU.search(text) or _NEVER.search(text) or _NOT_TOLD.search(said) or is_grave(text) or is_question(said)
    )


def _spaced(said: str) -> str:
    """못들었어 → 못 들었어, 두개 → 두 개, 두꺼운건 → 두꺼운 건, 보게돼 → 보게 돼: as it is written with care."""
    said = _THING.sub(" 건", _ONCE.sub("한 번", said))
    words = (_COUNTED.sub(r"\1 \2", _GLUED.sub(r"\g<0> ", word)) for word in said.split())
    return " ".join(_COMES_TO.sub(" ", _TIMES.sub(r"\1 번", word)) for word in words)


def _given_back(words: Sequence[str], found: Predicate) -> Echo | None:
    before = _before(words)
    if before is None or not (before or _says_enough(words[-1], found)):
        return None
    told, asked, noted = (
        " ".join((*before, form)) if form else "" for form in (found.told, found.asked, _noted(words[-1], found))
    )
    return Echo(told=told, asked=asked, noted=noted)


def _noted(word: str, found: Predicate) -> str:
    """One's own feeling in the past is nothing to notice: "기분이 이상하더라" → "이상했구나"."""
    return "" if _SEEN_PAST.search(word) else noted_of(found.told)


def _says_enough(word: str, found: Predicate) -> bool:
    """Whether it can stand alone: a short verb in the past ("나갔어", "했어") says nothing back."""
    past = final_consonant(found.told.removesuffix("구나")) == "ㅆ"
    return word.endswith("대") or (len(word) > _SHORT_PAST if past else max(len(word), len(found.told) - 1) > 2)


def _does(words: Sequence[str]) -> Echo | None:
    """ "서로 욕을 해", "고향은 전주래": sure only behind an object or a subject; asked only."""
    if len(words) > 1 and words[-1] in _LIVES and not _STOPS.fullmatch(words[-2]) and words[-2] not in _COLOURS:
        return Echo(asked=" ".join(words[-2:]))
    if len(words) > 1 and _HEARD.fullmatch(" ".join(words[-2:])):
        return Echo(asked=" ".join(words[-2:]))
    if len(words) < 3 or words[-1] not in _DOES or not re.fullmatch(r"[가-힣]+[을를]", words[-2]):
        return None
    before = _before(words)
    return Echo(asked=" ".join((*before, words[-1]))) if before else None


def _ends_on_noun(words: Sequence[str]) -> Echo | None:
    """A message that ends on a noun: "계란 두 개"."""
    if _WHEN.fullmatch(" ".join(words)):
        return Echo(noun=" ".join(words))
    if (
        len(words) < 2
        or _HANGING.fullmatch(words[-1])
        or _NOT_NOUNS.fullmatch(words[-1])
        or ending(words[-1]) is not None
        or words[-2] in _OWN
    ):
        return None
    before = _before(words)
    noun = " ".join((*(before or ()), words[-1]))
    return None if before is None or len(noun) < 2 else Echo(noun=noun)


def _before(words: Sequence[str]) -> tuple[str, ...] | None:
    """The words that go before the last one; None where one that is needed can't be said back."""
    taken: list[str] = []
    matter = 0
    close = words[-_CLOSE:]
    for word in reversed([each for each in words[:-1] if each not in _COLOURS]):
        if word in _DEGREES and word not in close:
            continue
        needed = _needs_more(taken[0] if taken else words[-1])
        matter += not needed and word not in _DEGREES and not _DENIES.fullmatch(word)
        if _ends_before(word, (*taken, words[-1]), matter, needed=needed):
            return _settled(taken, words[-1], behind=word)
        taken.insert(0, word)
    return _settled(taken, words[-1], behind="")


def _settled(taken: Sequence[str], last: str, behind: str) -> tuple[str, ...] | None:
    """`taken` without what would hang in the air at its beginning, `behind` the word that was left out."""
    while taken and (_needs_more(taken[0]) or behind in _BINDS):
        behind, taken = taken[0], taken[1:]
    lacks = not taken and (_needs_more(last) or behind in _BINDS)
    return None if lacks else tuple(taken)


def _ends_before(word: str, taken: Sequence[str], matter: int, *, needed: bool) -> bool:
    """Whether the clause that is given back begins behind `word`."""
    if _STOPS.fullmatch(word) or _too_long((word, *taken)) or (not needed and _joins(word)):
        return True
    return matter > _most_matter((word, *taken)) or bool(matter and _TOPIC.fullmatch(word) and taken[0] not in _NUMBERS)


def _joins(word: str) -> bool:
    return bool(_JOINS.fullmatch(word)) or ending(word) is not None


def _needs_more(word: str) -> bool:
    return bool(_BOUND.fullmatch(word) or _DEPENDS.match(word))


def _most_matter(words: Sequence[str]) -> int:
    return 2 if sum(len(word) for word in words) <= _FEW_SYLLABLES else 1


def _too_long(words: Sequence[str]) -> bool:
    return len(words) > _MOST_WORDS or sum(len(word) for word in words) > MOST_SYLLABLES


def politely(echo: Echo) -> Echo:
    """The same in 해요체: "연차였군요", "연차였어요"."""
    return Echo(
        _told_politely(echo.told) if echo.told else "",
        _asked_politely(echo.asked) if echo.asked else "",
        echo.noun,
        echo.noted + "요" if echo.noted else "",
    )


def _told_politely(told: str) -> str:
    return told.removesuffix("구나") + "군요" if told.endswith("구나") else told + "요"


def _asked_politely(asked: str) -> str:
    for plain, polite in _POLITE:
        if asked.endswith(plain):
            return asked.removesuffix(plain) + polite
    return asked + "요"


_POLITE = (("아니야", "아니에요"), ("이야", "이에요"), ("야", "예요"))
