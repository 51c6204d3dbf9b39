"""A date, month, year or interval as people write it."""

from __future__ import annotations

from policies.language.numbers import date, month


def in_words(iso: str, language: str) -> str:
    """ "2026-05-08" is "2026년 5월 8일" or "May 8, 2026", an interval two of them; what is none stays as it is."""
    first, _, last = iso.partition("/")
    try:
        told = _one(first, language)
        return f"{told} ~ {_one(last, language)}" if last else told
    except ValueError:
        return iso


def _one(iso: str, language: str) -> str:
    year, *rest = (int(part) for part in iso.split("-"))
    korean = language == "ko"
    if not rest:
        return f"{year}년" if korean else str(year)
    if len(rest) == 1:
        return f"{year}년 {month(rest[0], language)}" if korean else f"{month(rest[0], language)} {year}"
    day = date(rest[0], rest[1], language)
    return f"{year}년 {day}" if korean else f"{day}, {year}"
