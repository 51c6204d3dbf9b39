"""A person's talk as it is searched: messages of private chats as they read now, and the vectors kept for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
from sqlalchemy import Integer, bindparam, delete, select
from sqlmodel import Session, col

from bot.storage.as_read import SAID
from bot.storage.database import Database
from bot.storage.facts import SqlFactStore
from bot.storage.owned import OwnedBlob
from bot.storage.people import hold
from bot.storage.rows import insert_rows
from bot.storage.tables import Chat, Message, MessageVector, Person, Revision
from memory.episodes.meaning import Meaning
from memory.recall import Recall
from memory.shelf import Shelf, StoredTalk, Uttered, Whose
from policies.identity import says_it_is_ai
from retrieval.embedding import Matrix

_NO_TALK = StoredTalk(-1, (), {})  # no version anybody holds
_FEW = 500  # messages whose vectors are looked up one by one; for more, all of the person's are gone through


def remembering(
    database: Database, meaning: Meaning | None, most_messages: int = 50_000, in_memory: int = 100_000
) -> Recall:
    """Recall over the database. `most_messages` of one talk are searched, `in_memory` passages of all are held."""
    return Recall(SqlFactStore(database), Shelf(SqlTalkStore(database, most_messages), meaning, in_memory))


class SqlTalkStore:
    """`memory.shelf.TalkStore` over the database. `most`: messages of one talk, the newest."""

    def __init__(self, database: Database, most: int) -> None:
        self._database, self._most = database, most

    async def read(self, whose: Whose, embedder: str, after: int, upto: int, version: int | None) -> StoredTalk:
        if version is not None:
            stored = await self._database.read(
                lambda session: read_talk(session, whose, embedder, (after, upto), version, self._most)
            )
            if stored is not None:
                return stored
        return await self._database.read_aside(
            lambda session: read_talk(session, whose, embedder, (0, upto), None, self._most) or _NO_TALK
        )

    async def keep_vectors(self, person_id: int, embedder: str, vectors: Mapping[int, Matrix], version: int) -> None:
        await self._database.write(lambda session: keep_vectors(session, person_id, embedder, vectors, version))


def read_talk(
    session: Session, whose: Whose, embedder: str, bounds: tuple[int, int], version: int | None, most: int
) -> StoredTalk | None:
    """See `TalkStore.read`; `bounds`: after and up to which message. None: `version` isn't the talk's any more."""
    now = session.connection().execute(_VERSION, {"person": whose.person_id}).scalar()
    if now is None:  # the person was erased
        return _NO_TALK
    if version not in (None, now):
        return None
    after, upto = bounds
    of = {"person": whose.person_id, "bot": whose.bot_id, "after": after, "upto": upto, "most": most}
    rows = session.connection().execute(_SAID, of).all()[::-1]
    edited = _edited(session, whose.person_id) if any(row.edited_at for row in rows) else {}
    vectors = _vectors(session, embedder, [row.id for row in rows], whose.person_id) if embedder else {}
    return StoredTalk(now, [_uttered(row, edited) for row in rows if not _is_notice(row)], vectors)


def said_in(session: Session, person_id: int, chat_id: int, after: int, most: int) -> list[Uttered]:
    """The next messages of a chat as they read now, oldest first."""
    rows = session.connection().execute(_SAID_IN, {"chat": chat_id, "after": after, "most": most}).all()
    edited = _edited(session, person_id) if any(row.edited_at for row in rows) else {}
    return [_uttered(row, edited) for row in rows]


def _is_notice(row: Any) -> bool:
    """The persona's daily word that it is an AI belongs to no talk, and stands beside everything that opens one."""
    if row.author != "persona":
        return False
    words = str(row.text)
    return ("AI" in words or "인공지능" in words) and says_it_is_ai(words)


def _uttered(row: Any, edited: Mapping[int, str]) -> Uttered:
    message_id, chat_id, author, text, said_at, attachments, _ = row  # by place: a talk has thousands
    caption = _caption(attachments) if attachments else ""
    return Uttered(message_id, chat_id, author, edited.get(message_id) or text, said_at, caption)


def _caption(attachments: str) -> str:
    """What is known about the pictures that came along."""
    try:
        told = json.loads(attachments)
    except ValueError:
        return ""
    each = told if isinstance(told, list) else [told]
    return " ".join(str(one["caption"]) for one in each if isinstance(one, dict) and one.get("caption"))


def _edited(session: Session, person_id: int) -> dict[int, str]:
    """What answered messages were edited to; the newest edit counts."""
    return {of: str(text) for of, text in session.connection().execute(_REVISIONS, {"person": person_id})}


def _vectors(session: Session, embedder: str, message_ids: Sequence[int], person_id: int) -> dict[int, Matrix]:
    """Of a message the embedder knows nothing of, no rows. What a damaged row holds is passed over."""
    if not message_ids:
        return {}
    of: dict[str, Any] = {"person": person_id, "embedder": embedder}
    if len(message_ids) <= _FEW:
        query, of = _VECTORS_OF, {**of, "ids": message_ids}
    else:
        query, of = _VECTORS, {**of, "first": message_ids[0], "last": message_ids[-1]}
    vectors = {
        message_id: np.frombuffer(data, dtype="<f4").reshape(-1, dimensions)
        for message_id, dimensions, data in session.connection().execute(query, of)
        if rows_in(len(data), dimensions) is not None
    }
    return {message_id: rows for message_id, rows in vectors.items() if _is_sound(rows)}


def _is_sound(rows: Matrix) -> bool:
    """One number that is none would make every comparison none. A sum shows it at a fraction of looking at each."""
    return isfinite(np.add.reduce(rows, axis=None))


def rows_in(size: int, dimensions: int) -> int | None:
    """How many vectors so many bytes are; None for a damaged row."""
    return None if dimensions < 1 or size % (4 * dimensions) else size // (4 * dimensions)


def keep_vectors(
    session: Session, person_id: int, embedder: str, vectors: Mapping[int, Matrix], version: int
) -> int | None:
    """Write vectors down, of messages that are still there; returns how many. None: the talk no longer reads so."""
    hold(session, person_id)
    if session.connection().execute(_VERSION, {"person": person_id}).scalar() != version:
        return None
    ids = list(vectors)
    there: set[int] = set(session.connection().execute(_THERE, {"ids": ids, "person": person_id}).scalars().all())  # type: ignore[arg-type]
    session.connection().execute(_MAKE_ROOM, {"ids": ids, "kept_by": embedder})
    of = {"person_id": person_id, "embedder": embedder}
    insert_rows(
        session,
        MessageVector,
        [
            {**of, "message_id": each, "dimensions": vectors[each].shape[1], "data": _blob(person_id, vectors[each])}
            for each in sorted(there)
        ],
    )
    return len(there)


def _blob(person_id: int, rows: Matrix) -> OwnedBlob:
    """Zeros are not worth their room: most of a talk in a language the embedder doesn't know."""
    return OwnedBlob(person_id, np.ascontiguousarray(rows, dtype="<f4").tobytes() if rows.any() else b"")


def drop_vectors(session: Session, message_ids: Iterable[int]) -> None:
    """Vectors of words that were changed."""
    session.execute(delete(MessageVector).where(col(MessageVector.message_id).in_(list(message_ids))))


_VERSION = select(col(Person.talk_version)).where(col(Person.id) == bindparam("person"))
_PRIVATE = select(col(Chat.id)).where(
    col(Chat.person_id) == bindparam("person"), col(Chat.bot_id) == bindparam("bot"), col(Chat.group_id).is_(None)
)
_WORDS = select(
    col(Message.id), col(Message.chat_id), col(Message.author), col(Message.text), col(Message.said_at),
    col(Message.attachments), col(Message.edited_at),
).where(col(Message.id) > bindparam("after"), *SAID).limit(bindparam("most", type_=Integer))  # fmt: skip
_SAID = _WORDS.where(col(Message.chat_id).in_(_PRIVATE), col(Message.id) <= bindparam("upto")).order_by(
    col(Message.id).desc()
)
_SAID_IN = _WORDS.where(col(Message.chat_id) == bindparam("chat")).order_by(col(Message.id))
_REVISIONS = (
    select(col(Revision.message_id), col(Revision.text))
    .where(col(Revision.person_id) == bindparam("person"))
    .order_by(col(Revision.edited_at))
)
_ROWS = select(col(MessageVector.message_id), col(MessageVector.dimensions), col(MessageVector.data)).where(
    col(MessageVector.person_id) == bindparam("person"), col(MessageVector.embedder) == bindparam("embedder")
)
_VECTORS_OF = _ROWS.where(col(MessageVector.message_id).in_(bindparam("ids", expanding=True)))
_VECTORS = _ROWS.where(
    col(MessageVector.message_id) >= bindparam("first"), col(MessageVector.message_id) <= bindparam("last")
)
_THERE = select(col(Message.id)).where(
    col(Message.id).in_(bindparam("ids", expanding=True)), col(Message.person_id) == bindparam("person")
)
_MAKE_ROOM = delete(MessageVector).where(
    col(MessageVector.message_id).in_(bindparam("ids", expanding=True)),
    col(MessageVector.embedder) == bindparam("kept_by"),
)
