"""How a process dies in a transaction: at one of its statements, before its commit, or before it learns of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session

from bot.storage.database import Transaction
from bot.testing.database import Crash
from bot.testing.simulation.store import Store

T = TypeVar("T")
_MOST_STATEMENTS = 25


@dataclass(frozen=True)
class Fate:
    """`statement`: dies before this one, or before the commit when there are fewer. 0: after the commit."""

    statement: int

    @property
    def after_the_commit(self) -> bool:
        """Nobody learns that it was committed."""
        return self.statement == 0

    def __str__(self) -> str:
        return "after the commit" if self.after_the_commit else f"before statement {self.statement}"


def fate_of(draw: random.Random, chance: float) -> Fate | None:
    """How a process ends in this write; None: not at all."""
    if draw.random() >= chance:
        return None
    return Fate(draw.choice((0, _MOST_STATEMENTS, draw.randint(1, _MOST_STATEMENTS))))


def write_with(fate: Fate | None, store: Store, run: Callable[[Transaction[T]], T], fn: Transaction[T]) -> T:
    """Run a write under its fate. Raises Crash where nothing of it was committed."""
    if fate is None or fate.after_the_commit:
        return run(fn)
    left = fate.statement

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash

    def dying(session: Session) -> T:
        fn(session)
        session.flush()
        raise Crash

    with store.watched(count):
        return run(dying)
