"""How a bot gets its updates: getUpdates by long poll, and the webhook's settings (delivery isn't emulated)."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any

from bot.testing.telegram.methods.call import Call
from bot.testing.telegram.refused import Refused, bad
from bot.testing.telegram.updates import LONGEST_POLL_S, Poll, Update, kinds_of, limit_of

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_WEBHOOK_SET = Refused(
    409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(call: Call) -> list[Update]:
    """https://core.telegram.org/bots/api#getupdates: waits in real time, whatever the emulator's clock says."""
    fields, queue, clock = call.fields, call.bot.updates, call.world.clock
    if call.bot.webhook:
        raise _WEBHOOK_SET
    limit, offset = limit_of(fields.integer("limit")), fields.integer("offset") or 0
    seconds = min(max(0, fields.integer("timeout") or 0), LONGEST_POLL_S)
    _set_filter(call)
    poll = queue.begin_poll(clock.now())
    try:
        queue.confirm(offset)
        return await _first_updates(call, poll, limit, seconds)
    finally:
        queue.end_poll(poll, clock.now())


def set_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook: kept and shown; nothing is delivered to it."""
    fields, url = call.fields, call.fields.text("url")
    if url and not url.startswith("https://"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(fields.text("secret_token")):
        raise bad("secret token contains unallowed characters")
    _set_filter(call)
    connections = fields.integer("max_connections") or 40
    call.bot.webhook = {"url": url, "max_connections": connections} if url else {}
    return _drop(call)


def delete_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook"""
    call.bot.webhook = {}
    return _drop(call)


def get_webhook_info(call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getwebhookinfo"""
    queue = call.bot.updates
    info = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": queue.pending(call.world.clock.now()),
        **call.bot.webhook,
    }
    return info | ({"allowed_updates": list(queue.allowed)} if queue.allowed else {})


def _set_filter(call: Call) -> None:
    kinds = call.fields.structure("allowed_updates")
    if kinds is not None:
        call.bot.updates.allow(kinds_of(kinds))


def _drop(call: Call) -> bool:
    if call.fields.flag("drop_pending_updates"):
        call.bot.updates.drop_all()
    return True


async def _first_updates(call: Call, poll: Poll, limit: int, seconds: float) -> list[Update]:
    """What is there, else what comes within `seconds`, else nothing."""
    queue = call.bot.updates
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not (found := queue.ready(limit, call.world.clock.now())):
                await poll.woken.wait()
                poll.woken.clear()
                queue.may_go_on(poll)
            return found
    return []
