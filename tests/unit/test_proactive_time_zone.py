"""Time zones: read from answers, guessed from what people say, and asked back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.proactive.places import NAME_OF_ZONE, ZONE_OF_PLACE
from policies.proactive.time_zone import by_default, read_zone_answer, stated

NOW = int(datetime(2026, 11, 18, 14, 5, tzinfo=ZoneInfo("Asia/Seoul")).timestamp() * 1000)


@pytest.mark.parametrize("place", ZONE_OF_PLACE)
def test_every_place_of_the_table_is_understood_as_an_answer(place: str) -> None:
    assert read_zone_answer(place) == ZONE_OF_PLACE[place]
    assert ZoneInfo(ZONE_OF_PLACE[place])


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("서울", "Asia/Seoul"),
        ("나 서울 살아", "Asia/Seoul"),
        ("뉴욕이야", "America/New_York"),
        ("저는 런던에 있어요", "Europe/London"),
        ("지금은 도쿄예요", "Asia/Tokyo"),
        ("LA", "America/Los_Angeles"),
        ("I'm in New York", "America/New_York"),
        ("San Francisco, California", "America/Los_Angeles"),
        ("Seoul!", "Asia/Seoul"),
        ("Europe/Paris", "Europe/Paris"),
        ("UTC+9", "Etc/GMT-9"),
        ("utc-5", "Etc/GMT+5"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("UTC+0", "UTC"),
        ("UTC+99", None),
        ("Mars/Base", None),
        ("몰라", None),
        ("why do you ask", None),
        ("", None),
        ("🌍", None),
        ("서울" * 5_000, None),
    ],
)
def test_an_answer_is_read_as_a_zone_or_not_at_all(text: str, zone: str | None) -> None:
    assert read_zone_answer(text) == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("나 지금 뉴욕이야", "America/New_York"),
        ("여기 밤 12시야", "America/New_York"),
        ("여긴 지금 새벽 5시야", "Europe/London"),
        ("it's 9pm here", "America/Los_Angeles"),
        ("it's midnight here", "America/New_York"),
        ("I'm living in Berlin", "Europe/Berlin"),
        ("여기 지금 오후 2시야", "Asia/Seoul"),
    ],
)
def test_what_gives_the_zone_away_is_taken_as_a_guess(text: str, zone: str) -> None:
    guess = stated(text, NOW)
    assert guess is not None
    assert zone in guess.zones


@pytest.mark.parametrize(
    "text",
    [
        "뉴욕 가고 싶다",
        "다음 주에 도쿄로 여행 가",
        "내 친구가 파리에 살아",
        "I love Paris",
        "I want to visit London",
        "what time is it there?",
        "3시에 회의 있어",
        "meeting at 3 here",
        "ㅋㅋ",
        "",
        "여기 " * 5_000,
    ],
)
def test_wishes_trips_and_other_peoples_places_give_nothing_away(text: str) -> None:
    assert stated(text, NOW) is None


def test_without_a_hint_the_operators_zone_is_offered_and_seoul_to_koreans() -> None:
    assert by_default("en", "Europe/Oslo").zones == ("Europe/Oslo",)
    assert by_default("ko", None).zones == ("Asia/Seoul",)
    assert by_default("ko", "Not/AZone").zones == ("Asia/Seoul",)
    assert by_default("en", None).zones == ()


def test_every_zone_of_the_table_has_a_name_in_both_languages() -> None:
    assert all(names["ko"] and names["en"].isascii() for names in NAME_OF_ZONE.values())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.integers(0, 4_000_000_000_000))
def test_any_text_is_read_without_trouble(text: str, now: int) -> None:
    zone, guess = read_zone_answer(text), stated(text, now)
    assert zone is None or ZoneInfo(zone)
    assert guess is None or guess.zones
