"""Which approved reply a person gets."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from policies.answers import Choice, asks_back, choose_reply

SEEDS = st.integers(0, 2**63 - 1)
IDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)
HEARD = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 100))


@given(IDS, HEARD, st.integers(0, 80), SEEDS)
def test_no_reply_within_the_window_while_another_is_left(
    ids: list[str], heard: dict[str, int], window: int, seed: int
) -> None:
    index = choose_reply(ids, heard, window, seed).index
    fresh = [each for each in ids if each not in heard]
    if fresh:
        assert index is not None
        assert ids[index] in fresh
    elif index is not None:
        assert heard[ids[index]] == max(heard[each] for each in ids) >= window
    else:
        assert all(heard[each] < window for each in ids)


@given(IDS, HEARD, st.integers(0, 80), SEEDS)
def test_the_same_seed_chooses_the_same(ids: list[str], heard: dict[str, int], window: int, seed: int) -> None:
    assert choose_reply(ids, heard, window, seed) == choose_reply(ids, heard, window, seed)


def test_unheard_replies_come_about_equally_often() -> None:
    counts = Counter(choose_reply(["a", "b", "c", "d"], {"a": 99}, 10, seed).index for seed in range(3000))
    assert set(counts) == {1, 2, 3}
    assert all(count > 850 for count in counts.values())


def test_the_reason_says_how_many_were_left() -> None:
    assert choose_reply(["a", "b"], {"a": 3}, 5, 1) == Choice(1, "1 of 2 not heard yet")


def test_the_one_heard_longest_ago_comes_again_once_the_window_has_passed() -> None:
    assert choose_reply(["a", "b"], {"a": 9, "b": 30}, 30, 1) == Choice(1, "all heard, this one 30 replies ago")
    assert choose_reply(["a", "b"], {"a": 9, "b": 29}, 30, 1) == Choice(None, "all 2 heard within the last 30 replies")


def test_no_reply_at_all_is_told_apart_from_all_heard() -> None:
    assert choose_reply([], {}, 10, 1) == Choice(None, "no reply fits what is known")


@given(SEEDS, st.floats(0, 1))
def test_it_never_asks_back_twice_running(seed: int, share: float) -> None:
    assert not asks_back(seed, share, just_asked=True)


@given(SEEDS)
def test_a_share_of_none_or_all_is_kept_to(seed: int) -> None:
    assert not asks_back(seed, 0.0, just_asked=False)
    assert asks_back(seed, 1.0, just_asked=False)


def test_it_asks_back_for_about_the_share_of_turns() -> None:
    asked = sum(asks_back(seed, 0.35, just_asked=False) for seed in range(5000))
    assert 1600 < asked < 1900
