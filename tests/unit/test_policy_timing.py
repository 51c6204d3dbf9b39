"""When to answer and how fast the bubbles come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.timing.plan import Bubble, Pace, plan_bubbles
from policies.timing.rules import TimingRules
from policies.timing.typing import typing_ms
from policies.timing.waiting import Wait, end_of_turn_wait

RULES = TimingRules()
FAST = TimingRules(fast=True)
UNBOUNDED = TimingRules(least_typing_ms=0, most_typing_ms=10**9)
SEEDS = st.integers(0, 2**63 - 1)
TEXTS = st.lists(st.text(max_size=60), max_size=6)


@pytest.mark.parametrize("text", ["나 오늘 시험 망했어.", "뭐 해?", "hello!", "ㅋㅋㅋ", "I had a long day.", "네"])
def test_a_finished_message_waits_briefly(text: str) -> None:
    assert end_of_turn_wait(text, RULES) == Wait(RULES.finished_wait_ms, "the message looks finished")


@pytest.mark.parametrize("text", ["근데", "오늘 회사에서 팀장님이랑 얘기했는데", "and then,", "나 오늘 친구를"])
def test_an_unfinished_message_waits_longer(text: str) -> None:
    assert end_of_turn_wait(text, RULES) == Wait(RULES.unfinished_wait_ms, "the message looks unfinished")


@given(st.text(max_size=60))
def test_fast_never_waits(text: str) -> None:
    assert end_of_turn_wait(text, FAST) == Wait(0, "fast: no wait")


@given(st.text(max_size=60), st.booleans())
def test_urgent_never_waits_and_says_why(text: str, fast: bool) -> None:
    assert end_of_turn_wait(text, TimingRules(fast=fast), urgent=True) == Wait(0, "safety: no wait")


@given(TEXTS, SEEDS)
def test_bubbles_keep_their_order_and_each_is_typed_after_the_one_before(texts: list[str], seed: int) -> None:
    bubbles = plan_bubbles(texts, RULES, seed)
    at = RULES.reading_ms
    for bubble in bubbles:
        assert bubble.offset_ms == at + bubble.typing_ms
        at = bubble.offset_ms + RULES.pause_ms


@given(TEXTS, SEEDS)
def test_nothing_but_white_space_between_bubbles_is_lost_and_there_are_no_more_than_allowed(
    texts: list[str], seed: int
) -> None:
    bubbles = plan_bubbles(texts, RULES, seed)
    assert "".join("".join(bubble.text for bubble in bubbles).split()) == "".join("".join(texts).split())
    assert len(bubbles) <= max(RULES.most_bubbles, len(texts))


@given(TEXTS, SEEDS)
def test_fast_and_urgent_bubbles_come_at_once_and_whole(texts: list[str], seed: int) -> None:
    at_once = tuple(Bubble(text, 0, 0) for text in texts)
    assert plan_bubbles(texts, FAST, seed) == at_once
    assert plan_bubbles(texts, RULES, seed, Pace(urgent=True)) == at_once


def test_a_long_message_is_read_before_anything_is_typed_and_a_held_answer_waits() -> None:
    rules = TimingRules(read_jamo_ms=10, most_reading_ms=100_000)
    (quick,) = plan_bubbles(["응"], rules, 1, Pace(heard="응?"))
    (slow,) = plan_bubbles(["응"], rules, 1, Pace(heard="오늘 회사에서 있었던 일인데 들어 봐. " * 5))
    (held,) = plan_bubbles(["응"], rules, 1, Pace(heard="응?", held_ms=60_000))
    assert slow.offset_ms - quick.offset_ms > 1_000
    assert held.offset_ms - quick.offset_ms == 60_000
    assert quick.typing_ms == slow.typing_ms == held.typing_ms


@given(TEXTS, SEEDS)
def test_the_same_seed_plans_the_same(texts: list[str], seed: int) -> None:
    assert plan_bubbles(texts, RULES, seed) == plan_bubbles(texts, RULES, seed)


def test_another_seed_types_differently() -> None:
    assert len({typing_ms("오늘 하루는 어땠어?", RULES, seed, 0) for seed in range(20)}) > 10


@given(st.text(max_size=300), SEEDS, st.integers(0, 5))
def test_typing_stays_within_its_bounds(text: str, seed: int, index: int) -> None:
    assert RULES.least_typing_ms <= typing_ms(text, RULES, seed, index) <= RULES.most_typing_ms


@given(SEEDS)
def test_hangul_is_typed_letter_by_letter(seed: int) -> None:
    rules = replace(UNBOUNDED, jamo_ms=100, char_ms=0)
    assert 255 <= typing_ms("각", rules, seed, 0) <= 345
    assert 170 <= typing_ms("가", rules, seed, 0) <= 230
    assert 85 <= typing_ms("ㅋ", rules, seed, 0) <= 115
    assert typing_ms("abc 1!", rules, seed, 0) == 0


@given(SEEDS)
def test_other_characters_cost_one_stroke_each(seed: int) -> None:
    rules = replace(UNBOUNDED, jamo_ms=0, char_ms=100)
    assert 510 <= typing_ms("hi you", rules, seed, 0) <= 690
    assert typing_ms("각", rules, seed, 0) == 0


@given(st.text(max_size=40), st.text(min_size=1, max_size=40), SEEDS)
def test_more_text_never_takes_less_time(text: str, more: str, seed: int) -> None:
    assert typing_ms(text + more, UNBOUNDED, seed, 0) >= typing_ms(text, UNBOUNDED, seed, 0)
