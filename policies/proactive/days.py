"""Which day a clause names, counted from the day it was said. Korean and English; lower-case text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_KO_DAYS = "월화수목금토일"
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_DAY = r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBERS = {
    **dict(zip("하루 이틀 사흘 나흘 닷새 엿새 이레 열흘 보름".split(), (1, 2, 3, 4, 5, 6, 7, 10, 15), strict=True)),
    **dict(zip("일 이 삼 한 두 세 네".split(), (1, 2, 3, 1, 2, 3, 4), strict=True)),
    **dict(zip("a an one two three four five six seven eight nine ten couple".split(),
               (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2), strict=True)),
}  # fmt: skip
_AHEAD = 200  # days: a date named without a year and further off than this lies behind


@dataclass(frozen=True)
class Day:
    """A day; with `whole_week` a week (its Friday). `weekday`: named by its name alone, the coming one."""

    on: date
    whole_week: bool
    weekday: bool
    today: bool


def number(word: str) -> int:
    """ "3", "세", "three" as a number. KeyError for another word."""
    return int(word) if word.isdigit() else _NUMBERS[word]


def day_in(clause: str, today: date) -> Day | None:
    """What the first rule that fits says; None for no day, one that is over, or one that never is (February 30)."""
    for pattern, read in _RULES:
        if match := pattern.search(clause):
            day = read(match, today)
            return Day(day, read is _week, read in (_near_ko, _near_en), day == today) if day else None
    return None


def _after(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda match, today: today + timedelta(days=days)


def _counted(match: re.Match[str], today: date) -> date:
    unit = next((each for each in ("개월", "달", "month", "주", "week") if each in match[0]), "day")
    if unit in ("개월", "달", "month"):
        return _months_on(today, number(match[1]))
    return today + timedelta(days=number(match[1]) * (7 if unit in ("주", "week") else 1))


def _months_on(today: date, months: int) -> date:
    """The same day so many months on, or that month's last day."""
    years, month = divmod(today.month - 1 + months, 12)
    first = date(today.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=today.day - 1), last)


def _one_week(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=7)


def _in_week(weeks: int, weekday: int, today: date) -> date | None:
    """A weekday of this or a later week; weeks begin on Monday. None when it is over."""
    day = today + timedelta(days=7 * weeks + weekday - today.weekday())
    return day if day >= today else None


def _week_ko(match: re.Match[str], today: date) -> date | None:
    return _in_week(_weeks(match[1]), _KO_DAYS.index(match[2]), today)


def _weekend(match: re.Match[str], today: date) -> date:
    """Saturday, or Sunday once that has come."""
    weeks = _weeks(match[1] or "")
    return today if not weeks and today.weekday() == 6 else _in_week(weeks, 5, today) or today


def _week_en(match: re.Match[str], today: date) -> date | None:
    return _in_week(1, _EN_DAYS.index(match[1][:3]), today)


def _week(match: re.Match[str], today: date) -> date | None:
    return _in_week(_weeks(match[1]), 4, today)


def _weeks(word: str) -> int:
    if word.startswith("다다음"):
        return 2
    return 1 if word.startswith(("다음", "담", "next")) else 0


def _near(weekday: int, today: date) -> date:
    """The next such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _near_ko(match: re.Match[str], today: date) -> date:
    return _near(_KO_DAYS.index(match[1]), today)


def _near_en(match: re.Match[str], today: date) -> date:
    return _near(_EN_DAYS.index(match[1][:3]), today)


def _month_day(month: int, day: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            named = date(year, month, day)
        except ValueError:
            continue
        if today <= named:
            return named if (named - today).days <= _AHEAD else None
    return None


def _date_ko(match: re.Match[str], today: date) -> date | None:
    return _month_day(int(match[1]), int(match[2]), today)


def _date_en(match: re.Match[str], today: date) -> date | None:
    return _month_day(_MONTHS.index(match[1][:3]) + 1, int(match[2]), today)


def _date_en_day_first(match: re.Match[str], today: date) -> date | None:
    return _month_day(_MONTHS.index(match[2][:3]) + 1, int(match[1]), today)


def _next_month(match: re.Match[str], today: date) -> date | None:
    return _day_of_month(int(match[1]), today.replace(day=1) + timedelta(days=32))


def _this_month(match: re.Match[str], today: date) -> date | None:
    """The coming 15th: of this month, or of the next when it is over."""
    this = _day_of_month(int(match[1]), today)
    return this if this and this >= today else _next_month(match, today)


def _day_of_month(day: int, month: date) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], "date | None"]]
_ON_KO = r"(?=\s?(?:뒤|후|있다가|이따|남[았은음]))"
_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"the day after tomorrow|day after tomorrow", _after(2)),
        (r"(?:내일|낼)\s?모레|(?<![가-힣])모레", _after(2)),
        (r"(?<![가-힣])글피", _after(3)),
        (rf"(하루|이틀|사흘|나흘|닷새|엿새|열흘|보름){_ON_KO}", _counted),
        (rf"(?<!\d)(\d{{1,3}}|한|두|세|네)\s?(?:개월|달|주일?|일){_ON_KO}", _counted),
        (rf"일주일{_ON_KO}", _one_week),
        (r"\bin (\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of) (?:days?|weeks?"
        r"|months?)\b", _counted),
        (r"\b(\d{1,3}|an?|one|two|three) (?:days?|weeks?) from (?:now|today)\b", _counted),
        (rf"\ba week (?:from )?(?:on )?{_EN_DAY}\b", _week_en),
        (r"(다다음|다음|담|이번)\s?주\s?([월화수목금토일])요일", _week_ko),
        (r"(다다음|다음|담|이번)\s?(?:주\s)?주말", _weekend),
        (r"(?<![가-힣])()주말", _weekend),
        (r"\b(next|this|the|coming)\s(?:coming )?weekend\b", _weekend),
        (rf"\bnext {_EN_DAY}\b", _week_en),
        (r"다음\s?달\s?(\d{1,2})일", _next_month),
        (r"(?<!\d)(\d{1,2})월\s?(\d{1,2})일", _date_ko),
        (r"(?<![\d/])(\d{1,2})/(\d{1,2})(?=[일에]|\s?[가-힣])", _date_ko),
        (rf"\b{_MONTH}\s(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:|\s?[ap]m)", _date_en),
        (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of )?{_MONTH}(?!\w)", _date_en_day_first),
        (r"\bon the (\d{1,2})(?:st|nd|rd|th)\b", _this_month),
        (r"(?<![가-힣])내일|(?<![가-힣])낼(?!\s?(?:거|게|것|수|까|돈))|(?<![가-힣])명일", _after(1)),
        (r"\b(?:tomorrow|tomorow|tommorow|tmrw|tmr|2moro)(?!\w)", _after(1)),
        (r"(?<![가-힣])([월화수목금토일])요일(?!마다)", _near_ko),
        (rf"\b(?:on|this|coming|by|until|till|for) {_EN_DAY}(?!\w)", _near_en),
        (rf"\b(?!sat\b|sun\b){_EN_DAY}(?!\w)", _near_en),
        (r"(?<![\d월])(?<!월 )(\d{1,2})일(?=에|날|이야|이에요|까지|\s|,|$)(?!\s?(?:뒤|후|간|째|동안|남"
        r"|전))", _this_month),
        (r"(?<![가-힣])(?:오늘|금일|이따가?|좀 있다가?)", _after(0)),
        (r"\b(?:today|tonight|later|this (?:morning|afternoon|evening)|in a bit|soon)(?!\w)", _after(0)),
        (r"(다다음|다음|담|이번)\s?주(?![가-힣]?[말에]?\s?[월화수목금토일]요일)", _week),
        (r"\b(next|this) week\b", _week),
    )
)  # fmt: skip
