"""The persona's week: states and their ends, jitter, holidays, nights, DST."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.timing.holidays import country_of, is_holiday
from policies.timing.rules import WEEKDAYS, Span, State, Week
from policies.timing.week import state_at

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
WORKDAYS = WEEKDAYS[:5]
WEEK = Week(
    (
        Span(WEEKDAYS, 23 * 60 + 30, 7 * 60, "asleep"),
        Span(WORKDAYS, 9 * 60, 12 * 60, "class"),
        Span(WORKDAYS, 13 * 60, 18 * 60, "work"),
        Span(("holidays",), 10 * 60, 11 * 60, "busy"),
    )
)
NAMES = ("asleep", "class", "work", "busy", "free")
FIRST, LAST = datetime.fromisoformat("2025-01-02"), datetime.fromisoformat("2030-12-20")
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.sampled_from([SEOUL, NEW_YORK, UTC]))


def at(text: str, zone: ZoneInfo = SEOUL, week: Week = WEEK, seed: int = 1) -> tuple[str, str]:
    standing = state_at(week, datetime.fromisoformat(text).replace(tzinfo=zone), seed)
    return standing.state, f"{datetime.fromtimestamp(standing.until / 1000, zone):%a %H:%M}"


def spans() -> st.SearchStrategy[Span]:
    days = st.lists(st.sampled_from([*WEEKDAYS, "holidays"]), min_size=1, unique=True).map(tuple)
    minute, states = st.integers(0, 1439), st.sampled_from(NAMES)
    return st.builds(Span, days, minute, st.integers(0, 1440), states, st.integers(0, 120))


@pytest.mark.parametrize(
    ("local", "state", "until"),
    [
        ("2026-11-24T08:59:59", "free", "Tue 09:00"),
        ("2026-11-24T09:00", "class", "Tue 12:00"),
        ("2026-11-24T12:30", "free", "Tue 13:00"),
        ("2026-11-24T17:59", "work", "Tue 18:00"),
        ("2026-11-24T23:29", "free", "Tue 23:30"),
        ("2026-11-24T23:30", "asleep", "Wed 07:00"),
        ("2026-11-25T03:00", "asleep", "Wed 07:00"),
        ("2026-11-28T10:00", "free", "Sat 23:30"),
        ("2026-12-25T10:30", "busy", "Fri 11:00"),  # Christmas, a Friday
        ("2026-12-25T14:00", "free", "Fri 23:30"),
    ],
)
def test_the_state_and_its_end(local: str, state: str, until: str) -> None:
    assert at(local) == (state, until)


def test_a_holiday_the_week_says_nothing_of_is_like_a_sunday() -> None:
    week = Week((Span(WORKDAYS, 540, 1080, "work"), Span(("sun",), 600, 660, "busy")), holidays="KR")
    assert at("2026-12-25T10:30", week=week)[0] == "busy"
    assert at("2026-12-25T14:00", week=week)[0] == "free"
    assert at("2026-12-25T14:00", week=Week(week.spans, holidays="none"))[0] == "work"


def test_neighbours_of_one_state_are_one() -> None:
    week = Week((Span(WEEKDAYS, 22 * 60, 1440, "asleep"), Span(WEEKDAYS, 0, 8 * 60, "asleep")))
    assert at("2026-11-24T23:00", week=week) == ("asleep", "Wed 08:00")


def test_jitter_is_drawn_once_a_day_and_differs_between_days_and_seeds() -> None:
    week = Week((Span(WEEKDAYS, 540, 1080, "work", 30),))
    days = [f"2026-11-{day}" for day in range(10, 28)]
    assert all(at(f"{day}T10:00", week=week) == at(f"{day}T16:00", week=week) for day in days)
    ends = [at(f"{day}T12:00", week=week)[1][4:] for day in days]
    assert len(set(ends)) > 10
    assert all("17:30" <= end <= "18:30" for end in ends)
    assert at(f"{days[0]}T12:00", week=week, seed=2) != at(f"{days[0]}T12:00", week=week)


def test_where_jitter_lets_neighbours_overlap_the_later_one_has_begun() -> None:
    week = Week((Span(WEEKDAYS, 0, 480, "asleep", 30), Span(WEEKDAYS, 480, 720, "class", 30)))
    for day in range(10, 28):
        seen = [at(f"2026-11-{day}T{hour:02}:{minute:02}", week=week)[0] for hour in (7, 8) for minute in range(60)]
        changes = [b for a, b in pairwise(seen) if a != b]
        assert changes in (["class"], ["free", "class"], [])


@pytest.mark.parametrize(
    ("local", "fold", "state", "until"),
    [
        ("2026-03-08T01:59", 0, "free", "Sun 03:30"),  # 02:30 does not exist: the span begins after the gap
        ("2026-03-08T03:30", 0, "busy", "Sun 03:45"),
        ("2026-11-01T01:35", 0, "class", "Sun 01:45"),  # 01:30 to 01:45 comes twice and counts once
        ("2026-11-01T01:35", 1, "free", "Sun 02:30"),
    ],
)
def test_an_edge_in_a_gap_moves_behind_it_and_one_that_comes_twice_counts_once(
    local: str, fold: int, state: str, until: str
) -> None:
    week = Week((Span(WEEKDAYS, 150, 165, "busy"), Span(WEEKDAYS, 90, 105, "class")), holidays="none")
    moment = datetime.fromisoformat(local).replace(tzinfo=NEW_YORK, fold=fold)
    standing = state_at(week, moment, 1)
    assert (standing.state, f"{datetime.fromtimestamp(standing.until / 1000, NEW_YORK):%a %H:%M}") == (state, until)


@given(st.lists(spans(), max_size=5).map(tuple), MOMENTS, st.integers(0, 2**31))
def test_the_end_lies_ahead_and_the_beginning_behind_for_any_week(
    listed: tuple[Span, ...], local: datetime, seed: int
) -> None:
    standing = state_at(Week(listed), local, seed)
    now = int(local.timestamp() * 1000)
    assert standing.until > now
    assert standing.since is None or standing.since <= now
    assert standing.state in {"free", *(span.state for span in listed)}


@given(MOMENTS, st.integers(0, 99))
def test_the_state_holds_until_its_end_and_changes_there(local: datetime, seed: int) -> None:
    week = Week(tuple(Span(span.days, span.start, span.end, span.state, 20) for span in WEEK.spans))
    here = state_at(week, local, seed)
    end = datetime.fromtimestamp(here.until / 1000, local.tzinfo)
    assert state_at(week, end - timedelta(milliseconds=1), seed).state == here.state
    assert state_at(week, end, seed).state != here.state


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        state_at(WEEK, FIRST, 1)


def test_a_week_without_spans_and_one_without_a_gap_have_an_end_too() -> None:
    always: tuple[tuple[Span, ...], State] = ((Span(WEEKDAYS, 0, 1440, "work"),), "work")
    for listed, state in (((), "free"), always):
        standing = state_at(Week(listed), datetime(2026, 11, 24, 10, tzinfo=SEOUL), 1)
        assert standing.state == state
        assert standing.until > datetime(2026, 11, 30, tzinfo=SEOUL).timestamp() * 1000


@pytest.mark.parametrize(
    ("country", "kept", "not_kept"),
    [
        ("KR", "2025-01-29 2025-10-06 2026-02-17 2026-03-02 2026-05-24 2026-09-25 2026-07-17 2027-02-09 2030-05-09 2031-10-09", "2025-05-01 2025-07-17 2026-02-19 2026-11-24"),
        ("US", "2026-01-19 2026-05-25 2026-07-03 2026-07-04 2026-11-26 2027-12-31 2027-06-18 2028-11-10", "2026-07-06 2026-11-27"),
        ("GB", "2026-04-03 2026-04-06 2026-12-28 2027-12-27 2027-12-28 2028-01-03 2026-08-31", "2026-12-29 2026-01-02"),
        ("none", "", "2026-12-25"),
    ],
)  # fmt: skip
def test_public_holidays(country: str, kept: str, not_kept: str) -> None:
    assert [day for day in kept.split() if not is_holiday(date.fromisoformat(day), country)] == []  # type: ignore[arg-type]
    assert [day for day in not_kept.split() if is_holiday(date.fromisoformat(day), country)] == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Asia/Seoul", "KR"), ("Europe/London", "GB"), ("America/Chicago", "US"), ("America/Indiana/Knox", "US"), ("America/Toronto", "none"), ("", "none"), (None, "none")],
)  # fmt: skip
def test_the_country_of_a_zone(zone: str | None, country: str) -> None:
    assert country_of(zone) == country
    assert is_holiday(date(2026, 12, 25), "auto", zone) == (country != "none")
