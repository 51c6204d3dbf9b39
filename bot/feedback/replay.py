"""Runs recorded turns again through the same `turn.run`.

Recorded inputs, memory as of the turn, recorded clock and seed.

With nothing changed every record must come out identical outside VOLATILE_FIELDS: that proves the record complete.
Valid one reply ahead only: the next recorded message answered the old reply, and is never fed back as if it answered
a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.engine.gather import Erased, regather
from bot.feedback.recorded import RecordedCalls, RecordedModel, as_kept, recorded_counter
from bot.llm.model import Model
from bot.persona.persona import Persona, from_snapshot
from bot.prompt.tokens import TokenCounter
from bot.storage.database import Database
from bot.storage.episodes import remembering
from bot.storage.facts import SqlFactStore
from bot.storage.people import talk_version
from bot.storage.tables import TurnRow
from bot.storage.turns import get_turn, snapshot
from bot.turn.documents import RecordedDocuments
from bot.turn.first import write_first
from bot.turn.given import Given
from bot.turn.outcome import Outcome, PutOff
from bot.turn.record import TurnRecord, differing_fields, from_json
from bot.turn.remembered import RecordedTalk
from bot.turn.run import Deps, GroupIndexes, run
from bot.turn.settings import settings_from
from memory.episodes.meaning import Meaning
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


@dataclass(frozen=True)
class Replay:
    """Replays turns of one database. `persona` None: each turn's own; `live` answers changed prompts.

    `meaning`: what compares earlier talk with a message beside its words.
    """

    database: Database
    indexes: GroupIndexes
    counter: TokenCounter
    persona: Persona | None = None
    live: Model | None = None
    meaning: Meaning | None = None

    @cached_property
    def _recall(self) -> Recall:
        """As a live turn recalls; the talks that were read are kept from turn to turn."""
        return remembering(self.database, self.meaning)

    async def _recall_of(self, record: TurnRecord) -> Recall:
        """Something said before that was edited or erased since can't be searched as it was: the record stands."""
        now = await self.database.read(lambda session: talk_version(session, record.person))
        return self._recall if now == record.bounds.talk else Recall(self._facts, RecordedTalk(record.talk))

    @cached_property
    def _facts(self) -> SqlFactStore:
        return SqlFactStore(self.database)

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
        outcome = await self._again(given, record)
        if isinstance(outcome, PutOff):
            return Difference(turn_id, ("timing.plan.action",), record.bubbles, ())
        again = as_kept(record, outcome.record)
        return Difference(turn_id, differing_fields(record, again), record.bubbles, again.bubbles)

    async def _again(self, given: Given, record: TurnRecord) -> Outcome | PutOff:
        if given.event is None:
            return await run(given, await self._deps(record))
        return write_first(given, given.event) or PutOff(given.now, ())

    async def _given(self, row: TurnRow, record: TurnRecord) -> Given:
        stored = await self.database.read(lambda session: snapshot(session, row.persona_hash))
        settings = await self.database.read(lambda session: snapshot(session, row.settings_hash))
        persona = self.persona or from_snapshot(stored)
        return await self.database.read(lambda session: regather(session, record, persona, settings_from(settings)))

    async def _deps(self, record: TurnRecord) -> Deps:
        asked_model = any(route.source == "model" for route in record.route)
        return Deps(
            indexes=self.indexes,
            recall=await self._recall_of(record),
            model=RecordedModel(record, self.live) if asked_model else None,
            counter=recorded_counter(record, self.counter),
            calls=RecordedCalls(record),
            documents=RecordedDocuments(record.documents, record.versions.knowledge),
            recorded_embedder=record.versions.embedder,
        )


def as_values(report: Report) -> dict[str, object]:
    """The report for `--json`."""
    differing = [
        {"turn": each.turn, "fields": each.fields, "before": each.before, "after": each.after}
        for each in report.differing
    ]
    return {"turns": report.turns, "identical": report.identical, "skipped": report.skipped, "differing": differing}
