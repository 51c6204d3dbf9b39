"""What is kept of the talks by which embedder, for whoever makes it anew (`memory.reembedding`) or counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Integer, bindparam, delete, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.errors import DatabaseBusy
from bot.storage.as_read import SAID
from bot.storage.database import Database, T, Transaction
from bot.storage.episodes import keep_vectors, rows_in, said_in
from bot.storage.people import touch_talk
from bot.storage.tables import Bot, Chat, FactRow, Message, MessageVector, Person, Summary
from memory.reembedding import Page, Talk
from retrieval.embedding import Matrix

_TRIES = 6  # each waits for the other process as long as any transaction does
_AT_ONCE = 500  # messages whose vectors are deleted in one transaction


@dataclass(frozen=True)
class Holdings:
    """What memory holds. `vectors`: messages with vectors, by embedder; `facts`: those known now."""

    messages: int
    vectors: Mapping[str, int]
    facts: int
    summaries: int


def holdings(session: Session) -> Holdings:
    """Counts, nobody's words."""
    by = select(col(MessageVector.embedder), func.count()).group_by(col(MessageVector.embedder))
    known = select(func.count()).select_from(FactRow).where(col(FactRow.closed_version).is_(None))
    return Holdings(
        messages=sum(talk.messages for talk in talks(session, None)),
        vectors={embedder: int(count) for embedder, count in session.execute(by.order_by(col(MessageVector.embedder)))},
        facts=session.execute(known).scalar_one(),
        summaries=session.execute(select(func.count()).select_from(Summary)).scalar_one(),
    )


def talks(session: Session, person_id: int | None) -> list[Talk]:
    """Private chats in which something was said, of one person or everybody."""
    query = (
        select(
            col(Chat.id), col(Chat.person_id), col(Bot.persona), col(Person.language), func.count(col(Message.id))
        )
        .join(Bot, col(Bot.id) == col(Chat.bot_id))
        .join(Person, col(Person.id) == col(Chat.person_id))
        .join(Message, col(Message.chat_id) == col(Chat.id))
        .where(col(Chat.group_id).is_(None), *SAID)
        .group_by(col(Chat.id), col(Chat.person_id), col(Bot.persona), col(Person.language))
        .order_by(col(Chat.id))
    )  # fmt: skip
    of = query if person_id is None else query.where(col(Chat.person_id) == person_id)
    return [Talk(*row) for row in session.execute(of)]


def of_others_only(session: Session, embedder: str) -> int:
    """Messages with vectors of other embedders and none of this one."""
    this = aliased(MessageVector)
    has = exists().where(col(this.message_id) == col(MessageVector.message_id), col(this.embedder) == embedder)
    query = select(func.count(col(MessageVector.message_id).distinct()))
    return int(session.execute(query.where(col(MessageVector.embedder) != embedder, ~has)).scalar_one())


class SqlVectors:
    """`memory.reembedding.VectorStore` over the database, for code without an event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, talk: Talk, embedder: str, after: int, most: int) -> Page:
        return self._database.read_now(lambda session: read_page(session, talk, embedder, after, most))

    def keep(self, talk: Talk, embedder: str, vectors: dict[int, Matrix], version: int) -> bool:
        kept = self._write(lambda session: keep_vectors(session, talk.person_id, embedder, vectors, version))
        return kept is not None

    def renew(self, talk: Talk) -> None:
        self._write(lambda session: touch_talk(session, talk.person_id))

    def drop_others(self, talk: Talk, embedder: str, upto: int) -> int:
        of = {"chat": talk.chat_id, "embedder": embedder, "upto": upto, "most": _AT_ONCE}
        ids, dropped = [0], 0
        while ids:
            ids = self._write(partial(_drop, of={**of, "after": ids[-1]}))
            dropped += len(ids)
        return dropped

    def _write(self, fn: Transaction[T]) -> T:
        for left in reversed(range(_TRIES)):
            try:
                return self._database.write_now(fn)
            except DatabaseBusy:
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


def read_page(session: Session, talk: Talk, embedder: str, after: int, most: int) -> Page:
    """See `VectorStore.page`."""
    version = session.execute(select(col(Person.talk_version)).where(col(Person.id) == talk.person_id)).scalar()
    if version is None:  # the person was erased
        return Page(0, (), {})
    messages = said_in(session, talk.person_id, talk.chat_id, after, most)
    ids = [each.id for each in messages]
    rows = session.connection().execute(_SHAPES, {"ids": ids, "embedder": embedder}).all() if ids else ()
    shapes = {each.message_id: (rows_in(each.size, each.dimensions), each.dimensions) for each in rows}
    return Page(version, messages, {of: (count, width) for of, (count, width) in shapes.items() if count is not None})


def _drop(session: Session, of: dict[str, Any]) -> list[int]:
    """The next messages with vectors of other embedders, which are gone now."""
    ids = list(session.connection().execute(_OTHERS, of).scalars())
    session.connection().execute(_DROP, {"ids": ids, "kept_by": of["embedder"]})
    return ids


_SHAPES = select(
    col(MessageVector.message_id), col(MessageVector.dimensions), func.length(col(MessageVector.data)).label("size")
).where(
    col(MessageVector.message_id).in_(bindparam("ids", expanding=True)),
    col(MessageVector.embedder) == bindparam("embedder"),
)
_OTHERS = (
    select(col(MessageVector.message_id))
    .join(Message, col(Message.id) == col(MessageVector.message_id))
    .where(
        col(Message.chat_id) == bindparam("chat"),
        col(MessageVector.embedder) != bindparam("embedder"),
        col(Message.id) > bindparam("after"),
        col(Message.id) <= bindparam("upto"),
    )
    .distinct()
    .order_by(col(MessageVector.message_id))
    .limit(bindparam("most", type_=Integer))
)
_DROP = delete(MessageVector).where(
    col(MessageVector.message_id).in_(bindparam("ids", expanding=True)),
    col(MessageVector.embedder) != bindparam("kept_by"),
)
