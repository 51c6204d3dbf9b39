"""Delivers through the Bot API, and reads from its errors whether something may have arrived."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.engine.transport import NotDelivered, Refused, Unreachable
from bot.storage.outbox import Delivery
from bot.storage.people import Address

if TYPE_CHECKING:
    from aiogram import Bot

log = logging.getLogger(__name__)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot can't initiate")
_DONE = ("message is not modified",)
_TYPING_PATIENCE_S, _SENDING_PATIENCE_S = 3, 20  # below the sender's lease
_OFFLINE_PAUSE_MS, _TOKEN_PAUSE_MS = 5_000, 60_000


class TelegramTransport:
    """`bot.engine.transport.Transport` for the bots of this process, by their row ids."""

    def __init__(self, bots: Mapping[int, Bot]) -> None:
        self._bots = bots

    async def typing(self, to: Address) -> None:
        try:
            await self._bots[to.bot_id].send_chat_action(
                int(to.external_id), "typing", request_timeout=_TYPING_PATIENCE_S
            )
        except Exception as error:  # it only decorates
            log.debug("typing in chat %s: %s", to.chat_id, type(error).__name__)

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        from aiogram.exceptions import AiogramError

        try:
            return await _SENDERS[what.kind](self._bots[to.bot_id], int(to.external_id), what)
        except AiogramError as error:
            verdict = _verdict(error)
            if verdict is None:
                return None
            raise verdict from None  # the library's text holds the request


def _verdict(error: Exception) -> Exception | None:
    """What an error of the library means; None: what was asked for is so already."""
    from aiogram import exceptions as told

    text = str(getattr(error, "message", ""))
    verdicts: Mapping[type[Exception], Exception] = {
        told.TelegramRetryAfter: NotDelivered(int(getattr(error, "retry_after", 0) * 1000)),
        told.TelegramForbiddenError: Unreachable(),
        told.TelegramServerError: NotDelivered(),
        told.TelegramUnauthorizedError: NotDelivered(_TOKEN_PAUSE_MS),  # no fault of the message's: it waits
        told.TelegramEntityTooLarge: Refused(text),
        told.TelegramNetworkError: (
            NotDelivered(_OFFLINE_PAUSE_MS) if _never_left(error.__cause__) else Unsure("no answer came")
        ),
        told.ClientDecodeError: Unsure("an unreadable answer came"),
    }
    if any(mark in text for mark in _DONE):
        return None
    if any(mark in text for mark in _GONE):
        return Unreachable()
    return next((verdict for kind, verdict in verdicts.items() if isinstance(error, kind)), Refused(text))


class Unsure(Exception):
    """The request went out and no answer came: nobody knows whether it arrived."""


def _never_left(cause: BaseException | None) -> bool:
    """Whether the connection failed before anything was written."""
    from aiohttp import ClientConnectorError, ConnectionTimeoutError

    return isinstance(cause, ClientConnectorError | ConnectionTimeoutError)


async def _text(bot: Bot, chat: int, what: Delivery) -> str:
    from aiogram.types import LinkPreviewOptions

    no_preview = LinkPreviewOptions(is_disabled=True)  # a preview would load an address a model may have made up
    sent = await bot.send_message(
        chat, what.text, parse_mode=None, link_preview_options=no_preview, request_timeout=_SENDING_PATIENCE_S
    )
    return str(sent.message_id)


async def _photo(bot: Bot, chat: int, what: Delivery) -> str:
    from aiogram.types import FSInputFile

    path = _path_of(what.media or "")
    photo: Any = FSInputFile(path) if path else what.media  # else an address or a file id
    sent = await bot.send_photo(
        chat, photo, caption=what.text or None, parse_mode=None, request_timeout=_SENDING_PATIENCE_S
    )
    return str(sent.message_id)


def _path_of(media: str) -> Path | None:
    if not media.startswith("/"):
        return None
    if not Path(media).is_file():
        raise Refused("the photo's file is gone")
    return Path(media)


async def _reaction(bot: Bot, chat: int, what: Delivery) -> None:
    from aiogram.types import ReactionTypeEmoji

    emoji: list[Any] = [ReactionTypeEmoji(emoji=what.text)] if what.text else []
    await bot.set_message_reaction(chat, _target(what), reaction=emoji, request_timeout=_SENDING_PATIENCE_S)


async def _edit(bot: Bot, chat: int, what: Delivery) -> None:
    await bot.edit_message_text(
        what.text, chat_id=chat, message_id=_target(what), parse_mode=None, request_timeout=_SENDING_PATIENCE_S
    )


def _target(what: Delivery) -> int:
    if what.target is None:
        raise Refused(f"the message a {what.kind} is about was never delivered")
    return int(what.target)


_SENDERS: Mapping[str, Callable[[Bot, int, Delivery], Awaitable[str | None]]] = {
    "text": _text,
    "notice": _text,
    "photo": _photo,
    "reaction": _reaction,
    "edit": _edit,
}
