"""The shape of an English rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from memory.extraction import values_en

BE = ("be", "'s")
BARE = ("be", "'s", "loose")
V = r"(?P<v>[^.!?;,()]{1,80})"


@dataclass(frozen=True)
class Rule:
    """An attribute, the verbs it may stand behind, a pattern from the clause's start with the value in group `v`.

    `value`: what becomes of the value ("" refuses it). Verbs are those of `subjects_en.Clause`.
    """

    attribute: str
    verbs: tuple[str, ...]
    pattern: re.Pattern[str]
    value: Callable[[str], str]


def rule(attribute: str, verbs: tuple[str, ...], pattern: str, value: Callable[[str], str] = values_en.same) -> Rule:
    """A rule from its pattern's text."""
    return Rule(attribute, verbs, re.compile(pattern, re.I), value)
