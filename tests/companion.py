"""A companion under test: real database, engine and personas; a fake clock and a transport that keeps what it hears."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.engine.background import JobRunner
from bot.engine.calls import CallBook
from bot.engine.incoming import Incoming
from bot.engine.loop import Engine
from bot.engine.sender import Sender
from bot.engine.worker import TurnWorker
from bot.llm.model import Model
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.episodes import remembering
from bot.storage.people import ensure_bot, known
from bot.storage.turns import list_turns
from bot.testing.clock import FakeClock
from bot.testing.jobs import job_handlers
from bot.testing.transport import KeptTransport
from bot.turn.group_indexes import HeldIndexes
from bot.turn.record import TurnRecord, from_json
from bot.turn.run import Deps
from bot.turn.settings import Hotline, TurnSettings
from policies.timing.rules import TimingRules
from retrieval.shipped import ByNgrams

INDEXES = HeldIndexes(ByNgrams())
SHELF = PersonaShelf([SHIPPED])
SETTINGS = TurnSettings(
    policy=TimingRules(fast=True),
    hotlines={"ko": Hotline("자살예방상담전화", "109"), "en": Hotline("988 Lifeline", "988")},
)


@dataclass
class Companion:
    """One bot and its people on one database."""

    database: Database
    clock: FakeClock = field(default_factory=FakeClock)
    model: Model | None = None
    settings: TurnSettings = SETTINGS
    persona: str = "bom"
    personas: PersonaShelf = SHELF

    def __post_init__(self) -> None:
        self.transport = KeptTransport(self.clock)
        self.bot_id = self.database.write_now(
            lambda session: known(ensure_bot(session, "test", self.persona, self.persona).id)
        )
        self.engine = self.new_engine()

    def deps(self) -> Deps:
        """What turns work with."""
        return Deps(
            INDEXES,
            remembering(self.database, None),
            self.model,
            ByteCounter(0.4),
            CallBook(self.database, self.clock),
        )

    def new_engine(self) -> Engine:
        """An engine over the same tables, as another process would have."""
        worker = TurnWorker(self.database, self.clock, self.personas, self.settings, self.deps())
        jobs = JobRunner(self.database, self.clock, job_handlers(self.database, self.clock))
        return Engine(self.database, self.clock, worker, Sender(self.database, self.clock, self.transport), jobs)

    def timed(self, **rules: int) -> Companion:
        """The same companion at a human pace."""
        return replace(self, settings=replace(self.settings, policy=TimingRules(**rules)))

    def incoming(self, text: str, *, person: str = "jisu", update_id: int | None = None) -> Incoming:
        """An update of a person's private chat."""
        return Incoming(self.bot_id, f"chat-{person}", person, "test", text, self.clock.now(), update_id)

    async def hear(self, text: str, *, person: str = "jisu", update_id: int | None = None) -> int:
        """Take a message in without answering; returns the chat's id."""
        return (await self.engine.ingest(self.incoming(text, person=person, update_id=update_id))).chat_id

    async def say(self, text: str, *, person: str = "jisu") -> list[str]:
        """Say something and wait for the whole answer."""
        before = len(self.transport.sent)
        await self.hear(text, person=person)
        await self.engine.settle()
        self.clock.advance(1000)
        return self.transport.texts[before:]

    def records(self) -> list[TurnRecord]:
        """Records of all turns, oldest first; erased ones left out."""
        rows = self.database.read_now(lambda session: list_turns(session, 10_000))
        return [from_json(str(row.record)) for row in reversed(rows) if row.record is not None]
