"""Korean wishes to have something forgotten ("땅콩 얘기 잊어줘") or never brought up ("이혼 얘기 하지 마")."""

from __future__ import annotations

import re

from policies.language.particles import choose
from policies.language.wished import Wished

_GIVE = (
    r"\s?(?:줘|줘요|줘라|주라|주세요|주십시오|주시겠어요|줄래|줄래요|주실래요"
    r"|주면 (?:좋겠어|고맙겠어|안 ?돼|안 ?될까)요?"
    r"|줄 수 (?:있어|있을까|있나|있니)요?)"
)
_FORGET = rf"(?:잊어|잊어\s?버려|까먹어){_GIVE}"
_NOT_KEPT = (
    rf"(?:기억|저장|기록)(?:은|을|도)?\s?하지\s?(?:마|마요|마세요|마라|말아|말아{_GIVE}"
    r"|않아도 (?:돼|돼요|됩니다)|않았으면 (?:해|좋겠어)요?)"
)
_UNHEARD = rf"(?:못|안)\s?들은\s?(?:걸로|거로|것으로|셈)\s?(?:해{_GIVE}|하자|쳐{_GIVE}|쳐)"
_ERASE = rf"(?:(?:지워|지워\s?버려|삭제해|없애|없애\s?버려){_GIVE}|(?:삭제|지우기) 부탁(?:해|드려|드립니다)요?)"
_BARE = r"(?:잊어|잊어라|잊어버려|지워|지워버려|삭제해)"  # advice to anybody, but for what was said
_UNDONE = (  # only for what was just said: anything can be called off
    rf"(?:취소(?:야|할게|할게요|할래|요|해|해요|하자|해\s?주라|해{_GIVE})?"
    rf"|없(?:던|었던)\s?(?:걸로|거로|것으로|일로)\s?(?:해|하자|해요|쳐|치자|해{_GIVE}|쳐{_GIVE}))"
)
_OWN_WORDS = re.compile(r"아까|방금|내가|제가|(?:^|\s)(?:한|했던|말한|얘기한)\s")
_HOW = r"(?:(?:좀|꼭|제발|그냥|이제|당장|빨리|완전히|깨끗이|영원히)\s)*"
_REQUEST = re.compile(
    rf"(?P<what>.*?)\s*{_HOW}(?:(?P<forget>{_FORGET}|{_NOT_KEPT}|{_UNHEARD})|(?P<erase>{_ERASE})|(?P<bare>{_BARE})|(?P<undone>{_UNDONE}))"
)
_OPENER = re.compile(
    r"^(?:(?:야|아|아니|저기|있잖아|제발|부탁인데|미안한데|미안|그리고|근데|그냥|혹시|자|응|넌|너는|네가|니가|이제)[\s,.!~]+"
    r"|[가-힣]{1,5}[아야],\s*)+"
)
_ALL = re.compile(r"(?:^|\s)(?:싹\s?다|전부\s?다|모두\s?다|다|전부|모두|모조리|몽땅|싹|통째로|모든)(?=\s|$)")
_PARTICLE = r"(?:은|는|을|를|도|만)?"
_ME = r"(?:(?:나|저|내)에\s?(?:대해|대한|관한|관해)서?)"
_DATA = r"(?:기록|정보|데이터|개인정보)"
_WHOLE = re.compile(
    rf"(?:{_ME}(?:\s?(?:네가|니가|너가)?\s?(?:아는|알고\s?있는|기억하는|기억하고\s?있는|저장된|저장한))?"
    rf"(?:\s?(?:거|것|건|걸|기억|기록|정보|데이터|내용|사실))?|(?:내|제|나의|저의)\s?{_DATA}"
    r"|(?:우리|나랑 한|우리가 나눈)\s?대화"
    rf"(?:\s?(?:내용|기록))?|대화\s?(?:내용|기록)){_PARTICLE}"
)
_WHOLE_WITH_ALL = re.compile(
    r"(?:(?:(?:지금|여태|이제)까지\s?)?(?:내가\s?|우리가\s?|나랑\s?)?(?:한|했던|말한|얘기한|나눈)\s?(?:말|얘기|이야기|거|것|대화)"
    rf"|(?:내|제)\s?(?:기억|얘기|이야기|말|거|것)|대화|기억|기록|데이터|아는\s?(?:거|것)){_PARTICLE}"
)
_SOME = re.compile(rf"(?:(?:네|니|너의|그)\s)?(?:기억|기록)(?:들)?{_PARTICLE}")
_SAID = r"(?:말|얘기|이야기|메시지|메세지|톡|문자|거|것|건|걸)"
_LAST = re.compile(
    rf"(?:(?:아까|방금|지금|좀\s?전에|조금\s?전에|금방)\s?)?(?:(?:내가|제가|네가|니가|걔가|쟤가|얘가|그\s?(?:사람|애|남자|여자)이?가?)\s?)?"
    rf"(?:(?:아까|방금|지금)\s?)?(?:그|이|저|요|그런|이런|내|제|한|했던|말한|얘기한|보낸|꺼낸)?\s?{_SAID}{_PARTICLE}|아까|방금"
)
_LED = re.compile(
    r"^(?:(?:아까|방금|저번에|지난번에|예전에|전에)\s)?(?:(?:내가|제가)\s)?(?:(?:아까|방금)\s)?"
    r"(?:말한|말했던|얘기한|얘기했던|알려\s?준|알려\s?줬던|보낸|했던|한)\s"
)
_MINE = re.compile(r"^(?:내가|제가|내|제|나의|저의|우리|(?:그|저|이|그런)(?=\s[가-힣]{3}))\s")
_TOLD = re.compile(
    rf"(?P<before>.*?)(?:^|\s)?(?P<verb>[가-힣]+?)(?:다는|라는|다고\s?(?:한|했던|말한|얘기한)|라고\s?(?:한|했던|말한))\s?{_SAID}{_PARTICLE}"
)
_SPEAKERS = ("", "나", "난", "내가", "저", "전", "제가")
_STEM_END = re.compile(r"(?:했|한|하|이었|였|됐|된|갔|왔|있|없)$")
_KNOWN = (
    r"(?:(?:(?:내가|제가|네가|니가|너가)\s)?(?:(?:말|얘기|이야기)(?:한|했던)|알려\s?준|알고\s?있는|아는|기억하는|기억하고\s?있는"
    r"|저장한|저장된|저장해\s?둔))"
)
_ABOUT = re.compile(
    rf"\s?(?:에\s?(?:대해|대한|관한|관해)서?)?\s?(?:{_KNOWN}\s?)?(?:{_SAID}|사실|기억|기록|내용|부분|정보)(?:들)?{_PARTICLE}$"
    r"|\s?에\s?(?:대해|대한|관해)서?$"
)
# What is somebody's to erase here: everything else (makeup, an app, a file) is none of ours.
_OURS = re.compile(
    r"(?:^|\s)(?:내|제|나의|저의|우리|내가|제가)\s|(?:얘기|이야기|말|기억|기록|대화|메시지|메세지|번호|주소|이름|생일|정보)(?:은|는|을|를|도|들)?$"
    rf"|에\s?(?:대해|대한|관해|관한)서?\s(?:{_KNOWN}\s?)?(?:거|것|걸|건|사실|내용){_PARTICLE}$"
)
_PERSONS = re.compile(r"(?:나|날|저|절|너|널|우리|걔|그\s?(?:사람|남자|여자|애|녀석|놈))(?:를|을|는|은|도|만)?")
_HUSHED = re.compile(
    rf"(?P<what>.*?)\s?(?P<noun>얘기|이야기|말|화제|주제|언급|거|것|건)?{_PARTICLE}"
    r"\s?(?:(?:나한테|내 앞에서|저한테|다시는|다시|더는|더 이상|더이상|이제|앞으로는?|절대로?|또|제발|좀)\s?)*"
    r"(?P<verb>꺼내지|하지|언급하지|말하지|들먹이지|물어보지|묻지|거론하지)\s?"
    r"(?:마|마요|마세요|마라|말아|말아 ?줘|말아 ?줘요|말아 ?주세요|말아 ?줄래|말자|않았으면 (?:해|좋겠어)요?)"
)
_ENOUGH = re.compile(
    rf"(?P<what>.*?)\s?(?:얘기|이야기){_PARTICLE}\s?(?:(?:이제|제발|좀)\s?)*그만\s?(?:해|하자|해\s?줘|해요|하세요|해\s?주세요|해\s?줄래)"
)
_TO_OTHERS = re.compile(r"(?:한테|에게|께|보고|더러)(?:는|도)?(?:\s|$)")
_ONLY_WITH_A_TOPIC = frozenset({"하지", "꺼내지"})  # 숙제 하지 마, 지갑 꺼내지 마
_TOPIC = frozenset({"얘기", "이야기", "화제", "주제", "언급"})


def forgotten(words: str, *, asking: bool) -> Wished | None:
    """What is to be forgotten; None when the words ask for no such thing."""
    found = _REQUEST.fullmatch(words)
    if found is None:
        return None
    what = _OPENER.sub("", f"{found['what']} ").strip()
    rest = " ".join(_ALL.sub(" ", what).split())
    if found["undone"]:
        return Wished() if _OWN_WORDS.search(rest) and _LAST.fullmatch(rest) and not asking else None
    if found["bare"] and (asking or not re.search(rf"{_SAID}{_PARTICLE}$", what)):
        return None
    return _unnamed(what, rest) or _named(rest, erases=not found["forget"])


def _unnamed(what: str, rest: str) -> Wished | None:
    """Some memory, all of it, or what was just said."""
    if _SOME.fullmatch(what):
        return Wished(unclear=True)
    if _WHOLE.fullmatch(rest) or (rest != what and (not rest or _WHOLE_WITH_ALL.fullmatch(rest)) and not _just(rest)):
        return Wished(everything=True)
    return Wished() if not rest or _LAST.fullmatch(rest) else None


def _named(rest: str, *, erases: bool) -> Wished | None:
    if _PERSONS.fullmatch(rest) or _TO_OTHERS.search(rest) or (erases and not _OURS.search(rest)):
        return None
    return Wished(_topic(rest))


def hushed(words: str, *, asking: bool) -> str | None:
    """What is never to be spoken of; "" for what was just said, None when nothing is."""
    found = _HUSHED.fullmatch(words)
    enough = None if found else _ENOUGH.fullmatch(words)
    if enough and not asking:
        return _hushed_topic(enough["what"])
    if found is None or asking or _TO_OTHERS.search(re.sub(r"^(?:나|저)한테는?\s", "", found["what"])):
        return None
    if found["verb"] in _ONLY_WITH_A_TOPIC and found["noun"] not in _TOPIC:
        is_talk = found["verb"] == "꺼내지" and found["noun"] == "말"
        if not is_talk:
            return None
    return _hushed_topic(found["what"])


def _hushed_topic(said: str) -> str | None:
    what = _OPENER.sub("", f"{said} ").strip()
    if _LAST.fullmatch(f"{what} 얘기".strip()) or what in ("그", "이", "저", "그런", "이런", ""):
        return "" if what else None
    return _topic(what)


def _just(rest: str) -> bool:
    """Whether it is about a moment ago: "아까 한 말 다 잊어줘"."""
    return re.match(r"아까|방금|지금\s|좀\s?전|조금\s?전|금방", rest) is not None


def _topic(what: str) -> str:
    """The words to look for."""
    told = _TOLD.fullmatch(what)
    if told:
        what = told["before"] if told["before"].strip() not in _SPEAKERS else _STEM_END.sub("", told["verb"])
    for pattern in (_LED, _MINE, _ABOUT, _MINE):
        what = pattern.sub("", what.strip()).strip() or what
    return _without_particle(what)


def _without_particle(what: str) -> str:
    """땅콩을 → 땅콩; 가을 stays, since 가 would take 를."""
    pairs = {"을": "을/를", "를": "을/를", "은": "은/는", "는": "은/는"}
    stem, last = what[:-1], what[-1:]
    fits = last in pairs and len(stem) >= 2 and choose(stem, pairs[last]) == last
    return stem if fits else what
