"""An ASGI server on an address of this machine, beside whatever else the process does."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import ChannelStopped

_LEAVING_S, _WAITING_CONNECTIONS = 15, 1024


@asynccontextmanager
async def serving(app: object, address: str, setting: str) -> AsyncIterator[None]:
    """Serve `app` at HOST:PORT around the block; requests in hand are answered before it ends.

    Leaves signals, logging and access logs alone. Raises ChannelStopped, naming `setting`: the address is taken.
    """
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self):  # type: ignore[no-untyped-def]
            yield

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_LEAVING_S,
    )
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets=[_bound(address, setting)]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


def _bound(address: str, setting: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    name = host.strip("[]")
    try:
        return socket.create_server(
            (name, int(port)),
            family=socket.AF_INET6 if ":" in name else socket.AF_INET,
            backlog=_WAITING_CONNECTIONS,
        )
    except (OSError, OverflowError) as error:
        problem = f"{setting}: can't listen on {address}: {getattr(error, 'strerror', None) or error}"
        raise ChannelStopped(problem, fix="stop what listens there, or choose another port") from None
