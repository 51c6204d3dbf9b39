"""Bots and their owners, chats, every message verbatim with later edits, and what people signalled about replies."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import belongs_to, ms, personal_text


class Bot(SQLModel, table=True):
    """One persona on one channel (a Telegram token, the terminal)."""

    __tablename__ = "bots"
    __table_args__ = (UniqueConstraint("channel", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    name: str
    persona: str
    last_update_id: int = 0  # for channels that number their own updates
    claim_hash: str | None = None  # SHA-256 of the one-time code that makes somebody the owner


class Owner(SQLModel, table=True):
    """Who claimed a bot."""

    __tablename__ = "owners"
    bot_id: int = belongs_to("bots.id", primary_key=True)
    person_id: int = belongs_to("persons.id", primary_key=True)
    claimed_at: int = ms()


class Chat(SQLModel, table=True):
    """A conversation. `history_from` is the id of the first message still in the prompt's history.

    In a group (`group_id`) every person has a conversation of their own with the bot: `external_id` is `GROUP:PERSON`.
    """

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("bot_id", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    bot_id: int = belongs_to("bots.id")
    person_id: int = belongs_to("persons.id")
    external_id: str
    created_at: int = ms()
    history_from: int = 0
    reachable: bool = True
    reach_at: int | None = ms(nullable=True)  # when the channel last said whether it can be reached
    group_id: str | None = None  # the channel's id of the group it is held in; None: in private


class Message(SQLModel, table=True):
    """What somebody said, word for word. Ids grow in the order of being said."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_external", "chat_id", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = belongs_to("chats.id")
    person_id: int = belongs_to("persons.id")
    author: str  # person | persona
    kind: str = "text"  # text | command | start | photo | sticker | voice | …
    text: str = personal_text()
    attachments: str | None = personal_text(nullable=True)  # JSON
    said_at: int = ms()
    external_id: str | None = None
    reply_to: int | None = None  # id of the message it answers
    edited_at: int | None = ms(nullable=True)  # of the newest edit, also of one that only became a revision
    turn_id: int | None = Field(default=None, index=True)  # the turn that wrote it, for the persona's
    cancelled_by: int | None = None  # a bubble that was not said: turns that saw messages up to here don't see it


class Revision(SQLModel, table=True):
    """What a message was edited to after it had been answered; the answered words stay in the message."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("message_id", "edited_at"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    message_id: int = belongs_to("messages.id")
    text: str = personal_text()
    edited_at: int = ms()


class Signal(SQLModel, table=True):
    """A reaction, edit or word about a reply, for feedback."""

    __tablename__ = "signals"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    chat_id: int = belongs_to("chats.id")
    turn_id: int | None = Field(default=None, index=True)
    message_id: int | None = None
    kind: str
    value: str | None = personal_text(nullable=True)
    external_id: str | None = None  # what it is about, as the channel knows it: it may come before its message
    at: int = ms()
