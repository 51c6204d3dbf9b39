"""The face turned to bots: `/bot<token>/<method>` and `/file/bot<token>/<path>`, with the trouble that was ordered."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any

from aiohttp import web

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.faults import Fault
from bot.testing.telegram.fields import Fields, read_fields
from bot.testing.telegram.methods.call import Call
from bot.testing.telegram.methods.table import METHODS
from bot.testing.telegram.refused import Refused, too_many
from bot.testing.telegram.world import World

_BROKEN_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_QUIET = frozenset({"getupdates", "getme"})  # refused calls of these are no news


class BotApi:
    """Answers bots. A call that was read whole takes effect even when its caller has gone, as at Telegram."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._working: set[asyncio.Task[web.StreamResponse]] = set()

    def add_to(self, app: web.Application) -> None:
        """Its two routes."""
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self.method)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.file)
        app.on_cleanup.append(self._stop)

    async def method(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        name = request.match_info["method"].lower()
        try:
            account = self._world.bot_of(request.match_info["token"])
            fields = await read_fields(request)
        except Refused as refused:
            return _json(refused.answer(), refused.code)
        except web.HTTPRequestEntityTooLarge:
            return _json(Refused(413, "Request Entity Too Large").answer(), 413)
        self._note_request(account, request.match_info["method"], fields)
        work = self._answer(request, name, Call(self._world, account, fields))
        if name == "getupdates":
            return await work
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return await asyncio.shield(task)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Download what getFile gave a link to. Ordered trouble for `file` hits here."""
        fault = self._world.faults.take("file")
        if fault and (broken := await self._before(request, fault)) is not None:
            return broken
        try:
            account = self._world.bot_of(request.match_info["token"])
        except Refused as refused:
            return _json(refused.answer(), refused.code)
        file = self._world.files.linked(account.id, request.match_info["path"], self._world.clock.now())
        if file is None:
            return _json(Refused(404, "Not Found").answer(), 404)
        answer = web.StreamResponse(headers={"Content-Type": file.mime_type, "Content-Length": str(file.size)})
        await answer.prepare(request)
        for number, chunk in enumerate(file.chunks()):
            await answer.write(chunk)
            if fault and fault.kind == "cut_after" and number == 0:
                return _cut(request)
        return answer

    async def _stop(self, app: web.Application) -> None:
        """Calls that are still delayed end with the emulator."""
        for task in self._working:
            task.cancel()
        for account in self._world.bots.values():
            account.no_webhook()

    async def _answer(self, request: web.Request, name: str, call: Call) -> web.StreamResponse:
        fault = self._world.faults.take(name)
        if fault:
            self._world.transcript.add("fault", call.bot.id, method=name, kind=fault.kind)
            if (broken := await self._before(request, fault)) is not None:
                return broken
        answer, status, result = await self._effect(name, call)
        if fault and (broken := self._after(request, fault, call, result)) is not None:
            return broken
        return _json(answer, status)

    async def _effect(self, name: str, call: Call) -> tuple[dict[str, Any], int, Any]:
        """The body, the HTTP status and the bare result."""
        try:
            if name not in METHODS:
                raise Refused(404, "Not Found: method not found")
            result = METHODS[name](call)
            if inspect.isawaitable(result):
                result = await result
        except Refused as refused:
            if name not in _QUIET:
                said = {"method": name, "code": refused.code, "description": refused.description}
                self._world.transcript.add("refused", call.bot.id, call.fields.values.get("chat_id"), **said)
            return refused.answer(), refused.code, None
        return {"ok": True, "result": result}, 200, result

    async def _before(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """What the fault does before anything happens; None: go on."""
        await asyncio.sleep(fault.number("seconds", 1 if fault.kind == "delay" else 0))
        match fault.kind:
            case "status":
                code = int(fault.number("code", 500))
                return web.Response(status=code, text=fault.text("body", _BROKEN_PAGE), content_type="text/html")
            case "cut_before":
                return _cut(request)
            case "too_many":
                refused = too_many(int(fault.number("retry_after", 1)))
            case "refuse":
                refused = Refused(int(fault.number("code", 400)), fault.text("description", "Bad Request: refused"))
            case _:
                return None
        return _json(refused.answer(), refused.code)

    def _after(self, request: web.Request, fault: Fault, call: Call, result: Any) -> web.StreamResponse | None:
        """What the fault does after it happened; None: answer as usual."""
        match fault.kind:
            case "cut_after":
                return _cut(request)
            case "malformed":
                return web.Response(text='{"ok":true,"result":{"message_id":', content_type="application/json")
            case "duplicate_update" if isinstance(result, list):
                call.bot.updates.repeat(result)
        return None

    def _note_request(self, account: BotAccount, method: str, fields: Fields) -> None:
        uploads = {name: len(upload.content) for name, upload in fields.uploads.items()}
        requests = self._world.requests
        number = requests[-1]["seq"] + 1 if requests else 1
        note = {"seq": number, "at": self._world.clock.now(), "bot": account.id, "method": method}
        requests.append({**note, "fields": dict(fields.values), "uploads": uploads})


def _cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection in the middle; nobody gets to see the response given back."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def _json(body: dict[str, Any], status: int) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
