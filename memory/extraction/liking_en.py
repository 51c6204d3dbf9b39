"""What an English sentence says to be liked or not: a thing or an activity that can be named out of its talk.

"I love the colors", "I love that", "love hearing about it" say something of this moment only.
"""

from __future__ import annotations

import re

from memory.extraction.values_en import phrase
from memory.extraction.words_en import PRONOUNS

_OWN = re.compile(r"my (?:boss|job|manager|commute|neighbou?rs?|school|landlord)\b", re.I)
_KNOWN_TO_ALL = re.compile(
    r"the (?:ocean|sea|beach|rain|snow|sun|outdoors|mountains?|cold|heat|winter|summer|city|countryside|forest|woods"
    r"|dark|gym|dentist|smell of \w+|sound of \w+|beatles|(?-i:[A-Z])\w+)\b",
    re.I,
)
_VAGUE = re.compile(
    r"^(?:you|it|him|her|them|me|us|that|this|these|those|how|when|what|where|where's|being|to|not|your|his|her"
    r"|their|our"
    r"|its|one|each|life|myself|every|everything|nothing|all|mornings? like|literally|totally|actually|really|kinda"
    r"|basically|a|an|some|another|seeing|hearing|having|knowing|thinking|saying|feeling)\b",
    re.I,
)
_NO_ACTIVITY = frozenset(
    "thing king ring string spring wedding pudding ceiling building sibling nothing anything".split()
)
_NARROWED = re.compile(r"^(?:that|which|who|whose|with|to|about|where|from)$", re.I)
_CLAUSE_ENDS = frozenset(
    """
    and but or because cuz cause bc since though although while when if until unless that which who than then so too
    lol haha lmao btw tbh lately recently nowadays especially even still anymore as - – — like just it's it
    """.split()
)
_NO_END = frozenset("a an the my our some any of in on at to with for from by about into through".split())
_LONGEST_ACTIVITY = 6


def thing(words: str) -> str:
    """A thing liked or not. "" for "you", "it", "how you think", "this song"."""
    words = words.strip()
    if words.lower().startswith("to "):
        return _to_do(words[3:])
    if _VAGUE.match(words):
        return ""
    first = words.split()[0].lower()
    if first.endswith("ing") and first not in _NO_ACTIVITY:
        return _activity(words)
    if first == "my":
        own = _OWN.match(words)
        return own[0] if own else ""
    if first == "the" and not _KNOWN_TO_ALL.match(words):
        return ""
    known = _KNOWN_TO_ALL.match(words)
    return known[0].removeprefix("the ") if known else _noun(words)


def _to_do(words: str) -> str:
    vague = words.lower().split()[:1] in ([], ["think"], ["see"], ["be"], ["say"], ["know"], ["hear"], ["have"])
    return "" if vague else _activity(words)


def _noun(words: str) -> str:
    what = phrase(words)
    behind = words.split()[len(what.split()) :]
    return "" if not what or (behind and _NARROWED.match(behind[0])) else what


def _activity(words: str) -> str:
    """ "Swimming in the sea": up to where another clause begins; none that needs its talk ("making him happy")."""
    kept: list[str] = []
    for word in words.split():
        if word.lower().strip("'\"~*") in _CLAUSE_ENDS:
            break
        kept.append(word)
    small = [word.lower() for word in kept]
    unclear = set(small[1:]) & (PRONOUNS - {"myself", "fun", "time", "love", "people", "things"}) or {
        "your",
        "their",
    } & set(small)
    refused = not kept or len(kept) > _LONGEST_ACTIVITY or unclear or small[-1] in _NO_END
    return "" if refused else " ".join(kept)
