"""How a bot gets its updates: getUpdates by long poll, or a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any
from urllib.parse import urlsplit

from bot.testing.telegram.methods.call import Call
from bot.testing.telegram.refused import Refused, bad
from bot.testing.telegram.updates import LONGEST_POLL_S, Poll, Update, kinds_of, limit_of
from bot.testing.telegram.webhooks import Courier, Webhook

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_PORTS, _LOOPBACK = frozenset({80, 88, 443, 8443}), frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECTIONS, _MOST_CONNECTIONS = 40, 100
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
    """https://core.telegram.org/bots/api#setwebhook: from now on updates are brought there."""
    fields, url = call.fields, call.fields.text("url")
    if not url:
        return delete_webhook(call)
    _check_address(url, call.world.plain_webhooks)
    if not _SECRET.fullmatch(fields.text("secret_token")):
        raise bad("secret token contains unallowed characters")
    _set_filter(call)
    _drop(call)
    call.bot.no_webhook()
    connections = min(max(1, fields.integer("max_connections") or _CONNECTIONS), _MOST_CONNECTIONS)
    webhook = Webhook(url, fields.text("secret_token"), connections, shuffled=call.bot.shuffled)
    call.bot.webhook = webhook
    call.bot.updates.wake()  # a poll that waits ends: the two exclude each other
    call.bot.courier = asyncio.create_task(Courier(call.world, call.bot, webhook).run())
    return True


def _check_address(url: str, plain: bool) -> None:
    """https on one of four ports; `plain`: also http within this machine, and any port there."""
    parts = urlsplit(url)
    if plain and parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https" or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook"""
    call.bot.no_webhook()
    return _drop(call)


def get_webhook_info(call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getwebhookinfo"""
    queue = call.bot.updates
    info = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": queue.pending(call.world.clock.now()),
        **(call.bot.webhook.info() if call.bot.webhook else {}),
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
                if call.bot.webhook:
                    raise _WEBHOOK_SET
            return found
    return []
