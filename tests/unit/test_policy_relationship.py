"""The stages of an acquaintance."""

from __future__ import annotations

from policies.relationship import STAGES, stage


def test_the_stage_grows_with_the_number_of_turns() -> None:
    for least, name in STAGES:
        assert stage(least) == name
    assert stage(STAGES[1][0] - 1) == STAGES[0][1]
