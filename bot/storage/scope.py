"""Which chats a process serves. Two processes on one database, each with its own channels, leave each other's alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, true
from sqlmodel import col, select

from bot.storage.tables import Chat


@dataclass(frozen=True)
class Scope:
    """Only these chats, or only those of these bots; None: no such limit."""

    chats: frozenset[int] | None = None
    bots: frozenset[int] | None = None

    def holds(self, chat_id: Any, bot_id: Any = None) -> ColumnElement[bool]:
        """The condition on a table's column of chat ids, and on its column of bot ids where it has one."""
        limits = []
        if self.chats is not None:
            limits.append(chat_id.in_(self.chats))
        if self.bots is not None:
            limits.append(_of_bots(chat_id, self.bots) if bot_id is None else _one_of(bot_id, self.bots))
        return and_(true(), *limits)


def _one_of(bot_id: Any, bots: frozenset[int]) -> ColumnElement[bool]:
    """An equality where there is one bot: only then an index on bot and time is walked in the order of time."""
    condition: ColumnElement[bool] = bot_id == next(iter(bots)) if len(bots) == 1 else bot_id.in_(bots)
    return condition


def _of_bots(chat_id: Any, bots: frozenset[int]) -> ColumnElement[bool]:
    return select(Chat.id).where(Chat.id == chat_id, col(Chat.bot_id).in_(bots)).exists()


EVERYWHERE = Scope()
