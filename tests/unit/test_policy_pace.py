"""How fast a channel may be written to: the limits hold whatever comes, and nobody waits longer than they ask."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.pace import NO_LIMITS, Pace
from bot.storage.people import Address
from policies.pace import SECOND_MS, PaceLimits, allowed_at

WANTED = st.lists(st.tuples(st.integers(0, 700), st.integers(1, 4)), max_size=60)  # (ms later, chat)


def to(chat: int, bot: int = 1) -> Address:
    return Address(chat, bot, chat, "telegram", str(chat))


def play(pace: Pace, wanted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Send each as soon as it is wanted and allowed, one after the other; gives (time, chat)."""
    now, sent = 1_790_000_000_000, []
    for later, chat in wanted:
        now = max(now + later, pace.allowed_at(to(chat), now + later))
        pace.sent(to(chat), now)
        sent.append((now, chat))
    return sent


@given(WANTED, st.integers(0, 1500), st.integers(0, 7))
def test_no_second_and_no_chat_gets_more_than_the_limits_allow(
    wanted: Sequence[tuple[int, int]], interval: int, per_second: int
) -> None:
    sent = play(Pace(PaceLimits(interval, per_second)), wanted)
    for at, _ in sent:
        assert not per_second or sum(at <= other < at + SECOND_MS for other, _ in sent) <= per_second
    for chat in {chat for _, chat in sent}:
        times = [at for at, each in sent if each == chat]
        assert all(later - earlier >= interval for earlier, later in pairwise(times))


@given(WANTED)
def test_without_limits_everything_goes_when_it_is_wanted(wanted: Sequence[tuple[int, int]]) -> None:
    sent = play(Pace(NO_LIMITS), wanted)
    steps = [later - earlier for (earlier, _), (later, _) in pairwise(sent)]
    assert steps == [later for later, _ in wanted[1:]]


@pytest.mark.parametrize(
    ("last", "recent", "at"),
    [
        (None, [], 5_000),
        (4_500, [], 5_500),
        (3_000, [], 5_000),
        (None, [4_100, 4_200, 4_300], 5_100),
        (None, [4_100, 4_200], 5_000),
        (4_900, [4_100, 4_200, 4_300], 5_900),
    ],
)
def test_the_earliest_moment_is_the_latest_of_now_the_chats_and_the_bots(
    last: int | None, recent: list[int], at: int
) -> None:
    assert allowed_at(5_000, last, recent, PaceLimits(1_000, 3)) == at


def test_a_high_limit_holds_too() -> None:
    pace, now = Pace(PaceLimits(0, 3_000)), 1_790_000_000_000
    for _ in range(3_000):
        assert pace.allowed_at(to(1), now) == now
        pace.sent(to(1), now)
    assert pace.allowed_at(to(2), now) == now + SECOND_MS


def test_bots_have_limits_of_their_own() -> None:
    pace, now = Pace(PaceLimits(0, 1)), 1_790_000_000_000
    pace.sent(to(1), now)
    assert pace.allowed_at(to(2), now) == now + SECOND_MS
    assert pace.allowed_at(to(3, bot=2), now) == now


def test_a_pause_asked_for_in_one_chat_is_that_chats_own_affair() -> None:
    pace = Pace(NO_LIMITS)
    for at in (1_000, 3_000):
        pace.refused(to(1), at, 60_000)
    assert pace.allowed_at(to(2), 3_000) == 3_000
    assert not pace.paused(to(2), 3_000)


def test_a_pause_asked_for_in_several_chats_holds_for_the_whole_bot_and_nobody_elses() -> None:
    pace = Pace(NO_LIMITS)
    pace.refused(to(1), 1_000, 5_000)
    pace.refused(to(2), 3_000, 4_000)
    assert pace.allowed_at(to(3), 3_500) == 7_000
    assert (pace.paused(to(3), 6_999), pace.paused(to(3), 7_000)) == (True, False)
    assert pace.allowed_at(to(3, bot=2), 3_500) == 3_500


def test_pauses_long_ago_in_other_chats_do_not_add_up() -> None:
    pace = Pace(NO_LIMITS)
    pace.refused(to(1), 1_000, 5_000)
    pace.refused(to(2), 12_000, 5_000)
    assert pace.allowed_at(to(3), 12_000) == 12_000
