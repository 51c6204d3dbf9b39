"""Ten thousand generated chats on a virtual clock."""

from __future__ import annotations

from tests.simulated_chats import broken_in


def test_ten_thousand_generated_chats_break_no_invariant() -> None:
    assert broken_in(range(10_000)) == {}
