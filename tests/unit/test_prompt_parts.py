"""The sections' pieces, built from persona, talk, facts and moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.prompt.parts import (
    Line,
    LocalTime,
    earlier_section,
    examples_section,
    facts_section,
    history_section,
    message_section,
    moment_section,
    persona_section,
    safety_section,
)
from bot.prompt.wording import WORDING
from memory.facts import NAME, REMEMBERED, SELF, Fact

BOM = PersonaShelf([SHIPPED]).get("bom")
NOW = LocalTime("3월 5일", "목요일", "오후 3시", "15:00")
CHATTY = st.text("가나다 ab.?!\n", max_size=600)


def joined(text: str) -> str:
    return "".join(piece.text for piece in message_section([Line(1, "person", text)]).pieces)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_safety_comes_in_the_talks_language_and_says_ai(language: str) -> None:
    (piece,) = safety_section(language).pieces
    assert piece.text == WORDING[language]["safety"]
    assert "AI" in piece.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_persona_is_one_piece_with_who_style_and_boundaries(language: str) -> None:
    (piece,) = persona_section(BOM, language, "banmal").pieces
    for part in (BOM.who(language), BOM.voice(language).style, *(f"- {line}" for line in BOM.boundaries(language))):
        assert part in piece.text


def test_the_speech_level_of_the_relationship_stands_in_the_korean_prompt_only() -> None:
    polite = persona_section(BOM, "ko", "haeyo").pieces[0].text
    assert "말의 높임: 해요체" in polite
    assert persona_section(BOM, "ko", "banmal").pieces[0].text != polite
    assert persona_section(BOM, "en", "haeyo") == persona_section(BOM, "en", "plain")


def test_examples_are_one_piece_for_each_exchange_with_both_names() -> None:
    pieces = examples_section(BOM, "ko").pieces
    assert len(pieces) == len(BOM.examples("ko")) > 0
    first = BOM.examples("ko")[0]
    assert pieces[0].text == f"상대: {first.person}\n{BOM.name('ko')}: {first.persona}"


def test_history_is_newest_first_with_roles_and_sources() -> None:
    pieces = history_section([Line(1, "person", "a"), Line(2, "persona", "b")]).pieces
    assert [(piece.text, piece.role, piece.sources) for piece in pieces] == [
        ("b", "assistant", (2,)),
        ("a", "user", (1,)),
    ]


def test_earlier_is_an_extract_of_the_persons_own_words_newest_first() -> None:
    lines = [
        Line(1, "person", "나 이사했어"),
        Line(2, "persona", "축하해"),
        Line(3, "person", "ㅋ"),
        Line(4, "person", "x" * 500),
    ]
    pieces = earlier_section(lines).pieces
    assert [piece.text for piece in pieces] == ["- " + "x" * 120, "- 나 이사했어"]
    assert [piece.sources for piece in pieces] == [(4,), (1,)]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ko", ["- 이름: 지수", "- 기억해 달라고 한 것: 땅콩 알레르기"]),
        ("en", ["- name: 지수", "- asked to remember: 땅콩 알레르기"]),
    ],
)
def test_facts_are_told_in_the_talks_language_with_their_sources(language: str, lines: list[str]) -> None:
    facts = [Fact(1, SELF, NAME, "지수", 0, 1, 1, (4,)), Fact(2, SELF, REMEMBERED, "땅콩 알레르기", 0, 1, 1, (5, 6))]
    pieces = facts_section(facts, language).pieces
    assert [piece.text for piece in pieces] == lines
    assert [piece.sources for piece in pieces] == [(4,), (5, 6)]


def test_braces_in_a_persons_words_are_kept_as_they_are() -> None:
    (piece,) = facts_section([Fact(1, SELF, REMEMBERED, "{value} {0} {name}", 0, 1, 1, ())], "en").pieces
    assert piece.text == "- asked to remember: {value} {0} {name}"


def test_the_moment_tells_day_time_and_what_the_persona_is_doing() -> None:
    (piece,) = moment_section(BOM, "ko", NOW).pieces
    hours = BOM.hours("15:00")
    assert all(part in piece.text for part in ("3월 5일", "목요일", "오후 3시"))
    assert hours is None or (hours.says("ko") or "") in piece.text


def test_a_persona_without_a_rhythm_has_the_time_alone() -> None:
    plain = type(BOM)(BOM.key, BOM.file.model_copy(update={"rhythm": []}), BOM.answers)
    assert moment_section(plain, "ko", NOW).pieces[0].text == "지금: 3월 5일 목요일 오후 3시."


@given(st.lists(CHATTY, min_size=1, max_size=4))
def test_no_character_of_a_message_is_lost_and_every_piece_knows_its_message(texts: list[str]) -> None:
    pieces = message_section([Line(number, "person", text) for number, text in enumerate(texts)]).pieces
    assert "".join(piece.text for piece in pieces) == "".join(f"{text}\n" for text in texts)
    for number, text in enumerate(texts):
        assert "".join(piece.text for piece in pieces if piece.sources == (number,)) == f"{text}\n"


@given(CHATTY)
def test_no_piece_of_a_message_is_longer_than_160_characters_and_its_line_break(text: str) -> None:
    assert all(len(piece.text) <= 161 for piece in message_section([Line(1, "person", text)]).pieces)


def test_a_message_is_cut_by_sentence() -> None:
    pieces = message_section([Line(1, "person", "안녕. 오늘 시험 망했어. 어떡해?")]).pieces
    assert [piece.text for piece in pieces] == ["안녕. ", "오늘 시험 망했어. ", "어떡해?\n"]


def test_a_message_without_a_single_stop_still_keeps_its_beginning() -> None:
    endless = "그래서 나는 말이야 " * 500
    pieces = message_section([Line(1, "person", endless)]).pieces
    assert len(pieces) > 20
    assert all(piece.text.endswith(" ") for piece in pieces[:-1])
    assert joined("a" * 5000) == "a" * 5000 + "\n"
