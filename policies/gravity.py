"""Whether a message tells of illness, death or violence, so that nothing playful is said to it. Pure."""

from __future__ import annotations

import re

from policies.language.normalise import clean

_KOREAN = re.compile(
    "(?:암이래|암이라|암 ?판정|암에 걸|말기 ?암|백혈병|시한부|수술(?:해|받|했)|응급실|중환자실|뇌졸중|쓰러지셨|돌아가셨|돌아가실|세상을? 떠|장례|영안실|부고|사별|"
    "유산(?:했|됐|이래)|교통사고|사고 ?(?:났|나서)|(?:아빠|엄마|남편|아내|오빠|형|언니|누나|남자친구|남친|여친|선생님?)(?:가|이|한테)? ?(?:나를? ?)?(?:때려|때렸|맞았|맞아)|"
    "폭행|폭력|성폭|성추행|강간|학대|협박|스토킹|몰카|실종|자퇴당|파산|압류|임종)"
)
_ENGLISH = re.compile(
    r"\b(?:cancer|tumou?r|leuk(?:a)?emia|terminal(?:ly)? ill|stroke|heart attack|surgery|emergency room|intensive care|icu|hospice|"
    r"passed away|funeral|died|is dying|miscarr(?:iage|ied)|car (?:crash|accident)|hits me|hit me|beats me|beat me up|abus(?:e|ed|es|ing|ive)|"
    r"assault(?:ed)?|rape[ds]?|molest(?:ed)?|stalk(?:ed|ing|er)|threaten(?:ed|s|ing)|evicted|bankrupt)\b",
    re.IGNORECASE,
)


def is_grave(text: str) -> bool:
    """True when a word of illness, death or violence stands in it; films and songs about them are not told apart."""
    plain = clean(text)
    return _KOREAN.search(plain) is not None or _ENGLISH.search(plain) is not None
