"""What a person asks to have remembered: "꼭 기억해줘", "remember that I'm vegan"."""

from __future__ import annotations

import re

from memory.attributes import ATTRIBUTES
from memory.extraction.said import Said
from memory.facts import REMEMBERED, SELF, NewFact
from policies.language.endings import ending

_ASKS_KO = (
    r"(?:기억해\s?(?:줘요?|줄래요?|주세요|주라|줄\s?수\s?있(?:어|어요|나요)|둬|둬요|두세요)"
    r"|잊지\s?(?:마|마요|마세요|말아\s?(?:줘|줘요|주세요)|말기))"
)
_LEAD_KO = re.compile(rf"^(?:꼭\s?)?(?:{_ASKS_KO}|기억해)\s*[:,.!\n]\s*(?P<what>.{{2,300}})$", re.DOTALL)
_TRAIL_KO = re.compile(
    rf"^(?P<what>.{{2,300}}?)\s*(?:(?:꼭|이거|이건|이것)\s?)*(?P<asks>{_ASKS_KO}|기억해)[.!?~ㅎㅋㅠㅜ ]*$", re.DOTALL
)
_LEAD_EN = re.compile(
    r"^(?:(?:please|and|also|ok|okay|can you|could you|would you)[\s,]+)*(?:remember|don['’]?t forget)"
    r"(?:\s+that|\s+this\s*[:,]|\s*[:,])?\s+(?P<what>.{2,300})$",
    re.IGNORECASE | re.DOTALL,
)
_TRAIL_EN = re.compile(
    r"^(?P<what>.{2,300}?)[,.!;-]\s*(?:(?:please|so|and)\s+)*(?:remember|don['’]?t forget)\s+(?:that|this|it)"
    r"(?:[\s,]+(?:please|ok|okay))?[.! ]*$",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_POLITELY = re.compile(
    r"기억해\s?줄|^(?:please\s+)?(?:can|could|would) you (?:please )?remember that\b", re.IGNORECASE
)
# Nothing to keep: "remember me", "그거 기억해줘", "내 이름 기억해줘". Or a question that lost its mark: "뭐 기억해".
_NOTHING_EN = re.compile(
    r"(?:(?:me|us|him|her|them|you|we|it|when|what|how|who|where|why|which|if|whether|about (?:me|us|you))\b"
    r"|(?:the |that )?(?:time|day|night|one|guy|girl|song|movie|summer)\b|my name$)",
    re.IGNORECASE,
)
_NOTHING_KO = re.compile(
    r"(?:절대\s?|꼭\s?|제발\s?|너도?\s|넌\s)*(?:(?:내가\s?한|네가\s?한|우리가\s?한|내|네|제|우리|이|그|저)\s?)?"
    r"(?:나|날|저|절|너|우리|내가|말|이름|얘기|이야기|약속|거|것|걸|이거|그거|저거|이것|그것|그날|오늘|순간|때"
    r"|절대|꼭|잘|다|응|제발)"
    r"(?:을|를|은|는|도|만|좀)?$"
)
_ASKING_KO = re.compile(
    r"(?:^|\s)(?:뭐|뭘|뭐라고|무슨|누구|누굴|누가|언제|어디|어떤|몇)(?:인지|까지|부터|를|을|였는지|\s|$)|(?:는|은"
    r"|인|한|던)지$"
)


def asked_to_remember(message: Said) -> tuple[NewFact, ...]:
    """The note in this message, if it asks for one to be kept."""
    text = message.text.strip()
    if text.endswith(("?", "？")) and not _ASKS_POLITELY.search(text):
        return ()
    what = " ".join((_wish(text) or "").split()).strip(" ,.!?:")
    return (remembered(what, message.message_id),) if len(what) >= 2 and _says_something(what) else ()


def _wish(text: str) -> str | None:
    """What is to be remembered. A bare 기억해 asks only behind a whole clause: "나 채식해, 기억해", not "다 기억해"."""
    if found := _LEAD_KO.match(text) or _LEAD_EN.match(text) or _TRAIL_EN.match(text):
        return found["what"]
    found = _TRAIL_KO.match(text)
    if not found:
        return None
    what = found["what"].rstrip()
    whole = what.endswith((",", ".", "!")) or ending(what) in ("banmal", "haeyo", "hasipsio")
    return what if found["asks"] != "기억해" or whole else None


def _says_something(what: str) -> bool:
    return "?" not in what and not (_NOTHING_EN.match(what) or _NOTHING_KO.match(what) or _ASKING_KO.search(what))


def remembered(what: str, message_id: int) -> NewFact:
    """A note the person asked to have kept."""
    return NewFact(SELF, REMEMBERED, what, (message_id,), exclusive=False, importance=ATTRIBUTES[REMEMBERED].importance)
