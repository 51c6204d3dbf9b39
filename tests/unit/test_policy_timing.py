"""When to answer and how fast the bubbles come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.timing.plan import Bubble, plan_bubbles
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
    bubbles = plan_bubbles(texts, RULES, seed).bubbles
    assert [bubble.text for bubble in bubbles] == texts
    at = RULES.reading_ms
    for bubble in bubbles:
        assert bubble.offset_ms == at + bubble.typing_ms
        at = bubble.offset_ms


@given(TEXTS, SEEDS, st.booleans(), st.booleans())
def test_probabilities_sum_to_one_and_the_chosen_action_is_possible(
    texts: list[str], seed: int, fast: bool, urgent: bool
) -> None:
    plan = plan_bubbles(texts, TimingRules(fast=fast), seed, urgent=urgent)
    assert sum(plan.probabilities.values()) == pytest.approx(1)
    assert plan.probabilities[plan.action] > 0
    assert set(plan.probabilities) == {"reply", "react", "silent"}


@given(TEXTS, SEEDS)
def test_fast_and_urgent_bubbles_come_at_once(texts: list[str], seed: int) -> None:
    at_once = tuple(Bubble(text, 0, 0) for text in texts)
    assert plan_bubbles(texts, FAST, seed).bubbles == at_once
    assert plan_bubbles(texts, RULES, seed, urgent=True).bubbles == at_once


def test_an_urgent_plan_gives_safety_as_its_reason() -> None:
    assert plan_bubbles(["x"], RULES, 1, urgent=True).reason == "safety: at once"


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
