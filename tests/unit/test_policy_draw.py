"""Reproducible draws."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.draw import pick, uniform

SEEDS = st.integers(-(2**70), 2**70)
LABELS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(SEEDS, LABELS)
def test_a_draw_lies_in_the_half_open_unit_interval(seed: int, label: str) -> None:
    assert 0 <= uniform(seed, label) < 1


@given(SEEDS, LABELS)
def test_the_same_seed_and_label_give_the_same_number(seed: int, label: str) -> None:
    assert uniform(seed, label) == uniform(seed, label)


def test_a_known_draw_stays_as_it_is_so_that_old_turns_replay() -> None:
    assert uniform(7, "reply") == 0.1774940718034559


def test_another_seed_or_label_gives_another_number() -> None:
    draws = {uniform(seed, label) for seed in range(50) for label in ("reply", "ask", "typing:0", "typing:1")}
    assert len(draws) == 200


@pytest.mark.parametrize("by_seed", [True, False])
def test_draws_are_roughly_uniform_over_seeds_and_over_labels(by_seed: bool) -> None:
    draws = [uniform(i, "x") if by_seed else uniform(1, f"x{i}") for i in range(20_000)]
    tenths = Counter(int(draw * 10) for draw in draws)
    assert set(tenths) == set(range(10))
    assert all(1800 < count < 2200 for count in tenths.values())
    assert sum(draws) / len(draws) == pytest.approx(0.5, abs=0.01)


@given(st.lists(st.integers(), min_size=1, max_size=20), SEEDS, LABELS)
def test_a_pick_is_one_of_the_items(items: list[int], seed: int, label: str) -> None:
    assert pick(items, seed, label) in items


def test_picks_reach_every_item_about_equally() -> None:
    counts = Counter(pick("abcd", seed, "which") for seed in range(4000))
    assert all(900 < counts[item] < 1100 for item in "abcd")


def test_nothing_can_be_picked_from_nothing() -> None:
    with pytest.raises(IndexError):
        pick([], 1, "x")
