"""Checks on a model's reply before anybody sees it: empty, looping, another's role, wrong speech level. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.identity import denies_being_ai
from policies.language.normalise import fold
from policies.language.speech_level import levels

_SPEAKS_FOR_PERSON = re.compile(r"^\s*(user|human|person|you|사용자|상대|나)\s*:", re.IGNORECASE | re.MULTILINE)
_LEAKS = re.compile(r"<\|[^|]{0,40}\|>|\[/?INST\]|</?s>|<start_of_turn>|\[/?(?:context|참고)\]", re.IGNORECASE)
_POLITE = frozenset({"haeyo", "hasipsio"})
_RUN, _LEAST_RUNS, _LEAST_DISTINCT = 4, 20, 0.45
_MOST_CHARS = 4000


@dataclass(frozen=True)
class Check:
    """One check's result. `fatal`: the reply may not be sent."""

    name: str
    passed: bool
    fatal: bool
    finding: str


def before_person(text: str) -> str:
    """The part of a reply before the model goes on as the person; all of it where it doesn't, or begins so."""
    found = _SPEAKS_FOR_PERSON.search(text)
    return (text[: found.start()].rstrip() if found else text) or text


def check_reply(text: str, speech_level: str | None, *, cut: bool = False) -> tuple[Check, ...]:
    """All checks, in a fixed order. `cut`: the text is what was left before the model went on as the person."""
    return (
        _check("not_empty", bool(text.strip()), "the reply is empty"),
        _check("length", len(text) <= _MOST_CHARS, f"{len(text)} characters, at most {_MOST_CHARS}"),
        _check("no_loop", not loops(text), "the reply repeats itself"),
        _own_role(text, cut=cut),
        _check("honest", not denies_being_ai(text), "the reply denies being an AI"),
        _check("no_marks", not _LEAKS.search(text), "the reply holds control marks"),
        _speech_level(text, speech_level),
    )


def loops(text: str) -> bool:
    """True when little of a text is new, as collapsed models write: few of its four-character runs are distinct.

    Ordinary chat has nine in ten distinct; laughter (ㅋㅋㅋㅋ) is evened out first.
    """
    even = fold(text)
    runs = [even[i : i + _RUN] for i in range(len(even) - _RUN + 1)]
    return len(runs) >= _LEAST_RUNS and len(set(runs)) < _LEAST_DISTINCT * len(runs)


def _check(name: str, passed: bool, finding: str) -> Check:
    return Check(name, passed, fatal=True, finding="" if passed else finding)


def _own_role(text: str, *, cut: bool) -> Check:
    if cut:
        return Check("own_role", passed=False, fatal=False, finding="the reply went on as the person; cut before that")
    return _check("own_role", not _SPEAKS_FOR_PERSON.search(text), "the reply speaks for the person")


def _speech_level(text: str, wanted: str | None) -> Check:
    """Fails on the wrong side only (banmal for polite or the reverse); noted, not fatal."""
    known = levels(text) - {"unknown"}
    wrong = (known & _POLITE) if wanted == "banmal" else (known & {"banmal"} if wanted in _POLITE else set())
    finding = f"wanted {wanted}, found {', '.join(sorted(known))}" if wrong else ""
    return Check("speech_level", not wrong, fatal=False, finding=finding)
