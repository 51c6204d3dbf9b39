"""The composition root: builds everything from settings, and is the one place that chooses real parts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tzlocal import get_localzone_name

from bot.channels.telegram.login import BotLine
from bot.choices import library_choices, turn_settings
from bot.clock import Clock, SystemClock
from bot.config import Settings, database_at, home
from bot.config.llm import ChainedServerSettings, LlmSettings, ServerSettings
from bot.engine import memory_jobs
from bot.engine.background import Handler, JobRunner, Jobs
from bot.engine.calls import CallBook
from bot.engine.counting import TOKENIZE_PATHS, CounterSources, best_counters, local_counters
from bot.engine.hints import Hints, NoHints
from bot.engine.loop import Engine
from bot.engine.memory_calls import Asker
from bot.engine.memory_jobs import MemoryOptions
from bot.engine.pace import NO_LIMITS, Pace
from bot.engine.procrastinated import ProcrastinateJobs
from bot.engine.relationship import relationship_job
from bot.engine.sender import Sender
from bot.engine.transport import Transport
from bot.engine.worker import TurnWorker
from bot.errors import ConfigError, StorageError
from bot.llm.chain import Chain
from bot.llm.describe import FIRST, ServerSpec, chain_of
from bot.llm.model import Model
from bot.llm.reply import Timeouts
from bot.llm.server import Server
from bot.persona.persona import Persona
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.prompt.tokens import TokenCounter
from bot.storage import answers
from bot.storage.database import Database
from bot.storage.episodes import remembering
from bot.storage.jobs import Job
from bot.storage.knowledge import SqlKnowledge
from bot.storage.migrate import open_database
from bot.storage.notifications import Notifications
from bot.storage.outbox import OnUnknown
from bot.storage.postgres import PostgresDatabase
from bot.storage.scope import EVERYWHERE, Scope
from bot.turn.calling import PictureSource
from bot.turn.decisions import DecisionRecord
from bot.turn.group_indexes import HeldIndexes
from bot.turn.run import Deps
from memory.episodes.meaning import Meaning
from policies.pace import PaceLimits
from policies.server_order import Offer
from retrieval.endpoint import EndpointEmbedder
from retrieval.knowledge.assembled import Library, assembled
from retrieval.prefixes import Prefixes
from retrieval.shipped import Embedded, Replaced
from retrieval.transformer import TransformerEmbedder

_TIDY_HOUR = 19  # UTC: before dawn in Korea, early afternoon in America


@dataclass(frozen=True)
class Post:
    """A channel as the engine serves it: how to deliver, to which chats, how fast, and where its pictures are.

    `put_off` is told when an answer will come later.
    """

    transport: Transport
    scope: Scope = EVERYWHERE
    on_unknown: OnUnknown = "resend"
    limits: PaceLimits = NO_LIMITS
    pictures: PictureSource | None = None
    put_off: Callable[[DecisionRecord], None] | None = None


@dataclass(frozen=True)
class App:
    """The parts every command may need."""

    settings: Settings
    database: Database
    clock: Clock
    personas: PersonaShelf

    @cached_property
    def compared(self) -> Embedded | Replaced:
        """What compares texts; its encoder is opened once a process."""
        return comparing(self.settings)

    @property
    def meaning(self) -> Meaning:
        """What compares earlier talk with a message, beside its words."""
        return Meaning(self.compared.minilm if isinstance(self.compared, Embedded) else self.compared.embedder)

    def persona(self, key: str = "") -> Persona:
        """A persona (default: the configured one), its groups kept in SQL."""
        persona, now = self.personas.get(key or self.settings.chat.persona), self.clock.now()
        self.database.write_now(lambda session: answers.sync(session, persona.key, persona.groups, now))
        return persona

    def engine(self, post: Post, model: Model | None, counter: TokenCounter, *, fast: bool = False) -> Engine:
        """An engine for one channel's chats."""
        sees = isinstance(model, Chain) and any(link.server.quirks.images for link in model.links.values())
        settings = turn_settings(self.settings, fast=fast, sees=sees and post.pictures is not None)
        deps = replace(self.deps(model, counter), pictures=post.pictures)
        sender = Sender(self.database, self.clock, post.transport, post.on_unknown, post.scope, Pace(post.limits))
        worker = TurnWorker(
            self.database, self.clock, self.personas, settings, deps, post.scope, sender.show_typing, post.put_off
        )
        return Engine(self.database, self.clock, worker, sender, self.jobs(model, counter), self.hints())

    def jobs(self, model: Model | None = None, counter: TokenCounter | None = None) -> Jobs:
        """Who runs background jobs: the table's own runner on SQLite, Procrastinate on PostgreSQL."""
        handlers: dict[str, Handler] = {
            "relationship.update": relationship_job(self.database),
            "database.tidy": self._tidy,
            **self._memory_handlers(model, counter),
        }
        daily = {"database.tidy": _TIDY_HOUR}
        if isinstance(self.database, PostgresDatabase):
            return ProcrastinateJobs(self.database.address, handlers, daily)
        return JobRunner(self.database, self.clock, handlers, daily)

    def _memory_handlers(self, model: Model | None, counter: TokenCounter | None) -> Mapping[str, Handler]:
        """What is done behind replies for the memory of them."""
        chosen, zone = self.settings.memory, self.settings.chat.time_zone or get_localzone_name()
        calls = CallBook(self.database, self.clock)
        asker = Asker(model, counter or self.local_counter(model), calls) if model else None
        options = MemoryOptions(chosen.extractor, chosen.summaries, zone)
        return memory_jobs.handlers(self.database, self.clock, asker, options)

    async def _tidy(self, _: Job) -> None:
        await asyncio.to_thread(self.database.tidy)

    @cached_property
    def _documents(self) -> Library:
        """The library turns look things up in; nothing is loaded until something is asked."""
        return self.library()

    def library(self) -> Library:
        """The documents: what takes them in, and what finds them."""
        store = SqlKnowledge(self.database, self.clock)
        return assembled(store, self.compared, library_choices(self.settings))

    def hints(self) -> Hints:
        """How the processes on one database wake each other."""
        return Notifications(self.database.address) if isinstance(self.database, PostgresDatabase) else NoHints()

    def deps(self, model: Model | None, counter: TokenCounter | None = None) -> Deps:
        """What a turn works with; without a counter, the best that asks no server."""
        chosen = self.settings.memory
        return Deps(
            indexes=HeldIndexes(self.compared),
            recall=remembering(self.database, self.meaning, chosen.capacity_messages, chosen.passages_in_memory),
            model=model,
            counter=counter or self.local_counter(model),
            calls=CallBook(self.database, self.clock),
            documents=self._documents.search,
        )

    async def counter(self, model: Model | None, chat_id: int, person_id: int) -> TokenCounter:
        """The most trusted token counter there is; an estimate is measured against the server once."""
        calls = CallBook(self.database, self.clock)
        return await best_counters(self.counter_sources(model), self.database, calls, chat_id, person_id)

    def local_counter(self, model: Model | None) -> TokenCounter:
        """The best token counter that asks no server."""
        return local_counters(self.counter_sources(model), self.database)

    def source(self, model: Model | None) -> str:
        """Who writes the answers, in a few words."""
        if model is None:
            return f"{len(self.persona().groups)} answer groups, no model"
        links = model.links.values() if isinstance(model, Chain) else ()
        return ", then ".join(f"{link.server.name} at {link.server.server}" for link in links) or model.name

    def counter_sources(self, model: Model | None) -> Sequence[CounterSources]:
        """Where token counts could come from, for each server."""
        llm = self.settings.llm
        links = model.links.values() if isinstance(model, Chain) else ()
        tables = {FIRST: llm, **llm.servers}
        found = [_counted_by(link.offer.name, link.server, tables.get(link.offer.name, llm)) for link in links]
        return found or [_counted_by(FIRST, model, llm)]

    def close(self) -> None:
        """Let go of the database."""
        if "_documents" in self.__dict__:
            self._documents.close()
        self.database.close()


def open_app(settings: Settings, clock: Clock | None = None, *, writable: bool = True, file: Path | None = None) -> App:
    """Open this deployment, or another database `file`. Raises StorageError and its kin."""
    database = open_database(file or database_at(settings), writable=writable)
    return App(settings, database, clock or SystemClock(), persona_shelf())


def persona_shelf() -> PersonaShelf:
    """The operator's personas before the shipped ones."""
    return PersonaShelf([home() / "personas", SHIPPED])


def configured_model(settings: Settings, clock: Clock | None = None) -> Chain | None:
    """The sLLM of the settings, one server or several, or None. Raises ConfigError: an address or template is missing.

    Whoever runs long also runs its `watch`, so that servers come back without a person waiting for it.
    """
    llm = settings.llm
    first = [(FIRST, llm)] if llm.base_url or llm.preset != "auto" else []
    specs = [_spec(name, table, llm) for name, table in (*first, *llm.servers.items())]
    return chain_of(specs, llm.order, llm.chain_timeout_s, (clock or SystemClock()).now) if specs else None


def _spec(name: str, table: ServerSettings, llm: LlmSettings) -> ServerSpec:
    def seconds(field: str) -> float:
        return float(getattr(table if field in table.model_fields_set else llm, field))

    chained = table if isinstance(table, ChainedServerSettings) else ChainedServerSettings()
    return ServerSpec(
        offer=Offer(name, chained.priority, table.price_in, table.price_out, chained.weight),
        base_url=table.base_url,
        model=table.model,
        preset=table.preset,
        api=table.api,
        template=table.template,
        api_key=table.api_key.get_secret_value() if table.api_key else None,
        timeouts=Timeouts(*(seconds(f"{each}_timeout_s") for each in ("connect", "first_token", "total"))),
        images={"auto": None, "yes": True, "no": False}[table.images],
        context_tokens=table.context_tokens or None,
    )


def _counted_by(name: str, model: Model | None, table: ServerSettings) -> CounterSources:
    url = model.base_url if isinstance(model, Server) else table.base_url
    paths = model.quirks.preset.tokenize if isinstance(model, Server) else TOKENIZE_PATHS
    tokenizer, tokenize_url, patience = table.tokenizer, table.tokenize_url, table.connect_timeout_s
    named = model.name if model else table.model
    return CounterSources(named, url, tokenizer, tokenize_url, patience, server=name, model_at=model, paths=paths)


def comparing(settings: Settings) -> Embedded | Replaced:
    """What compares messages with answer groups: what ships, or the operator's embedder before it."""
    chosen = settings.embeddings
    wanted = Prefixes(chosen.query_prefix, chosen.document_prefix)
    if chosen.model:
        return Replaced(TransformerEmbedder(chosen.model, wanted), Embedded())
    if chosen.base_url:
        key = chosen.api_key.get_secret_value() if chosen.api_key else None
        endpoint = EndpointEmbedder(chosen.base_url, chosen.endpoint_model, key, wanted, chosen.batch, chosen.timeout_s)
        return Replaced(endpoint, Embedded())
    return Embedded()


def data_folder() -> Path:
    """The folder with all data, made if needed. Raises StorageError."""
    try:
        home().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{home()} can't be made: {error.strerror}", fix="set MALBEOT_HOME to a folder") from error
    return home()


def bot_lines(settings: Settings) -> tuple[BotLine, ...]:
    """Every Telegram bot of the settings. Raises ConfigError when there is none, or one without its token."""
    telegram, persona = settings.telegram, settings.chat.persona
    lines = [BotLine(telegram.token.get_secret_value(), persona, "telegram.token")] if telegram.token else []
    for name, bot in telegram.bots.items():
        key = f"telegram.bots.{name}.token"
        if bot.token is None:
            raise ConfigError(f"{key}: missing", fix="put it into the secrets folder or a variable")
        lines.append(BotLine(bot.token.get_secret_value(), bot.persona or persona, key))
    if not lines:
        raise ConfigError("telegram.token: missing", fix="`malbeot init` asks for it; `malbeot demo` needs none")
    return tuple(lines)
