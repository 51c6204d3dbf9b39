"""What a reply source hands back: texts, and everything that explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.llm.model import ChatMessage
from bot.prompt.sections import Ledger
from bot.turn.record import CacheRecord, CallRecord, Candidate
from memory.episodes.found import Found
from memory.summaries import Chunk
from policies.output import Check
from policies.timing.marks import Wish
from retrieval.embedding import NO_EMBEDDER

NOT_ASKED = CacheRecord("not_asked", None, (), "another source answered")


@dataclass(frozen=True)
class Prompted:
    """What was sent to a model, and the account of it."""

    messages: tuple[ChatMessage, ...] = ()
    ledger: Ledger | None = None
    token_counts: Mapping[str, int] = field(default_factory=dict)
    calls: tuple[CallRecord, ...] = ()
    raw_reply: str = ""
    checks: tuple[Check, ...] = ()
    history: tuple[int, ...] = ()
    considered: tuple[int, ...] = ()  # ids of all messages whose tokens decided what was sent
    history_from: int | None = None
    tokenizer: str = "none"
    offered: tuple[Found, ...] = ()  # passages of earlier talk for which there was room
    shown: tuple[Found, ...] = ()  # those of them that stand in the prompt
    summaries: tuple[Chunk, ...] = ()  # of earlier talk that were offered
    quoted: int = 0  # passages of documents that stand in the prompt, the best first
    servers: tuple[Candidate, ...] = ()  # those of the chain that were asked or skipped


@dataclass(frozen=True)
class Answer:
    """The texts of the bubbles. `served`: ids of approved replies among them."""

    texts: tuple[str, ...]
    cache: CacheRecord = NOT_ASKED
    candidates: tuple[Candidate, ...] = ()
    served: tuple[str, ...] = ()
    topic: str | None = None
    topic_spent: bool = False  # the earlier topic was come back to
    prompted: Prompted = field(default_factory=Prompted)
    embedder: str = NO_EMBEDDER  # what compared the message with the groups
    embedder_problem: str | None = None  # why it wasn't the configured one
    told: tuple[int, ...] = ()  # facts that were told without a model, by id
    wish: Wish | None = None  # what the model's control marks ask of the timing


NO_ANSWER = Answer(())
