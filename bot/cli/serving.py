"""What `malbeot run` serves, by role: the Telegram channel of the settings, and the parts of it."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.app import App, Post, bot_lines, configured_model
from bot.channels.telegram.channel import Rules, TelegramChannel
from bot.channels.telegram.listener import Hook
from bot.channels.telegram.login import BotLine, Manner, connect, disconnect, rows_of, unasked
from bot.channels.telegram.pictures import TelegramPictures
from bot.channels.telegram.transport import TelegramTransport
from bot.channels.terminal.seat import operators_chat
from bot.config import home
from bot.config.telegram import TelegramSettings
from bot.engine.heartbeat import beat, heartbeat_file
from bot.engine.loop import Engine
from bot.engine.roles import Role
from bot.engine.transport import Nowhere
from bot.engine.typist import Typist
from bot.errors import ConfigError
from bot.http_server import serving
from bot.llm.chain import Chain
from bot.llm.model import Picture
from bot.prompt.tokens import ByteCounter, TokenCounter
from bot.storage.migrate import known_revisions
from bot.storage.scope import Scope
from bot.storage.sqlite import SqliteDatabase
from bot.web.monitoring import Monitoring, web_app
from policies.pace import PaceLimits
from retrieval.groups import Moment

if TYPE_CHECKING:
    from aiogram import Bot

log = logging.getLogger(__name__)
_MEASURING_S = 8
_GREETINGS = {"ko": "안녕", "en": "hello"}


@asynccontextmanager
async def open_channel(app: App, role: Role = "all") -> AsyncIterator[TelegramChannel]:
    """Log the configured bots in and build their engine. Raises ConfigError without a token, ChannelStopped."""
    telegram, now = app.settings.telegram, app.clock.now()
    lines, rules = bot_lines(app.settings), _rules(app)
    for line in lines:
        app.persona(line.persona)  # a mistake in its files is told before anybody is answered
    manner = Manner(polling=rules.hook is None, alone=isinstance(app.database, SqliteDatabase))
    connected = await connect(lines, telegram.api_url, app.database, now, manner)
    try:
        post = _post(telegram, {each.row_id: each.bot for each in connected})
        if role == "ingest":
            engine, source = app.engine(post, None, ByteCounter()), "the workers"
            yield TelegramChannel(connected, engine, app.database, app.clock, rules, source, role)
            return
        async with _answering(app, lines, post) as (engine, source):
            yield TelegramChannel(connected, engine, app.database, app.clock, rules, source)
    finally:
        await disconnect(connected)


@asynccontextmanager
async def open_worker(app: App) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """The work of a process that holds no channel: turns and background jobs."""
    telegram, lines = app.settings.telegram, bot_lines(app.settings)
    rows = rows_of(lines, app.database)
    post = Post(Nowhere(), Scope(bots=rows), telegram.on_unknown, pictures=_Unhurried(app, lines))
    async with _answering(app, lines, post) as (engine, _):
        yield lambda stopping: engine.run(stopping, "worker")


@asynccontextmanager
async def open_sender(app: App) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """The work of a process that only delivers, and shows typing for the workers."""
    telegram = app.settings.telegram
    bots = unasked(bot_lines(app.settings), telegram.api_url, app.database)
    post = _post(telegram, bots)
    engine = app.engine(post, None, ByteCounter())
    typist = Typist(app.database, app.clock, engine.sender.show_typing, post.scope)

    async def deliver(stopping: asyncio.Event) -> None:
        await asyncio.gather(engine.run(stopping, "sender"), typist.run(stopping))

    try:
        yield deliver
    finally:
        await asyncio.gather(*(bot.session.close() for bot in bots.values()))


@asynccontextmanager
async def serving_pages(app: App) -> AsyncIterator[None]:
    """The monitoring pages around the block. Raises ChannelStopped: the address is taken."""
    pages = web_app(Monitoring(app.database, app.clock, known_revisions()[-1]))
    async with serving(pages, app.settings.web.listen, "web.listen"):
        yield


@asynccontextmanager
async def beating(app: App, role: Role) -> AsyncIterator[None]:
    """A sign of life around the block, for `malbeot alive`."""
    async with _beside(beat(heartbeat_file(role, home()), app.clock)):
        yield


@asynccontextmanager
async def _answering(app: App, lines: Sequence[BotLine], post: Post) -> AsyncIterator[tuple[Engine, str]]:
    """An engine that can compose answers, and who writes them."""
    model = configured_model(app.settings)
    engine = app.engine(post, model, await _counter(app, model))
    personas = tuple(dict.fromkeys(line.persona for line in lines))
    async with _beside(model.watch() if model else None), _beside(_warm_up(app, personas, engine)):
        yield engine, app.source(model)


class _Unhurried:
    """Pictures for a worker: the channel's library is loaded when the first one is wanted."""

    def __init__(self, app: App, lines: Sequence[BotLine]) -> None:
        self._app, self._lines = app, lines
        self._pictures: TelegramPictures | None = None

    async def __call__(self, references: Sequence[str]) -> Mapping[str, Picture]:
        if self._pictures is None:
            api_url = self._app.settings.telegram.api_url
            self._pictures = TelegramPictures(unasked(self._lines, api_url, self._app.database))
        return await self._pictures(references)


def _post(telegram: TelegramSettings, bots: Mapping[int, Bot]) -> Post:
    return Post(
        transport=TelegramTransport(bots),
        scope=Scope(bots=frozenset(bots)),
        on_unknown=telegram.on_unknown,
        limits=PaceLimits(telegram.chat_interval_ms, telegram.per_second),
        pictures=TelegramPictures(bots),
    )


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None] | None) -> AsyncIterator[None]:
    """Work that goes on while the block runs and ends with it."""
    task = asyncio.create_task(work) if work else None
    try:
        yield
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _warm_up(app: App, personas: Sequence[str], engine: Engine) -> None:
    """Load what compares messages with answer groups, so that the first person doesn't wait for it."""
    for key in personas:
        persona = app.personas.get(key)
        for language in persona.languages:
            level = persona.voice(language).speech_level
            index = await asyncio.to_thread(engine.worker.deps.indexes.get, persona, language, level)
            await asyncio.to_thread(index.search, _GREETINGS[language], Moment("morning", frozenset()))


def _rules(app: App) -> Rules:
    telegram = app.settings.telegram
    allowed = frozenset(str(person) for person in telegram.allow)
    return Rules(telegram.access, allowed, app.settings.chat.language, telegram.poll_timeout_s, hook_of(telegram))


def hook_of(telegram: TelegramSettings) -> Hook | None:
    """Where Telegram brings updates; None: they are asked for. Raises ConfigError when the settings don't say it."""
    if telegram.mode == "polling":
        return None
    if not telegram.webhook_url:
        raise ConfigError("telegram.webhook_url: missing", fix="the public https address that Telegram can reach")
    if telegram.webhook_secret is None:
        make = "python -c 'import secrets; print(secrets.token_urlsafe(32))' > secrets/telegram__webhook_secret"
        raise ConfigError("telegram.webhook_secret: missing", fix=f"make one in the data folder: {make}")
    secret = telegram.webhook_secret.get_secret_value()
    return Hook(telegram.webhook_url, secret, telegram.webhook_listen, telegram.webhook_max_connections)


async def _counter(app: App, model: Chain | None) -> TokenCounter:
    """The best token counter; what measuring it costs is the operator's."""
    persona, now = app.settings.chat.persona, app.clock.now()
    chat_id, person_id = await app.database.write(lambda session: operators_chat(session, persona, now))
    try:
        return await asyncio.wait_for(app.counter(model, chat_id, person_id), _MEASURING_S)
    except TimeoutError:
        log.warning("the model server is slow; token counts are estimates until the next start")
        return app.local_counter(model)


def stop_at_signals() -> asyncio.Event:
    """Set by Ctrl-C and SIGTERM from now on; before, they end the process, which loses nothing either."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    return stopping
