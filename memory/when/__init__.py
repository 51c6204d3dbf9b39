"""Times people name ("어제", "다음 주 금요일", "last May", "the 3rd") as dates, counted from when they said so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from memory.when import english, korean
from memory.when.span import Span, When
from policies.proactive.tense import is_past

__all__ = ["Span", "When", "asked_about", "in_ms", "resolve"]

_READ = 300  # characters of a sentence
_LATELY = re.compile(r"요즘|요새|최근|\b(?:lately|recently|these days)\b")
_LATELY_DAYS = 30
_AHEAD = re.compile(
    r"내일|모레|다음|담주|내년|앞으로|예정|[할갈될볼올]\s?(?:거|건|게|까|예정)|뭐\s?하지"
    r"|\b(?:will|going to|gonna|next|tomorrow|upcoming|coming|plans?|planned|planning|am i|are we|do i have)\b"
)
_RULES = (*korean.RULES, *english.RULES)


def resolve(text: str, local: datetime) -> tuple[When, ...]:
    """The times a sentence names, in order. `local`: when it was said, on the wall clock there.

    A date without a year, and a bare weekday, lie behind when the sentence tells of the past, else ahead. The
    longest words win where two overlap. At most 300 characters are read.
    """
    lowered = _lowered(text)
    return _named(lowered, text, local.date(), past=is_past(lowered))


def asked_about(text: str, local: datetime) -> Span | None:
    """The days a question asks about ("지난달에 뭐 했지?", "what did I do last May?"), None when it names none.

    Two times are the ends of one stretch. What may lie on either side lies behind unless the question looks ahead.
    """
    lowered = _lowered(text)
    named = _named(lowered, text, local.date(), past=not _AHEAD.search(lowered))
    if named:
        return Span(min(each.span.first for each in named), max(each.span.last for each in named))
    if _LATELY.search(lowered):
        return Span(local.date() - timedelta(days=_LATELY_DAYS), local.date())
    return None


def in_ms(span: Span, zone: tzinfo | None) -> tuple[int, int]:
    """From the beginning of the first day there to the end of the last (which is no longer within), ms."""
    first = datetime.combine(span.first, time(), zone)
    end = datetime.combine(span.last + timedelta(days=1), time(), zone)
    return int(first.timestamp() * 1000), int(end.timestamp() * 1000)


def _lowered(text: str) -> str:
    """Lower case letter by letter: "İ" must not become two letters, or places would shift."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text[:_READ]).replace("’", "'")


def _named(lowered: str, text: str, today: date, *, past: bool) -> tuple[When, ...]:
    kept: list[When] = []
    for each in sorted(_found(lowered, text, today, past=past), key=lambda each: each.start - each.end):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


def _found(lowered: str, text: str, today: date, *, past: bool) -> Iterator[When]:
    for pattern, read in _RULES:
        for found in pattern.finditer(lowered):
            try:
                stretch = read(found, today, past)
            except (ValueError, OverflowError, KeyError):  # a year no calendar has: "999 years ago" in the year 500
                continue
            if stretch is not None:
                start, end = found.span()
                yield When(stretch.iso, stretch.span, stretch.precision, text[start:end], start, end)
