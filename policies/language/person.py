"""Whom a sentence is about: the one who speaks or the one spoken to. "너 이름 뭐야" is not "내 이름 뭐야"."""

from __future__ import annotations

import re

_YOU = re.compile(
    r"(?<![가-힣])(?:너|넌|네|니|너는|네가|니가|너도|너의|너를|널|너한테|당신|당신은|그쪽)(?![가-힣])|\b(?:you|your|yours|u|ur|you're)\b",
    re.IGNORECASE,
)
_ME = re.compile(
    r"(?<![가-힣])(?:나|난|내|나는|내가|나도|나의|나를|날|나한테|저|전|제|저는|제가|저도)(?![가-힣])|\b(?:i|my|me|mine|i'm|i've|i'd)\b",
    re.IGNORECASE,
)


def flips_person(one: str, other: str) -> bool:
    """True when one text speaks only of "you" and the other only of "me"."""
    return {_person(one), _person(other)} == {"you", "me"}


def _person(text: str) -> str | None:
    plain = text.replace("’", "'")
    you, me = _YOU.search(plain) is not None, _ME.search(plain) is not None
    return "you" if you and not me else "me" if me and not you else None
