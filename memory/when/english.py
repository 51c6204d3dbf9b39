"""English words for days, weeks, months and years, each with how it is counted from the day it was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from memory.when import counting, span
from memory.when.named_days import holiday
from memory.when.span import Stretch

Reader = Callable[[re.Match[str], date, bool], "Stretch | None"]

_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_COUNT = r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|couple)"
_UNIT = r"(day|week|month|year)s?"
_NTH = r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?"
_SEASON = r"(spring|summer|autumn|fall|winter)"
_WEEKS = {"last": -1, "past": -1, "this": 0, "coming": 0, "next": 1}


def _relative(days: int) -> Reader:
    return lambda found, today, past: counting.counted(today, days, "day")


def _counted(sign: int) -> Reader:
    return lambda found, today, past: counting.counted(today, sign * counting.number(found[1]), found[2])


def _unit(found: re.Match[str], today: date, past: bool) -> Stretch:
    amount = _WEEKS[found[1]]
    return counting.week_from(today, amount) if found[2] == "week" else counting.counted(today, amount, found[2])


def _weekday_of_week(found: re.Match[str], today: date, past: bool) -> Stretch:
    """ "Last Friday" is the one before today, "next Friday" that of next week."""
    weekday = counting.DAYS_EN.index(found[2][:3])
    if _WEEKS[found[1]] < 1:
        return counting.nearest_weekday(today, weekday, past=found[1] in ("last", "past"))
    return counting.weekday_of_week(today, 1, weekday)


def _weekend(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.weekend(counting.week_from(today, _WEEKS[found[1]]).span.first)


def _bare_weekend(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.weekend(counting.week_from(today, -1 if past and today.weekday() < 5 else 0).span.first)


def _number(word: str) -> int:
    return counting.MONTHS_EN.index(word[:3]) + 1


def _full(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    on = counting.valid(int(found[3]), _number(found[2]), int(found[1]))
    return span.day(on) if on else None


def _full_month_first(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    on = counting.valid(int(found[3]), _number(found[1]), int(found[2]))
    return span.day(on) if on else None


def _iso(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    on = counting.valid(int(found[1]), int(found[2]), int(found[3]))
    return span.day(on) if on else None


def _month_year(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.month(int(found[2]), _number(found[1]))


def _relative_month(found: re.Match[str], today: date, past: bool) -> Stretch:
    """ "Last May" is the one before this month, "next May" the one after it."""
    month, ahead = _number(found[2]), found[1] not in ("last", "past")
    if not ahead:
        return span.month(today.year - (0 if month < today.month else 1), month)
    return span.month(today.year + (0 if month > today.month or found[1] == "this" else 1), month)


def _relative_season(found: re.Match[str], today: date, past: bool) -> Stretch:
    name = found[2].replace("fall", "autumn")
    this = span.season(today.year, name)
    if found[1] in ("last", "past"):
        return this if this.span.last < today else span.season(today.year - 1, name)
    return span.season(today.year + 1, name) if found[1] == "next" and this.span.first <= today else this


def _month_day(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return counting.month_day(today, _number(found[1]), int(found[2]), past=past)


def _day_month(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return counting.month_day(today, _number(found[2]), int(found[1]), past=past)


def _in_month(found: re.Match[str], today: date, past: bool) -> Stretch:
    return counting.month_named(today, _number(found[1]), past=past)


def _year(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.year(int(found[1]))


def _day_alone(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return counting.month_day_alone(today, int(found[1]), past=past)


def _weekday(found: re.Match[str], today: date, past: bool) -> Stretch:
    return counting.nearest_weekday(today, counting.DAYS_EN.index(found[1][:3]), past=past)


def _holiday(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    on = holiday(found[2], today, past=past or found[1] == "last ")
    return span.day(on) if on else None


RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])", _iso),
        (rf"\b{_NTH} (?:of )?{_MONTH}\.?,? (\d{{4}})\b", _full),
        (rf"\b{_MONTH}\.? {_NTH},? (\d{{4}})\b", _full_month_first),
        (rf"\b{_MONTH}\.?(?: of)?,? (\d{{4}})\b", _month_year),
        (r"\b(?:the )?day after tomorrow\b", _relative(2)),
        (r"\b(?:the )?day before yesterday\b", _relative(-2)),
        (r"\b(?:yesterday|last night|yday)\b", _relative(-1)),
        (r"\b(?:tomorrow|tomorow|tommorow|tmrw|tmr|2moro)\b", _relative(1)),
        (r"\b(?:today|tonight|this (?:morning|afternoon|evening)|earlier today)\b", _relative(0)),
        (rf"\b{_COUNT} (?:of )?{_UNIT} ago\b", _counted(-1)),
        (rf"\bin (?:a |about )?{_COUNT} (?:of )?{_UNIT}\b(?!')", _counted(1)),
        (rf"\b{_COUNT} (?:of )?{_UNIT} from (?:now|today)\b", _counted(1)),
        (rf"\b(last|past|this|coming|next) {_DAY}\b", _weekday_of_week),
        (r"\b(last|past|this|coming|next) weekend\b", _weekend),
        (r"\b(last|this|next) (week|month|year)\b", _unit),
        (rf"\b(last|past|this|next) {_MONTH}\b(?!\.? \d)", _relative_month),
        (rf"\b(last|past|this|next) {_SEASON}\b", _relative_season),
        (rf"\b{_MONTH}\.? {_NTH}\b(?!:|\s?[ap]m\b)", _month_day),
        (rf"\b{_NTH} (?:of )?{_MONTH}\b", _day_month),
        (r"\b(last |next |this )?(lunar new year|korean new year|seollal|chuseok|christmas eve|christmas|xmas"
         r"|new year's eve|new year's day|new year's|new years|nye|valentine's day|valentines day|valentine's"
         r"|halloween|thanksgiving)\b", _holiday),
        (rf"\b(?:in|during|since|until|by|for|early|late|mid|of) {_MONTH}\b(?!\.? \d)", _in_month),
        (r"\b(?:in|during|since|back in) ((?:19|20)\d{2})\b", _year),
        (r"\b(?:on |by )?the (\d{1,2})(?:st|nd|rd|th)\b(?! (?:of|time|floor|grade|century|birthday))", _day_alone),
        (rf"\b(?!sat\b|sun\b){_DAY}\b(?!s)", _weekday),
        (rf"\bon {_DAY}\b", _weekday),
        (r"\b(?:the|over the|at the|on the) weekend\b", _bare_weekend),
    )
)  # fmt: skip
