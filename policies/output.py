"""Checks on a model's reply before anybody sees it: empty, looping, another's role, wrong speech level. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policies.language.speech_level import levels

_SPEAKS_FOR_PERSON = re.compile(r"^\s*(user|human|person|you|사용자|나)\s*:", re.IGNORECASE | re.MULTILINE)
_LEAKS = re.compile(r"<\|[^|]{0,40}\|>|\[/?INST\]|</?s>|<start_of_turn>|\[context\]|\[/context\]", re.IGNORECASE)
_POLITE = frozenset({"haeyo", "hasipsio"})
_LOOP_SIZE, _LOOP_TIMES = 4, 6
_MOST_CHARS = 4000


@dataclass(frozen=True)
class Check:
    """One check's result. `fatal`: the reply may not be sent."""

    name: str
    passed: bool
    fatal: bool
    finding: str


def check_reply(text: str, speech_level: str | None) -> tuple[Check, ...]:
    """All checks, in a fixed order."""
    return (
        _check("not_empty", bool(text.strip()), "the reply is empty"),
        _check("length", len(text) <= _MOST_CHARS, f"{len(text)} characters, at most {_MOST_CHARS}"),
        _check("no_loop", not loops(text), "the reply repeats itself"),
        _check("own_role", not _SPEAKS_FOR_PERSON.search(text), "the reply speaks for the person"),
        _check("no_marks", not _LEAKS.search(text), "the reply holds control marks"),
        _speech_level(text, speech_level),
    )


def loops(text: str) -> bool:
    """True when one run of four characters makes up much of the text, as collapsed models write."""
    runs = Counter(text[i : i + _LOOP_SIZE] for i in range(len(text) - _LOOP_SIZE + 1))
    if not runs or not text.strip():
        return False
    run, times = runs.most_common(1)[0]
    return times >= _LOOP_TIMES and times * _LOOP_SIZE >= len(text) / 2 and bool(run.strip("ㅋㅎㅠㅜ.~! "))


def _check(name: str, passed: bool, finding: str) -> Check:
    return Check(name, passed, fatal=True, finding="" if passed else finding)


def _speech_level(text: str, wanted: str | None) -> Check:
    """Fails on the wrong side only (banmal for polite or the reverse); noted, not fatal."""
    known = levels(text) - {"unknown"}
    wrong = (known & _POLITE) if wanted == "banmal" else (known & {"banmal"} if wanted in _POLITE else set())
    finding = f"wanted {wanted}, found {', '.join(sorted(known))}" if wrong else ""
    return Check("speech_level", not wrong, fatal=False, finding=finding)
