"""How what was said is read: safety, language, what is learned, local time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.persona.persona import Persona
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.turn.given import Bounds, Given, Message, State, Update
from bot.turn.reading import TOPIC_RESTS_MS, day_start_ms, in_words, known_slots, local_time, read
from bot.turn.settings import TurnSettings
from memory.fact_ranking import Recalled
from memory.facts import NAME, REMEMBERED, SELF, Fact

BOM = PersonaShelf([SHIPPED]).get("bom")
NOW = int(datetime(2026, 3, 5, 6, 5, tzinfo=UTC).timestamp() * 1000)  # Thursday, 15:05 in Seoul
STATE = State(None, None, "unknown", "stranger", None, 0, None, None, None, None, 0, {})
# Zones that move their clocks at midnight, by half an hour, or across the date line, beside ordinary ones.
ZONES = [
    "Asia/Seoul",
    "America/New_York",
    "America/Havana",
    "Asia/Beirut",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
]


def given_turn(*texts: str, state: State = STATE, persona: Persona = BOM, language: str = "ko") -> Given:
    updates = tuple(
        Update(n, n, Message(n, "person", "text", text, NOW), NOW, 900, "") for n, text in enumerate(texts, 1)
    )
    settings = TurnSettings(language=language)
    return Given(1, 2, 3, 1, "a", NOW, 7, updates, (), (), state, Bounds(1, 0, 0), {}, persona, settings)


def only(language: str) -> Persona:
    return Persona(BOM.key, BOM.file.model_copy(update={"languages": [language]}), BOM.answers)


def recalled(id: int, attribute: str, value: str) -> Recalled:
    return Recalled(Fact(id, SELF, attribute, value, 0, 1, 1, (id,)), 1.0, True, "")


def slots(*texts: str, state: State = STATE, known: tuple[Recalled, ...] = ()) -> dict[str, str]:
    turn = given_turn(*texts, state=state)
    return dict(known_slots(turn, read(turn), known))


def test_merged_messages_are_read_as_one_text_in_order() -> None:
    assert read(given_turn("안녕", "나 오늘", "시험 망했어")).text == "안녕\n나 오늘\n시험 망했어"


@pytest.mark.parametrize("texts", [("죽고 싶어",), ("안녕", "오늘", "죽고 싶어"), ("I want to kill myself",)])
def test_a_crisis_is_seen_in_any_of_the_merged_messages_and_either_language(texts: tuple[str, ...]) -> None:
    assert read(given_turn(*texts)).safety.category == "crisis"


def test_the_reply_comes_in_the_messages_language() -> None:
    assert read(given_turn("오늘 뭐 했어?")).language == "ko"
    assert read(given_turn("what did you do today?")).language == "en"


@pytest.mark.parametrize(
    ("persons", "operators", "expected"),
    [("en", "ko", "en"), (None, "en", "en"), ("fr", "en", "en"), ("fr", "de", "ko")],
)
def test_without_words_the_persons_language_counts_then_the_operators_then_the_personas(
    persons: str | None, operators: str, expected: str
) -> None:
    turn = given_turn("😀", state=replace(STATE, language=persons), language=operators)
    assert read(turn).language == expected


def test_a_persona_answers_in_a_language_it_speaks() -> None:
    assert read(given_turn("what's up?", persona=only("ko"))).language == "ko"
    assert read(given_turn("뭐 해?", persona=only("en"))).language == "en"


def test_the_speech_level_is_the_relationships_or_else_the_personas_own() -> None:
    assert read(given_turn("안녕")).speech_level == BOM.voice("ko").speech_level
    assert read(given_turn("안녕", state=replace(STATE, speech_level="hasipsio"))).speech_level == "hasipsio"


def test_what_is_learned_names_its_message() -> None:
    (fact,) = read(given_turn("안녕", "나는 지수야")).learned
    assert (fact.attribute, fact.value, fact.sources) == (NAME, "지수", (2,))


def test_nothing_is_learned_without_consent_to_memory() -> None:
    assert read(given_turn("나는 지수야", state=replace(STATE, consent={"memory": False}))).learned == ()
    assert read(given_turn("나는 지수야", state=replace(STATE, consent={"memory": True}))).learned != ()


def test_the_time_is_the_persons_own_or_else_the_operators() -> None:
    assert read(given_turn("안녕")).local.isoformat() == "2026-03-05T15:05:00+09:00"
    abroad = read(given_turn("안녕", state=replace(STATE, time_zone="America/New_York")))
    assert (abroad.local.isoformat(), abroad.part_of_day) == ("2026-03-05T01:05:00-05:00", "night")


@pytest.mark.parametrize(
    "zone", ["", "Asia", "Asia/", "../etc/passwd", "/etc/passwd", "Nowhere/Here", "a" * 300, "x\x00"]
)
def test_an_unknown_zone_reads_as_utc(zone: str) -> None:
    assert local_time(NOW, zone) == datetime(2026, 3, 5, 6, 5, tzinfo=UTC)
    assert local_time(NOW, zone).utcoffset() == timedelta(0)


@given(st.integers(946_684_800_000, 4_000_000_000_000), st.sampled_from(ZONES))
def test_the_day_began_before_now_at_most_25_hours_ago_and_on_the_same_date(now: int, zone: str) -> None:
    local = local_time(now, zone)
    start = day_start_ms(local)
    assert now - 25 * 3_600_000 <= start <= now
    assert local_time(start, zone).date() == local.date()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ("3월 5일", "목요일", "오후 3시 5분", "15:05")), ("en", ("March 5", "Thursday", "3:05 pm", "15:05"))],
)
def test_the_local_time_is_told_in_words(language: str, words: tuple[str, ...]) -> None:
    told = in_words(local_time(NOW, "Asia/Seoul"), language)
    assert (told.date, told.weekday, told.time, told.clock) == words


def test_the_clock_is_always_known_and_nothing_else_of_a_stranger() -> None:
    assert slots("안녕") == {"part_of_day": "낮", "weekday": "목요일", "time": "오후 3시 5분", "date": "3월 5일"}


def test_a_known_person_is_called_by_the_given_name() -> None:
    assert slots("안녕", known=(recalled(1, NAME, "김지수"),))["name"] == "지수"


def test_what_was_just_said_counts_before_what_was_stored_and_the_newest_before_the_oldest() -> None:
    stored = (recalled(2, NAME, "민준"), recalled(1, NAME, "서연"), recalled(3, REMEMBERED, "요가"))
    assert slots("안녕", known=stored)["name"] == "민준"
    assert slots("안녕", known=stored)["memory"] == "요가"
    assert slots("나는 지수야", "아니 나는 하은이야", known=stored)["name"] != "민준"
    assert slots("나는 지수야", "나는 하은이야", known=stored)["name"] == "하은"


@pytest.mark.parametrize(("ago", "rested"), [(TOPIC_RESTS_MS, True), (TOPIC_RESTS_MS - 1, False)])
def test_a_topic_comes_back_once_it_has_rested(ago: int, rested: bool) -> None:
    known = slots("안녕", state=replace(STATE, topic="시험", topic_at=NOW - ago))
    assert known.get("topic") == ("시험" if rested else None)


@given(st.text(max_size=60))
def test_the_same_turn_is_always_read_the_same_way(text: str) -> None:
    turn = given_turn(text)
    assert read(turn) == read(turn)
