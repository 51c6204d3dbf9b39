"""The composition root: builds everything from settings, and is the one place that chooses real parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tzlocal import get_localzone_name

from bot.clock import Clock, SystemClock
from bot.config import Settings, database_path, home
from bot.engine.background import JobRunner
from bot.engine.calls import CallBook
from bot.engine.counting import CounterSources, best_counter, local_counter, measure
from bot.engine.incoming import Transport
from bot.engine.loop import Engine
from bot.engine.relationship import relationship_job
from bot.engine.sender import Sender
from bot.engine.worker import TurnWorker
from bot.errors import StorageError
from bot.llm.model import Model
from bot.persona.persona import Persona
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.prompt.tokens import TokenCounter
from bot.storage import answers
from bot.storage.database import Database
from bot.storage.facts import SqlFactStore
from bot.storage.migrate import open_database
from bot.turn.group_indexes import HeldIndexes
from bot.turn.run import Deps
from bot.turn.settings import Hotline, TurnSettings
from memory.recall import Recall
from policies.timing import TimingRules
from retrieval.ngrams import NgramEmbedder


@dataclass(frozen=True)
class App:
    """The parts every command may need."""

    settings: Settings
    database: Database
    clock: Clock
    personas: PersonaShelf

    def persona(self) -> Persona:
        """The configured persona, its groups kept in SQL."""
        persona, now = self.personas.get(self.settings.chat.persona), self.clock.now()
        self.database.write_now(lambda session: answers.sync(session, persona.key, persona.groups, now))
        return persona

    def engine(
        self,
        transport: Transport,
        model: Model | None,
        counter: TokenCounter,
        *,
        fast: bool = False,
        chats: Collection[int] | None = None,
    ) -> Engine:
        """An engine that speaks through `transport`; `chats` limits it to some."""
        worker = TurnWorker(
            self.database,
            self.clock,
            self.personas,
            turn_settings(self.settings, fast=fast),
            self.deps(model, counter),
            chats,
        )
        sender = Sender(self.database, self.clock, transport, chats=chats)
        jobs = JobRunner(self.database, self.clock, {"relationship.update": relationship_job(self.database)})
        return Engine(self.database, self.clock, worker, sender, jobs)

    def deps(self, model: Model | None, counter: TokenCounter | None = None) -> Deps:
        """What a turn works with; without a counter, the best that asks no server."""
        return Deps(
            indexes=HeldIndexes(NgramEmbedder()),
            recall=Recall(SqlFactStore(self.database)),
            model=model,
            counter=counter or local_counter(self.counter_sources(model), self.database),
            calls=CallBook(self.database, self.clock),
        )

    async def counter(self, model: Model | None, chat_id: int, person_id: int) -> TokenCounter:
        """The most trusted token counter there is; an estimate is measured against the server once."""
        sources = self.counter_sources(model)
        counter = await best_counter(sources, self.database)
        if model is None or counter.exact or "*" in counter.id:
            return counter
        await measure(model, counter, CallBook(self.database, self.clock), chat_id, person_id)
        return local_counter(sources, self.database)

    def counter_sources(self, model: Model | None) -> CounterSources:
        """Where token counts could come from."""
        llm = self.settings.llm
        name, url = (model.name, model.server) if model else (llm.model, llm.base_url)
        return CounterSources(name, url, llm.tokenizer, llm.tokenize_url, llm.connect_timeout_s)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_app(settings: Settings, clock: Clock | None = None, *, writable: bool = True) -> App:
    """Open this deployment. Raises StorageError and its kin."""
    database = open_database(database_path(), writable=writable)
    return App(settings, database, clock or SystemClock(), persona_shelf())


def persona_shelf() -> PersonaShelf:
    """The operator's personas before the shipped ones."""
    return PersonaShelf([home() / "personas", SHIPPED])


def configured_model(settings: Settings) -> Model | None:
    """The sLLM of the settings, or None."""
    llm = settings.llm
    if not llm.base_url:
        return None
    from bot.llm.openai_server import OpenAIServer, Timeouts

    key = llm.api_key.get_secret_value() if llm.api_key else None
    timeouts = Timeouts(llm.connect_timeout_s, llm.first_token_timeout_s, llm.total_timeout_s)
    return OpenAIServer(llm.base_url, llm.model, key, timeouts)


def turn_settings(settings: Settings, *, fast: bool = False) -> TurnSettings:
    """The part of the settings a turn depends on."""
    timing, lines = settings.timing, settings.safety.hotlines
    return TurnSettings(
        language=settings.chat.language,
        time_zone=settings.chat.time_zone or get_localzone_name(),
        timing=TimingRules(
            finished_wait_ms=timing.finished_wait_ms,
            unfinished_wait_ms=timing.unfinished_wait_ms,
            jamo_ms=timing.jamo_ms,
            char_ms=timing.char_ms,
            fast=fast,
        ),
        context_tokens=settings.prompt.context_tokens,
        history_strategy=settings.prompt.history,
        history_tokens=settings.prompt.history_tokens,
        ask_share=settings.answers.ask_share,
        no_repeat_window=settings.answers.no_repeat_window,
        confident=settings.answers.confident,
        hotlines={
            language: Hotline(line.name, line.number, line.confirmed)
            for language, line in (("ko", lines.ko), ("en", lines.en))
        },
    )


def data_folder() -> Path:
    """The folder with all data, made if needed. Raises StorageError."""
    try:
        home().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{home()} can't be made: {error.strerror}", fix="set MALBEOT_HOME to a folder") from error
    return home()
