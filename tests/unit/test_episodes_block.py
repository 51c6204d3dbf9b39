"""The recalled block: exact to the character, readable, and never beyond its budget."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from memory.episodes.block import fill, render, tokens_of
from memory.episodes.found import Found
from memory.episodes.line import Line
from memory.episodes.passages import passages

DAYS = ("8 May, 2023", "9 May, 2023", "2026년 5월 9일")


def found(text: str, at: int = 1, score: float = 0.5, day: str = DAYS[0], speaker: str = "Jisu") -> list[Found]:
    return [Found(part, score) for part in passages(Line(at, 1, speaker, text, day, at))]


def test_lines_stand_by_day_in_order_of_time_with_their_speakers() -> None:
    some = [*found("later", 9, day=DAYS[1]), *found("first", 1), *found("안녕\n하세요", 2, speaker="하루")]
    block = fill(some, 100)
    assert block.text == "[8 May, 2023]\nJisu: first\n하루: 안녕 하세요\n[9 May, 2023]\nJisu: later"
    assert block.message_ids == (1, 2, 9)
    assert block.tokens == math.ceil(len(block.text) / 4)


def test_parts_of_a_message_are_joined_and_what_is_missing_between_them_is_marked() -> None:
    parts = passages(Line(1, 1, "Jisu", "One sentence of many words. " * 60, DAYS[0], 1))
    assert len(parts) > 2
    whole = render(parts)
    assert " ".join(("One sentence of many words. " * 60).split()) in whole
    assert "…" not in whole
    assert " … " in render([parts[0], parts[2]])


def test_a_caption_stands_with_its_line() -> None:
    line = Line(1, 1, "Jisu", "look", DAYS[0], 1, caption="a turtle")
    assert render(passages(line)) == "[8 May, 2023]\nJisu: look [shares a turtle]"


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8"), max_size=1500), st.floats(0, 1), st.sampled_from(DAYS)),
        max_size=12,
    ),
    st.integers(0, 400),
)
def test_a_block_never_costs_more_than_its_budget(lines: list[tuple[str, float, str]], tokens: int) -> None:
    some = [each for at, (text, score, day) in enumerate(lines) for each in found(text, at, score, day)]
    block = fill(some, tokens)
    assert block.tokens <= tokens
    assert all(each.passage.text in block.text for each in block.found)
    assert block.text == render(each.passage for each in block.found)


def test_the_budget_is_used_to_its_last_character() -> None:
    text = "x" * 20
    cost = tokens_of(f"[{DAYS[0]}]\nJisu: {text}")
    assert fill(found(text), cost).message_ids == (1,)
    assert fill(found(text), cost - 1).text == ""


def test_what_does_not_fit_is_skipped_and_the_next_still_delivered() -> None:
    block = fill([*found("long " * 100, 1, 0.9), *found("short", 2, 0.1)], 20)
    assert block.message_ids == (2,)


def test_of_two_equally_likely_lines_the_shorter_comes_first() -> None:
    block = fill([*found("long " * 10, 1), *found("short", 2)], 12)
    assert block.message_ids == (2,)


def test_nothing_found_is_an_empty_block() -> None:
    assert fill([], 512).text == ""
    assert fill([], 512).tokens == 0
