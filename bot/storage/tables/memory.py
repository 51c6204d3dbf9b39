"""What is known about a person: facts with four times and sources, vectors and summaries of the talk, relationship."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import added, belongs_to, ms, personal_bytes, personal_text


class FactRow(SQLModel, table=True):
    """(person, subject, attribute, value).

    True in the world from `valid_from` to `valid_to`; in our knowledge from `recorded_at` to `retracted_at`.
    `recorded_version` and `closed_version` are the person's memory versions from which it holds and no longer holds
    (a newer value closes it, a correction retracts it): reading as of a turn is exact even within one millisecond.
    """

    __tablename__ = "facts"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    bot_id: int = belongs_to("bots.id")
    subject: str = personal_text()
    attribute: str
    value: str = personal_text()
    valid_from: int | None = ms(nullable=True)
    valid_to: int | None = ms(nullable=True)
    recorded_at: int = ms()
    retracted_at: int | None = ms(nullable=True)
    recorded_version: int
    closed_version: int | None = None
    confidence: float = 1.0
    importance: float = 0.5
    said_by: str = "person"  # person | persona | operator | model
    happens_on: str | None = None  # the date it is about: "2026-05-08", "2026-05" or "2026"
    pinned: bool = added(False)  # it stays in mind whatever its age
    muted: bool = added(False)  # known, and never spoken of
    closed_by: int | None = None  # the message whose words closed it: edited away, it holds again


class FactSource(SQLModel, table=True):
    """A message a fact was learned from."""

    __tablename__ = "fact_sources"
    fact_id: int = belongs_to("facts.id", primary_key=True)
    message_id: int = Field(primary_key=True, index=True)


class FactUse(SQLModel, table=True):
    """A fact that stood in the prompt of an answer. Ids are bounds: what was used before a turn can be told later."""

    __tablename__ = "fact_uses"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    fact_id: int = belongs_to("facts.id")
    turn_id: int
    at: int = ms()


class MessageVector(SQLModel, table=True):
    """A message's embeddings, one a line it is read as; vectors of different embedders are never compared."""

    __tablename__ = "message_vectors"
    message_id: int = belongs_to("messages.id", primary_key=True)
    embedder: str = Field(primary_key=True)
    person_id: int = belongs_to("persons.id")
    dimensions: int
    data: bytes = personal_bytes()  # float32, little endian, one row behind the other


class Summary(SQLModel, table=True):
    """What a run of messages of one chat was about: all that was said from the first to the last."""

    __tablename__ = "summaries"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    bot_id: int = belongs_to("bots.id")
    chat_id: int = belongs_to("chats.id")
    kind: str  # session | rolling
    text: str = personal_text()
    first_message_id: int
    last_message_id: int
    made_by: str  # extractive, or the model's name
    created_at: int = ms()


class ForgetRequest(SQLModel, table=True):
    """What the person asked to have forgotten and has not confirmed yet: the last wish of a chat."""

    __tablename__ = "forget_requests"
    chat_id: int = belongs_to("chats.id", primary_key=True)
    person_id: int = belongs_to("persons.id")
    words: str = personal_text()
    message_ids: str  # JSON
    asked_at: int = ms()


class Relationship(SQLModel, table=True):
    """How one person and one bot stand to each other."""

    __tablename__ = "relationships"
    person_id: int = belongs_to("persons.id", primary_key=True)
    bot_id: int = belongs_to("bots.id", primary_key=True)
    stage: str = "new"  # new | acquainted | close
    speech_level: str | None = None
    turns: int = 0
    first_at: int = ms()
    last_person_at: int | None = ms(nullable=True)
    disclosed_at: int | None = ms(nullable=True)
    topic: str | None = personal_text(nullable=True)
    topic_at: int | None = ms(nullable=True)
    silences: int = added(0)  # turns without words or reaction on the day `silences_on`
    silences_on: str | None = None  # the persona's local date, ISO
    questions_left: int = added(0)  # direct questions in a row that got no words
    person_gap_ms: int | None = ms(nullable=True)  # how soon the person usually answers within a talk
    burst_gap_ms: int | None = ms(nullable=True)  # their usual gap between messages of one burst
    proactive_level: str = added("normal")  # less | normal | more
    quiet_until: int | None = ms(nullable=True)  # they asked not to be written to first until then
    crisis_at: int | None = ms(nullable=True)  # when they last said something that sounded like a crisis
    unanswered: int = added(0)  # messages the persona began, in a row, without an answer
    extracted_to: int = added(0)  # the newest message a model has read for facts


class IntentRow(SQLModel, table=True):
    """Something the persona may write about first. States: waiting, sent, cancelled, dropped.

    One row a `key`: mining the same message twice, or after a crash, makes no second one.
    """

    __tablename__ = "intents"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_intents_waiting",
            "chat_id",
            "due",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    bot_id: int = belongs_to("bots.id")
    chat_id: int = belongs_to("chats.id")
    key: str
    kind: str  # interview | exam | … | check_in
    what: str = personal_text()  # the event in the person's words, or empty
    event_at: int | None = ms(nullable=True)
    due: int = ms()
    expires: int = ms()
    reason: str
    certainty: float
    source_id: int | None = belongs_to("messages.id", nullable=True)  # None: a check-in
    state: str = "waiting"
    fate: str = ""  # why it was cancelled or dropped
    created_at: int = ms()
    sent_at: int | None = ms(nullable=True)
    turn_id: int | None = None  # the turn that wrote it
