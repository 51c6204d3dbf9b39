"""The durable engine: inbox, timers, outbox and jobs. These tables alone say what is due."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import belongs_to, ms, personal_text


class InboxRow(SQLModel, table=True):
    """One update, committed before the channel may confirm it.

    One with a message waits for an answer until a turn consumed it (`turn_id`); the others (an edit, a reaction, a
    command) were done when they came, their rows say that they did.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index(
            "ix_inbox_waiting",
            "chat_id",
            sqlite_where=text("turn_id IS NULL"),
            postgresql_where=text("turn_id IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    bot_id: int = belongs_to("bots.id")
    chat_id: int = belongs_to("chats.id", index=False)
    person_id: int = belongs_to("persons.id")
    update_id: int = ms()
    kind: str = "message"  # message | edit | reaction | reach | command | pressed
    message_id: int | None = belongs_to("messages.id", nullable=True)
    received_at: int = ms()
    wait_ms: int = 0
    wait_reason: str = ""
    body: str | None = personal_text(nullable=True)  # the channel's update, JSON
    turn_id: int | None = None


class Timer(SQLModel, table=True):
    """When a chat's next turn is due. Never deleted; `due` is null when idle; `generation` only grows."""

    __tablename__ = "timers"
    __table_args__ = (
        Index(
            "ix_timers_free",
            "bot_id",
            "due",
            sqlite_where=text("owner IS NULL"),
            postgresql_where=text("owner IS NULL"),
        ),
        Index(
            "ix_timers_held",
            "bot_id",
            "lease_until",
            sqlite_where=text("owner IS NOT NULL"),
            postgresql_where=text("owner IS NOT NULL"),
        ),
    )
    bot_id: int = belongs_to("bots.id", primary_key=True)
    chat_id: int = belongs_to("chats.id", primary_key=True)
    kind: str = Field(default="turn", primary_key=True)
    due: int | None = ms(nullable=True)
    generation: int = 0
    owner: str | None = None  # a fresh UUID for every claim
    lease_until: int | None = ms(nullable=True)
    waiting_since: int | None = ms(nullable=True)
    discards: int = 0
    failures: int = 0
    deferred: str | None = None  # JSON: decisions that put off what waits now; no words of the person


class OutboxRow(SQLModel, table=True):
    """One thing to deliver: a bubble (text, photo), a reaction, an edit, or a notice that is not part of the talk.

    States: new, sending, sent, unknown, dead, cancelled. A notice's words are dropped once it was sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("chat_id", "seq"),
        Index(
            "ix_outbox_open",
            "chat_id",
            "seq",
            sqlite_where=text("state IN ('new', 'sending')"),
            postgresql_where=text("state IN ('new', 'sending')"),
        ),
        Index(
            "ix_outbox_due",
            "due",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = belongs_to("chats.id", index=False)
    person_id: int = belongs_to("persons.id")
    turn_id: int | None = Field(default=None, index=True)
    message_id: int | None = belongs_to("messages.id", nullable=True)  # the row of a bubble
    target_id: int | None = belongs_to("messages.id", nullable=True, index=False)  # what is reacted to, or edited
    seq: int
    key: str
    kind: str = "text"  # text | photo | proactive (a text with buttons) | reaction | edit | notice
    body: str = personal_text()
    media: str | None = personal_text(nullable=True)  # of a photo: a path, an address, or the channel's file id
    state: str = "new"
    due: int = ms()
    typing_ms: int = 0
    attempts: int = 0
    owner: str | None = None
    lease_until: int | None = ms(nullable=True)
    sent_at: int | None = ms(nullable=True)


class JobRow(SQLModel, table=True):
    """Background work behind the reply. States: new, running, done, dead. One open row per `key`."""

    __tablename__ = "jobs"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(index=True)
    person_id: int | None = belongs_to("persons.id", nullable=True)
    args: str | None = personal_text(nullable=True)  # JSON
    state: str = "new"
    due: int = ms(index=True)
    attempts: int = 0
    owner: str | None = None
    lease_until: int | None = ms(nullable=True)
    error: str | None = None
