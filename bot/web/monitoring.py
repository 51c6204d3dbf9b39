"""The routes `/live`, `/ready` and `/metrics`: plain text, numbers only, nothing of a person's."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.figures import figures, revision
from bot.web.metrics import rendered

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

log = logging.getLogger(__name__)
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Monitoring:
    """Answers for one database. `head`: the revision this version works with."""

    database: Database
    clock: Clock
    head: str

    async def live(self, _: Request) -> Response:
        """200: the event loop runs."""
        return _plain("live\n")

    async def ready(self, _: Request) -> Response:
        """200: the database can be reached and is at our revision; otherwise 503 and why."""
        try:
            current = await self.database.read_aside(revision)
        except Exception as error:  # whatever it is, it is not ready
            return _unready(error)
        if current != self.head:
            return _plain(f"database at revision {current}, this version needs {self.head}\n", 503)
        return _plain("ready\n")

    async def metrics(self, _: Request) -> Response:
        """The figures of this moment, for Prometheus."""
        now = self.clock.now()
        try:
            found = await self.database.read_aside(lambda session: figures(session, now))
        except Exception as error:
            return _unready(error)
        from starlette.responses import Response

        return Response(rendered(found), media_type=_PROMETHEUS)


def routes(monitoring: Monitoring) -> list[Route]:
    """For whoever mounts them beside other pages."""
    from starlette.routing import Route

    table = {"/live": monitoring.live, "/ready": monitoring.ready, "/metrics": monitoring.metrics}
    return [Route(path, page, methods=["GET"]) for path, page in table.items()]


def web_app(monitoring: Monitoring) -> Starlette:
    """The ASGI application of the role `web`."""
    from starlette.applications import Starlette

    return Starlette(routes=routes(monitoring))


def _unready(error: Exception) -> Response:
    log.warning("monitoring: the database can't be read (%s)", type(error).__name__)
    words = error.message if isinstance(error, StorageError) else type(error).__name__
    return _plain(f"database: {words}\n", 503)


def _plain(words: str, status: int = 200) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(words, status)
