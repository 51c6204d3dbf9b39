"""The Korean speech level of a sentence: 반말, 해요체 or 하십시오체, by its ending alone.

Fragments, interjections and clauses left hanging are "unknown": a wrong level costs more than none.
It doesn't know who speaks to whom, and it doesn't repair anything.
"""

from __future__ import annotations

import re
from typing import Literal

from policies.language.endings import Ending, ending
from policies.language.sentences import split

Level = Literal["banmal", "haeyo", "hasipsio", "unknown"]

_LEVELS: dict[Ending | None, Level] = {"banmal": "banmal", "haeyo": "haeyo", "hasipsio": "hasipsio"}
# A clause left hanging on -는데 is anybody's; asked or called out it is a whole sentence in banmal.
_HANGING = re.compile(r"데(?=[^가-힣A-Za-z0-9]*[?!])[^가-힣A-Za-z0-9]*$")
_NOT_HANGING = re.compile(r"(?:^|\s)(?:그런데|근데|는데|한데|군데|어데)[^가-힣]*$")
_QUOTED = re.compile(r'"[^"\n]{1,200}"|“[^”\n]{1,200}”|‘[^’\n]{1,200}’|「[^」\n]{1,200}」|『[^』\n]{1,200}』')


def level(sentence: str) -> Level:
    """The level of one sentence. ㅋㅋ, ㅠㅠ, ~, emoji and punctuation at its end don't count."""
    found = ending(sentence)
    if found == "connective" and _HANGING.search(sentence) and not _NOT_HANGING.search(sentence):
        return "banmal"
    return _LEVELS.get(found, "unknown")


def levels(text: str) -> frozenset[str]:
    """The levels of all its sentences, "unknown" among them; what is quoted is somebody else's."""
    return frozenset(level(sentence) for sentence in split(_QUOTED.sub(" ", text)) if sentence.strip())


def mixed(text: str) -> bool:
    """Whether banmal meets a polite level. 해요체 beside 하십시오체 is ordinary polite speech."""
    found = levels(text)
    return "banmal" in found and bool(found & {"haeyo", "hasipsio"})
