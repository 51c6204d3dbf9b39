"""A transport that keeps what it was given, with the time it came."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.engine.transport import NotDelivered
from bot.storage.outbox import BUBBLES, Delivery
from bot.storage.people import Address


@dataclass
class KeptTransport:
    """Delivers bubbles into `sent`, and by chat into `heard`, the rest into `beside`; fails `failures` times first."""

    clock: Clock
    failures: int = 0
    sent: list[tuple[int, str]] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)
    heard: dict[int, list[str]] = field(default_factory=dict)
    beside: list[Delivery] = field(default_factory=list)

    async def typing(self, to: Address) -> None:
        self.typed.append(self.clock.now())

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        if self.failures:
            self.failures -= 1
            raise NotDelivered
        if what.kind not in BUBBLES:
            self.beside.append(what)
            return None
        self.sent.append((self.clock.now(), what.text))
        self.heard.setdefault(to.chat_id, []).append(what.text)
        return str(len(self.sent))

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [text for _, text in self.sent]
