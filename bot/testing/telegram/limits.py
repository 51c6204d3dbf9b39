"""How fast a bot may send. Telegram publishes rules of thumb; these are those, off until switched on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from bot.testing.telegram.refused import too_many


@dataclass(frozen=True)
class Rule:
    """At most `count` messages in any `window_ms`."""

    count: int
    window_ms: int


# One a second in a chat, with short bursts: five in five seconds.
_CHAT = Rule(5, 5_000)
_GROUP = Rule(20, 60_000)
_BOT = Rule(30, 1_000)


@dataclass
class Limits:
    """Sliding windows per chat, group and bot."""

    on: bool = False
    _sent: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))

    def spend(self, bot: int, chat: int, *, group: bool, now: int) -> None:
        """Count one message.

        Raises:
            Refused: 429 with the seconds to wait; the message isn't counted.
        """
        if not self.on:
            return
        rules = {(bot,): _BOT, (bot, chat): _GROUP if group else _CHAT}
        wait = max(self._wait(key, rule, now) for key, rule in rules.items())
        if wait:
            raise too_many(math.ceil(wait / 1000))
        for key in rules:
            self._sent[key].append(now)

    def _wait(self, key: Hashable, rule: Rule, now: int) -> int:
        """Milliseconds until the rule lets one more through."""
        recent = [at for at in self._sent[key] if now - at < rule.window_ms]
        self._sent[key] = recent
        return 0 if len(recent) < rule.count else recent[-rule.count] + rule.window_ms - now
