"""The thing a line names anew, with its article or number: "Two left shoes", "A jar of olives", "Potato". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policies.language.echo import en_words as table
from policies.language.echo.en_question import is_past, is_verb

if TYPE_CHECKING:
    from policies.language.echo.en_clause import Clause

_LONGEST = 6
_DIGITS = re.compile(r"^[$£€]?\d{1,6}(?:st|nd|rd|th)?$")
_UNITS = frozenset({"am", "pm", "ish", "oclock", "o'clock"})
_NEGATED = re.compile(r"\b(?:not|never|no|without|nobody|noone)\b|n't\b")
_CALLED = re.compile(r"\b(?:name(?:'s| is| was)|(?:'s|is|was) (?:called|named)|named (?:him|her|it|them))\s+([\w-]+)$")
_ADVERBS_OF_NUMBER = frozenset({"just", "only"})


def noun(clause: Clause) -> tuple[str, ...]:
    """The last thing named after the subject, as the person wrote it; nothing where the clause says no."""
    words = [word for word in clause.rest]
    line = " ".join((*clause.subject, *words)).casefold()
    if _NEGATED.search(line):
        return ()
    at = next((at for at in range(len(words) - 1, -1, -1) if _span(words, at)), None)
    if at is None:
        return ()
    return (*_placed(words, at), *_span(words, at))


def _placed(words: Sequence[str], end: int) -> tuple[str, ...]:
    """What stands in or on the last thing named: "a goat on" of "a goat on a trampoline"."""
    if not end or words[end - 1].casefold() not in ("on", "in", "with", "for"):
        return ()
    begins = (at for at in range(end - 2, -1, -1) if at + len(_span(words, at)) == end - 1 and _span(words, at))
    at = next(begins, None)
    fits = at is not None and end - at + len(_span(words, end)) <= _LONGEST
    return tuple(words[at:end]) if at is not None and fits else ()


def called(words: Sequence[str]) -> str:
    """The name a line gives somebody: "her name's biscuit" is "Biscuit"."""
    found = _CALLED.search(" ".join(words).casefold())
    named = found[1] if found else ""
    return "" if named in table.AFTER_A_NOUN | table.SUBJECTS.keys() | {"after"} else named.capitalize()


def of_remark(words: Sequence[str]) -> tuple[str, ...]:
    """What "it's for a bakery" or "it was just a guy selling windows" names."""
    low = [word.casefold() for word in words]
    at = 1 if low[0] in ("it's", "its") else 2 if low[:2] in (["it", "is"], ["it", "was"]) else 0
    at += len(low) > at and low[at] in ("just", "only", "for", "like")
    is_said = bool(at) and len(low) > at and low[at] in ("a", "an") and not table.FEELINGS.search(" ".join(low))
    return _span(words, at) if is_said else ()


def is_fragment(words: Sequence[str]) -> bool:
    """A line that only names something: "two left shoes", "no lift", "third one this year"."""
    low = [word.casefold() for word in words]
    start = 1 if low[0] in _ADVERBS_OF_NUMBER else 0
    if not start < len(low) - 1 or len(low) > _LONGEST or any(is_verb(word) for word in low if word != "left"):
        return False
    first, second = low[start], low[start + 1]
    begins = first in ("a", "an", "no") or first in table.NUMBERS | table.ORDINALS or _is_number(first, second)
    refused = table.NO_AFTER_NO if first == "no" else table.NO_NOUNS | table.AFTER_A_NOUN - {"left"}
    known = first in table.ORDINALS or second not in refused
    return begins and known and not set(low) & (table.SUBJECTS.keys() | {"not", "it's", "i'm"})


def _span(words: Sequence[str], at: int) -> tuple[str, ...]:
    """The noun phrase that begins at a word, or nothing."""
    low = [word.casefold() for word in words]
    following = low[at + 1] if at + 1 < len(low) else ""
    starts = low[at] in ("a", "an") or low[at] in table.NUMBERS or _is_number(low[at], following)
    if not starts or (at and low[at - 1] in table.AS_IF and low[at] in ("a", "an")):
        return ()
    end = at + 1
    while end < len(low) and _continues(low, at, end):
        end += 1
    return tuple(words[at:end]) if _is_worth(low[at + 1 : end]) else ()


def _continues(low: Sequence[str], at: int, end: int) -> bool:
    word = low[end]
    if word == "of":
        return end > at + 1 and end + 1 < len(low)
    if word == "left":
        return end == at + 1
    verb = is_verb(word) and not (is_past(word) and end == at + 1)
    return word not in table.AFTER_A_NOUN and word not in table.CUT and not verb


def _is_worth(inside: Sequence[str]) -> bool:
    if not inside or len(inside) > _LONGEST - 1 or inside[0] in _UNITS or inside[-1] == "of":
        return False
    if inside[0] in ("bit", "lot", "little", "few", "couple", "kind", "sort", "way"):
        return False
    return not (len(inside) == 1 and inside[0] in table.NO_NOUNS) and inside[-1].replace("-", "").isalpha()


def _is_number(word: str, following: str) -> bool:
    return bool(_DIGITS.match(word)) and following.isalpha() and following not in _UNITS
