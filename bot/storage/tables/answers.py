"""Answer groups (nobody's words but the operator's) and the ledger of replies each person has heard."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import belongs_to, ms


class AnswerGroupRow(SQLModel, table=True):
    """One group; `id` is the hash of its content and scope, so an edited group is another group."""

    __tablename__ = "answer_groups"
    id: str = Field(primary_key=True)
    persona: str = Field(index=True)
    language: str
    speech_level: str
    name: str
    intent: str
    origin: str = "file"  # file | generated
    state: str = "approved"  # approved | quarantined | retired
    body: str  # JSON: utterances, cues, replies, conditions
    created_at: int = ms()


class ServedReply(SQLModel, table=True):
    """A reply a person has heard. Holds an id, no words."""

    __tablename__ = "served_replies"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = belongs_to("persons.id")
    bot_id: int = belongs_to("bots.id")
    turn_id: int = belongs_to("turns.id")
    reply_id: str
    served_at: int = ms()
