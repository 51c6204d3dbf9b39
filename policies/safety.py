"""The safety gate: does a message speak of suicide or self-harm, and is the notice that this is an AI due?

`policies.crisis_words` and `policies.crisis_exceptions` hold the patterns, Korean and English side by side, because
people mix them. An exception ("kill time", a film's title) hides only the words it fits; whatever else the message
says still counts. In doubt a first person is taken seriously. It is no diagnosis, knows no history of the talk, and
chooses no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policies.crisis_exceptions import EXCEPTIONS_EN, EXCEPTIONS_KO
from policies.crisis_words import CRISIS_EN, CRISIS_KO, HIDDEN, Table
from policies.language.normalise import clean

Category = Literal["none", "crisis"]

# What people put between syllables that belong together: spaces, dots, tears, laughter.
_GAP = rf"(?:[^\w{HIDDEN}]|[ㅋㅎㅠㅜ_]){{0,6}}"
_TOKEN = re.compile(r"\(\?<[=!][^()]*\)|\(\?[:=!]|\[[^\]]*\]|\{[^}]*\}|\\.|.", re.S)
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`\uff07]")


@dataclass(frozen=True)
class SafetyVerdict:
    """`rule` and `evidence` (the words that fitted) are None when nothing did; `language`: the rule's or the talk's."""

    category: Category
    rule: str | None
    language: str
    evidence: str | None
    reason: str


@dataclass(frozen=True)
class Disclosure:
    """Whether the person must be told again that they talk to an AI."""

    due: bool
    reason: str


_READ = 20_000  # characters


@dataclass(frozen=True)
class _Row:
    name: str
    language: str
    pattern: re.Pattern[str]


def judge(text: str, language: str = "ko") -> SafetyVerdict:
    """The verdict on one message, or several merged ones. `language` orders the rules; both are always checked.

    Of a paste longer than any messenger takes, beginning and end are read.
    """
    read = text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"
    visible, idioms = _hide_exceptions(_normalised(read))
    for row in sorted(_RULES, key=lambda each: each.language != language):
        if found := row.pattern.search(visible):
            evidence = found[0].strip()
            return SafetyVerdict(
                "crisis", row.name, row.language, evidence, f"{row.name} ({row.language}): {evidence!r}"
            )
    reason = f"no rule fits beside the exceptions {', '.join(idioms)}" if idioms else "no rule fits"
    return SafetyVerdict("none", None, language, None, reason)


def disclosure_due(last_disclosed_ms: int | None, now_ms: int, day_start_ms: int) -> Disclosure:
    """Due once a day: never said, or last said before `day_start_ms`. Milliseconds since the epoch.

    ValueError when the day starts after `now_ms`.
    """
    if day_start_ms > now_ms:
        raise ValueError(f"day_start_ms must not lie after now_ms {now_ms!r}; got {day_start_ms!r}")
    if last_disclosed_ms is None:
        return Disclosure(True, "never said before")
    if last_disclosed_ms < day_start_ms:
        return Disclosure(True, "not said since the day began")
    return Disclosure(False, "said today")


def _normalised(text: str) -> str:
    plain = clean(_APOSTROPHES.sub("'", text).replace(HIDDEN, " ").casefold())
    return re.sub(r"\s+", " ", plain)


def _hide_exceptions(words: str) -> tuple[str, tuple[str, ...]]:
    """`words` with every exception blocked out, and the names of those that fitted."""
    names = []
    for row in _EXCEPTIONS:
        words, times = row.pattern.subn(HIDDEN, words)
        if times:
            names.append(row.name)
    return words, tuple(names)


def _spaced(pattern: str) -> str:
    """`pattern` with a gap allowed wherever two syllables, classes or groups of them meet."""
    pieces, after_word = [], False
    for token in _TOKEN.findall(pattern):
        starts = token == "(?:" or _is_syllable(token)
        pieces.append(_GAP + token if starts and after_word else token)
        if token in ("(?!", "(?="):
            pieces.append(_GAP)
        if not (token in "?*+" or token.startswith("{")):
            after_word = token == ")" or _is_syllable(token)
    return "".join(pieces)


def _is_syllable(token: str) -> bool:
    return "가" <= token <= "힣" or "ㄱ" <= token <= "ㅎ" or (token.startswith("[") and not token.startswith("[^"))


def _rows(language: str, table: Table) -> Iterator[_Row]:
    """One row for each rule. English word boundaries are ASCII, so that 나 kms할래 has one."""
    for name, alternatives in table:
        joined = "|".join(_spaced(each) if language == "ko" else each for each in alternatives)
        yield _Row(name, language, re.compile(joined, re.NOFLAG if language == "ko" else re.ASCII))


_RULES = (*_rows("ko", CRISIS_KO), *_rows("en", CRISIS_EN))
_EXCEPTIONS = (*_rows("ko", EXCEPTIONS_KO), *_rows("en", EXCEPTIONS_EN))
