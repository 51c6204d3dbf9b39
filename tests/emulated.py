"""The Bot API emulator in this process, with the real aiogram on one side and people with phones on the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiogram import Bot, methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.types import BufferedInputFile
from pydantic import BaseModel

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.server import Emulator, serving
from bot.testing.telegram.world import World

TOKEN = "4242:emulated"
BOT = 4242
JISU = 1001
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000030802000000368849d6"
    "0000001349444154789c63fccf80024c0c0cff19180000150403031d1b9f3c0000000049454e44ae426082"
)


class PlainSession(AiohttpSession):
    """aiogram's session without its last 250 ms: they are for TLS connections, of which there are none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@dataclass(frozen=True)
class Stage:
    """A running emulator with one bot, one person, and an aiogram Bot that calls it."""

    emulator: Emulator
    bot: Bot
    http: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.emulator.url

    @property
    def world(self) -> World:
        return self.emulator.world

    async def act(self, name: str, /, **body: Any) -> Any:
        """A control call as JISU; gives its result, or the error as text."""
        async with self.http.post(f"{self.url}/_control/{name}", json={"user": JISU, **body}) as answer:
            told = await answer.json()
        return told["result"] if told["ok"] else told["error"]

    async def get(self, what: str, /, **query: Any) -> Any:
        """What `GET /_control/{what}` gives."""
        async with self.http.get(f"{self.url}/_control/{what}", params=query) as answer:
            return (await answer.json())["result"]

    @property
    def account(self) -> BotAccount:
        return self.world.bots[TOKEN]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something the emulator does by itself."""
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - what is waited for belongs to the product and tells nobody
                await asyncio.sleep(0.01)

    async def raw(self, method: str, fields: Mapping[str, Any] | None = None, token: str = TOKEN) -> tuple[int, Any]:
        """A Bot API call as JSON without aiogram: HTTP status and body."""
        async with self.http.post(f"{self.url}/bot{token}/{method}", json=dict(fields or {})) as answer:
            return answer.status, await answer.json()

    def events(self, *names: str) -> list[dict[str, Any]]:
        """The transcript's rows of these events; all of them when none is named."""
        return [row for row in self.world.transcript.since(0) if not names or row["event"] in names]


@asynccontextmanager
async def stage(state: Path | None = None) -> AsyncIterator[Stage]:
    """A fresh stage."""
    async with serving(state) as emulator, aiohttp.ClientSession() as http:
        bot = Bot(TOKEN, session=PlainSession(api=TelegramAPIServer.from_base(emulator.url)))
        set_up = Stage(emulator, bot, http)
        await set_up.act("bot", token=TOKEN, username="malbeot_bot", name="Malbeot")
        await set_up.act("user", id=JISU, first_name="지수", language_code="ko")
        try:
            yield set_up
        finally:
            await bot.session.close()


def method_class(name: str) -> type[TelegramMethod[Any]]:
    """aiogram's model of a method by its Bot API name."""
    return getattr(methods, name[0].upper() + name[1:])


def request_model(request: Mapping[str, Any]) -> TelegramMethod[Any]:
    """A recorded request, read by aiogram's model of its method; raises ValidationError."""
    fields = {name: _unpacked(value) for name, value in request["fields"].items()}
    fields |= {name: BufferedInputFile(b"", name) for name in request["uploads"] if name in _names(request["method"])}
    return method_class(request["method"]).model_validate(fields)


def response_model(method: str, body: Mapping[str, Any]) -> BaseModel:
    """A response, read by aiogram; raises ValidationError, and AssertionError for fields Telegram doesn't have."""
    answer = Response[method_class(method).__returning__].model_validate(body)  # type: ignore[name-defined]
    assert extras(answer.result) == []
    return answer


def extras(value: Any, where: str = "") -> list[str]:
    """The fields in a model, however deep, that aiogram doesn't know."""
    if isinstance(value, BaseModel):
        unknown = [f"{where}.{name}" for name in value.model_extra or {}]
        return unknown + [each for name, part in value for each in extras(part, f"{where}.{name}")]
    if isinstance(value, list):
        return [each for part in value for each in extras(part, f"{where}[]")]
    return []


def _names(method: str) -> set[str]:
    return set(method_class(method).model_fields)


def _unpacked(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in {"[", "{"} else value
