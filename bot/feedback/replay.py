"""Runs recorded turns again through the same `turn.run`.

Recorded inputs, memory as of the turn, recorded clock and seed.

With nothing changed every record must come out identical outside VOLATILE_FIELDS: that proves the record complete.
Valid one reply ahead only: the next recorded message answered the old reply, and is never fed back as if it answered
a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.engine.gather import Erased, regather
from bot.errors import ModelError
from bot.llm.model import Completion, Model, ModelRequest
from bot.persona.persona import Persona, from_snapshot
from bot.prompt.tokens import RecordedCounter, TokenCounter
from bot.storage.database import Database
from bot.storage.facts import SqlFactStore
from bot.storage.tables import TurnRow
from bot.storage.turns import get_turn, snapshot
from bot.turn.given import Given
from bot.turn.model_source import CallPlan
from bot.turn.record import CallRecord, TurnRecord, differing_fields, from_json
from bot.turn.run import Deps, GroupIndexes, run
from bot.turn.settings import settings_from
from memory.recall import Recall


@dataclass(frozen=True)
class Difference:
    """A turn that came out otherwise: which fields, and both answers."""

    turn: int
    fields: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What a replay found. `skipped`: turns whose record or sources were erased."""

    turns: int
    identical: int
    skipped: int
    differing: tuple[Difference, ...]


class RecordedModel:
    """Says what it said then, as long as it is asked the same; a changed prompt goes to `live`, or nowhere."""

    def __init__(self, record: TurnRecord, live: Model | None) -> None:
        call = record.calls[0] if record.calls else None
        self.name, self.server = (call.model, call.server) if call else ("unknown", "unknown")
        self._record, self._call, self._live = record, call, live

    async def complete(self, request: ModelRequest) -> Completion:
        if self._call is None or tuple(request.messages) != self._record.messages:
            if self._live is None:
                raise ModelError("the prompt changed and no model is configured to answer it")
            return await self._live.complete(request)
        if self._call.problem is not None:
            raise ModelError(self._call.problem)
        return Completion(self._record.raw_reply, self._call.prompt_tokens, self._call.reply_tokens, self._call.finish)


class RecordedCalls:
    """Writes nothing; gives the recorded times."""

    def __init__(self, calls: Sequence[CallRecord]) -> None:
        self._call = calls[0] if calls else None

    async def reserve(self, plan: CallPlan) -> tuple[int, int]:
        return (self._call.id, self._call.started_at) if self._call else (0, 0)

    async def settle(self, call_id: int, completion: Completion | None, problem: str | None) -> int:
        return self._call.ended_at if self._call else 0


@dataclass(frozen=True)
class Replay:
    """Replays turns of one database. `persona` None: each turn's own; `live` answers changed prompts."""

    database: Database
    indexes: GroupIndexes
    counter: TokenCounter
    persona: Persona | None = None
    live: Model | None = None

    async def run(self, turn_ids: Sequence[int], progress: Callable[[], None] = lambda: None) -> Report:
        """Replay these turns, in order."""
        identical, skipped, differing = 0, 0, []
        for turn_id in turn_ids:
            outcome = await self.one(turn_id)
            progress()
            if outcome is None:
                skipped += 1
            elif outcome.fields:
                differing.append(outcome)
            else:
                identical += 1
        return Report(len(turn_ids), identical, skipped, tuple(differing))

    async def one(self, turn_id: int) -> Difference | None:
        """One turn; `fields` is empty when it came out identical, None when it was erased."""
        row = await self.database.read(lambda session: get_turn(session, turn_id))
        if row.record is None:
            return None
        record = from_json(str(row.record))
        try:
            given = await self._given(row, record)
        except Erased:
            return None
        again = (await run(given, self._deps(record))).record
        return Difference(turn_id, differing_fields(record, again), record.bubbles, again.bubbles)

    async def _given(self, row: TurnRow, record: TurnRecord) -> Given:
        stored = await self.database.read(lambda session: snapshot(session, row.persona_hash))
        settings = await self.database.read(lambda session: snapshot(session, row.settings_hash))
        persona = self.persona or from_snapshot(stored)
        return await self.database.read(lambda session: regather(session, record, persona, settings_from(settings)))

    def _deps(self, record: TurnRecord) -> Deps:
        asked_model = any(route.source == "model" for route in record.route)
        ledger = record.ledger
        counter = self.counter
        if ledger is not None:
            counter = RecordedCounter(
                ledger.counter, exact=ledger.exact, counts=dict(record.token_counts), fallback=self.counter
            )
        return Deps(
            indexes=self.indexes,
            recall=Recall(SqlFactStore(self.database)),
            model=RecordedModel(record, self.live) if asked_model else None,
            counter=counter,
            calls=RecordedCalls(record.calls),
        )


def as_values(report: Report) -> dict[str, object]:
    """The report for `--json`."""
    differing = [
        {"turn": each.turn, "fields": each.fields, "before": each.before, "after": each.after}
        for each in report.differing
    ]
    return {"turns": report.turns, "identical": report.identical, "skipped": report.skipped, "differing": differing}
