"""The emulator as an HTTP server: in this process as an async context manager, or alone through `__main__`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.testing.telegram.bot_api import BotApi
from bot.testing.telegram.control_api import ControlApi
from bot.testing.telegram.phone.page import add_page
from bot.testing.telegram.world import World

_LARGEST_REQUEST = 50 * 1024 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    url: str
    world: World


@asynccontextmanager
async def serving(state: Path | None = None, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Emulator]:
    """Serve until the block ends; port 0 takes a free one. `state` is the transcript's file, None keeps none.

    Raises:
        OSError: the port is taken.
    """
    world = World(state)
    runner = web.AppRunner(application(world, host), handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield Emulator(f"http://{_named(host)}:{runner.addresses[0][1]}", world)
    finally:
        await runner.cleanup()
        world.transcript.close()


def application(world: World, host: str) -> web.Application:
    """All routes over one world."""
    middlewares = [_own_pages_only] if host in _LOOPBACK else []
    app = web.Application(middlewares=middlewares, client_max_size=_LARGEST_REQUEST)
    BotApi(world).add_to(app)
    ControlApi(world).add_to(app)
    add_page(app)
    return app


@web.middleware
async def _own_pages_only(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """A name that was made to point here (DNS rebinding) doesn't open the control API to a foreign page."""
    if (request.url.host or "") not in _LOOPBACK:
        raise web.HTTPForbidden(text="the emulator answers on a loopback address only; start it with --host")
    return await handler(request)


def _named(host: str) -> str:
    """The host as it stands in an address that this machine can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
