"""Days with a name: Seollal and Chuseok (2023 to 2031, from the lunar calendar), Christmas, Thanksgiving and others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

_LUNAR: Mapping[str, str] = {
    "seollal": "2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-07 2028-01-27 2029-02-13 2030-02-03 2031-01-23",
    "chuseok": "2023-09-29 2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 2030-09-12 2031-10-01",
}
_FIXED = {
    "christmas": (12, 25),
    "christmas eve": (12, 24),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "children's day": (5, 5),
    "parents' day": (5, 8),
    "liberation day": (8, 15),
    "hangul day": (10, 9),
}
_CALLED = {
    **dict.fromkeys(("설날", "설", "구정", "lunar new year", "korean new year", "seollal"), "seollal"),
    **dict.fromkeys(("추석", "한가위", "chuseok"), "chuseok"),
    **dict.fromkeys(("크리스마스", "성탄절", "christmas", "xmas"), "christmas"),
    "어린이날": "children's day", "어버이날": "parents' day", "광복절": "liberation day", "한글날": "hangul day",
    "할로윈": "halloween", "new year's": "new year's day", "new years": "new year's day", "nye": "new year's eve",
    "valentines day": "valentine's day", "valentine's": "valentine's day",
}  # fmt: skip


def holiday(words: str, today: date, *, past: bool, year: int | None = None) -> date | None:
    """The day so called: of `year`, else the coming one, or the last one. None when no table knows it."""
    name = _CALLED.get(words, words)
    days = [day for each in range(today.year - 1, today.year + 2) if (day := _of_year(name, each))]
    if year is not None:
        return _of_year(name, year)
    behind, ahead = [day for day in days if day <= today], [day for day in days if day >= today]
    return max(behind, default=None) if past else min(ahead, default=None)


def _of_year(name: str, year: int) -> date | None:
    if name == "thanksgiving":
        return date(year, 11, 22 + (3 - date(year, 11, 22).weekday()) % 7)
    if name in _FIXED:
        return date(year, *_FIXED[name])
    listed = (date.fromisoformat(day) for day in _LUNAR.get(name, "").split())
    return next((day for day in listed if day.year == year), None)
