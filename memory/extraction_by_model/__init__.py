"""Facts read by a model, behind the reply: the same values as the rules give, each held against its own message.

A model is asked about new messages of the person alone, word for word. What it says is dropped unless the message it
names holds it (`support`), so that what it makes up, or is talked into, is not remembered.
"""

from __future__ import annotations

from memory.extraction_by_model.batches import Batch, Heard, batch_of
from memory.extraction_by_model.reading import MODEL, Read, read_answer
from memory.extraction_by_model.request import LENIENT, MOST_TOKENS, instructions, schema

__all__ = [
    "LENIENT",
    "MODEL",
    "MOST_TOKENS",
    "Batch",
    "Heard",
    "Read",
    "batch_of",
    "instructions",
    "read_answer",
    "schema",
]
