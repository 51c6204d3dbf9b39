"""Turn records, what they drew on, content-addressed snapshots, and every model call."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import added, belongs_to, ms, personal_text


class TurnRow(SQLModel, table=True):
    """Everything that decided one answer. `record` is null once erased."""

    __tablename__ = "turns"
    id: int | None = Field(default=None, primary_key=True)
    bot_id: int = belongs_to("bots.id")
    chat_id: int = belongs_to("chats.id")
    person_id: int = belongs_to("persons.id")
    generation: int
    attempt: str  # the claim's owner UUID
    created_at: int = ms(index=True)
    source: str  # template | model | groups | timing (nothing was said)
    action: str = added(
        "reply"
    )  # reply | react | silent | proactive | taken_back (not said, its messages were answered anew)
    persona_hash: str
    settings_hash: str
    prompt_tokens: int = 0
    reply_tokens: int = 0
    record: str | None = personal_text(nullable=True)
    erased_at: int | None = ms(nullable=True)


class TurnSource(SQLModel, table=True):
    """A message whose words stand somewhere in a turn's record."""

    __tablename__ = "turn_sources"
    turn_id: int = belongs_to("turns.id", primary_key=True)
    message_id: int = Field(primary_key=True, index=True)


class TurnSummary(SQLModel, table=True):
    """A run of messages whose summary stands in a turn's record."""

    __tablename__ = "turn_summaries"
    turn_id: int = belongs_to("turns.id", primary_key=True)
    first_message_id: int = Field(primary_key=True)
    last_message_id: int = Field(primary_key=True)


class Snapshot(SQLModel, table=True):
    """A persona, settings or prompt template, stored once under the hash of its content."""

    __tablename__ = "snapshots"
    hash: str = Field(primary_key=True)
    kind: str  # persona | settings | template
    body: str
    created_at: int = ms()


class ModelCall(SQLModel, table=True):
    """One call of a model, written before it is made, so that discarded and killed drafts are billed too."""

    __tablename__ = "model_calls"
    id: int | None = Field(default=None, primary_key=True)
    attempt: str = Field(index=True)
    turn_id: int | None = Field(default=None, index=True)
    chat_id: int = belongs_to("chats.id")
    person_id: int = belongs_to("persons.id")
    purpose: str  # reply | extraction | summary | …
    model: str
    server: str
    counter: str  # the token counter's id
    counted_tokens: int  # the prompt by that counter; beside `prompt_tokens` it calibrates the counter
    reserved_tokens: int
    prompt_tokens: int | None = None  # null: the server reported none
    reply_tokens: int | None = None
    estimated: bool = True  # the settled figures are ours, not the server's
    state: str = "reserved"  # reserved | settled | failed
    problem: str | None = None
    started_at: int = ms()
    ended_at: int | None = ms(nullable=True)
