"""The fixed answer to a crisis."""

from __future__ import annotations

import pytest

from bot.turn.crisis import crisis_answer
from bot.turn.settings import Hotline
from policies.language.speech_level import levels

LINES = {"ko": Hotline("자살예방상담전화", "109"), "en": Hotline("988 Lifeline", "988")}
LEVELS = [("ko", "banmal"), ("ko", "haeyo"), ("ko", "hasipsio"), ("en", "plain"), ("en", "banmal")]


@pytest.mark.parametrize(("language", "level"), LEVELS)
def test_it_names_the_line_of_the_language_and_no_other(language: str, level: str) -> None:
    text = crisis_answer(language, level, LINES)
    other = "en" if language == "ko" else "ko"
    assert LINES[language].name in text
    assert LINES[language].number in text
    assert LINES[other].name not in text


@pytest.mark.parametrize(("language", "level"), LEVELS)
def test_it_says_that_it_is_an_ai_and_asks_whether_the_person_is_alone(language: str, level: str) -> None:
    text = crisis_answer(language, level, LINES)
    assert "AI" in text
    assert text.rstrip().endswith("?")
    assert ("혼자" if language == "ko" else "alone") in text


@pytest.mark.parametrize(("language", "level"), LEVELS)
@pytest.mark.parametrize("lines", [LINES, {}])
def test_it_is_whole_text_in_three_bubbles(language: str, level: str, lines: dict[str, Hotline]) -> None:
    text = crisis_answer(language, level, lines)
    assert "{" not in text
    assert "  " not in text
    assert len(text.split("\n\n")) == 3


@pytest.mark.parametrize(("language", "level"), LEVELS)
def test_without_a_hotline_it_still_sends_the_person_to_people(language: str, level: str) -> None:
    text = crisis_answer(language, level, {})
    assert ("119" in text and "112" in text) if language == "ko" else "emergency number" in text
    assert "사람에게도" in text or "someone near you" in text


def test_it_keeps_the_speech_level() -> None:
    assert levels(crisis_answer("ko", "banmal", LINES)) <= {"banmal", "unknown"}
    for level in ("haeyo", "hasipsio"):
        assert "banmal" not in levels(crisis_answer("ko", level, LINES))


def test_another_language_is_answered_in_english() -> None:
    assert crisis_answer("fr", "plain", LINES).startswith("I can't let that pass by.")
