"""What waits for one bot: updates with ids, kept until confirmed or a day old, handed to one poller at a time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.testing.telegram.refused import Refused, bad, unauthorized

Update = dict[str, Any]
KEPT_MS = 24 * 60 * 60 * 1000
LONGEST_POLL_S = 50
# Sent only to bots that name them in `allowed_updates`.
ON_REQUEST = frozenset({"message_reaction", "message_reaction_count", "chat_member"})
_SUPERSEDED = Refused(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass
class Poll:
    """One getUpdates call that waits."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    superseded: bool = False


class UpdateQueue:
    """Updates of one bot, oldest first."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.allowed: tuple[str, ...] = ()
        self.revoked = False
        self.polled_at: int | None = None
        self._waiting: list[tuple[int, Update]] = []
        self._again: list[Update] = []
        self._poll: Poll | None = None
        self.news = asyncio.Event()  # for whoever brings updates to a webhook

    @property
    def polling(self) -> bool:
        """Whether a bot is listening at this moment."""
        return self._poll is not None

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are made at all: the filter holds for updates created from now on."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def allow(self, kinds: Iterable[str]) -> None:
        """Set the filter; it stays until set again. None named: the default set."""
        self.allowed = tuple(kinds)

    def put(self, kind: str, value: Any, at: int) -> int | None:
        """Queue an update; gives its id, or None where the filter drops it."""
        return self.put_raw({kind: value}, at) if self.wants(kind) else None

    def put_raw(self, update: Update, at: int) -> int:
        """Queue whatever it is, known kind or not. An `update_id` in it is kept, so that oddities can be made."""
        number = int(update.get("update_id", self.next_id))
        self.next_id = number + 1
        self._waiting.append((at, {**update, "update_id": number}))
        self.wake()
        return number

    def reset_ids(self) -> int:
        """As after a week without updates: the next id is any number."""
        self.next_id = random.SystemRandom().randrange(1, 2**31 - 2**20)
        return self.next_id

    def repeat(self, updates: Iterable[Update]) -> None:
        """Deliver these once more, confirmed or not."""
        self._again.extend(updates)
        self.wake()

    def drop_all(self) -> None:
        """Forget what is pending."""
        self._waiting.clear()

    def pending(self, now: int) -> int:
        """How many updates wait; those of a day ago don't."""
        self._waiting = [(at, update) for at, update in self._waiting if now - at < KEPT_MS]
        return len(self._waiting)

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; negative: all but the last so many."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset > 0:
            self._waiting = [(at, update) for at, update in self._waiting if update["update_id"] >= offset]

    def waiting(self, now: int) -> list[Update]:
        """Everything that waits, the oldest first."""
        self.pending(now)
        return [*self._again, *(update for _, update in self._waiting)]

    def take_out(self, update_id: int) -> None:
        """A webhook took this one."""
        self._waiting = [(at, update) for at, update in self._waiting if update["update_id"] != update_id]
        self._again = [update for update in self._again if update["update_id"] != update_id]

    def ready(self, limit: int, now: int) -> list[Update]:
        """Up to `limit` updates to hand out; they stay until confirmed."""
        self.pending(now)
        again, self._again = self._again[:limit], self._again[limit:]
        return [*again, *(update for _, update in self._waiting)][:limit]

    def begin_poll(self, now: int) -> Poll:
        """Become the one poller: an earlier one ends with 409."""
        if self._poll:
            self._poll.superseded = True
            self.wake()
        self._poll, self.polled_at = Poll(), now
        return self._poll

    def end_poll(self, poll: Poll, now: int) -> None:
        """The call is over, however it ended."""
        self.polled_at = now
        if self._poll is poll:
            self._poll = None

    def wake(self) -> None:
        """Let the poller, or who brings updates, look again."""
        self.news.set()
        if self._poll:
            self._poll.woken.set()

    def may_go_on(self, poll: Poll) -> None:
        """Raise 401 when the token was revoked meanwhile, 409 when another poller took over."""
        if self.revoked:
            raise unauthorized()
        if poll.superseded:
            raise _SUPERSEDED


def limit_of(value: int | None) -> int:
    """How many updates a call may return: 1 to 100; out of range means 100, as Telegram does."""
    return value if value is not None and 1 <= value <= 100 else 100


def kinds_of(value: Any) -> Sequence[str]:
    """`allowed_updates` as a list of names.

    Raises:
        Refused: it is something else.
    """
    if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
        raise bad("can't parse allowed updates: expected an Array of String")
    return value
