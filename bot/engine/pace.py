"""Keeps to a channel's send limits: remembers what was sent lately, and who asked for a pause."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.storage.people import Address
from policies.pace import PaceLimits, allowed_at

NO_LIMITS = PaceLimits(chat_interval_ms=0, per_second=0)
_REMEMBERED_SENDS, _REMEMBERED_CHATS = 10_000, 1_000
_WHOLE_BOT_AFTER, _WITHIN_MS = 2, 10_000


@dataclass
class Pace:
    """Per process. Send times by bot and by chat; a pause asked for in several chats holds for the whole bot."""

    limits: PaceLimits
    _bots: dict[int, deque[int]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=_REMEMBERED_SENDS)))
    _chats: dict[int, int] = field(default_factory=dict)
    _paused: dict[int, int] = field(default_factory=dict)
    _refusals: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def allowed_at(self, to: Address, now: int) -> int:
        """When the next message to this chat may go (ms)."""
        return self.view(now).allowed_at(to)

    def view(self, now: int) -> PaceView:
        """How things stand now, to be read elsewhere."""
        for sends in self._bots.values():
            while sends and sends[0] <= now - 1000:
                sends.popleft()
        recent = {bot: tuple(sends) for bot, sends in self._bots.items()}
        return PaceView(self.limits, now, recent, dict(self._chats), dict(self._paused))

    def paused(self, to: Address, now: int) -> bool:
        """Whether the whole bot was asked to pause: typing is the first thing to leave out."""
        return self._paused.get(to.bot_id, 0) > now

    def sent(self, to: Address, at: int) -> None:
        """A message goes out now."""
        self._bots[to.bot_id].append(at)
        self._chats.pop(to.chat_id, None)
        self._chats[to.chat_id] = at
        while len(self._chats) > _REMEMBERED_CHATS:
            del self._chats[next(iter(self._chats))]

    def refused(self, to: Address, now: int, retry_after_ms: int) -> None:
        """The channel asked for a pause in this chat."""
        recent = {chat: at for chat, at in self._refusals[to.bot_id].items() if at > now - _WITHIN_MS}
        self._refusals[to.bot_id] = recent | {to.chat_id: now}
        if len(self._refusals[to.bot_id]) >= _WHOLE_BOT_AFTER:
            self._paused[to.bot_id] = max(self._paused.get(to.bot_id, 0), now + retry_after_ms)


@dataclass(frozen=True)
class PaceView:
    """What was sent and asked for up to `now`. Values: may be read in any thread."""

    limits: PaceLimits
    now: int
    recent: Mapping[int, tuple[int, ...]]
    chats: Mapping[int, int]
    paused: Mapping[int, int]

    def allowed_at(self, to: Address) -> int:
        """When the next message to this chat may go (ms)."""
        free = allowed_at(self.now, self.chats.get(to.chat_id), self.recent.get(to.bot_id, ()), self.limits)
        return max(free, self.paused.get(to.bot_id, 0))
