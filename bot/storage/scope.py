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

    def holds(self, chat_id: Any) -> ColumnElement[bool]:
        """The condition on a column of chat ids."""
        limits = []
        if self.chats is not None:
            limits.append(chat_id.in_(self.chats))
        if self.bots is not None:
            limits.append(chat_id.in_(select(Chat.id).where(col(Chat.bot_id).in_(self.bots))))
        return and_(true(), *limits)


EVERYWHERE = Scope()
