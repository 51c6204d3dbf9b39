"""Reads messages as plain rows: building a model's instance of each costs several times what reading it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Integer, Row, bindparam, or_, select
from sqlmodel import Session, col

from bot.storage.tables import Message

WORDS = (
    col(Message.id), col(Message.author), col(Message.kind), col(Message.text), col(Message.said_at),
    col(Message.attachments), col(Message.reply_to), col(Message.external_id),
)  # fmt: skip


def history(
    session: Session, chat_id: int, first: int, last: int, answered: Sequence[int], most: int
) -> Sequence[Row[Any]]:
    """The newest `most` messages from `first` to `last` but those `answered` now, oldest first, as of `last`."""
    of = {"chat": chat_id, "first": first, "last": last, "bound": last, "answered": list(answered), "most": most}
    return session.connection().execute(_HISTORY, of).all()[::-1]


def before(session: Session, chat_id: int, first: int, most: int) -> Sequence[Row[Any]]:
    """The newest `most` messages before `first`, oldest first, as of `first`."""
    of = {"chat": chat_id, "first": first, "bound": first, "most": most}
    return session.connection().execute(_BEFORE, of).all()[::-1]


def _said(*within: Any) -> Executable:
    """Commands are no part of the talk, and bubbles cancelled by a message up to the bound were never said."""
    unsaid_from = col(Message.cancelled_by)
    said = or_(unsaid_from.is_(None), unsaid_from > bindparam("bound"))
    of_chat = (col(Message.chat_id) == bindparam("chat"), col(Message.kind) != "command")
    newest = select(*WORDS).where(*of_chat, said, *within).order_by(col(Message.id).desc())
    return newest.limit(bindparam("most", type_=Integer))


_HISTORY = _said(
    col(Message.id) >= bindparam("first"),
    col(Message.id) <= bindparam("last"),
    col(Message.id).not_in(bindparam("answered", expanding=True)),
)
_BEFORE = _said(col(Message.id) < bindparam("first"))
