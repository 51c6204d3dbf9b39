"""Times and dates as people say them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.numbers import PartOfDay, clock_time, date, part_of_day, part_of_day_word, weekday


@pytest.mark.parametrize(
    ("hour", "minute", "korean", "english"),
    [
        (0, 0, "오전 12시", "12:00 am"),
        (0, 5, "오전 12시 5분", "12:05 am"),
        (9, 30, "오전 9시 30분", "9:30 am"),
        (12, 0, "오후 12시", "12:00 pm"),
        (15, 5, "오후 3시 5분", "3:05 pm"),
        (23, 59, "오후 11시 59분", "11:59 pm"),
    ],
)
def test_times_are_told_on_a_twelve_hour_dial(hour: int, minute: int, korean: str, english: str) -> None:
    assert clock_time(hour, minute, "ko") == korean
    assert clock_time(hour, minute, "en") == english


def test_weekdays_count_from_monday_like_datetime() -> None:
    assert [weekday(day, "ko")[0] for day in range(7)] == list("월화수목금토일")
    assert weekday(datetime.date(2026, 11, 21).weekday(), "en") == "Saturday"


@pytest.mark.parametrize(
    ("month", "day", "korean", "english"), [(3, 5, "3월 5일", "March 5"), (2, 29, "2월 29일", "February 29")]
)
def test_dates_name_month_and_day(month: int, day: int, korean: str, english: str) -> None:
    assert (date(month, day, "ko"), date(month, day, "en")) == (korean, english)


@pytest.mark.parametrize(
    ("hours", "part", "korean"),
    [
        (range(5, 11), "morning", "아침"),
        (range(11, 17), "afternoon", "낮"),
        (range(17, 22), "evening", "저녁"),
        ([22, 23, 0, 1, 2, 3, 4], "night", "밤"),
    ],
)
def test_every_hour_has_its_part_of_the_day(hours: list[int], part: PartOfDay, korean: str) -> None:
    assert {part_of_day(hour) for hour in hours} == {part}
    assert part_of_day_word(part, "ko") == korean
    assert part_of_day_word(part, "en") == part


@pytest.mark.parametrize(("hour", "minute", "lang"), [(24, 0, "ko"), (-1, 0, "ko"), (0, 60, "en"), (0, 0, "fr")])
def test_times_no_clock_shows_are_refused(hour: int, minute: int, lang: str) -> None:
    with pytest.raises(ValueError, match=r"must be .* got"):
        clock_time(hour, minute, lang)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (2, 30), (4, 31), (1, 0)])
def test_dates_no_calendar_shows_are_refused(month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"must be from 1 to"):
        date(month, day, "ko")


def test_unknown_weekdays_hours_and_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="weekday must be from 0 to 6; got 7"):
        weekday(7, "ko")
    with pytest.raises(ValueError, match="hour must be from 0 to 23; got 24"):
        part_of_day(24)
    with pytest.raises(ValueError, match="'noon'"):
        part_of_day_word("noon", "ko")  # type: ignore[arg-type]


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["ko", "en"]))
def test_no_two_times_are_told_alike(hour: int, minute: int, lang: str) -> None:
    other = clock_time((hour + 12) % 24, minute, lang)
    assert clock_time(hour, minute, lang) != other
