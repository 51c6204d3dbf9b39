"""What will happen and what happened, with its date: "다음 주 금요일에 시험이야", "I ran a marathon two weeks ago"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from memory.extraction.places_ko import is_place
from memory.extraction.said import Found
from memory.extraction.words_ko import NOT_THINGS
from memory.when import resolve
from policies.language.negation import is_negated
from policies.proactive.kinds import Named, named, weightiest
from policies.proactive.tense import CALLED_OFF, is_past, not_coming, of_a_relation, stays_away

_MORE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![가-힣])(졸업|출산|퇴원|입대|제대|결혼|이직|개강|종강|할머니\s?댁|할아버지\s?댁|시골|본가|처가"
        r"|시댁)(?=$|[^가-힣]|[을를이가도에은는]|했|하|해|식|임)",
        r"(?<![가-힣])((?:운전)?면허)(?=(?:증)?(?:을|를)?\s?(?:땄|따|합격))",
        r"\b((?:having|had) (?:a|her|the) baby|gave birth|graduat(?:ed|ing|es?)|got (?:married|engaged|promoted)"
        r"|getting married|moved(?= (?:house|in|out|last|\w+ (?:days?|weeks?|months?|years?) ago))|marathon|surgery"
        r"|(?:my |her |his )?(?:grand(?:ma|pa|mother|father)|parents|mom|mum|dad)'s(?= (?:for|on|at|next|this"
        r"|in)\b))\b",
    )
)
_VISIT_KO = re.compile(
    r"(?<![가-힣])(?P<v>(?P<place>[가-힣]{1,6}?)(?:으로|로|에)?(?:\s여행|여행|\s출장|\s놀러)?)\s?(?:다녀왔|다녀올"
    r"|갔다\s?왔|갔다\s?올|갔었|갔어|가(?:요)?(?=[\s.!~ㅋㅎㅠㅜ]|$)|간다|갈\s?거|가기로|떠나)"
)
_VISIT_EN = re.compile(
    r"\b(?:(?i:flying|going|travell?ing|heading|driving|went|flew|been|trip|travell?ed|drove|fly|moving"
    r"|visit(?:ing|ed)?))"
    r"(?: (?i:back|out|home|up|down|over|off))? (?:(?i:to"
    r"|from) )?(?P<v>(?:the )?[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?)(?!')"
)
_NOT_VISITED = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September"
    " October November December Christmas Easter Thanksgiving Halloween Mom Dad Church".split()
)
_ATTENDED = frozenset("친구 결혼식,결혼식,돌잔치,졸업식,집들이,공연,콘서트,생일 파티,상견례".split(","))
_WEAK = frozenset(("errand", "meal", "movie", "birthday"))  # everyday, or kept elsewhere
_LED_KO = frozenset(("exam", "hospital", "other_event", "trip", "performance", "match"))
_WORD_BEFORE_KO = re.compile(r"(?<![가-힣A-Za-z])(?P<v>[가-힣]{2,5})\s$")
_ENDS_LIKE_GRAMMAR = re.compile(
    r"(?:[은는이가을를에도로서고만의랑와과며]|부터|까지|한테|하고|이번|다음|지난|저번|오후|오전|아침|점심|저녁"
    r"|새벽|드디어|갑자기|결국|같이|혼자|그냥|아마|벌써|[어요다네지])$"
)
# The day is that of something else: "I met them on the 15th after my trip".
_BESIDE = re.compile(
    r"\b(?:after|before|since|during|until|about|of|like|by) (?:my|the|our|a|an|this|that|his|her|their) (?:\w+ )?$",
    re.I,
)
_HEARD = re.compile(r"[했됐갔왔났샀봤었았]대(?:요)?[\s.!~ㅋㅎㅠㅜ]*$")
_DREAMT = re.compile(
    r"꿈|(?:보|하|가|있|치|받)는\s(?:친구|사람|애|분|언니|오빠|형|누나|동생|날이면)|뻔|줄\s?알|고\s?싶|면\s?좋"
    r"|\b(?:almost|nearly|wish(?! me luck)|dream\w*|want(?:ed|s)? to|hop(?:e|ed|ing)|would|might|maybe|if|should"
    r"|supposed|never)\b",
    re.I,
)


def dated(
    text: str, sentence: str, subject: str, local: datetime | None, elses: Callable[[int], bool] = lambda start: False
) -> Iterator[Found]:
    """The weightiest event a clause `text` names, with the day its sentence says. None without a day.

    `elses`: whether what is named at a place in the text is another's.
    """
    if local is None or _DREAMT.search(sentence) or CALLED_OFF.search(sentence.lower()) or stays_away(text.lower()):
        return
    whens = resolve(text, local) or resolve(sentence, local)
    event = _event(text)
    if event is None or not whens:
        return
    what, start, end = event
    if (
        _BESIDE.search(text[:start])
        or elses(start)
        or (subject == "person" and what not in _ATTENDED and of_a_relation(text, start))
    ):
        return
    when, today = whens[0], local.date()
    past = when.span.last < today or (when.span.first <= today and is_past(text.lower()))
    if subject == "person" and _HEARD.search(text):
        return
    if _denied(text, start, end, past=past, own=subject == "person"):
        return
    yield Found("event" if past else "plan", what, subject, when.iso)


def _denied(text: str, start: int, end: int, *, past: bool, own: bool) -> bool:
    if past:
        return is_negated(text)
    reason = not_coming(text.lower(), start, end, sure=True, asks=False)
    return reason is not None and (own or reason != "somebody else's")


def _event(text: str) -> tuple[str, int, int] | None:
    """What is named, and where; longer names win over the kinds' own."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    if found := _visit(text):
        return found
    events = [each for each in named(lowered) if each.kind not in _WEAK]
    if event := weightiest(events):
        return _with_words_before(text, event)
    for pattern in _MORE:
        if match := pattern.search(lowered):
            return _cleaned(text[match.start(1) : match.end(1)]), match.start(1), match.end(1)
    return None


def _cleaned(words: str) -> str:
    return re.sub(r"^(?:my|her|his|the) |^(?:got|getting) (?=married|engaged|promoted)", "", words, flags=re.I)


def _visit(text: str) -> tuple[str, int, int] | None:
    for found in _VISIT_KO.finditer(text):
        if is_place(found["place"]):
            what = re.sub(r"(?:으로|로|에)(?=\s|$)|\s놀러$", "", found["v"]).strip()
            return what, found.start("v"), found.end("v")
    for found in _VISIT_EN.finditer(text):
        if found["v"].split()[0] not in _NOT_VISITED:
            return found["v"], found.start("v"), found.end("v")
    return None


def _with_words_before(text: str, event: Named) -> tuple[str, int, int]:
    """ "친구 결혼식", "일본 여행": the bare noun before belongs to it."""
    before = _WORD_BEFORE_KO.search(text[: event.start])
    words = before["v"] if before else ""
    takes = (
        before is not None
        and event.kind in _LED_KO
        and "가" <= text[event.start] <= "힣"
        and words not in NOT_THINGS
        and not _ENDS_LIKE_GRAMMAR.search(words)
        and not _is_time(words)
    )
    return (f"{words} {event.what}", event.start, event.end) if takes else (event.what, event.start, event.end)


def _is_time(word: str) -> bool:
    return bool(re.search(r"요일|주말|오늘|내일|모레|어제|그제|[년월일달주]$|전$|뒤$|후$", word))
