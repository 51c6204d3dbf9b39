"""Whether a message holds what a model says it does: every content word, every number, and as a statement."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from memory.orders import orders_a_model
from memory.when import resolve
from policies.language.negation import is_negated
from policies.language.normalise import fold
from policies.language.sentences import is_question, split
from retrieval.words import terms

_HANGUL = re.compile(r"[가-힣]+")
_NUMBER = re.compile(r"\d+")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FORMAL = frozenset(
    "있음 없음 좋아함 싫어함 못함 안함 다님 삶 것 중 및 등".split()
)  # what a list of facts adds to words
_IMAGINED = re.compile(
    r"[가-힣]다면(?=[\s,.?!]|$)|(?<=[가-힣])(?<![컵신진])(?<!짜장)라면(?=[\s,.?!]|$)"
    r"|[했였었았있없]으면|더라면|만약|만일|고\s?싶|면\s?좋(?:겠|을)"
    r"|\bif (?:i|we|only)\b|\b(?:i|we) (?:wish|would|could|might)\b|\bi'd\b|\bimagine\b|\bwhat if\b|\bpretend\b"
    r"|\bsuppose\b",
    re.I,
)
_WISHES = frozenset({"goal", "plan"})
_QUOTED = re.compile(r"[“\"「『][^”\"」』\n]{6,}[”\"」』]|(?<!\w)['‘][^'’\n]{6,}['’](?!\w)")
_DENIED = re.compile(r"아니(?:야|에요|고|라|었|지|거든|ㅋ|$)|아닌|아냐|\bno longer\b|\bnot anymore\b")
_JOKING = re.compile(r"농담|뻥이|뻥임|구라|/s\b|\bjk\b|\b(?:just|only) kidding\b|\bsarcasm\b", re.I)
_LONG_AGO = re.compile(
    r"예전[에엔]|옛날|어릴\s?(?:때|적)|어렸을|학생\s?때|한때|\bused to\b|\bas a (?:kid|child|teen\w*)\b|\bwhen i was\b"
    r"|\bback then\b|\byears ago\b|\b(?:lived|worked|studied)\b.{1,40}\bonce\b",
    re.I,
)
_OF_THE_PAST = frozenset({"event", "hometown", "family"})
# What may be so because something is not: "커피 못 마셔" is known, "학생 아니야" is no school.
_MAY_BE_DENIED = frozenset({"dislikes", "avoids", "allergy", "health", "diet", "event", "goal", "religion"})


def stands_in(value: str, message: str) -> bool:
    """Whether all that the value says is said in the message: words by their stems, numbers as they are."""
    said, plain = set(terms(message)), "".join(fold(message).split())
    latin = [term for term in terms(value) if not _HANGUL.match(term) and not term.isdigit()]
    korean = [word for word in _HANGUL.findall(fold(value)) if word not in _FORMAL]
    if not latin and not korean and not _NUMBER.search(value):
        return False
    return all(term in said for term in latin) and all(_said(word, plain) for word in korean)


def _said(word: str, plain: str) -> bool:
    """The word, or all of it but its last syllable, where an ending or particle sits."""
    return word in plain or (len(word) > 2 and word[:-1] in plain)


def same_numbers(value: str, message: str) -> bool:
    """Whether every number of the value is one of the message."""
    return set(_NUMBER.findall(value)) <= set(_NUMBER.findall(message))


def sentence_of(value: str, message: str) -> str:
    """The sentence that says most of it; of several the last, which may correct the others."""
    wanted = set(terms(value))
    return max(reversed(split(message)), key=lambda each: len(wanted & set(terms(each))), default=message)


def objection(sentence: str, attribute: str, *, ends: bool) -> str | None:
    """Why a sentence states nothing of the kind, if so."""
    return next((reason for reason, holds in _OBJECTIONS if holds(sentence, attribute, ends)), None)


def date_said(happens_on: str, message: str, local: datetime) -> bool:
    """Whether the message names that date, counted from the day it was said."""
    found = _ISO.fullmatch(happens_on)
    if found is None or not _is_date(found):
        return False
    named = [when for sentence in split(message) for when in resolve(sentence, local)]
    return any(_within(happens_on, when.iso, when.span.first, when.span.last) for when in named)


def _within(happens_on: str, iso: str, first: date, last: date) -> bool:
    """The named day itself; or a part of a named stretch that is no longer than it."""
    if iso.startswith(happens_on):
        return True
    return len(happens_on) == len("2026-05-08") and first.isoformat() <= happens_on <= last.isoformat()


def _is_date(found: re.Match[str]) -> bool:
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


_OBJECTIONS: tuple[tuple[str, Callable[[str, str, bool], bool]], ...] = (
    ("an instruction", lambda said, attribute, ends: orders_a_model(said)),
    ("a question", lambda said, attribute, ends: is_question(said)),
    ("imagined", lambda said, attribute, ends: attribute not in _WISHES and bool(_IMAGINED.search(said))),
    ("a joke", lambda said, attribute, ends: bool(_JOKING.search(said))),
    (
        "long ago",
        lambda said, attribute, ends: not ends and attribute not in _OF_THE_PAST and bool(_LONG_AGO.search(said)),
    ),
    ("a quotation", lambda said, attribute, ends: bool(_QUOTED.search(said))),
    (
        "denied",
        lambda said, attribute, ends: (
            not ends and attribute not in _MAY_BE_DENIED and (is_negated(said) or bool(_DENIED.search(said)))
        ),
    ),
)
