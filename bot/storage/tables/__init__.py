"""All tables. Importing this package registers every one of them in `SQLModel.metadata`."""

from sqlalchemy import Integer
from sqlmodel import SQLModel

from bot.storage.tables.answers import AnswerGroupRow, ServedReply
from bot.storage.tables.engine import InboxRow, JobRow, OutboxRow, Timer
from bot.storage.tables.knowledge import (
    KnowledgeChunkRow,
    KnowledgeDocumentRow,
    KnowledgeNoteRow,
    KnowledgeStateRow,
    KnowledgeVectorRow,
)
from bot.storage.tables.memory import (
    FactRow,
    FactSource,
    FactUse,
    ForgetRequest,
    IntentRow,
    MessageVector,
    Relationship,
    Summary,
)
from bot.storage.tables.people import ConsentEvent, Identity, Person
from bot.storage.tables.talk import Bot, Chat, Message, Owner, Revision, Signal
from bot.storage.tables.turns import ModelCall, Snapshot, TurnRow, TurnSource, TurnSummary

for _table in SQLModel.metadata.tables.values():
    if "id" in _table.c and _table.c.id.primary_key and isinstance(_table.c.id.type, Integer):
        # Ids are bounds ("as of message 17"), so an erased row's id must never come back.
        _table.dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "AnswerGroupRow",
    "Bot",
    "Chat",
    "ConsentEvent",
    "FactRow",
    "FactSource",
    "FactUse",
    "ForgetRequest",
    "Identity",
    "InboxRow",
    "IntentRow",
    "JobRow",
    "KnowledgeChunkRow",
    "KnowledgeDocumentRow",
    "KnowledgeNoteRow",
    "KnowledgeStateRow",
    "KnowledgeVectorRow",
    "Message",
    "MessageVector",
    "ModelCall",
    "OutboxRow",
    "Owner",
    "Person",
    "Relationship",
    "Revision",
    "ServedReply",
    "Signal",
    "Snapshot",
    "Summary",
    "Timer",
    "TurnRow",
    "TurnSource",
    "TurnSummary",
]
