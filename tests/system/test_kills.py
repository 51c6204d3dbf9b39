"""Real processes killed at random moments: nothing is lost, nothing answered twice, the order is kept."""

from __future__ import annotations

import pytest

from benchmarks.kill import measured

pytestmark = pytest.mark.loopback
KILLS, SEED = 12, 20261122


@pytest.mark.parametrize("db", ["sqlite", "postgres"])
def test_twelve_kills_cost_at_most_bubbles_said_twice(db: str) -> None:
    """Each kill can hit one bubble between Telegram's taking it and our knowing that."""
    verdict = measured(db, KILLS, SEED)
    assert verdict.clean, verdict
    assert verdict.messages > KILLS
    assert verdict.duplicate_sends <= KILLS
