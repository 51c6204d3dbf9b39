"""The webhook's requests: who is let in, what is read, and what Telegram is told, for whom it then comes again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiogram.types import Update

from bot.channels.telegram.webhook import LARGEST_BYTES, SECRET_HEADER, Desk, application
from bot.errors import StorageError
from tests.telegram_updates import body

SECRET = "correct-horse_battery"
PATH = "/telegram/4242"
WORDS = "a very private word"
GOOD = {"update_id": 7, "message": body(text=WORDS)}


class Taker:
    """Takes updates, or fails as it is told to."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.error: Exception | None = None
        self.held: asyncio.Event | None = None

    async def take(self, update: Update) -> None:
        if self.held:
            await self.held.wait()
        if self.error:
            raise self.error
        self.taken.append(update.update_id)


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
async def http(taker: Taker) -> AsyncIterator[httpx.AsyncClient]:
    app = application({PATH: Desk("@malbeot_bot", SECRET, taker.take)})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hook") as client:
        yield client


async def bring(http: httpx.AsyncClient, raw: Any = GOOD, secret: str | None = SECRET, **request: Any) -> int:
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    return (await http.post(PATH, json=raw, headers=headers, **request)).status_code


async def test_an_update_is_confirmed_only_after_it_was_taken(http: httpx.AsyncClient, taker: Taker) -> None:
    taker.held = asyncio.Event()
    request = asyncio.create_task(bring(http))
    await asyncio.sleep(0.05)
    assert not request.done()
    taker.held.set()
    assert (await request, taker.taken) == (200, [7])


@pytest.mark.parametrize(
    ("secret", "status"), [(None, 401), ("", 403), ("wrong", 403), (SECRET + "x", 403), (SECRET[:-1], 403)]
)
async def test_without_the_secret_nothing_is_taken_or_read(
    http: httpx.AsyncClient, taker: Taker, secret: str | None, status: int
) -> None:
    async def unread() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    headers = {"content-type": "application/json", **({SECRET_HEADER: secret} if secret is not None else {})}
    assert (await http.post(PATH, content=unread(), headers=headers)).status_code == status
    assert taker.taken == []


async def test_a_secret_said_twice_is_none(http: httpx.AsyncClient, taker: Taker) -> None:
    twice = [(SECRET_HEADER, SECRET), (SECRET_HEADER, "other"), ("content-type", "application/json")]
    assert (await http.post(PATH, content=b"{}", headers=twice)).status_code == 401
    assert taker.taken == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_posts_are_answered(http: httpx.AsyncClient, method: str) -> None:
    assert (await http.request(method, PATH, headers={SECRET_HEADER: SECRET})).status_code == 405


@pytest.mark.parametrize("path", ["/", "/telegram", f"{PATH}/", f"{PATH}/x", "/telegram/4343", "/docs"])
async def test_there_is_nothing_at_other_paths(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.post(path, json=GOOD, headers={SECRET_HEADER: SECRET})).status_code == 404


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"words"', b"null", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_no_json_object_is_refused(http: httpx.AsyncClient, taker: Taker, content: bytes) -> None:
    headers = {SECRET_HEADER: SECRET, "content-type": "application/json"}
    assert (await http.post(PATH, content=content, headers=headers)).status_code == 400
    assert taker.taken == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_another_content_type_is_refused(http: httpx.AsyncClient, kind: str) -> None:
    headers = {SECRET_HEADER: SECRET, "content-type": kind}
    assert (await http.post(PATH, content=b'{"update_id": 7}', headers=headers)).status_code == 400


async def test_a_body_that_announces_too_much_is_refused_unread(http: httpx.AsyncClient) -> None:
    headers = {SECRET_HEADER: SECRET, "content-type": "application/json", "content-length": str(LARGEST_BYTES + 1)}
    assert (await http.post(PATH, content=b"{}", headers=headers)).status_code == 413


@pytest.mark.parametrize("announced", [None, "10"])
async def test_a_body_that_is_longer_than_announced_is_cut_off_at_the_limit(
    http: httpx.AsyncClient, announced: str | None
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b" " * 65_536

    headers = {SECRET_HEADER: SECRET, "content-type": "application/json"}
    headers |= {"content-length": announced} if announced else {}
    assert (await http.post(PATH, content=endless(), headers=headers)).status_code == 413
    assert sent <= LARGEST_BYTES + 2 * 65_536


async def test_what_can_not_be_stored_is_to_come_again(
    http: httpx.AsyncClient, taker: Taker, caplog: pytest.LogCaptureFixture
) -> None:
    taker.error = StorageError("database or disk is full")
    assert await bring(http) == 503
    assert "update 7 can't be stored" in caplog.text
    taker.error = None
    assert (await bring(http), taker.taken) == (200, [7])


UNREADABLE = {
    "a message that is none": {"update_id": 8, "message": {"message_id": "five", "text": WORDS}},
    "no number": {"message": body(text=WORDS)},
    "words for a number": {"update_id": WORDS},
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_an_update_that_can_not_be_read_does_not_come_again_and_its_words_are_not_logged(
    http: httpx.AsyncClient, taker: Taker, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert await bring(http, UNREADABLE[name]) == 200
    assert taker.taken == []
    assert "can't be read" in caplog.text
    assert WORDS not in caplog.text


async def test_an_update_that_fails_does_not_come_again_and_its_words_are_not_logged(
    http: httpx.AsyncClient, taker: Taker, caplog: pytest.LogCaptureFixture
) -> None:
    taker.error = ValueError(WORDS)
    assert await bring(http) == 200
    assert "update 7 failed (ValueError)" in caplog.text
    assert WORDS not in caplog.text


async def test_a_kind_of_update_of_the_future_is_taken_as_one_that_holds_nothing(
    http: httpx.AsyncClient, taker: Taker
) -> None:
    assert (await bring(http, {"update_id": 9, "telepathy": {"thought": WORDS}}), taker.taken) == (200, [9])
