"""Whether a clause about an event says that it will take place: not past, put off, imagined, asked or somebody else's.

Tables of phrases; lower-case text. Each reason is a name that may be logged.
"""

from __future__ import annotations

import re

PAST_TIME = re.compile(
    r"어제|그저께|그제|엊그제|지난\s?(?:주|달|번|밤|해|[월화수목금토일]요일)|저번|작년|아까|방금|며칠\s?전"
    r"|(?:\d{1,3}|한|두|세)\s?(?:일|주|달|시간|년)\s?전"
    r"|옛날|예전|어젯밤|\byesterday|\blast (?:night|week|month|year|mon|tue|wed|thu|fri|sat|sun)|\bago\b"
    r"|\bback then|\bearlier\b"
    r"|\bthe other day|\bused to\b|\bwhen i was"
)
# An arrangement told in the past is still to come: 잡혔어, 예매했어, got scheduled.
_ARRANGED = re.compile(
    r"잡혔|잡았|잡힘|예약했|예매했|기로\s?했|생겼|정해졌|정했|신청했|끊었|남았|다가왔|코앞|까먹|잊|접수했"
    r"|됐어(?=.{0,4}보)|붙어서"
    r"|\bbooked\b|\binvited\b|\bscheduled\b|\bgot (?:a|an|my|invited|tickets|called)\b|\bi'?ve got\b|\bsigned up\b"
    r"|\bforgot\b|\bhave to\b"
)
_PAST = re.compile(
    r"(?!갔다\s?[올오와])[았었였했갔왔봤됐났렸졌쳤겼샀탔꼈썼컸줬됬](?:어|다|는데|지|음|네|더라|고|습니|죠|던"
    r"|거든|단|대|ㅋ|ㅠ|으)"
    r"|끝남|끝이[야에]|(?<=[가-힣])봄$"
    r"|\b(?:had|was|were|went|did|took|came|finished|passed|failed|aced|bombed|saw|watched|met|attended"
    r"|survived|lost|won|beat|made it)\b"
    r"|\b(?:i'?ve|have|just) (?:been|had|done|finished|seen|got back)\b|\bgot back\b|\bis over\b|\bdone with\b"
)
_WAS_TO_BE = re.compile(r"(?:이|했)었(?:는데|어|음)|였는데|\bwas supposed to\b|\bwas going to\b|\bwas meant to\b")
CALLED_OFF = re.compile(
    r"취소(?!\s?(?:안|되지|하지|면|되면|됐으면|될까|할까))|없어졌|없어진|없어짐|파토|엎어|무산|캔슬|쫑났|미뤄"
    r"|미뤘|미루|연기(?:됐|되|했|한|할|래|됨)|"
    r"밀렸|밀려|물 ?건너|안 ?가기로|못 ?가게|안 ?하기로|안 ?보기로|포기했"
    r"|(?<!not )(?<!n't )\b(?:cancell?ed|cancell?ing|called off|calling it off|postponed|rescheduled"
    r"|pushed back|fell through|moved to|"
    r"pushed to|delayed|scrapped|bailed)\b"
)
MOVED_KO = re.compile(r"([^.!?]{1,30}?)(?:으로|로)\s?(?:미뤄|미뤘|연기|바뀌|바꿨|바뀜|옮|변경|당겨)")
MOVED_EN = re.compile(
    r"\b(?:moved|postponed|pushed|rescheduled|changed|brought forward|delayed)\b.{0,20}?\b(?:to|until|till"
    r"|for)\b(.{1,40})"
)
# \x00 stands where the event is named.
_NOT = re.compile(
    r"\x00(?:이|가|은|는|도|을|를|에|엔|보러|하러)?\s?(?:보러|하러|받으러|치러)?\s?(?:안|못|없|아니"
    r"|아닌)(?!\s?(?:늦|까먹|심))"
)
_NOT_EN = re.compile(
    r"\b(?:not|isn't|aren't|won't|don't|doesn't|didn't|no longer|never)(?: (?:going|gonna|have|having|go|to|be"
    r"|taking|take|attending|attend|"
    r"do|doing|an?|any|the|my|really|actually|see|seeing|watch|watching|got)){1,5} ?\x00|\bno (?:more )?\x00"
    r"|\b(?:skipping|skip|missing) (?:the |my |this )?\x00"
    r"|\x00.{0,12}\b(?:isn't|is not|isnt) (?:today|tomorrow|on|this|until|happening|anymore)"
)
_IMAGINED = re.compile(
    r"\x00.{0,12}?(?:(?:(?<!망)하|[보가오잡되생있없받치])면|으면|이면|라면|다면|(?<!있)을까|할까|갈까|볼까|일까|할래"
    r"|볼래|갈래"
    r"|가자|보자|하자|고\s?싶|싶[다은네어지]|을지도|ㄹ지도|지도\s?몰|수도\s?있|려나|으려나"
    r"|꿈(?:을|에)?\s?(?:꿨|꾼|꾸|나)|[갈볼할을]지도|[갈볼할을]\s?수도|같이\s?가|던데|좋겠|싫[다어]$)"
    r"|\bdream(?:ed|t)?\b.{0,40}?\x00|\b(?:if|would|wish(?! me luck)|'d (?:love|like|rather)|might|may|maybe"
    r"|perhaps|should|shall|could"
    r"|wondering|imagine|suppose"
    r"|want to|wanna|would like|"
    r"let's|lets|hope(?:fully)? to|thinking (?:of|about)|considering|one day|someday)\b.{0,40}?\x00"
    r"|\x00.{0,15}?\b(?:might|may|would|could|if)\b"
)
# Behind the event, in the same sentence: "but I'm not going".
_STAYS_AWAY = re.compile(
    r"^[^\w]{0,3}(?:(?:나는?|난|근데|그냥|아마|결국)\s){0,2}(?:안|못)\s?(?:가|갈|간|감)"
    r"|\b(?:not|n't|cannot) (?:going\b(?! to)|gonna go|coming|attending|go\b|make it|come\b)"
)
_HABIT = re.compile(
    r"\b(?:hate|love|like|enjoy|afraid of|scared of) (?:going|seeing|taking|having)\b|매일|매주|매달|맨날|항상"
    r"|보통|가끔|종종|원래|평소|마다|자주|\b(?:every|usually|always|often|sometimes"
    r"|normally|weekly|daily)\b"
)
_YOURS = re.compile(
    r"(?:^|\s)(?:너|넌|네|니|너는|네가|니가|너도|너의|너네|당신|당신은|그쪽|봄아|렌)\s.{0,20}?\x00|\b(?:your"
    r"|ur|his|her|their|her's)\s(?:\w{1,12} )?\x00"
)
_RELATION_KO = (
    r"(?:엄마|아빠|어머니|아버지|부모님|언니|누나|오빠|형|동생|여동생|남동생|할머니|할아버지|이모|고모|삼촌"
    r"|사촌|조카|남편|아내|와이프|아들|딸|"
    r"남친|여친|남자친구|여자친구|친구|걔|쟤|얘|팀장님|부장님|사장님|동료|선배|후배|룸메)"
)
_OTHERS_KO = re.compile(
    rf"(?:^|\s){_RELATION_KO}(?:들)?(?:이|가|은|는|네|도|의)\s|(?:^"
    rf"|\s){_RELATION_KO}\s(?:\S{{1,6}}\s)?\x00(?:이래|래|이라|있대|본대|간대|한대|이야|임)"
    r"|(?:[본간한된온인있없신]대|이래|[하가보]래)[요\s.!~ㅋㅎㅠㅜ]*$|모시고|뉴스|기사|라던데|라더라"
)
_WHOSE = re.compile(rf"(?:^|\s){_RELATION_KO}(?:의)?\s$")
_MYSELF_KO = re.compile(
    rf"(?:^|\s)(?:나|난|내|내가|나는|나도|저|전|제가|저는|저도"
    rf"|우리(?!\s?{_RELATION_KO}))(?=\s|$)"
)
_RELATION_EN = (
    r"(?:mother|mom|mum|father|dad|parents|grandma|grandpa|nan|brother|sister|husband|wife|son|daughter"
    r"|boyfriend|girlfriend|bf|gf|"
    r"friend|boss|manager|teacher|colleague|coworker|aunt|uncle|cousin|roommate|flatmate|partner|kid|kids)"
)
_OTHERS_EN = re.compile(
    rf"\b{_RELATION_EN}(?:'s\b(?! and)| has| is| are| have| will| got"
    rf"| said| gets| starts)(?!.{{0,40}}\b(?:me|us|i)\b)"
    r"|\b(?:he|she|they|he's|she's|they're|he'll|she'll|they'll) (?!say|said)(?!.{0,40}\b(?:i|i'm|me|my|us|we)\b)"
    r"|\b(?:according to|the news|they say|i heard)\b|\byou(?:'re| are| have| going)\b"
)
_GOING = re.compile(
    r"\x00(?:(?:에|을|를)?\s?(?:보러|하러|치러|받으러|먹으러|만나러|놀러|자르러|들어)\s?|(?:에|을|를|으로|로"
    r"|장)\s?|\s)"
    r"(?:잘\s)?(?:가는\s?(?:중|길)|간다|갈게|가려고|갈라고|갈거|갈 거|가요?(?=[\s.!~ㅋㅎㅠㅜ]|$)"
    r"|감(?=[\s.!~ㅋㅎㅠㅜ]|$)"
    r"|다녀올|다녀오|갔다\s?올|갔다\s?와|(?:보고|치고|하고|받고)\s?올|출발|나가|나간|나갈|왔어|도착|들어가"
    r"|들어간|시작|직전"
    r"|앞이야|대기)"
    r"|\b(?:going|heading|headed|off|on my way|leaving|gonna go|about to|gotta go|popping|driving|walking into"
    r"|waiting (?:at|in|outside)|i'm at|here)\b.{0,30}?\x00"
    r"|\x00 (?:is )?(?:starts?|starting|starting now|now|time|in a)\b"
)
_FOR_IDEAS = re.compile(r"추천|\b(?:ideas?|recommend\w*|suggest\w*)\b")
# Questions that tell: worries about a plan that stands.
_STATED = re.compile(
    r"어떡|잘\s?(?:볼|할|될)|어쩌[지죠]|어떻게 ?하지|뭐 ?입|\bmy\b.{0,20}\x00|\bwish me luck\b|\btell you\b"
    r"|\bguess (?:what|who)\b"
)


def not_coming(clause: str, start: int, end: int, *, sure: bool, asks: bool) -> str | None:
    """Why the event at clause[start:end] is no plan of the person's, or None. `sure`: a later day is named."""
    marked = f"{clause[:start]}\x00{clause[end:]}"
    if (asks and not _STATED.search(marked)) or _FOR_IDEAS.search(marked):
        return "asked"
    if _WAS_TO_BE.search(marked) or (not sure and _PAST.search(marked) and not _ARRANGED.search(marked)):
        return "past"
    checks = (("negated", (_NOT, _NOT_EN)), ("imagined", (_IMAGINED,)), ("habit", (_HABIT,)), ("yours", (_YOURS,)))
    for reason, patterns in checks:
        if any(pattern.search(marked) for pattern in patterns):
            return reason
    return "somebody else's" if _somebody_else(marked) else None


def of_a_relation(clause: str, start: int) -> bool:
    """Whether the words before the event name whose it is: 엄마 수술, 동생 생일."""
    return _WHOSE.search(clause[:start]) is not None


def stays_away(clause: str) -> bool:
    """Whether a clause behind an event says that the person won't be there."""
    return _STAYS_AWAY.search(clause.replace("can't", "can n't").replace("won't", "wo n't")) is not None


def going_now(clause: str, start: int, end: int) -> bool:
    """Whether the person is on the way to the event, or says so without a time."""
    return _GOING.search(f"{clause[:start]}\x00{clause[end:]}") is not None


def is_past(clause: str) -> bool:
    """Whether a clause tells of something over."""
    return bool(PAST_TIME.search(clause) or (_PAST.search(clause) and not _ARRANGED.search(clause)))


def _somebody_else(marked: str) -> bool:
    korean = _OTHERS_KO.search(marked) and not _MYSELF_KO.search(marked)
    return bool(korean or _OTHERS_EN.search(marked))
