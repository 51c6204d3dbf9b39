"""The notice that this is an AI: the persona chooses the words, not whether they are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.persona.persona import Persona
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.turn.disclosure import disclose

BOM = PersonaShelf([SHIPPED]).get("bom")
DAY = 86_400_000
NOON = 20_000 * DAY + DAY // 2
MIDNIGHT = 20_000 * DAY


def saying(*lines: str, language: str = "ko") -> Persona:
    """Bom with these lines of disclosure and no others."""
    held = BOM.file.lines.model_copy(update={"disclosure": {language: list(lines)}})
    return Persona(BOM.key, BOM.file.model_copy(update={"lines": held}), BOM.answers)


def said(persona: Persona, language: str = "ko", seed: int = 1) -> str | None:
    return disclose(persona, language, None, NOON, MIDNIGHT, seed).text


@pytest.mark.parametrize(
    "line",
    [
        "난 AI야, 반가워",
        "나는 사람이 아니라 AI야",
        "저는 인공지능이에요",
        "참, 난 AI라서 밥은 못 먹어",
        "I'm an AI, not a human.",
        "just so you know, i'm an ai",
        "I'm an artificial intelligence",
    ],
)
def test_a_line_that_says_it_plainly_is_said(line: str) -> None:
    assert said(saying(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        "안녕, 나는 봄이야",
        "난 그냥 네 친구야",
        "나는 사람이야",
        "나는 Kai야, 반가워",
        "KAI는 네 친구야",
        "나는 AI가 아니야",
        "난 AI 아니고 사람이야",
        "나는 AI가 아닌 진짜 사람이야",
        "저는 인공지능이 아닙니다",
        "I'm not an AI",
        "I'm not AI, I'm real",
        "I am not artificial intelligence",
        "I'm maintained with love",
    ],
)
def test_a_persona_that_does_not_say_it_is_overruled(line: str) -> None:
    assert said(saying(line)) == "시작하기 전에, 저는 사람이 아니라 AI예요."
    assert said(saying(line, language="en"), "en") == "Before we start: I'm an AI, not a human."


def test_lines_that_do_not_say_it_are_left_out_beside_those_that_do() -> None:
    persona = saying("안녕, 나는 봄이야", "난 AI야", "나는 AI가 아니야")
    assert {said(persona, seed=seed) for seed in range(50)} == {"난 AI야"}


def test_all_plain_lines_have_their_turn() -> None:
    persona = saying("난 AI야", "나 인공지능이야")
    assert {said(persona, seed=seed) for seed in range(50)} == {"난 AI야", "나 인공지능이야"}


def test_a_persona_without_a_line_in_the_language_still_discloses() -> None:
    assert said(saying("난 AI야"), "en") == "Before we start: I'm an AI, not a human."


@pytest.mark.parametrize(
    ("disclosed_at", "due"), [(None, True), (MIDNIGHT - 1, True), (MIDNIGHT, False), (NOON - 1, False)]
)
def test_it_is_said_once_a_day(disclosed_at: int | None, due: bool) -> None:
    disclosure = disclose(BOM, "ko", disclosed_at, NOON, MIDNIGHT, 1)
    assert (disclosure.text is not None) == due
    assert (disclosure.reply_id is not None) == due
    assert disclosure.reason


@given(st.integers(0, 2**63 - 1), st.sampled_from(["ko", "en"]))
def test_the_same_seed_says_the_same_under_the_same_id(seed: int, language: str) -> None:
    one, other = (disclose(BOM, language, None, NOON, MIDNIGHT, seed) for _ in range(2))
    assert one == other
    assert one.text is not None
    assert len(one.reply_id or "") == 16


@pytest.mark.parametrize("key", ["bom", "wren"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_shipped_personas_say_it_in_their_own_words(key: str, language: str) -> None:
    persona = PersonaShelf([SHIPPED]).get(key)
    for seed in range(20):
        assert said(persona, language, seed) in persona.disclosures(language)
