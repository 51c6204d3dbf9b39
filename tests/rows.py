"""Rows for storage tests: a person with a chat, and one row of every personal table."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlmodel import Session

from bot.storage.owned import Owned, OwnedBlob
from bot.storage.people import ensure_bot, ensure_chat, ensure_person, known
from bot.storage.tables import (
    ConsentEvent,
    FactRow,
    FactSource,
    FactUse,
    ForgetRequest,
    InboxRow,
    IntentRow,
    JobRow,
    Message,
    MessageVector,
    ModelCall,
    OutboxRow,
    Owner,
    Relationship,
    Revision,
    ServedReply,
    Signal,
    Summary,
    Timer,
    TurnRow,
    TurnSource,
    TurnSummary,
)

NOW = 1_790_000_000_000


@dataclass(frozen=True)
class Place:
    """Where a person talks to a bot."""

    bot_id: int
    person_id: int
    chat_id: int


def place(session: Session, person: str = "jisu", bot: str = "bom") -> Place:
    """A person, a bot and their chat."""
    bot_row = ensure_bot(session, "test", bot, bot)
    person_row = ensure_person(session, "test", person, NOW)
    chat = ensure_chat(session, bot_row, person_row, f"chat-{person}", NOW)
    return Place(known(bot_row.id), known(person_row.id), known(chat.id))


def said(session: Session, at: Place, text: str, author: str = "person", turn_id: int | None = None) -> int:
    """A message; returns its id."""
    message = Message(
        chat_id=at.chat_id, person_id=at.person_id, author=author, text=Owned(at.person_id, text), said_at=NOW,
        turn_id=turn_id,
    )  # fmt: skip
    session.add(message)
    session.flush()
    return known(message.id)


def turn(session: Session, at: Place, record: str, sources: list[int]) -> int:
    """A turn row with what it drew on; returns its id."""
    row = TurnRow(
        bot_id=at.bot_id, chat_id=at.chat_id, person_id=at.person_id, generation=1, attempt=str(uuid.uuid4()),
        created_at=NOW, source="groups", persona_hash="p", settings_hash="s", record=Owned(at.person_id, record),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(TurnSource(turn_id=known(row.id), message_id=source) for source in sources)
    return known(row.id)


def everything_of(session: Session, at: Place, canary: str) -> None:
    """One row in every table with a person's data, each with the canary wherever words can stand."""
    own = {"person_id": at.person_id, "bot_id": at.bot_id}
    words = Owned(at.person_id, canary)
    message_id = said(session, at, canary)
    turn_id = turn(session, at, canary, [message_id])
    reply_id = said(session, at, canary, "persona", turn_id)
    fact = FactRow(**own, subject=words, attribute="name", value=words, recorded_at=NOW, recorded_version=1)
    session.add(fact)
    session.flush()
    blob = OwnedBlob(at.person_id, canary.encode())
    session.add_all(
        [
            FactSource(fact_id=known(fact.id), message_id=message_id),
            TurnSummary(turn_id=turn_id, first_message_id=message_id, last_message_id=reply_id),
            FactUse(person_id=at.person_id, fact_id=known(fact.id), turn_id=turn_id, at=NOW),
            MessageVector(
                message_id=message_id, embedder="test", person_id=at.person_id, dimensions=1, data=blob
            ),
            Summary(
                **own, chat_id=at.chat_id, kind="session", text=words, first_message_id=message_id,
                last_message_id=reply_id, made_by="extractive", created_at=NOW,
            ),
            ForgetRequest(
                chat_id=at.chat_id, person_id=at.person_id, words=words, message_ids="[]", asked_at=NOW
            ),
            InboxRow(
                **own, chat_id=at.chat_id, update_id=message_id, message_id=message_id, received_at=NOW, body=words,
                turn_id=turn_id,
            ),
            OutboxRow(
                chat_id=at.chat_id, person_id=at.person_id, turn_id=turn_id, message_id=reply_id, seq=1,
                key=f"{turn_id}:0", body=words, media=words, due=NOW, state="sent",
            ),
            Timer(bot_id=at.bot_id, chat_id=at.chat_id, generation=1),
            Relationship(**own, first_at=NOW, topic=words, topic_at=NOW),
            Signal(
                person_id=at.person_id, chat_id=at.chat_id, turn_id=turn_id, message_id=message_id, kind="word",
                value=words, at=NOW,
            ),
            JobRow(name="test", key=f"test:{at.person_id}", person_id=at.person_id, args=words, due=NOW),
            ModelCall(
                attempt="a", turn_id=turn_id, chat_id=at.chat_id, person_id=at.person_id, purpose="reply", model="m",
                server="s", counter="bytes", counted_tokens=1, reserved_tokens=1, started_at=NOW,
            ),
            ServedReply(**own, turn_id=turn_id, reply_id="r", served_at=NOW),
            IntentRow(
                **own, chat_id=at.chat_id, key=f"{message_id}", kind="exam", what=words, due=NOW, expires=NOW,
                reason="told", certainty=1.0, source_id=message_id, created_at=NOW,
            ),
            Owner(bot_id=at.bot_id, person_id=at.person_id, claimed_at=NOW),
            Revision(person_id=at.person_id, message_id=message_id, text=words, edited_at=NOW),
            ConsentEvent(person_id=at.person_id, purpose="memory", granted=True, at=NOW),
        ]
    )  # fmt: skip
    session.flush()
