"""Persons, the names channels know them by, and what they consented to."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import added, belongs_to, ms


class Person(SQLModel, table=True):
    """One human.

    `memory_version` grows with every change of what is known about them, `talk_version` when something that was said
    is edited or erased: whoever holds the talk in memory reads it anew.
    """

    __tablename__ = "persons"
    id: int | None = Field(default=None, primary_key=True)
    created_at: int = ms()
    language: str | None = None
    time_zone: str | None = None
    age_status: str = "unknown"  # unknown | adult | minor
    memory_version: int = 0
    talk_version: int = added(0)


class Identity(SQLModel, table=True):
    """How a channel names a person."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    channel: str
    external_id: str


class ConsentEvent(SQLModel, table=True):
    """A purpose switched on or off; the newest event of a purpose holds."""

    __tablename__ = "consent_events"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    purpose: str  # memory | proactive | training
    granted: bool
    at: int = ms()
    source_message_id: int | None = None
