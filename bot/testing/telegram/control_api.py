"""The face turned to tests and to the phone page: people's acts, arrangements, and the transcript.

POST /_control/{act}          a JSON object; gives {"ok": true, "result": …} or 400 {"ok": false, "error": …}
GET  /_control/transcript     ?since=N&wait=SECONDS → rows after number N, at once or as soon as there are some
GET  /_control/events         ?since=N → the same as server-sent events, without end
GET  /_control/requests       ?since=N → what bots asked, as they asked it
GET  /_control/phone          ?bot=&user= → what a phone shows around the chat
GET  /_control/state          bots, people, time
GET  /_control/file/{id}      the bytes of a file
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.testing.telegram.arranging import ARRANGEMENTS
from bot.testing.telegram.fields import Fields, read_fields
from bot.testing.telegram.people import ACTS, Hand
from bot.testing.telegram.refused import Refused, bad
from bot.testing.telegram.showing import phone_of, state_of
from bot.testing.telegram.world import World

_LONGEST_WAIT_S = 60
_SIGN_OF_LIFE_S = 10
# Shown inside the page; everything else is only offered for saving, so that an uploaded page can't run as ours.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/webm", "audio/mp4"})


class ControlApi:
    """Answers tests and phones. Only JSON is taken, so that no foreign web page can post here unasked."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Its routes."""
        add = app.router.add_get
        add("/_control/transcript", self.transcript)
        add("/_control/events", self.events)
        add("/_control/requests", self.requests)
        add("/_control/phone", self.phone)
        add("/_control/state", self.state)
        add("/_control/file/{id}", self.file)
        app.router.add_post("/_control/{act}", self.act)

    async def act(self, request: web.Request) -> web.Response:
        """One act or arrangement."""
        try:
            if request.content_type != "application/json":
                raise bad("a control call is JSON, with content type application/json")
            return _json({"ok": True, "result": self._do(request.match_info["act"], await read_fields(request))})
        except Refused as refused:
            return _json({"ok": False, "error": refused.description.removeprefix("Bad Request: ")}, 400)

    def _do(self, name: str, fields: Fields) -> Any:
        if name in ACTS:
            return ACTS[name](Hand(self._world, fields))
        if name in ARRANGEMENTS:
            return ARRANGEMENTS[name](self._world, fields)
        raise bad(f"unknown act {name!r}; known: {', '.join(sorted({*ACTS, *ARRANGEMENTS}))}")

    async def transcript(self, request: web.Request) -> web.Response:
        """Rows after `since`."""
        since, wait = _number(request, "since"), min(_number(request, "wait"), _LONGEST_WAIT_S)
        rows = await self._world.transcript.beyond(since, wait) if wait else self._world.transcript.since(since)
        return _json({"ok": True, "result": rows})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Rows after `since`, then each as it comes, with a sign of life in between."""
        seq = int(request.headers.get("Last-Event-ID", 0)) or _number(request, "since")
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        stream = web.StreamResponse(headers=headers)
        await stream.prepare(request)
        while True:
            rows = await self._world.transcript.beyond(seq, _SIGN_OF_LIFE_S)
            said = "".join(f"id: {row['seq']}\ndata: {json.dumps(row, ensure_ascii=False)}\n\n" for row in rows)
            await stream.write((said or ": still here\n\n").encode())
            seq += len(rows)

    async def requests(self, request: web.Request) -> web.Response:
        """What bots asked, after `since`."""
        since = _number(request, "since")
        return _json({"ok": True, "result": [row for row in self._world.requests if row["seq"] > since]})

    async def phone(self, request: web.Request) -> web.Response:
        """What surrounds the chat of one person with one bot."""
        try:
            return _json({"ok": True, "result": phone_of(self._world, Fields(dict(request.query)))})
        except Refused as refused:
            return _json({"ok": False, "error": refused.description}, 400)

    async def state(self, request: web.Request) -> web.Response:
        """Bots, people, time."""
        return _json({"ok": True, "result": state_of(self._world)})

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file, whosever it is."""
        file = self._world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        body = bytes(file.size) if file.content is None else file.content
        shown = file.mime_type in _SHOWN
        headers = {} if shown else {"Content-Disposition": "attachment"}
        return web.Response(
            body=body, headers=headers, content_type=file.mime_type if shown else "application/octet-stream"
        )


def _number(request: web.Request, name: str) -> int:
    try:
        return int(request.query.get(name, 0))
    except ValueError:
        raise web.HTTPBadRequest(text=f"{name} is a whole number") from None


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
