"""The connection of one bot, through which a broken page of a 5xx is told apart from a broken answer."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import Response, TelegramMethod


class GatewayError(TelegramServerError):
    """A gateway answered for the Bot API: what was asked may have been done behind it."""


@cache
def _answer_type(returning: Any) -> type[Response[Any]]:
    """Kept: pydantic forgets a type that nobody holds, and building it anew takes longer than reading the answer."""
    return Response[returning]


class Session(AiohttpSession):
    """The library's, but a gateway's HTML page with a status of 500 or more is a server error of its own kind."""

    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        """The answer. Raises what the library raises, and GatewayError for a 5xx that is no JSON."""
        _answer_type(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise GatewayError(method=method, message=f"HTTP {status_code}") from None
            raise


def open_bot(token: str, api_url: str) -> Bot:
    """A bot that asks the server at `api_url`; close its session. Raises TokenValidationError."""
    return Bot(token, session=Session(api=TelegramAPIServer.from_base(api_url)))
