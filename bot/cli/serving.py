"""What `malbeot run` serves: the Telegram channel of the settings, once per data folder."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bot.app import App, Post, bot_lines, configured_model
from bot.channels.telegram.channel import Rules, TelegramChannel
from bot.channels.telegram.login import Connected, connect, disconnect
from bot.channels.telegram.pictures import TelegramPictures
from bot.channels.telegram.transport import TelegramTransport
from bot.channels.terminal.seat import operators_chat
from bot.config.telegram import TelegramSettings
from bot.engine.loop import Engine
from bot.errors import ChannelStopped, DatabaseReadOnly
from bot.llm.chain import Chain
from bot.prompt.tokens import TokenCounter
from bot.storage.scope import Scope
from policies.pace import PaceLimits
from retrieval.groups import Moment

log = logging.getLogger(__name__)
_MEASURING_S = 8
_GREETINGS = {"ko": "안녕", "en": "hello"}


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; it ends with the process, however that ends. Raises ChannelStopped when it is held."""
    lock = FileLock(folder / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ChannelStopped(f"another `malbeot run` serves {folder}", fix="stop it, or set MALBEOT_HOME") from None
    except OSError as error:
        raise DatabaseReadOnly(f"{folder} can't be written: {error.strerror}", fix="make it writable") from error
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def open_channel(app: App) -> AsyncIterator[TelegramChannel]:
    """Log the configured bots in and build their engine. Raises ConfigError without a token, ChannelStopped."""
    telegram, now = app.settings.telegram, app.clock.now()
    lines = bot_lines(app.settings)
    for line in lines:
        app.persona(line.persona)  # a mistake in its files is told before anybody is answered
    connected = await connect(lines, telegram.api_url, app.database, now)
    try:
        model = configured_model(app.settings)
        engine = app.engine(_post(telegram, connected), model, await _counter(app, model))
        async with _beside(model.watch() if model else None), _beside(_warm_up(app, connected, engine)):
            yield TelegramChannel(connected, engine, app.database, app.clock, _rules(app), app.source(model))
    finally:
        await disconnect(connected)


def _post(telegram: TelegramSettings, connected: Sequence[Connected]) -> Post:
    bots = {each.row_id: each.bot for each in connected}
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


async def _warm_up(app: App, connected: Sequence[Connected], engine: Engine) -> None:
    """Load what compares messages with answer groups, so that the first person doesn't wait for it."""
    for key in dict.fromkeys(each.persona for each in connected):
        persona = app.personas.get(key)
        for language in persona.languages:
            level = persona.voice(language).speech_level
            index = await asyncio.to_thread(engine.worker.deps.indexes.get, persona, language, level)
            await asyncio.to_thread(index.search, _GREETINGS[language], Moment("morning", frozenset()))


def _rules(app: App) -> Rules:
    telegram = app.settings.telegram
    allowed = frozenset(str(person) for person in telegram.allow)
    return Rules(telegram.access, allowed, app.settings.chat.language, telegram.poll_timeout_s)


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
