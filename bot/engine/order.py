"""Messages in the order they were said, wherever a channel delivers them in any order.

Rows stand in the order they were taken in. Of those that wait together, or that one turn answered together, the ones
the channel numbered change places among themselves; nothing else moves, so that a turn's replay finds what it read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row
from sqlmodel import Session, col, select

from bot.storage.tables import InboxRow

T = TypeVar("T")


def in_order_said(items: Sequence[T], external_id: Callable[[T], str | None]) -> list[T]:
    """The numbered items sorted by number within the places they hold; the others stay where they are."""
    places = [place for place, item in enumerate(items) if _number(external_id(item)) is not None]
    ordered = list(items)
    numbered = sorted((items[place] for place in places), key=lambda item: _number(external_id(item)) or 0)
    for place, item in zip(places, numbered, strict=True):
        ordered[place] = item
    return ordered


def history_in_order(session: Session, messages: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Messages in the order of their ids, those that one turn answered in the order they were said."""
    people = [message for message in messages if message.author == "person"]
    if people == in_order_said(people, lambda message: message.external_id):
        return list(messages)
    turns = _turns(session, people)
    ordered = list(messages)
    for turn in dict.fromkeys(turns.values()):
        places = [place for place, message in enumerate(messages) if turns.get(message.id) == turn]
        together = in_order_said([messages[place] for place in places], lambda message: message.external_id)
        for place, message in zip(places, together, strict=True):
            ordered[place] = message
    return ordered


def _turns(session: Session, messages: Sequence[Row[Any]]) -> dict[int | None, int]:
    """Which turn answered which message."""
    ids = [message.id for message in messages]
    query = select(InboxRow.message_id, InboxRow.turn_id).where(col(InboxRow.message_id).in_(ids))
    return {message: turn for message, turn in session.exec(query) if turn is not None}


def _number(external_id: str | None) -> int | None:
    return int(external_id) if external_id is not None and external_id.isdecimal() else None
