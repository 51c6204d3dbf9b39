"""Whom a fact is about: the person, or somebody by what they are to them, as the rules name them."""

from __future__ import annotations

import re

from memory.facts import SELF
from memory.names import looks_like_given_name
from policies.language.relations import about_somebody_else, relations

_RELATIONS = tuple(
    """mother father parents grandmother grandfather brother sister older_brother older_sister younger_sibling husband
    wife son daughter boyfriend girlfriend friend boss teacher colleague aunt uncle cousin cat dog""".split()
)
SUBJECTS = (SELF, *(name.replace("_", " ") for name in _RELATIONS))
# Facts of one's own that name somebody: "my sister's name is Ana" tells of a sister one has.
_OWN_PEOPLE = frozenset({"family", "friend", "colleague", "partner", "pet", "relationship", "event", "plan"})
_SOMEBODY_EN = re.compile(
    r"(?:^|[,.;!]\s*|\b(?:and|but|because|so|that)\s+)(?:(?:my|our|a|the) (?:\w+ ){0,2}?(?:mother|mom|mum|father|dad|"
    r"parents|grandmother|grandma|grandfather|grandpa|brother|sister|husband|wife|son|daughter|boyfriend|girlfriend|"
    r"friend|boss|manager|teacher|professor|colleague|coworker|aunt|uncle|cousin|roommate|neighbou?r|cat|dog)"
    r"|he|she|they)(?:'s|\s+(?!and i\b))",
    re.I,
)
_POSSESSIVE_KO = re.compile(
    r"(?:^|(?<=\s))(?:내|제|우리|울)\s(?=\S)"
)  # 내 친구는: I am in it only as whose friend it is
_MYSELF = re.compile(
    r"(?:^|[,.;!]\s*|\b(?:and|but|because|so)\s+)(?:i|i'm|i've|we|we're)\b"
    r"|(?:^|\s)(?:나|난|나는|나도|내가|저|전|저는|저도|제가)(?=\s)",
    re.I,
)

_BY_NAME_KO = re.compile(
    r"(?:^|[,.!]\s*|(?:근데|그리고|어제|오늘)\s)([가-힣]{2,4}?)(?:이는|이가|이도|은|는|이|가|도|씨는|씨가)\s"
)
_BY_NAME_EN = re.compile(
    r"(?:^|[,.!]\s*|\b(?:and|but)\s)([A-Z][a-z]{1,14})"
    r"(?:'s| (?:is|was|has|had|likes|loves|hates|lives|works|studies))\b"
)
_NO_NAMES = frozenset(
    "고향 학교 It This That There Here What Today Tomorrow Yesterday He She Work Life Home School Mine Everyone".split()
)


def is_named(subject: str, message: str) -> bool:
    """Whether the message speaks of that somebody; the person themself always does."""
    return subject == SELF or subject in relations(message)


def is_misplaced(subject: str, attribute: str, value: str, sentence: str) -> bool:
    """Whether the sentence tells of somebody else what is said to be so of the person."""
    if subject != SELF or attribute in _OWN_PEOPLE:
        return False
    plain = sentence.replace("’", "'")
    others = _SOMEBODY_EN.search(plain) or _tells_of_a_name(plain, value)
    return bool(others and not _MYSELF.search(plain)) or about_somebody_else(_POSSESSIVE_KO.sub("", sentence))


def _tells_of_a_name(sentence: str, value: str) -> bool:
    """Whether somebody is its subject by name ("민지는 간호사야", "Ana is a nurse") whom the fact does not name."""
    korean = (name for name in _BY_NAME_KO.findall(sentence) if looks_like_given_name(name))
    return any(name not in _NO_NAMES and name not in value for name in (*korean, *_BY_NAME_EN.findall(sentence)))
