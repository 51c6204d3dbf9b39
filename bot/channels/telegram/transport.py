"""Delivers through the Bot API, and reads from its errors whether something may have arrived."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.channels.telegram.buttons import keyboard
from bot.channels.telegram.updates import address_of
from bot.engine.transport import MovedTo, NotDelivered, Refused, Unreachable, Unsure
from bot.storage.outbox import Delivery
from bot.storage.people import Address

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import ReplyParameters

log = logging.getLogger(__name__)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot can't initiate")
_DONE = ("message is not modified",)
_BUSY = "Too Many Requests"
_REASONS = (
    "message text is empty", "message is too long", "caption is too long", "message to be replied not found",
    "message to edit not found", "message can't be edited", "message to react not found", "REACTION_INVALID",
    "wrong file identifier", "wrong remote file", "failed to get HTTP URL content", "PHOTO_INVALID_DIMENSIONS",
    "IMAGE_PROCESS_FAILED", "can't parse entities", "not enough rights",
)  # fmt: skip
_TYPING_PATIENCE_S, _SENDING_PATIENCE_S = 3, 20  # below the sender's lease
_OFFLINE_PAUSE_MS, _TOKEN_PAUSE_MS = 5_000, 60_000


class TelegramTransport:
    """`bot.engine.transport.Transport` for the bots of this process, by their row ids."""

    def __init__(self, bots: Mapping[int, Bot]) -> None:
        self._bots = bots

    async def typing(self, to: Address) -> None:
        try:
            await self._bots[to.bot_id].send_chat_action(
                address_of(to.external_id), "typing", request_timeout=_TYPING_PATIENCE_S
            )
        except Exception as error:  # it only decorates
            log.debug("typing in chat %s: %s", to.chat_id, type(error).__name__)

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        from aiogram.exceptions import AiogramError

        try:
            return await _SENDERS[what.kind](self._bots[to.bot_id], address_of(to.external_id), what)
        except AiogramError as error:
            verdict = _verdict(error)
            if verdict is None:
                return None
            raise verdict from None  # the library's text holds the request


def _verdict(error: Exception) -> Exception | None:
    """What an error of the library means; None: what was asked for is so already."""
    text = str(getattr(error, "message", ""))
    if any(mark in text for mark in _DONE):
        return None
    if any(mark in text for mark in _GONE):
        return Unreachable()
    return next(read(error, text) for kind, read in _verdicts() if isinstance(error, kind))


@cache
def _verdicts() -> tuple[tuple[type[Exception], Callable[[Exception, str], Exception]], ...]:
    """By the library's class, the first that fits."""
    from aiogram import exceptions as told

    from bot.channels.telegram.session import GatewayError

    return (
        (told.TelegramRetryAfter, lambda error, _: NotDelivered(int(getattr(error, "retry_after", 0) * 1000))),
        (told.TelegramForbiddenError, lambda *_: Unreachable()),
        (GatewayError, lambda *_: Unsure("a gateway answered instead of Telegram")),
        (told.TelegramServerError, lambda *_: NotDelivered()),
        # No fault of the message's: it waits for a good token.
        (told.TelegramUnauthorizedError, lambda *_: NotDelivered(_TOKEN_PAUSE_MS)),
        (told.TelegramNotFound, lambda *_: NotDelivered(_TOKEN_PAUSE_MS)),
        (told.TelegramBadRequest, lambda _, text: Refused(_reason(text))),
        (told.TelegramEntityTooLarge, lambda *_: Refused("it is too large")),
        (told.TelegramMigrateToChat, lambda error, _: MovedTo(str(getattr(error, "migrate_to_chat_id", "")))),
        (told.TelegramNetworkError, lambda error, _: _network(error)),
        (
            told.TelegramAPIError,
            lambda _, text: NotDelivered(_OFFLINE_PAUSE_MS) if _BUSY in text else Unsure("an odd refusal came"),
        ),
        (Exception, lambda *_: Unsure("an unreadable answer came")),
    )


def _network(error: Exception) -> Exception:
    return NotDelivered(_OFFLINE_PAUSE_MS) if _never_left(error.__cause__) else Unsure("no answer came")


def _reason(text: str) -> str:
    """Telegram's description where it is one we know: another one could repeat the person's words."""
    return next((known for known in _REASONS if known.lower() in text.lower()), "a reason this version doesn't know")


def _never_left(cause: BaseException | None) -> bool:
    """Whether the connection failed before anything was written."""
    from aiohttp import ClientConnectorError, ConnectionTimeoutError

    return isinstance(cause, ClientConnectorError | ConnectionTimeoutError)


async def _text(bot: Bot, chat: int, what: Delivery) -> str:
    from aiogram.types import LinkPreviewOptions

    no_preview = LinkPreviewOptions(is_disabled=True)  # a preview would load an address a model may have made up
    sent = await bot.send_message(
        chat,
        what.text,
        parse_mode=None,
        link_preview_options=no_preview,
        reply_parameters=_answered(what),
        # A group's could be pressed by anybody.
        reply_markup=keyboard(what.kind, what.text, what.media) if chat > 0 else None,
        request_timeout=_SENDING_PATIENCE_S,
    )
    return str(sent.message_id)


async def _photo(bot: Bot, chat: int, what: Delivery) -> str:
    from aiogram.types import FSInputFile

    path = _path_of(what.media or "")
    photo: Any = FSInputFile(path) if path else what.media  # else an address or a file id
    sent = await bot.send_photo(
        chat,
        photo,
        caption=what.text or None,
        parse_mode=None,
        reply_parameters=_answered(what),
        request_timeout=_SENDING_PATIENCE_S,
    )
    return str(sent.message_id)


def _answered(what: Delivery) -> ReplyParameters | None:
    """What a bubble is a reply to; one that is gone, or that another group's numbers name, keeps nothing back."""
    from aiogram.types import ReplyParameters

    if what.target is None or not what.target.isdecimal():
        return None
    return ReplyParameters(message_id=int(what.target), allow_sending_without_reply=True)


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
    "proactive": _text,
    "consent": _text,
    "notice": _text,
    "photo": _photo,
    "reaction": _reaction,
    "edit": _edit,
}
