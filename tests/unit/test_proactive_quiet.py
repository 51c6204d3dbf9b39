"""How long somebody wants to be left alone, as they put it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from policies.proactive.local_time import DAY_MS, HOUR_MS, MINUTE_MS, epoch_ms
from policies.proactive.quiet import read_quiet

SEOUL = ZoneInfo("Asia/Seoul")
NOW = epoch_ms(datetime(2026, 9, 26, 22, 15, tzinfo=SEOUL))


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("3h", 3 * HOUR_MS),
        ("2d", 2 * DAY_MS),
        ("30m", 30 * MINUTE_MS),
        ("1.5 hours", 90 * MINUTE_MS),
        ("for two days", 2 * DAY_MS),
        ("An hour", HOUR_MS),
        ("half an hour", 30 * MINUTE_MS),
        ("a week", 7 * DAY_MS),
        ("1d 12h", 36 * HOUR_MS),
        ("1 day and 2 hours", 26 * HOUR_MS),
        ("3시간", 3 * HOUR_MS),
        ("세 시간", 3 * HOUR_MS),
        ("30분만", 30 * MINUTE_MS),
        ("1시간 30분 동안", 90 * MINUTE_MS),
        ("하루", DAY_MS),
        ("이틀", 2 * DAY_MS),
        ("사흘 동안", 3 * DAY_MS),
        ("2일", 2 * DAY_MS),
        ("이틀간", 2 * DAY_MS),
        ("일주일", 7 * DAY_MS),
        ("이 주", 14 * DAY_MS),
        ("한 달", 30 * DAY_MS),
        ("365d", 365 * DAY_MS),
    ],
)
def test_a_length_of_time_is_counted_from_now(text: str, ms: int) -> None:
    assert read_quiet(text, NOW, SEOUL).until == NOW + ms


@pytest.mark.parametrize("text", ["", "  ", "내일까지", "until tomorrow"])
@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_without_a_length_it_is_until_nine_of_the_next_day_where_the_person_is(text: str, zone: str) -> None:
    place = ZoneInfo(zone)
    until = read_quiet(text, NOW, place).until
    assert until is not None
    there = datetime.fromtimestamp(until / 1000, place)
    assert (there.hour, there.minute) == (9, 0)
    assert (there.date() - datetime.fromtimestamp(NOW / 1000, place).date()).days == 1


@pytest.mark.parametrize("text", ["off", "OFF", "해제", "끄기"])
def test_it_can_be_ended(text: str) -> None:
    assert (read_quiet(text, NOW, SEOUL).until, read_quiet(text, NOW, SEOUL).problem) == (None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("soon", "unread"),
        ("-3h", "unread"),
        ("3", "unread"),
        ("3 hamsters", "unread"),
        ("3h please", "unread"),
        ("3시 반", "unread"),
        ("h", "unread"),
        ("⏰", "unread"),
        ("9" * 400, "unread"),
        ("0h", "nothing"),
        ("0.5m", "nothing"),
        ("366d", "too_long"),
        ("99999 weeks", "too_long"),
    ],
)
def test_what_is_no_length_of_time_too_short_or_too_long_is_told_apart(text: str, problem: str) -> None:
    asked = read_quiet(text, NOW, SEOUL)
    assert (asked.until, asked.problem) == (None, problem)
