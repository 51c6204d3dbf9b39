"""Logs bots in: a token becomes a connection, a row, and menus in the person's language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from bot.channels.telegram.updates import CHANNEL
from bot.channels.telegram.words import MENUS
from bot.errors import ChannelStopped
from bot.storage import outbox, timers
from bot.storage.database import Database
from bot.storage.people import chats_of, ensure_bot, known

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import User
    from sqlmodel import Session

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


async def connect(lines: Sequence[BotLine], api_url: str, database: Database, now: int) -> tuple[Connected, ...]:
    """Log every bot in. Raises ChannelStopped: a token is refused, Telegram can't be reached, one bot given twice."""
    connected: list[Connected] = []
    try:
        for line in lines:
            connected.append(await _connect(line, api_url, database, now))
            if len({each.row_id for each in connected}) < len(connected):
                raise ChannelStopped(f"{line.setting}: this bot is configured twice", fix="one token for each bot")
    except ChannelStopped:
        await disconnect(connected)
        raise
    return tuple(connected)


async def disconnect(connected: Sequence[Connected]) -> None:
    """Close the connections."""
    for each in connected:
        await each.bot.session.close()


async def username_of(token: str, api_url: str) -> str:
    """The bot's name. Raises ChannelStopped: the token is refused, Telegram can't be reached."""
    bot = _bot(token, api_url)
    try:
        async with _told_apart("the token"):
            me = await bot.get_me(request_timeout=_PATIENCE_S)
    finally:
        await bot.session.close()
    return me.username or str(me.id)


async def _connect(line: BotLine, api_url: str, database: Database, now: int) -> Connected:
    bot = _bot(line.token, api_url)
    try:
        me = await _reached(bot, line.setting)
        await _show_menus(bot)
    except BaseException:
        await bot.session.close()
        raise
    row_id = await database.write(lambda session: _own(session, str(me.id), line.persona, now))
    return Connected(row_id, me.username or str(me.id), line.persona, bot)


async def _reached(bot: Bot, setting: str) -> User:
    """Who the bot is, as soon as Telegram answers. Raises ChannelStopped: the token is refused."""
    from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

    for tries in count():
        try:
            me = await bot.get_me(request_timeout=_PATIENCE_S)
            await _take_over(bot)
            return me
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise ChannelStopped(f"{setting}: Telegram refuses this token", fix="copy it from @BotFather") from None
        except AiogramError as error:
            log.warning("%s: Telegram can't be reached (%s), trying again", setting, type(error).__name__)
            await asyncio.sleep(min(_LONGEST_PAUSE_S, 2**tries))
    raise AssertionError("count() does not end")


def _bot(token: str, api_url: str) -> Bot:
    from bot.channels.telegram.session import open_bot  # the library takes seconds to import

    return open_bot(token, api_url)


@asynccontextmanager
async def _told_apart(setting: str) -> AsyncIterator[None]:
    """The library's errors as the two an operator can do something about."""
    from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

    try:
        yield
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise ChannelStopped(f"{setting}: Telegram refuses this token", fix="copy it from @BotFather") from None
    except AiogramError as error:
        problem = f"{setting}: Telegram can't be reached ({type(error).__name__})"
        raise ChannelStopped(problem, fix="check the network and telegram.api_url") from None


def _own(session: Session, name: str, persona: str, now: int) -> int:
    """The bot's row. Whoever served it before is gone (Telegram lets only one poll): their leases end now."""
    row_id = known(ensure_bot(session, CHANNEL, name, persona).id)
    for chat_id in chats_of(session, row_id):
        timers.free(session, chat_id)
        outbox.free(session, chat_id, now)
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
