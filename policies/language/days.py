"""When something is: 어제 or 내일, breakfast or dinner. Days, weeks, years, parts of the day, as people name them."""

from __future__ import annotations

import re

from policies.language.normalise import clean

_KOREAN = {
    "the day before yesterday": "그저께|그제|엊그제",
    "yesterday": "어제|어젯밤|어저께",
    "today": "오늘",
    "tomorrow": "내일(?!모레)",
    "the day after tomorrow": "모레|내일모레",
    "last week": "지난주|저번 ?주|지난 주",
    "this week": "이번 ?주",
    "next week": "다음 ?주|담주",
    "last month": "지난달|저번 ?달",
    "this month": "이번 ?달",
    "next month": "다음 ?달|담달",
    "last year": "작년|지난해",
    "this year": "올해|금년",
    "next year": "내년",
    "Monday": "월요일",
    "Tuesday": "화요일",
    "Wednesday": "수요일",
    "Thursday": "목요일",
    "Friday": "금요일",
    "Saturday": "토요일",
    "Sunday": "일요일",
    "morning": "아침|오전",
    "noon": "점심|낮",
    "evening": "저녁",
    "night": "밤(?!새|낮|양|하늘|바다|공기)|새벽",
    "spring": "봄(?!아|이[야네]|아$|~)날",
    "summer": "여름",
    "autumn": "가을",
    "winter": "겨울",
}
_ENGLISH = {
    "the day before yesterday": "the day before yesterday",
    "yesterday": "(?<!before )yesterday|last night",
    "today": "today|tonight|this morning|this afternoon|this evening",
    "tomorrow": "(?<!after )tomorrow|tmrw|tmr",
    "the day after tomorrow": "the day after tomorrow",
    "last week": "last week(?:end)?",
    "this week": "this week(?:end)?",
    "next week": "next week(?:end)?",
    "last month": "last month",
    "this month": "this month",
    "next month": "next month",
    "last year": "last year",
    "this year": "this year",
    "next year": "next year",
    "Monday": "mondays?",
    "Tuesday": "tuesdays?",
    "Wednesday": "wednesdays?",
    "Thursday": "thursdays?",
    "Friday": "fridays?",
    "Saturday": "saturdays?",
    "Sunday": "sundays?",
    "morning": "(?<!good )mornings?|breakfast",
    "noon": "noon|lunch|afternoon",
    "evening": "(?<!good )evenings?|dinner|supper",
    "night": "(?<!good )nights?|midnight|tonight",
    "spring": "springtime",
    "summer": "summers?",
    "autumn": "autumn",
    "winter": "winters?",
}
_PATTERNS = tuple((when, re.compile(rf"(?<![가-힣])(?:{words})")) for when, words in _KOREAN.items()) + tuple(
    (when, re.compile(rf"\b(?:{words})\b")) for when, words in _ENGLISH.items()
)


def days(text: str) -> frozenset[str]:
    """The times a text names: {"yesterday", "evening"}."""
    plain = clean(text).casefold()
    return frozenset(when for when, pattern in _PATTERNS if pattern.search(plain))
