"""Mining plans: nights, calendars, clocks that skip, bursts, and text nobody would call a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.proactive import bedtime, clock_words, days, heard, kinds, mining, tense, time_zone
from policies.proactive.intents import Said
from policies.proactive.mining import mine
from tests.proactive_talk import SEOUL, WEDNESDAY, clock, plans, told

NEW_YORK = ZoneInfo("America/New_York")
LATE = datetime(2026, 11, 18, 23, 40, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "said", "asked"),
    [
        ("잘게, 굿나잇", (18, 23, 40), "11-19 09:00"),
        ("나 이제 잘게~", (18, 22, 0), "11-19 09:00"),
        ("먼저 잘게 내일 봐", (19, 1, 0), "11-19 09:00"),
        ("졸려서 이만 자야겠다", (19, 3, 0), "11-19 10:30"),
        ("이제 자러 갈게요 안녕히 주무세요", (18, 23, 0), "11-19 09:00"),
        ("굿밤!", (18, 21, 0), "11-19 09:00"),
        ("good night", (18, 23, 0), "11-19 09:00"),
        ("Night night, talk tomorrow", (18, 23, 0), "11-19 09:00"),
        ("I'm going to sleep, good night Wren", (18, 23, 0), "11-19 09:00"),
        ("heading to bed now", (19, 2, 30), "11-19 10:00"),
        ("gn", (18, 23, 0), "11-19 09:00"),
        ("time for bed, night", (18, 23, 0), ""),
        ("양파를 잘게 썰어", (18, 23, 0), ""),
        ("낮잠 잘게", (18, 20, 0), ""),
        ("아직 안 잘게", (18, 23, 0), ""),
        ("it was a good night", (18, 23, 0), ""),
        ("going to bed late is bad", (18, 23, 0), ""),
        ("I can't go to sleep", (18, 23, 0), ""),
        ("잘게", (18, 14, 0), ""),
        ("good night", (18, 11, 0), ""),
    ],
)
def test_a_good_night_asks_for_a_good_morning(text: str, said: tuple[int, int, int], asked: str) -> None:
    nights = told(text, datetime(2026, 11, *said, tzinfo=SEOUL))
    assert [(each.kind, clock(each.due)) for each in nights] == ([("sleep", asked)] if asked else [])


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("내일 3시에 면접 있어", "2026-12-31 14:00", "interview | 면접 | 01-01 15:00 | 01-01 17:00"),
        ("내일 시험이야", "2027-02-28 20:00", "exam | 시험 | 03-01 10:00 | 03-01 13:00"),
        ("내일 시험이야", "2028-02-28 20:00", "exam | 시험 | 02-29 10:00 | 02-29 13:00"),
        ("1월 2일에 이사해", "2026-12-30 10:00", "moving | 이사 | 01-02 10:00 | 01-02 19:30"),
        ("my birthday is Jan 1st", "2026-12-31 23:00", "birthday | birthday | 01-01 09:00 | 01-01 09:30"),
        ("the 31st? no, on the 1st I have an exam", "2026-11-30 09:00", "exam | exam | 12-01 10:00 | 12-01 13:00"),
        ("한 달 뒤에 시험이야", "2027-01-31 09:00", "exam | 시험 | 02-28 10:00 | 02-28 13:00"),
        ("다음 달 31일에 시험이야", "2027-03-10 09:00", ""),
        ("2월 30일에 시험이야", "2027-01-10 09:00", ""),
        ("3월 3일에 시험 봐", "2026-11-18 14:00", "exam | 시험 | 03-03 10:00 | 03-03 13:00"),
        ("11월 1일에 시험 봐", "2026-11-18 14:00", ""),
        ("오늘 시험이야", "2026-11-18 08:00", "exam | 시험 | 11-18 10:00 | 11-18 13:00"),
        ("이따 7시에 데이트 있어", "2026-11-18 09:00", "date | 데이트 | 11-18 19:00 | 11-19 09:30"),
        ("이따 3시에 회의 있어", "2026-11-18 01:00", "work_event | 회의 | 11-18 15:00 | 11-18 17:00"),
        ("3시에 회의 있어", "2026-11-18 20:00", "work_event | 회의 | 11-19 15:00 | 11-19 17:00"),
        ("오늘 밤 12시에 경기 있어", "2026-12-31 20:00", "match | 경기 | 01-01 00:00 | 01-01 09:30"),
        ("내일 새벽 1시에 축구 봐", "2026-11-18 20:00", "match | 축구 | 11-19 01:00 | 11-19 09:30"),
        ("이번 주말에 여행 가", "2026-11-22 10:00", "trip | 여행 | 11-22 10:30 | 11-24 19:00"),
        ("I have a game on Sunday at 4", "2026-11-22 10:00", "match | game | 11-29 16:00 | 11-29 18:30"),
    ],
)
def test_months_and_years_end_where_the_calendar_says(text: str, said: str, expected: str) -> None:
    assert plans(text, datetime.fromisoformat(said).replace(tzinfo=SEOUL)) == expected


@pytest.mark.parametrize(
    ("text", "said", "event"),
    [
        ("I have a flight tomorrow at 2:30am", "2027-03-13 12:00", "2027-03-14T03:30-04:00"),
        ("exam tomorrow at 9am", "2027-03-13 12:00", "2027-03-14T09:00-04:00"),
        ("interview in two hours", "2027-03-14 01:30", "2027-03-14T04:30-04:00"),
        ("interview in two hours", "2026-11-01 00:30", "2026-11-01T01:30-05:00"),
        ("내일 새벽 1시 30분 비행기야", "2026-10-31 12:00", "2026-11-01T01:30-04:00"),
        ("exam tomorrow at 9am", "2026-10-31 12:00", "2026-11-01T09:00-05:00"),
    ],
)
def test_a_clock_that_skips_or_repeats_an_hour_keeps_the_plan(text: str, said: str, event: str) -> None:
    (intent,) = told(text, datetime.fromisoformat(said).replace(tzinfo=NEW_YORK))
    assert intent.event_at == int(datetime.fromisoformat(event).timestamp() * 1000)


def test_two_messages_of_a_burst_are_read_together() -> None:
    burst = [Said(7, "나 면접 잡혔어!!", WEDNESDAY), Said(8, "내일 3시야", WEDNESDAY + timedelta(seconds=20))]
    assert [(each.kind, clock(each.event_at), each.source) for each in mine(burst)] == [("interview", "11-19 15:00", 7)]


def test_messages_hours_apart_are_not() -> None:
    assert mine([Said(7, "나 면접 있어", WEDNESDAY), Said(8, "내일 3시야", WEDNESDAY + timedelta(hours=2))]) == ()


def test_the_same_plan_told_twice_is_one() -> None:
    twice = [
        Said(1, "내일 3시에 면접 있어", WEDNESDAY),
        Said(2, "내일 3시 면접 떨려", WEDNESDAY + timedelta(minutes=9)),
    ]
    assert len(mine(twice)) == 1


def test_what_is_known_exactly_is_surer_than_a_week() -> None:
    (exact,), (week,) = told("내일 3시에 시험이야"), told("다음 주에 시험 있어")
    assert exact.certainty > week.certainty
    assert week.event_at is None


def test_an_intent_says_where_it_came_from_and_no_private_word() -> None:
    (intent,) = mine([Said(42, "내일 3시에 항암 수술 받아", WEDNESDAY)])
    assert (intent.source, intent.kind) == (42, "hospital")
    assert re.fullmatch(r"[a-z_ ]+", intent.reason)
    assert intent.due < intent.expires


def test_a_time_without_zone_is_refused() -> None:
    naive = WEDNESDAY.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        mine([Said(1, "내일 시험", naive)])


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀", "ㅋㅋㅋㅋㅋ", "?!?!", "\x00", "ㅠ" * 10_000, "내일 " * 5_000, "시험 " * 5_000]
)
def test_text_without_a_plan_gives_none(text: str) -> None:
    assert told(text) == ()


WORDS = st.sampled_from(
    "내일 모레 3시에 시험 면접 있어 취소 영화 보러 가 안 다음 주 화요일 30분 뒤 밤 tomorrow at 3 exam my on friday not if going to the "
    "cinema 25:99 99일 13월 40일 0시 24시 in 999 days , . ? ! \n 99시 Feb 30 31st".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200),
    st.builds(
        lambda hours, zone: WEDNESDAY.astimezone(zone) + timedelta(hours=hours),
        st.integers(-400_000, 400_000),
        st.sampled_from([SEOUL, NEW_YORK]),
    ),
)
def test_any_text_at_any_moment_gives_intents_in_their_order(text: str, at: datetime) -> None:
    for intent in told(text, at):
        assert intent.due < intent.expires
        assert intent.due >= int(at.timestamp() * 1000) - 60_000 or intent.event_at is not None
        assert 0 < intent.certainty <= 1


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    """Every compiled pattern within a module's values."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from patterns(each)


def nested(tree: Any, inside: bool = False) -> bool:
    """Whether an unbounded repeat stands within another one, which may take exponential time."""
    for operator, argument in tree:
        endless = str(operator) in ("MAX_REPEAT", "MIN_REPEAT") and int(argument[1]) > 1000
        if endless and inside:
            return True
        parts = argument if isinstance(argument, tuple | list) else (argument,)
        for part in parts:
            for each in part if isinstance(part, list) else (part,):
                if hasattr(each, "data") and nested(each, inside or endless):
                    return True
    return False


@pytest.mark.parametrize(
    "module", [bedtime, clock_words, days, heard, kinds, mining, tense, time_zone], ids=lambda m: m.__name__
)
def test_no_pattern_repeats_a_repeat(module: Any) -> None:
    found = [pattern for value in vars(module).values() for pattern in patterns(value)]
    assert found or module is days
    assert [each.pattern for each in found if nested(re._parser.parse(each.pattern, each.flags))] == []  # type: ignore[attr-defined]
