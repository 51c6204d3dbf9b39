"""What a terminal says when the answer comes later."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.channels.terminal.waiting import told_put_off
from bot.turn.decisions import DecisionRecord
from policies.timing.rules import State


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", get_args(State))
def test_every_state_is_told_with_a_clock_time_and_the_way_out(state: str, language: str) -> None:
    decision = DecisionRecord(0, "later", "asleep", {"later": 1.0}, ("later",), 0.0, 3_600_000, state, 1)
    told = told_put_off("봄", decision, language)
    assert "봄" in told
    assert ":00" in told
    assert "/why" in told
    assert "{" not in told
