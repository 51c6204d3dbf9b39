"""Korean words for days, weeks, months and years, each with how it is counted from the day it was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from memory.when import counting, span
from memory.when.named_days import holiday
from memory.when.span import Stretch

Reader = Callable[[re.Match[str], date, bool], "Stretch | None"]

_NUMBER = r"(\d{1,3}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|일|이|삼|사|오|육)"
_DAYS = r"(하루|이틀|사흘|나흘|닷새|엿새|열흘|보름)"
_BEFORE = r"(?<![가-힣])"
_SEASONS = {"봄": "spring", "여름": "summer", "가을": "autumn", "겨울": "winter"}
_YEARS = {"재작년": -2, "작년": -1, "지난해": -1, "올해": 0, "올": 0, "금년": 0, "내년": 1, "내후년": 2}
_UNITS = {"일": "day", "주": "week", "주일": "week", "달": "month", "개월": "month", "년": "year", "해": "year"}
_WEEKS = {"저저번": -2, "지지난": -2, "저번": -1, "지난": -1, "이번": 0, "금": 0, "다음": 1, "담": 1, "다다음": 2}
_WEEK = rf"{_BEFORE}(저저번|지지난|저번|지난|이번|금|다다음|다음|담)\s?주"
_YEAR = rf"{_BEFORE}(재작년|작년|지난해|올해|올|금년|내후년|내년)"


def _relative(days: int) -> Reader:
    return lambda found, today, past: counting.counted(today, days, "day")


def _counted(sign: int) -> Reader:
    def read(found: re.Match[str], today: date, past: bool) -> Stretch:
        unit = _UNITS[found[2]] if found.re.groups > 1 else "day"
        return counting.counted(today, sign * counting.number(found[1]), unit)

    return read


def _week(sign: int) -> Reader:
    return lambda found, today, past: counting.counted(today, sign, "week")


def _weekday_of_week(found: re.Match[str], today: date, past: bool) -> Stretch:
    return counting.weekday_of_week(today, _WEEKS[found[1]], counting.DAYS_KO.index(found[2]))


def _whole_week(found: re.Match[str], today: date, past: bool) -> Stretch:
    return counting.week_from(today, _WEEKS[found[1]])


def _weekend(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.weekend(counting.week_from(today, _WEEKS[found[1]]).span.first)


def _month(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.months_from(today, _WEEKS[found[1]])


def _full(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    on = counting.valid(int(found[1]), int(found[2]), int(found[3]))
    return span.day(on) if on else None


def _year_month(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return span.month(int(found[1]), int(found[2])) if 1 <= int(found[2]) <= 12 else None


def _year(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.year(int(found[1]))


def _in_year(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    year, month = today.year + _YEARS[found[1]], int(found[2])
    if not 1 <= month <= 12:
        return None
    if not found[3]:
        return span.month(year, month)
    on = counting.valid(year, month, int(found[3]))
    return span.day(on) if on else None


def _season_of_year(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.season(today.year + _YEARS[found[1]], _SEASONS[found[2]])


def _season(found: re.Match[str], today: date, past: bool) -> Stretch:
    last = found[1] in ("지난", "저번")
    this = span.season(today.year, _SEASONS[found[2]])
    return span.season(today.year - 1, _SEASONS[found[2]]) if last and this.span.last >= today else this


def _relative_year(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.year(today.year + _YEARS[found[1]])


def _month_day(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return counting.month_day(today, int(found[1]), int(found[2]), past=past)


def _in_words(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    month, day = _sino(found[1]), _sino(found[2])
    return counting.month_day(today, month, day, past=past)


def _sino(word: str) -> int:
    """ "이십삼" as 23; 유월 and 시월 lose a letter."""
    word = {"유": "육", "시": "십"}.get(word, word)
    tens, ten, ones = word.rpartition("십")
    return (_ONES.index(tens) if tens else 1) * 10 * bool(ten) + (_ONES.index(ones) if ones else 0)


_ONES = "영일이삼사오육칠팔구"


def _day_of_month(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    month = span.months_from(today, _WEEKS[found[1]]).span.first
    on = counting.valid(month.year, month.month, int(found[2]))
    return span.day(on) if on else None


def _named_month(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return counting.month_named(today, int(found[1]), past=past) if 1 <= int(found[1]) <= 12 else None


def _weekday(found: re.Match[str], today: date, past: bool) -> Stretch:
    return counting.nearest_weekday(today, counting.DAYS_KO.index(found[1]), past=past)


def _bare_weekend(found: re.Match[str], today: date, past: bool) -> Stretch:
    return span.weekend(counting.week_from(today, -1 if past and today.weekday() < 5 else 0).span.first)


def _bare_day(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    return counting.month_day_alone(today, int(found[1]), past=past)


def _holiday(found: re.Match[str], today: date, past: bool) -> Stretch | None:
    shift = _YEARS.get((found[1] or "").strip())
    on = holiday(found[2], today, past=past, year=None if shift is None else today.year + shift)
    return span.day(on) if on else None


RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_BEFORE}(\d{{4}})(?:년\s?|[./-]\s?)(\d{{1,2}})(?:월\s?|[./-]\s?)(\d{{1,2}})일?", _full),
        (rf"{_BEFORE}(\d{{4}})년\s?(\d{{1,2}})월", _year_month),
        (rf"{_YEAR}\s?(\d{{1,2}})월(?:\s?(\d{{1,2}})일)?", _in_year),
        (rf"{_YEAR}\s?(봄|여름|가을|겨울)", _season_of_year),
        (rf"{_BEFORE}(?:((?:재작년|작년|올해|내년)\s?))?(설날|설|구정|추석|한가위|크리스마스|성탄절"
         r"|어린이날|어버이날|광복절|한글날|할로윈)"
         r"(?=$|[^가-힣]|[에은는이도때날]|연휴)", _holiday),
        (rf"{_BEFORE}(\d{{4}})년(?!\s?(?:전|뒤|후|생|동안|간|째))", _year),
        (rf"{_BEFORE}(?:내일\s?모레|낼\s?모레|모레)(?!\s?(?:서른|마흔|쉰|환갑|삼십|사십|오십))", _relative(2)),
        (rf"{_BEFORE}글피", _relative(3)),
        (rf"{_BEFORE}(?:엊그제|엊그저께|그저께|그제)", _relative(-2)),
        (rf"{_BEFORE}그끄저께", _relative(-3)),
        (rf"{_BEFORE}(?:어제|어젯밤|어저께|간밤)", _relative(-1)),
        (rf"{_BEFORE}(?:내일|낼|명일)(?!\s?모레)", _relative(1)),
        (rf"{_BEFORE}(?:오늘|금일|아까|방금|이따가?|오전에|오후에)", _relative(0)),
        (rf"{_BEFORE}{_DAYS}\s?(?:뒤|후)", _counted(1)),
        (rf"{_BEFORE}{_DAYS}\s?전", _counted(-1)),
        (rf"{_BEFORE}일주일\s?(?:뒤|후)", _week(1)),
        (rf"{_BEFORE}일주일\s?전", _week(-1)),
        (rf"(?<![\d가-힣]){_NUMBER}\s?(주일|주|개월|달|년|일)\s?(?:뒤|후)", _counted(1)),
        (rf"(?<![\d가-힣]){_NUMBER}\s?(주일|주|개월|달|년|일|해)\s?전", _counted(-1)),
        (rf"{_WEEK}\s?([월화수목금토일])(?:요일|욜)", _weekday_of_week),
        (rf"{_BEFORE}(저저번|지지난|저번|지난|이번|다다음|다음|담)\s?(?:주\s?)?주말", _weekend),
        (rf"{_BEFORE}(지난|저번|이번|다음)\s?([월화수목금토일])(?:요일|욜)", _weekday_of_week),
        (_WEEK, _whole_week),
        (rf"{_BEFORE}(저번|지난|이번|다다음|다음|담)\s?달\s?(\d{{1,2}})일", _day_of_month),
        (rf"{_BEFORE}(저저번|지지난|저번|지난|이번|다다음|다음|담)\s?달", _month),
        (rf"{_BEFORE}(지난|저번|이번|올|다음)\s?(봄|여름|가을|겨울)", _season),
        (rf"{_YEAR}(?![가-힣]{{3}})", _relative_year),
        (r"(?<![\d가-힣])(\d{1,2})월\s?(\d{1,2})일", _month_day),
        (r"(?<![가-힣])(십일|십이|[일이삼사오유육칠팔구시])월\s?([이삼]?십?[일이삼사오육칠팔구]?)일(?=$|[^가-힣]|[에은이까부])",
         _in_words),
        (r"(?<![\d/가-힣])(\d{1,2})/(\d{1,2})(?![\d/])", _month_day),
        (r"(?<![\d가-힣])(\d{1,2})월(?!\s?\d)(?=$|[^가-힣]|[에은는달말초중부까의])", _named_month),
        (rf"{_BEFORE}([월화수목금토일])(?:요일|욜)(?!마다)", _weekday),
        (rf"{_BEFORE}주말(?!마다)", _bare_weekend),
        (r"(?<![\d가-힣월])(?<!월 )(\d{1,2})일(?=에|날|이야|이에요|까지)(?!\s?(?:뒤|후|간|째|동안|남|전))", _bare_day),
    )
)  # fmt: skip
