"""Times people name, counted from when they said so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.when import Span, asked_about, resolve

SATURDAY = datetime.fromisoformat("2026-03-14T21:10+09:00")
WEDNESDAY = datetime.fromisoformat("2026-05-06T19:40-04:00")

KOREAN = """
어제 병원 갔다왔어 = 2026-03-13
그제 왔어 = 2026-03-12
그저께 봤어 = 2026-03-12
엊그제 만났어 = 2026-03-12
내일 면접 = 2026-03-15
모레 가 = 2026-03-16
내일모레 시험이야 = 2026-03-16
글피에 와 = 2026-03-17
다음 주 금요일에 봐 = 2026-03-20
담주 금욜 = 2026-03-20
지난주 토요일에 갔어 = 2026-03-07
다다음주 월요일 = 2026-03-23
이번 주말에 쉬어 = 2026-03-14/2026-03-15
지난주에 바빴어 = 2026-03-02/2026-03-08
저번 달에 샀어 = 2026-02
다음 달 5일에 가 = 2026-04-05
작년에 졸업했어 = 2025
작년 여름에 갔어 = 2025-06/2025-08
재작년 5월 = 2024-05
지난 겨울에 = 2025-12/2026-02
3일 전에 샀어 = 2026-03-11
두 달 전에 = 2026-01
일주일 뒤에 = 2026-03-21
보름 뒤 시험 = 2026-03-29
2년 전에 = 2024
설날에 내려가 = 2027-02-07
작년 추석에 = 2025-10-06
추석에 봐 = 2026-09-25
크리스마스에 만나 = 2026-12-25
5월 3일에 봐 = 2026-05-03
3월 2일에 개강했어 = 2026-03-02
2023년 5월 8일 = 2023-05-08
2023년 5월에 = 2023-05
수요일에 갔다왔어 = 2026-03-11
수요일에 가 = 2026-03-18
20일에 시험 = 2026-03-20
""".strip().splitlines()
ENGLISH = """
went there yesterday = 2026-05-05
the day before yesterday = 2026-05-04
see you tmrw = 2026-05-07
day after tomorrow = 2026-05-08
last May was wild = 2025-05
next May = 2027-05
next Friday = 2026-05-15
this friday = 2026-05-08
last Saturday = 2026-05-02
two weeks ago = 2026-04-22
a couple of months ago = 2026-03
in two weeks = 2026-05-20
in 3 days = 2026-05-09
the exam is on the 20th = 2026-05-20
it was on the 3rd = 2026-05-03
in March I was ill = 2026-03
we go in October = 2026-10
back in 2019 = 2019
on 8 May 2023 = 2023-05-08
May 8th, 2023 = 2023-05-08
March 2021 = 2021-03
June 3rd = 2026-06-03
last summer = 2025-06/2025-08
last week = 2026-04-27/2026-05-03
next month = 2026-06
last year = 2025
over the weekend we slept and it was good = 2026-05-02/2026-05-03
going home for Christmas = 2026-12-25
thanksgiving = 2026-11-26
i had it on sunday = 2026-05-03
on Monday = 2026-05-11
2026-01-05 = 2026-01-05
""".strip().splitlines()
NOTHING = [
    "내일모레 서른이야",
    "I may go",
    "안녕",
    "the 1st grade",
    "2월 30일",
    "sun and moon",
    "모래사장",
    "주말마다 등산",
    "march on",
]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def iso(text: str, local: datetime) -> list[str]:
    return [when.iso for when in resolve(text, local)]


@pytest.mark.parametrize("line", KOREAN)
def test_a_korean_time_is_counted_from_when_it_was_said(line: str) -> None:
    text, _, expected = line.rpartition(" = ")
    assert iso(text, SATURDAY) == [expected]


@pytest.mark.parametrize("line", ENGLISH)
def test_an_english_time_is_counted_from_when_it_was_said(line: str) -> None:
    text, _, expected = line.rpartition(" = ")
    assert iso(text, WEDNESDAY) == [expected]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert resolve(text, SATURDAY) == ()


def test_two_times_come_in_order_with_their_words() -> None:
    found = resolve("어제 병원 갔고 다음 주 화요일에 또 가", SATURDAY)
    assert [(when.words, when.iso) for when in found] == [("어제", "2026-03-13"), ("다음 주 화요일", "2026-03-17")]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("지난달에 뭐 했지?", date(2026, 2, 1), date(2026, 2, 28)),
        ("어제 내가 뭐 먹었다고 했지?", date(2026, 3, 13), date(2026, 3, 13)),
        ("3월 2일에 무슨 일 있었어?", date(2026, 3, 2), date(2026, 3, 2)),
        ("2월에 뭐 했더라", date(2026, 2, 1), date(2026, 2, 28)),
        ("1월부터 2월까지 뭐 했어?", date(2026, 1, 1), date(2026, 2, 28)),
        ("다음 주에 나 뭐 있어?", date(2026, 3, 16), date(2026, 3, 22)),
        ("what did I do last May?", date(2025, 5, 1), date(2025, 5, 31)),
        ("what happened in February", date(2026, 2, 1), date(2026, 2, 28)),
        ("what have I been up to lately?", date(2026, 2, 12), date(2026, 3, 14)),
    ],
)
def test_a_question_names_the_days_it_asks_about(question: str, first: date, last: date) -> None:
    assert asked_about(question, SATURDAY) == Span(first, last)


def test_a_question_without_a_time_asks_about_none() -> None:
    assert asked_about("내 생일 언제야?", SATURDAY) is None
    assert asked_about("what's my dog's name?", WEDNESDAY) is None


@given(st.text(max_size=120), st.dates())
def test_any_text_gives_spans_whose_words_stand_in_it(text: str, day: date) -> None:
    for when in resolve(text, noon(day)):
        assert when.span.first <= when.span.last
        assert text[when.start : when.end] == when.words


@given(
    st.lists(
        st.sampled_from("999년 전 0월 13월 9999년 0년 in 9999 years 2월 29일 31일 last next ago 설날 in 300".split()),
        max_size=6,
    ),
    st.sampled_from((date.min, date.max, date(2024, 2, 29))),
)
def test_years_no_calendar_has_are_no_times(words: list[str], day: date) -> None:
    for when in resolve(" ".join(words), noon(day)):
        assert when.span.first <= when.span.last
