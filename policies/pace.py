"""How fast a channel may be written to: when the next message to a chat is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SECOND_MS = 1000


@dataclass(frozen=True)
class PaceLimits:
    """Limits of one bot. 0 switches one off."""

    chat_interval_ms: int = 1000
    per_second: int = 30


def allowed_at(now: int, last_in_chat: int | None, recent: Sequence[int], limits: PaceLimits) -> int:
    """The earliest time (ms) at which the next message may go, not before `now`.

    `recent`: times of this bot's latest messages, oldest first; at least the last `per_second` of them. Times ahead of
    `now` were taken by a clock that was set back since.
    """
    chat_free = now if last_in_chat is None else min(last_in_chat, now) + limits.chat_interval_ms
    full = limits.per_second and len(recent) >= limits.per_second
    bot_free = min(recent[-limits.per_second], now) + SECOND_MS if full else now
    return max(now, chat_free, bot_free)
