"""The turn record: everything that decided one answer. To a row and back, and the comparison replay makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from bot.llm.model import ChatMessage
from bot.prompt.sections import Ledger
from bot.turn.decisions import DecisionRecord
from bot.turn.documents import QuotedRecord
from bot.turn.given import Bounds, State
from bot.turn.remembered import TalkRecord
from memory.summaries import Chunk
from policies.output import Check
from policies.routing import Route
from policies.safety import SafetyVerdict
from policies.timing.plan import Plan

# What may differ when the same turn is run again: names of rows and how long things took. `*` stands for any index.
VOLATILE_FIELDS = frozenset(
    {
        "attempt",
        "calls.*.id",
        "calls.*.started_at",
        "calls.*.ended_at",
        "versions.code",
        "versions.embedder_problem",
    }
)


@dataclass(frozen=True)
class UpdateRecord:
    """One merged message."""

    inbox_id: int
    update_id: int
    message_id: int
    kind: str
    text: str
    attachments: str | None
    said_at: int
    received_at: int


@dataclass(frozen=True)
class EventRecord:
    """What the persona wrote about of its own accord: an intent, as it stood."""

    intent: int
    kind: str
    what: str
    reason: str
    source: int | None


@dataclass(frozen=True)
class TimingRecord:
    """The waits that were given, every decision about this turn (the last one was carried out), and the plan."""

    waits: tuple[tuple[int, str], ...]
    plan: Plan
    decisions: tuple[DecisionRecord, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """Something that was considered: a fact, a model server (chosen: asked), an answer group, a reply."""

    kind: str  # fact | server | group | event | fallback
    id: str
    name: str
    score: float
    rule: str
    evidence: str
    chosen: bool
    reason: str


@dataclass(frozen=True)
class CacheRecord:
    """What the answer-group lookup found and whether it was used."""

    verdict: str  # served | fallback | not_asked
    group: str | None
    reply_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class CallRecord:
    """One model call of this turn. `estimated`: tokens by our own counter, because the server reported none.

    `context_tokens`: what the prompt was made for; `too_long`: the server refused it, `limit`: naming its own context;
    `no_retry`: why it didn't get a smaller one.
    """

    id: int
    purpose: str
    model: str
    server: str
    reserved_tokens: int
    prompt_tokens: int | None
    reply_tokens: int | None
    finish: str | None
    problem: str | None
    started_at: int
    ended_at: int
    estimated: bool = False
    counter: str = ""
    context_tokens: int = 0
    too_long: bool = False
    limit: int | None = None
    no_retry: str = ""


@dataclass(frozen=True)
class Versions:
    """Which content of everything exchangeable made this turn."""

    persona: str
    persona_prompt: str
    prompt: str
    policy: str
    settings: str
    knowledge: str | None
    embedder: str
    tokenizer: str
    code: str
    embedder_problem: str | None = None  # why the configured embedder was not used


@dataclass(frozen=True)
class Provenance:
    """Whose words went in: message ids by part, facts by id."""

    person: int
    messages: tuple[int, ...]
    history: tuple[int, ...]
    facts: tuple[int, ...]


@dataclass(frozen=True)
class LearnedRecord:
    """A fact this turn learned, or learned to be over (then `value` may be empty: whatever it was)."""

    subject: str
    attribute: str
    value: str
    sources: tuple[int, ...]
    happens_on: str = ""
    over: bool = False


@dataclass(frozen=True)
class TurnRecord:
    """One row that explains one answer."""

    bot: int
    chat: int
    person: int
    generation: int
    attempt: str
    clock: int
    seed: int
    language: str
    speech_level: str
    updates: tuple[UpdateRecord, ...]
    attachments: tuple[str, ...]
    state: State
    bounds: Bounds
    safety: SafetyVerdict
    route: tuple[Route, ...]
    timing: TimingRecord
    cache: CacheRecord
    candidates: tuple[Candidate, ...]
    learned: tuple[LearnedRecord, ...]
    ledger: Ledger | None
    token_counts: Mapping[str, int]
    messages: tuple[ChatMessage, ...]
    calls: tuple[CallRecord, ...]
    raw_reply: str
    checks: tuple[Check, ...]
    bubbles: tuple[str, ...]
    disclosure: str
    versions: Versions
    provenance: Provenance
    consent: Mapping[str, bool]
    event: EventRecord | None = None
    talk: TalkRecord = field(default_factory=TalkRecord)
    documents: tuple[QuotedRecord, ...] = ()
    summaries: tuple[Chunk, ...] = ()  # that were offered to the prompt


_ADAPTER = TypeAdapter(TurnRecord)


def to_json(record: TurnRecord) -> str:
    """The record as its row keeps it."""
    return _ADAPTER.dump_json(record).decode()


def from_json(text: str) -> TurnRecord:
    """The record a row keeps."""
    return _ADAPTER.validate_json(text)


def values(record: TurnRecord) -> dict[str, Any]:
    """Plain JSON values."""
    plain: dict[str, Any] = _ADAPTER.dump_python(record, mode="json")
    return plain


def differing_fields(one: TurnRecord, other: TurnRecord) -> tuple[str, ...]:
    """Paths whose values differ, outside VOLATILE_FIELDS."""
    left, right = dict(_leaves(values(one), ())), dict(_leaves(values(other), ()))
    paths = sorted(set(left) | set(right), key=lambda path: [str(step) for step in path])
    differing = (path for path in paths if _differ(left, right, path) and _general(path) not in VOLATILE_FIELDS)
    return tuple(".".join(str(step) for step in path) for path in differing)


Path = tuple[str | int, ...]


def _differ(left: Mapping[Path, Any], right: Mapping[Path, Any], path: Path) -> bool:
    """Missing is not None."""
    return (path in left) != (path in right) or left.get(path) != right.get(path)


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    children: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if children is None or not value:
        yield path, value
        return
    for key, child in children:
        yield from _leaves(child, (*path, key))


def _general(path: Path) -> str:
    return ".".join("*" if isinstance(step, int) else step for step in path)
