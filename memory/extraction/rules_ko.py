"""The shape of a Korean rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from memory.extraction import values_ko


@dataclass(frozen=True)
class Rule:
    """An attribute, a pattern with the value in group `v`, and what becomes of the value ("" refuses it).

    `own_only`: the subject must be named ("간호사야" alone may be about anybody). `clear`: nothing else may be named as
    a topic before the value.
    """

    attribute: str
    pattern: re.Pattern[str]
    value: Callable[[str], str]
    own_only: bool = False
    clear: bool = True


def rule(attribute: str, pattern: str, value: Callable[[str], str] = values_ko.same, **how: bool) -> Rule:
    """A rule from its pattern's text."""
    return Rule(attribute, re.compile(pattern), value, **how)
