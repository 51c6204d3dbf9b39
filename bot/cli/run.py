"""`malbeot run`: serve Telegram until stopped, in one process or as one role of several."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import note

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.telegram.channel import TelegramChannel
    from bot.config import Settings
    from bot.engine.roles import Role


def run(
    role: Annotated[
        str, typer.Option(help="all, or one of several processes on PostgreSQL: ingest, worker, sender, web.")
    ] = "all",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every update and delivery.")] = False,
) -> None:
    """Serve the configured Telegram bots. Ctrl-C (or SIGTERM) finishes what was begun; nothing is lost either way."""
    from bot.app import data_folder, open_app
    from bot.cli.lock import only_one
    from bot.cli.logs import log_to_stderr
    from bot.config import load_settings

    settings = load_settings()
    chosen = _role(role, settings)
    log_to_stderr(verbose=verbose)
    with only_one(data_folder()) if chosen == "all" else contextlib.nullcontext():
        app = open_app(settings)
        try:
            asyncio.run(_serve(app, chosen))
        finally:
            app.close()


def _role(name: str, settings: Settings) -> Role:
    """Raises BadParameter, ConfigError: several processes need one PostgreSQL database."""
    from bot.engine.roles import ROLES
    from bot.errors import ConfigError

    chosen = next((role for role in ROLES if role == name), None)
    if chosen is None:
        raise typer.BadParameter(f"{name!r} is no role; use {', '.join(ROLES)}")
    if chosen not in ("all", "web") and settings.database.url is None:
        fix = "set database.url, or run everything in one process with `malbeot run`"
        raise ConfigError(f"database.url: missing; the role {name} is one of several processes", fix=fix)
    return chosen


async def _serve(app: App, role: Role) -> None:
    from bot.cli import serving

    stopping = serving.stop_at_signals()
    async with serving.beating(app, role):
        await _SERVE[role](app, stopping)
    note("stopped; what is left is in the database")


async def _listen(app: App, stopping: asyncio.Event, role: Role = "ingest") -> None:
    from bot.cli.serving import open_channel

    async with contextlib.AsyncExitStack() as stack:
        opening = asyncio.create_task(stack.enter_async_context(open_channel(app, role)))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({opening, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not opening.done():  # Telegram can't be reached: nothing was begun
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
            return
        channel = opening.result()
        await _introduce(app, channel)
        await channel.run(stopping)


async def _all(app: App, stopping: asyncio.Event) -> None:
    """The monitoring pages are a courtesy here: without them the talk goes on."""
    from bot.cli.serving import serving_pages
    from bot.errors import ChannelStopped

    async with contextlib.AsyncExitStack() as pages:
        try:
            await pages.enter_async_context(serving_pages(app))
        except ChannelStopped as taken:
            note(f"no monitoring: {taken.message}")
        await _listen(app, stopping, "all")


async def _work(app: App, stopping: asyncio.Event) -> None:
    from bot.cli.serving import open_worker

    async with open_worker(app) as work:
        note("worker: ready")
        await work(stopping)


async def _send(app: App, stopping: asyncio.Event) -> None:
    from bot.cli.serving import open_sender

    async with open_sender(app) as deliver:
        note("sender: ready")
        await deliver(stopping)


async def _show(app: App, stopping: asyncio.Event) -> None:
    from bot.cli.serving import serving_pages

    async with serving_pages(app):
        note(f"monitoring: http://{app.settings.web.listen}/live, /ready, /metrics")
        await stopping.wait()


async def _introduce(app: App, channel: TelegramChannel) -> None:
    note(f"reply source: {channel.source}")
    for each in channel.connected:
        note(f"@{each.username} answers as {each.persona}: https://t.me/{each.username}")
    links = await channel.claim_links() if app.settings.telegram.access != "open" else {}
    for username, link in links.items():
        note(f"nobody owns @{username} yet. Open this link to be its owner (it works once):\n  {link}")
    note(f"access: {app.settings.telegram.access} — Ctrl-C stops")


_SERVE = {"all": _all, "ingest": _listen, "worker": _work, "sender": _send, "web": _show}
