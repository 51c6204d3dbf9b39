"""Which messages of the talk stay in the prompt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.history import Eviction, Strategy, evict

STRATEGIES: tuple[Strategy, ...] = ("last_window", "chunked", "summary")
TALK = st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=60)


@given(TALK, st.integers(0, 1500), st.sampled_from(STRATEGIES))
def test_what_is_kept_fits_and_is_told_truthfully(talk: list[tuple[int, bool]], limit: int, strategy: Strategy) -> None:
    sizes, starts = [size for size, _ in talk], [start for _, start in talk]
    eviction = evict(sizes, starts, limit, strategy)
    assert eviction.tokens == sum(sizes[eviction.keep_from :]) <= limit
    assert 0 <= eviction.keep_from <= len(sizes)


@given(TALK, st.integers(0, 1500), st.sampled_from(STRATEGIES))
def test_after_an_eviction_the_first_kept_message_is_the_persons(
    talk: list[tuple[int, bool]], limit: int, strategy: Strategy
) -> None:
    starts = [start for _, start in talk]
    keep_from = evict([size for size, _ in talk], starts, limit, strategy).keep_from
    assert keep_from == 0 or keep_from == len(starts) or starts[keep_from]


@given(TALK, st.sampled_from(STRATEGIES))
def test_nothing_is_evicted_while_everything_fits(talk: list[tuple[int, bool]], strategy: Strategy) -> None:
    sizes = [size for size, _ in talk]
    assert evict(sizes, [start for _, start in talk], sum(sizes), strategy).keep_from == 0


@given(TALK, st.integers(0, 1500))
def test_a_sliding_window_keeps_as_many_messages_as_fit(talk: list[tuple[int, bool]], limit: int) -> None:
    sizes = [size for size, _ in talk]
    keep_from = evict(sizes, [True] * len(sizes), limit, "last_window").keep_from
    assert keep_from == 0 or sum(sizes[keep_from - 1 :]) > limit


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("last_window", Eviction(1, 90, "last_window: 100 tokens over 95, kept 90 from message 1")),
        ("chunked", Eviction(6, 40, "chunked: 100 tokens over 95, kept 40 from message 6")),
        ("summary", Eviction(6, 40, "summary: 100 tokens over 95, kept 40 from message 6")),
    ],
)
def test_each_strategy_keeps_its_share(strategy: Strategy, expected: Eviction) -> None:
    assert evict([10] * 10, [True] * 10, 95, strategy) == expected


def test_the_reason_for_keeping_all_is_that_it_fits() -> None:
    assert evict([10, 20], [True, False], 30) == Eviction(0, 30, "30 tokens fit into 30")


def test_an_answer_whose_question_went_goes_too() -> None:
    starts = [True, False, True, False]
    assert evict([10, 10, 10, 10], starts, 35, "last_window").keep_from == 2


def test_a_newest_message_beyond_the_limit_leaves_nothing() -> None:
    assert evict([10, 500], [True, True], 100, "last_window") == Eviction(
        2, 0, "last_window: 510 tokens over 100, kept 0 from message 2"
    )


def changes_of_the_front(strategy: Strategy, turns: int, sizes: Sequence[int]) -> int:
    """How often the first kept message changes when the kept messages are what the next turn begins with."""
    kept: list[tuple[int, int, bool]] = []
    changes, number = 0, 0
    for turn in range(turns):
        for is_person in (True, False):
            kept.append((number, sizes[(2 * turn + (not is_person)) % len(sizes)], is_person))
            number += 1
        first = kept[0][0]
        eviction = evict([size for _, size, _ in kept], [start for *_, start in kept], 1000, strategy)
        kept = kept[eviction.keep_from :]
        changes += kept[0][0] != first
    return changes


def test_a_chunked_history_keeps_a_stable_front_where_a_sliding_window_moves_with_every_turn() -> None:
    sizes = [20, 45, 35, 60, 15, 50]
    sliding, chunked = (changes_of_the_front(strategy, 200, sizes) for strategy in ("last_window", "chunked"))
    assert sliding > 150
    assert chunked < 40
    assert chunked * 5 < sliding
