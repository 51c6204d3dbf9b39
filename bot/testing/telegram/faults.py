"""Trouble on order: for the next so many calls of a method, one thing goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS: Mapping[str, str] = {
    "delay": "the answer takes `seconds` longer",
    "status": "HTTP `code` (500) with `body`, by default not JSON; nothing happened",
    "cut_before": "the connection is cut, nothing happened",
    "cut_after": "the connection is cut, and it did happen",
    "malformed": "it happened, and the answer is broken JSON",
    "too_many": "429 with `retry_after` (1) seconds; nothing happened",
    "refuse": "`code` (400) with `description`; nothing happened",
    "duplicate_update": "getUpdates: what it returns comes once more with the next call; webhook: twice at once",
}


@dataclass
class Fault:
    """One order. Every kind may also have `seconds`: the delay before anything happens."""

    method: str
    kind: str
    left: int
    options: Mapping[str, Any] = field(default_factory=dict)

    def number(self, name: str, default: float) -> float:
        """An option that is a number."""
        return float(self.options.get(name, default))

    def text(self, name: str, default: str) -> str:
        """An option that is text."""
        return str(self.options.get(name, default))


class Faults:
    """Orders, in the sequence they were given; a call takes the first that is meant for its method."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, method: str, kind: str, count: int, options: Mapping[str, Any]) -> None:
        """For the next `count` calls of `method` (`*`: of any but getUpdates).

        `webhook` as method: of what is brought to a webhook (delay, cut_after, duplicate_update).

        Raises:
            ValueError: there is no such kind.
        """
        if kind not in KINDS:
            raise ValueError(f"fault kind {kind!r} is unknown; known: {', '.join(KINDS)}")
        self._orders.append(Fault(method.lower(), kind, count, options))

    def take(self, method: str) -> Fault | None:
        """The fault of this call, None when all goes well."""
        meant = {method.lower(), "*"} - ({"*"} if method.lower() in ("getupdates", "webhook") else set())
        for order in self._orders:
            if order.method in meant and order.left > 0:
                order.left -= 1
                self._orders = [each for each in self._orders if each.left > 0]
                return order
        return None

    def clear(self) -> None:
        """Cancel what was ordered and hasn't happened."""
        self._orders.clear()
