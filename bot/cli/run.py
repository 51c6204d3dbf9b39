"""`malbeot run`: serve Telegram until stopped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import note

if TYPE_CHECKING:
    from bot.app import App


def run(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every update and delivery.")] = False,
) -> None:
    """Serve the configured Telegram bots. Ctrl-C (or SIGTERM) finishes what was begun; nothing is lost either way."""
    from bot.app import data_folder, open_app
    from bot.cli.logs import log_to_stderr
    from bot.cli.serving import only_one
    from bot.config import load_settings

    settings = load_settings()
    log_to_stderr(verbose=verbose)
    with only_one(data_folder()):
        app = open_app(settings)
        try:
            asyncio.run(_serve(app))
        finally:
            app.close()


async def _serve(app: App) -> None:
    from bot.cli.serving import open_channel, stop_at_signals

    async with open_channel(app) as channel:
        note(f"reply source: {channel.source}")
        for each in channel.connected:
            note(f"@{each.username} answers as {each.persona}: https://t.me/{each.username}")
        links = await channel.claim_links() if app.settings.telegram.access != "open" else {}
        for username, link in links.items():
            note(f"nobody owns @{username} yet. Open this link to be its owner (it works once):\n  {link}")
        note(f"access: {app.settings.telegram.access} — Ctrl-C stops")
        await channel.run(stop_at_signals())
    note("stopped; what is left is in the database")
