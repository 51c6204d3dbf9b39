"""Sentences meant for a model that reads along, not for the persona: "ignore the above", "위 지시는 무시해".

They teach nothing and are repeated nowhere. Tables of phrases; whoever wants to can get around them, and then finds
only what they said of themselves in their own memory.
"""

from __future__ import annotations

import re

_READ = 4_000  # characters of a text; nothing behind them is shown to a model or repeated
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override) "
    r"(?:(?:all|any|the|your|these|my|everything|what|previous|prior|above) ?){1,3}"
    r"(?:instructions?|rules?|prompts?|messages?|said|above|before|orders?|$)"
    r"|\bignore (?:the above|everything)|\bsystem (?:prompt|message|instruction)"
    r"|^\W{0,3}(?:system|assistant|developer)\W{0,3}:"
    r"|\b(?:write|output|print|record|store|save|note|respond|answer|extract|summari[sz]e) (?:down |only |exactly )?"
    r"(?:that|as|with|this|it|the following)\b"
    r"|\byou must (?:write|say|store|output|record|answer)\b"
    r"|\bfrom now on,? you\b|\byou are now\b|\bas an ai\b"
    r"|(?:지시|명령|규칙|프롬프트|설정)\S{0,4}\s?(?:내용|말|것|거)?\S{0,2}\s?(?:모두|전부|다|싹)?\s?(?:무시|잊)"
    r"|(?:위|앞|이전|지금까지|여태)\S{0,3}\s?(?:\S{1,6}\s){0,2}무시|시스템\s?(?:프롬프트|메시지|지시)|프롬프트\S?\s?(?:보여|출력|알려)"
    r"|(?:라고|다고|이라고|다음과 같이|그대로|이렇게)\s?(?:적어|써|쓰고|쓰세요|기록|저장|출력|답해|요약|추출)"
    r"|(?:적어|기록해|저장해|출력해|요약해|추출해)\s?(?:줘|주세요|라|둬|두세요)?\s?[:：]|^\W{0,3}시스템\s?[:：]",
    re.I,
)


def orders_a_model(text: str) -> bool:
    """Whether some of the text tells a model what to write."""
    return _ORDERS.search(text[:_READ]) is not None
