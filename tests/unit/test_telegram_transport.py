"""What every error of the library means for a delivery, and what a photo is by its first bytes."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import exceptions as told
from aiogram.methods import SendMessage
from aiohttp.client_reqrep import ConnectionKey

from bot.channels.telegram.pictures import LARGEST_BYTES, TelegramPictures, picture_of
from bot.channels.telegram.session import GatewayError, Session, open_bot
from bot.channels.telegram.transport import TelegramTransport
from bot.engine.transport import MovedTo, NotDelivered, Refused, Unreachable
from bot.storage.outbox import Delivery
from bot.storage.people import Address

HERE = Address(1, 3, 1, "telegram", "1001")
WORDS = "a very private word"
METHOD = SendMessage(chat_id=1001, text=WORDS)
_KEY = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)
_REFUSED = aiohttp.ClientConnectorError(_KEY, OSError(111, "refused"))


class Failing:
    """Stands where the library's bot stands and fails every call with one error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __getattr__(self, _: str) -> Any:
        async def call(*_: Any, **__: Any) -> None:
            raise self.error

        return call


def network(cause: BaseException | None) -> told.TelegramNetworkError:
    error = told.TelegramNetworkError(METHOD, "no network")
    error.__cause__ = cause
    return error


def delivery(kind: Any = "text", **fields: Any) -> Delivery:
    return Delivery(1, HERE, WORDS, 0, 0, "me", kind, **fields)


async def outcome(error: BaseException, what: Delivery | None = None) -> BaseException | None:
    """What the sender is told when the library raises this."""
    transport = TelegramTransport({3: Failing(error)})  # type: ignore[dict-item]
    try:
        assert await transport.deliver(HERE, what or delivery()) is None
    except Exception as verdict:
        return verdict
    return None


SURE: dict[str, tuple[BaseException, type[BaseException], int | None]] = {
    "asked to wait": (told.TelegramRetryAfter(METHOD, "Too Many Requests", 7), NotDelivered, 7_000),
    "a server error": (told.TelegramServerError(METHOD, "Bad Gateway"), NotDelivered, None),
    "a restart": (told.RestartingTelegram(METHOD, "restart"), NotDelivered, None),
    "no way there": (network(_REFUSED), NotDelivered, 5_000),
    "no name found": (network(aiohttp.ClientConnectorDNSError(_KEY, socket.gaierror())), NotDelivered, 5_000),
    "no connection in time": (network(aiohttp.ConnectionTimeoutError()), NotDelivered, 5_000),
    "a refused token": (told.TelegramUnauthorizedError(METHOD, "Unauthorized"), NotDelivered, 60_000),
    "blocked": (told.TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user"), Unreachable, None),
    "gone": (told.TelegramForbiddenError(METHOD, "Forbidden: user is deactivated"), Unreachable, None),
    "no chat": (told.TelegramBadRequest(METHOD, "Bad Request: chat not found"), Unreachable, None),
    "bad words": (told.TelegramBadRequest(METHOD, "Bad Request: message is too long"), Refused, None),
    "a token nobody knows": (told.TelegramNotFound(METHOD, "Not Found"), NotDelivered, 60_000),
    "asked to wait, but not how long": (told.TelegramAPIError(METHOD, "Too Many Requests"), NotDelivered, 5_000),
    "moved": (told.TelegramMigrateToChat(METHOD, "moved", -100), MovedTo, None),
    "too large": (told.TelegramEntityTooLarge(METHOD, "Request Entity Too Large"), Refused, None),
}
UNSURE = {
    "no answer in time": network(TimeoutError()),
    "cut": network(aiohttp.ServerDisconnectedError()),
    "cut while writing": network(aiohttp.ClientOSError(104, "reset")),
    "the library doesn't say why": network(None),
    "a gateway's page": GatewayError(METHOD, "HTTP 502"),
    "a conflict": told.TelegramConflictError(METHOD, "Conflict"),
    "anything else": told.TelegramAPIError(METHOD, "418"),
    "an unreadable answer": told.ClientDecodeError("Failed to decode object", ValueError(), "{"),
}


@pytest.mark.parametrize("name", SURE)
async def test_what_surely_did_not_arrive_is_told_apart_by_what_helps(name: str) -> None:
    error, verdict, pause = SURE[name]
    found = await outcome(error)
    assert type(found) is verdict
    assert getattr(found, "retry_after_ms", None) == pause
    assert WORDS not in str(found)


@pytest.mark.parametrize("name", UNSURE)
async def test_what_may_have_arrived_is_none_of_the_sure_verdicts(name: str) -> None:
    found = await outcome(UNSURE[name])
    assert found is not None
    assert not isinstance(found, NotDelivered | Refused | Unreachable)


async def test_every_error_of_the_library_has_a_verdict() -> None:
    errors = {each for each in vars(told).values() if isinstance(each, type) and issubclass(each, told.AiogramError)}
    tested = {type(each) for each, _, _ in SURE.values()} | {type(each) for each in UNSURE.values()}
    beside = {told.AiogramError, told.DetailedAiogramError, told.DataNotDictLikeError, told.CallbackAnswerException}
    assert errors - tested - beside == {told.SceneException, told.UnsupportedKeywordArgument}, "none of a request's"


async def test_an_edit_that_changes_nothing_is_done() -> None:
    same = told.TelegramBadRequest(METHOD, "Bad Request: message is not modified: specified new message content …")
    assert await outcome(same, delivery("edit", target="9")) is None


@pytest.mark.parametrize("kind", ["reaction", "edit"])
async def test_what_is_about_a_message_that_never_arrived_is_refused(kind: str) -> None:
    assert isinstance(await outcome(AssertionError("asked"), delivery(kind)), Refused)


async def test_a_photo_whose_file_is_gone_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    found = await outcome(AssertionError("asked"), delivery("photo", media=str(tmp_path / "gone.png")))
    assert isinstance(found, Refused)


async def test_typing_that_fails_is_of_no_consequence() -> None:
    transport = TelegramTransport({3: Failing(network(None))})  # type: ignore[dict-item]
    await transport.typing(HERE)
    assert isinstance(await outcome(network(_REFUSED)), NotDelivered), "while a delivery says so"


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (502, "<html>Bad Gateway</html>", told.TelegramServerError),
        (500, '{"ok":false,"error_code":500,"description":"Internal"}', told.TelegramServerError),
        (200, '{"ok":true,"result":{"message_id":', told.ClientDecodeError),
        (404, "<html>", told.ClientDecodeError),
    ],
)
async def test_a_gateways_page_is_a_server_error_and_a_broken_answer_is_not(
    status: int, content: str, error: type[Exception]
) -> None:
    bot = open_bot("4242:emulated", "http://127.0.0.1:1")
    assert isinstance(bot.session, Session)
    with pytest.raises(error):
        bot.session.check_response(bot, METHOD, status, content)


PNG, JPEG, WEBP = b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0....", b"RIFF\x00\x00\x00\x00WEBPVP8 "


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp"), (b"GIF89a", None), (b"%PDF", None), (b"", None)],
)
def test_a_picture_is_what_its_first_bytes_say(content: bytes, media_type: str | None) -> None:
    found = picture_of(content)
    assert (found.media_type if found else None) == media_type
    assert found is None or found.data == content


def test_a_picture_of_immoderate_size_is_none() -> None:
    assert picture_of(JPEG.ljust(LARGEST_BYTES, b".")) is not None
    assert picture_of(JPEG.ljust(LARGEST_BYTES + 1, b".")) is None


async def test_a_photo_that_cannot_be_fetched_or_is_another_bots_is_left_out() -> None:
    pictures = TelegramPictures({3: Failing(network(None))})  # type: ignore[dict-item]
    assert await pictures(["3:file", "4:file"]) == {}
