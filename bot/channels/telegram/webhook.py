"""The webhook: Telegram brings updates to a path of each bot's, and is told 200 only after they were committed.

Arrival order means nothing here and two may arrive at once: the tables put them in order. What can't be stored is
answered with 503, so that Telegram brings it again; what can't be read with 200, or it would come again for a day.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import StorageError

if TYPE_CHECKING:
    from aiogram.types import Update

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BYTES, _READING_S, _AGAIN_S = 1024 * 1024, 20, "5"

Take = Callable[["Update"], Awaitable[None]]


@dataclass(frozen=True)
class _Unfit(Exception):
    """A request that is answered with this status and nothing else."""

    status: int


@dataclass(frozen=True)
class Desk:
    """Where one bot's updates are brought to."""

    name: str
    secret: str
    take: Take

    async def receive(self, request: Request) -> Response:
        """One request of Telegram's, or of somebody who says so."""
        try:
            self._admit(request)
            raw = await _json_object(request)
        except _Unfit as unfit:
            return Response(status_code=unfit.status)
        update = self._readable(raw)
        return Response(status_code=200) if update is None else await self._commit(update)

    def _admit(self, request: Request) -> None:
        """Before anything of the body is read. Raises _Unfit."""
        said = request.headers.getlist(SECRET_HEADER)
        if len(said) != 1:
            raise _Unfit(401)
        if not hmac.compare_digest(said[0].encode(), self.secret.encode()):
            # Anybody who finds the port can send them: no line of the ordinary log each.
            log.debug("%s: a request with a wrong secret was refused", self.name)
            raise _Unfit(403)

    def _readable(self, raw: Mapping[str, Any]) -> Update | None:
        from aiogram.types import Update

        try:
            return Update.model_validate(raw)
        except Exception as error:  # of the library's own making; its words would repeat the person's
            log.error("%s: update %s can't be read (%s), left aside", self.name, _id_of(raw), type(error).__name__)
            return None

    async def _commit(self, update: Update) -> Response:
        try:
            await self.take(update)
        except StorageError as error:
            log.error(
                "%s: update %s can't be stored, it is to come again: %s", self.name, update.update_id, error.message
            )
            return Response(status_code=503, headers={"Retry-After": _AGAIN_S})
        except Exception as error:  # one odd update must not come again for ever
            log.error("%s: update %s failed (%s), left aside", self.name, update.update_id, type(error).__name__)
        return Response(status_code=200)


def application(desks: Mapping[str, Desk]) -> Starlette:
    """The ASGI application with a desk at each path; anything else is 404, or 405 for other methods than POST."""
    app = Starlette(routes=[Route(path, desk.receive, methods=["POST"]) for path, desk in desks.items()])
    app.router.redirect_slashes = False
    return app


async def _json_object(request: Request) -> Mapping[str, Any]:
    """The body. Raises _Unfit: another type, too large, too slow, torn, or no JSON object."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _Unfit(400)
    try:
        async with asyncio.timeout(_READING_S):
            raw = json.loads(await _body(request))
    except TimeoutError:
        raise _Unfit(408) from None
    except (ClientDisconnect, ValueError, RecursionError):
        raise _Unfit(400) from None
    if not isinstance(raw, dict):
        raise _Unfit(400)
    return raw


async def _body(request: Request) -> bytes:
    """Counted while it comes: its announced length may be missing, or a lie."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > LARGEST_BYTES:
        raise _Unfit(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise _Unfit(413)
    return bytes(body)


def _id_of(raw: Mapping[str, Any]) -> str:
    """The update's number; anything else that stands in its place could be words."""
    number = raw.get("update_id")
    return str(number) if isinstance(number, int) else "without a number"
