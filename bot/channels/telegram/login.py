"""Logs bots in: a token becomes a connection, a row, and menus in the person's language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from bot.channels.telegram.updates import CHANNEL
from bot.channels.telegram.words import MENUS
from bot.errors import ChannelStopped
from bot.storage import outbox, timers
from bot.storage.database import Database
from bot.storage.people import ensure_bot, known
from bot.storage.scope import Scope

if TYPE_CHECKING:
    from aiogram import Bot
    from sqlmodel import Session

T = TypeVar("T")
log = logging.getLogger(__name__)
_PATIENCE_S, _LONGEST_PAUSE_S = 15, 30


@dataclass(frozen=True)
class BotLine:
    """One bot as configured: `setting` is where its token came from, for messages."""

    token: str
    persona: str
    setting: str


@dataclass(frozen=True)
class Connected:
    """One bot that Telegram knows."""

    row_id: int
    username: str
    persona: str
    bot: Bot


@dataclass(frozen=True)
class Manner:
    """How a process serves its bots.

    `polling`: a webhook set earlier is removed. `alone`: nobody else works for them, what somebody held is free.
    """

    polling: bool = True
    alone: bool = True


POLLING_ALONE = Manner()


async def connect(
    lines: Sequence[BotLine], api_url: str, database: Database, now: int, manner: Manner = POLLING_ALONE
) -> tuple[Connected, ...]:
    """Log every bot in. Raises ChannelStopped: a token is refused, or one bot is given twice."""
    connected: list[Connected] = []
    try:
        for line in lines:
            connected.append(await _connect(line, api_url, database, now, manner))
            if len({each.row_id for each in connected}) < len(connected):
                raise ChannelStopped(f"{line.setting}: this bot is configured twice", fix="one token for each bot")
    except ChannelStopped:
        await disconnect(connected)
        raise
    return tuple(connected)


def unasked(lines: Sequence[BotLine], api_url: str, database: Database) -> dict[int, Bot]:
    """Every bot by its row id, without a word to Telegram: its public number begins the token."""
    return {row_id: _bot(line.token, api_url) for line in lines for row_id in rows_of([line], database)}


def rows_of(lines: Sequence[BotLine], database: Database) -> frozenset[int]:
    """The bots' row ids, for a process that holds no channel."""

    def rows(session: Session) -> frozenset[int]:
        bots = (ensure_bot(session, CHANNEL, line.token.partition(":")[0], line.persona) for line in lines)
        return frozenset(known(bot.id) for bot in bots)

    return database.write_now(rows)


async def disconnect(connected: Sequence[Connected]) -> None:
    """Close the connections."""
    for each in connected:
        await each.bot.session.close()


async def username_of(token: str, api_url: str) -> str:
    """The bot's name. Raises ChannelStopped: the token is refused, Telegram can't be reached."""
    from aiogram.exceptions import AiogramError

    bot = _bot(token, api_url)
    try:
        me = await bot.get_me(request_timeout=_PATIENCE_S)
    except AiogramError as error:
        problem = f"the token: Telegram can't be reached ({type(error).__name__})"
        hopeless = ChannelStopped(problem, fix="check the network and telegram.api_url")
        raise (_refusal(error, "the token") or hopeless) from None
    finally:
        await bot.session.close()
    return me.username or str(me.id)


async def patiently(setting: str, ask: Callable[[], Awaitable[T]]) -> T:
    """What `ask` gives, as soon as Telegram answers. Raises ChannelStopped: it refuses what stands in `setting`."""
    from aiogram.exceptions import AiogramError

    for tries in count():
        try:
            return await ask()
        except AiogramError as error:
            if refusal := _refusal(error, setting):
                raise refusal from None
            log.warning("%s: Telegram can't be reached (%s), trying again", setting, type(error).__name__)
            await asyncio.sleep(getattr(error, "retry_after", min(_LONGEST_PAUSE_S, 2**tries)))
    raise AssertionError("count() does not end")


async def _connect(line: BotLine, api_url: str, database: Database, now: int, manner: Manner) -> Connected:
    bot = _bot(line.token, api_url)
    try:
        me = await patiently(line.setting, lambda: bot.get_me(request_timeout=_PATIENCE_S))
        if manner.polling:
            await patiently(line.setting, lambda: _take_over(bot))
        await _show_menus(bot)
    except BaseException:
        await bot.session.close()
        raise
    row_id = await database.write(lambda session: _own(session, str(me.id), line.persona, now, manner))
    return Connected(row_id, me.username or str(me.id), line.persona, bot)


def _refusal(error: Exception, setting: str) -> ChannelStopped | None:
    """What a person has to mend; None: it is worth another try."""
    from aiogram.exceptions import TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError

    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return ChannelStopped(f"{setting}: Telegram refuses this token", fix="copy it from @BotFather")
    if isinstance(error, TelegramBadRequest):
        return ChannelStopped(f"{setting}: {error.message}", fix="mend this setting")
    return None


def _bot(token: str, api_url: str) -> Bot:
    from bot.channels.telegram.session import open_bot  # the library takes seconds to import

    return open_bot(token, api_url)


def _own(session: Session, name: str, persona: str, now: int, manner: Manner) -> int:
    """The bot's row. Whoever served it alone before is gone: their leases end now."""
    row_id = known(ensure_bot(session, CHANNEL, name, persona).id)
    if manner.alone:
        mine = Scope(bots=frozenset({row_id}))
        timers.free(session, mine)
        outbox.free(session, mine, now)
    return row_id


async def _take_over(bot: Bot) -> None:
    """Polling needs that no webhook is set."""
    if (await bot.get_webhook_info(request_timeout=_PATIENCE_S)).url:
        log.warning("a webhook was set for this bot; it is removed, its updates stay")
        await bot.delete_webhook(drop_pending_updates=False, request_timeout=_PATIENCE_S)


async def _show_menus(bot: Bot) -> None:
    """In the person's language. Telegram limits how often they may be set; the ones of an earlier start will do."""
    from aiogram.exceptions import AiogramError
    from aiogram.types import BotCommand

    try:
        for language, menu in (*MENUS.items(), (None, MENUS["en"])):
            commands = [BotCommand(command=name, description=what) for name, what in menu.items()]
            await bot.set_my_commands(commands, language_code=language, request_timeout=_PATIENCE_S)
    except AiogramError as error:
        log.warning("the command menus could not be set (%s)", type(error).__name__)
