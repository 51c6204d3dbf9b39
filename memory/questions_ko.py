"""Korean questions about what was told: closed forms only, since ordinary talk asks and remembers all the time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from memory.question import ME, NO_QUESTION, THERE_IS, Question, Value
from policies.language.relations import relations

_OWN = frozenset("나 난 내 내가 나는 나의 나도 저 전 제 제가 저는 저의 우리 우리의".split())
_OWN_WORD = re.compile(rf"(?:^|\s)(?:{'|'.join(_OWN)}|나랑|나한테)(?=\s)")
_NOT_OWN = re.compile(
    r"(?:^|\s)(?:너|넌|네가|니가|너는|너도|너의|네|너네|당신|걔|걔가|걔는|쟤|쟤가|얘가|그쪽)(?=\s)"
    r"|(?:그|저|이) (?:사람|애|분|친구)"
)
_OF_OTHERS = re.compile(r"둘째|첫째|막내|아기|애기|아이|조카|사위|며느리")

_NOUNS: Mapping[str, str] = {
    "workplace": r"(?:다니는\s?)?(?:회사|직장)(?:\s?이름)?",
    "school": r"(?:다니는\s?)?(?:학교|대학|대학교)(?:\s?이름)?",
    "name": r"이름|성함|별명",
    "age": r"나이|연세",
    "birthday": r"생일|생신|태어난\s?날",
    "home": r"집|동네|사는\s?(?:곳|동네|데)",
    "hometown": r"고향",
    "job": r"직업|하는\s?일",
    "major": r"전공",
    "hobby": r"취미",
    "allergy": r"알레르기|알러지",
    "personality": r"mbti|엠비티아이|성격\s?유형",
    "religion": r"종교",
    "goal": r"꿈|목표|장래\s?희망",
    "likes": r"(?:제일\s?|가장\s?)?좋아하는\s?(?P<liked>\S+?)|최애\s?(?P<loved>\S*?)",
    "dislikes": r"(?:제일\s?|가장\s?)?싫어하는\s?(?P<hated>\S+?)",
    "": r"혈액형|주소|전화\s?번호|차\s?번호|비밀번호|신발\s?사이즈|발\s?사이즈|띠|별자리|차종|통장\s?번호|몸무게|키",
}
_KNOWING = (
    r"(?:\s?(?:알아|아니|알지|알고\s?있[어니지]|아세요|알아요|기억\s?\S{1,5}|말해\s?봐|(?:알아)?맞[혀춰]\s?봐요?))"
)
_COPULA = (
    r"(?:이|인|였|이었|이었는|였는)?"
    r"(?:야|에요|예요|이에요|게|게요|지|죠|더라|더라요|더라고|니|냐|인가|요|십니까|입니까)"
)
_WHAT = rf"(?:진짜\s?)?(?:뭐|뭔|무엇|언제|어디|누구|며칠|몇\s?(?:월\s?)?(?:며칠|일|살|세|시)?){_COPULA}{_KNOWING}?$"
_TOLD_SO = r"(?:뭐|뭐가|언제|어디|누구|며칠|몇\s?살)?(?:이라|라)?고\s?(?:했|그랬|말했|얘기했)\S{0,5}" + _KNOWING + r"?$"
_NOUN_FORMS = tuple(
    (
        attribute,
        re.compile(
            rf"(?P<whose>(?:\S+\s){{1,4}}?)(?:진짜\s|원래\s)?(?:{noun})(?:이|가|은|는|을|를|도)?\s?"
            rf"(?:{_WHAT}|{_TOLD_SO}|{_KNOWING}$)"
        ),
    )
    for attribute, noun in _NOUNS.items()
)
_ENDS = (
    r"(?:고\s?있|시|하시)?(?:아|어|여|해|야|지|죠|게|게요|더라|는지|는가|니|냐|나"
    r"|아요|어요|해요|세요|이야|이지|이게|이더라|인지)" + _KNOWING + "?$"
)
_SAYS = r"(?:[ㄴ는은한산닌온간]?다|이?라)고\s?(?:했|그랬|말했|얘기했|말씀)\S{0,5}" + _KNOWING + "?$"
_VERBS: Mapping[str, str] = {
    "home": rf"어디(?:에|서|에서)?\s?(?:살(?:{_ENDS}|았{_ENDS})|사(?:{_ENDS})|사는지{_KNOWING}$"
    rf"|산{_SAYS}|산댔(?:지|더라)$"
    rf"|사신?다고 (?:했|그랬)\S{{0,5}}$)",
    "job": rf"(?:무슨\s?일\s?|뭐\s?하는\s?사람)(?:하|하시|하는|한)?(?:{_ENDS}|{_SAYS})",
    "workplace": rf"어디(?:에|를)?\s?(?:회사\s?)?다[니녀닌](?:{_ENDS}|{_SAYS}|$)"
    rf"|어디(?:에서|서)\s?일(?:하|한|해|하는)(?:{_ENDS}|{_SAYS}|$)",
    "age": rf"몇\s?살(?:{_ENDS}|{_SAYS})|연세가?\s?어떻게\s?되(?:세요|시지|셔|시더라|신다고 했\S{{0,3}})$",
    "allergy": rf"(?:무슨|어떤)\s?(?:알레르기|알러지)\s?있(?:{_ENDS}|{_SAYS})"
    r"|(?:알레르기|알러지)\s?있(?:어|나|니|지|게|냐)$",
    "likes": rf"(?:뭐|뭘|무엇을)\s?(?:제일\s?|가장\s?)?좋아(?:하|한|해|하는)(?:{_ENDS}|{_SAYS}|$)",
    "dislikes": rf"(?:뭐|뭘|무엇을)\s?(?:제일\s?|가장\s?)?싫어(?:하|한|해|하는)(?:{_ENDS}|{_SAYS}|$)",
}
_VERB_FORMS = tuple((name, re.compile(rf"^(?P<before>.*?)(?:{form})")) for name, form in _VERBS.items())
_WHEN = re.compile(
    rf"(?P<whose>내|나|제|저|우리)\s(?P<of>\S+(?:\s\S+){{0,2}}?)(?:이|가|은|는)?\s?언제{_COPULA}{_KNOWING}?$"
)
_HAVE = re.compile(
    r"(?:나|난|내가|저|나는|우리)\s(?P<of>\S+?)(?:이|가|도)?\s?(?:있[나냐니게]|있어|있지"
    r"|있다고 했[나지]|키우[나냐니지])$"
)
_LATER = re.compile(r"(?:이제|앞으로|내일|오늘|다음|나중|또|왜)(?=\s|에|부터|$)")
_NOT_TOLD = re.compile(r"^(?:차례|순서|밥|피자|택배|점심|저녁|퇴근|월급|문제|잘못|매력|운명|의미|죄|우리)")

_ASKS_WORD = re.compile(
    r"(?:^|\s)(?:뭐|뭘|뭔|무슨|무엇|왜|어디|어딜|언제|누구|누가|몇|며칠|얼마|어느|어떤|어떻게|어땠)"
)
_END = r"(?:지|죠|지요|더라|더라요|었더라|었지|나|나요|어|어요|냐|니|던가|었나|을까|게)"
_SAID = re.compile(
    rf"(?:다|라|자|냐|[가-힣])고\s?(?:했|그랬|말했|얘기했|이야기했|말씀드렸){_END}$"
    rf"|(?:다|라|자|[가-힣])(?:고|는지)\s?(?:했|그랬|말했|얘기했)는지{_KNOWING}$|(?:랬|댔|했댔)(?:지|더라|었지)$"
)
_SAID_WHAT = re.compile(
    rf"(?:^|\s)(?:내가|제가|나|내\s\S+(?:\s\S+)?)\s(?:\S+\s){{0,4}}뭐라(?:고)?\s?(?:했|그랬|말했|얘기했){_END}$"
)
_SAID_MUST = re.compile(r"(?:다|라|자|냐)고\s?(?:했|말했|얘기했)었?(?:나|던가|었나|나요|던가요)$")
_PERHAPS_SAID = re.compile(
    r"(?:얘기|이야기|말)(?:을|은|를)?\s?(?:했었|했|해\s?줬었|해\s?줬|한\s?적\s?있)(?:나|던가|었나|었던가|나요|던가요)$"
)
_MENTIONED = re.compile(
    r"(?:내가|나|제가)\s.*(?:무슨|뭔|어떤)\s?(?:얘기|이야기|말)(?:을)?\s?(?:했|했었)(?:지|더라|나|죠)$"
)
_TO_WHOM = re.compile(r"^(?:너|넌|너는)\s(?=(?:내|제|우리)\s.*(?:기억|알아|알고))")
_REMEMBERS = re.compile(
    r"기억\s?(?:나|나니|나냐|나요|해|해요|하니|하냐|하지|하고\s?있(?:어|니|지|어요)|하세요|나세요|하십니까|나십니까)$"
)
_WHETHER = re.compile(
    r"(?:는지|은지|을지|ㄴ지|[가-힣]지|[가-힣] (?:거|것)|얘기|이야기|말|이름|생일|생신|나이)(?:도|을|를|이|은)?\s기억"
)
_THE_TWO = re.compile(r"처음|첫\s?만남|우리\s(?:어제|그때|같이|만난|언제|예전)|눈 많이|꿈에서")
_EVERYTHING = re.compile(
    r"^(?:너\s|넌\s|혹시\s|아직\s|아직도\s){0,3}(?:나|날|나를|저|저를)\s?기억\s?(?:나|나니|나냐|나요|해|해요|하니|하냐|하지|하고\s?있어|하세요)$"
    r"|(?:나|저)에\s?대해(?:서)?\s?(?:뭐|뭘|무엇을|무얼|얼마나|어디까지|아는\s?게|기억하는\s?게)?\s?(?:좀\s)?"
    r"(?:알아|아니|아는데|알고\s?있[어니지]|알아요|알고\s?있어요|기억해|기억하니|기억하고\s?있[어니지]|뭐야|있어|뭐\s?있어)$"
    r"|(?:나|저)에\s?대해(?:서)?\s?(?:아는|기억하는|알고\s?있는|기억나는)\s?(?:거|것|걸|게)(?:\s?(?:다|전부|좀|뭐))*"
    r"\s?(?:말해|얘기해|이야기해|알려|대|있어|뭐야|뭐예요|있니|말해\s?봐|얘기해\s?봐|말해\s?줘|얘기해\s?줘|알려\s?줘)(?:\s?봐|\s?줘)?$"
)
_PAST = re.compile(r"[가-힣]*[았었했였갔왔났샀됐줬탔봤컸뒀웠렸졌녔쳤췄켰섰](?:었)?(?:지|더라|죠)$")
_FORMER = re.compile(
    r"(?:하|기)\s?전에|예전|옛날|원래|어렸을|어릴|(?:살았|다녔)(?!다고\s?했)|이사\s?전|전\s?(?:직장|회사)|전에는"
)


def read(sentence: str, *, asks: bool) -> Question:
    """What one sentence wants to hear. `asks`: it ends in a question mark."""
    if _EVERYTHING.search(sentence) and (asks or not sentence.startswith(("나 기억나", "나 기억해", "저 기억"))):
        return Question(memory=True, everything=True)
    sentence = _TO_WHOM.sub("", sentence)
    if _NOT_OWN.search(f"{sentence} "):
        return NO_QUESTION
    values = tuple(dict.fromkeys(_values(sentence)))
    memory = _asks_for_told(sentence, asks=asks) or any(_is_told(each) for each in values)
    perhaps = 0 if memory else _perhaps(sentence)
    if not (memory or perhaps or values):
        return NO_QUESTION
    return Question(memory, perhaps, former=_FORMER.search(sentence) is not None, values=values)


def _values(sentence: str) -> Iterator[Value]:
    for attribute, form in _NOUN_FORMS:
        if (found := form.search(sentence)) and (whose := _whose(found["whose"])) is not None:
            kind = found.groupdict()
            yield Value(attribute, whose, kind.get("liked") or kind.get("loved") or kind.get("hated") or "")
            return
    for attribute, form in _VERB_FORMS:
        found = form.search(sentence)
        if found and not _LATER.search(sentence) and (whose := _whose(found["before"])) is not None:
            yield Value(attribute, whose)
            return
    if (found := _WHEN.search(sentence)) and not _NOT_TOLD.search(found["of"]):
        yield from (Value(attribute, ME, found["of"]) for attribute in ("plan", "event"))
    elif (found := _HAVE.search(sentence)) and relations(found["of"]):
        yield Value("name", found["of"], THERE_IS)


def _whose(before: str) -> str | None:
    """ME, or the words for somebody else; None where nobody is named."""
    words = before.split()
    if not words:
        return None
    if words[-1] in _OWN:
        return ME
    last = max((place for place, word in enumerate(words) if word in _OWN), default=-1)
    after = [
        word
        for word in words[last + 1 :]
        if not re.fullmatch(r"지금|요즘|혹시|제일|가장|아직|그래서|아|맞다|진짜|근데|그럼|도대체", word)
    ]
    if not after:
        return ME if last >= 0 else None
    return " ".join(after[-3:])


def _is_told(value: Value) -> bool:
    """A value of the person or of their people; a name of one's own is the persona's to say in its voice."""
    if value.whose == ME:
        return value.attribute not in ("name", "likes", "dislikes")
    return bool(relations(value.whose)) and value.attribute in ("name", "birthday")


def _asks_for_told(sentence: str, *, asks: bool) -> bool:
    own = _OWN_WORD.search(sentence) is not None
    if _SAID.search(sentence) and _ASKS_WORD.search(sentence) and not re.search(r"뭐라고?\s?(?:했|그랬)", sentence):
        return own or not sentence.endswith(("어", "냐", "니"))
    if _SAID_WHAT.search(sentence) or (own and _SAID_MUST.search(sentence)) or _MENTIONED.search(sentence):
        return True
    if not _REMEMBERS.search(sentence) or _THE_TWO.search(sentence):
        return False
    embedded = _WHETHER.search(sentence) is not None
    theirs = own or bool(relations(sentence)) or (_ASKS_WORD.search(sentence) is not None)
    return embedded and theirs and (asks or _ASKS_WORD.search(sentence) is not None or own)


def _perhaps(sentence: str) -> int:
    """It may as well be wondered aloud, or lead up to what is told now."""
    if _PERHAPS_SAID.search(sentence):
        return 1
    return 2 if _ASKS_WORD.search(sentence) and _PAST.search(sentence) else 0
