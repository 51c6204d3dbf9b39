"""Whether a sentence says no: "시험 안 망했어" must not be answered like "시험 망했어". Polarity only, not meaning."""

from __future__ import annotations

import re

# Words that begin like the negating 안 and aren't.
_NOT_AN = (
    "녕|경|전|에서|에는|에 |과|심|부|팎|내|주|방|개|동|산|양|마|대|건|락|정|색|타깝|타까|쓰럽|쓰러|도감|달|다미|목|무|"
    "뜰|쪽|감|아줘|아줬|아주|았|겨"
)
_KOREAN = (
    re.compile(rf"(?:^|[^가-힣])안\s?(?!{_NOT_AN})(?=[가-힣])"),
    re.compile(r"(?:^|[^가-힣])못\s?(?!지않|지 않|된|생긴|난|나니|박)(?=[가-힣])"),
    re.compile(r"지[는도를]?\s?(?:않|못|말|마)|(?:[가-힣]질|[가-힣]진)\s?(?:않|못)|잖지"),
)
_ENGLISH = re.compile(
    r"\b(?:not|never|cannot|can'?t|won'?t|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|wasn'?t|weren'?t|haven'?t|hasn'?t|hadn'?t|"
    r"wouldn'?t|couldn'?t|shouldn'?t|ain'?t)\b",
    re.IGNORECASE,
)


def is_negated(text: str) -> bool:
    """True when an odd number of negations stands in the text (two of them cancel out)."""
    straight = text.replace("’", "'")
    korean = sum(len(pattern.findall(straight)) for pattern in _KOREAN)
    return (korean + len(_ENGLISH.findall(straight))) % 2 == 1
