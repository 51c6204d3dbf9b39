"""`malbeot demo telegram`: the Telegram bot without Telegram, with a web page that plays the phone."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import note
from bot.errors import ChannelStopped

if TYPE_CHECKING:
    from bot.config import Settings

app = typer.Typer(help="Try a channel without an account anywhere.", no_args_is_help=True)
TOKEN = "100000001:" + "demo-token-known-to-nobody-but-you_"  # of the emulator only
_AWAKE = {
    "preset": "instant",
    "finished_wait_ms": 900,
    "unfinished_wait_ms": 2500,
    "jamo_ms": 35,
    "char_ms": 45,
}


@app.callback()
def _demo() -> None:
    """A group of commands, also while it holds one."""


@app.command()
def telegram(
    port: Annotated[int, typer.Option(help="The page's port on this machine; 0: a free one.", min=0, max=65535)] = 8099,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the talk in MALBEOT_HOME; default: forget it.")] = False,
    persona: Annotated[str | None, typer.Option(help="Who answers (`malbeot persona list`).")] = None,
) -> None:
    """Play Telegram on this machine: opens no account, sends nothing anywhere. The model of the settings answers."""
    from bot.app import data_folder
    from bot.cli.lock import only_one
    from bot.cli.logs import log_to_stderr
    from bot.config import load_settings

    log_to_stderr()
    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="malbeot-demo-") as passing:
        folder = data_folder() if keep else Path(passing)
        with only_one(folder):
            try:
                asyncio.run(_play(settings, folder, port, persona))
            except OSError as error:
                raise ChannelStopped(f"port {port}: {error.strerror}", fix="choose another one with --port") from error


async def _play(settings: Settings, folder: Path, port: int, persona: str | None) -> None:
    from bot.app import open_app
    from bot.cli.serving import open_channel, stop_at_signals
    from bot.testing.telegram.server import serving

    async with serving(folder / "demo-telegram.jsonl", port=port) as emulator:
        app = open_app(_demo_settings(settings, emulator.url, persona), file=folder / "malbeot.db")
        try:
            emulator.world.add_bot(TOKEN, "demo_bot", app.persona().name(settings.chat.language))
            async with open_channel(app) as channel:
                note(f"Open {emulator.url} in a browser: it plays the phone. Ctrl-C stops.")
                await channel.run(stop_at_signals())
        finally:
            app.close()
    note("stopped")


def _demo_settings(settings: Settings, url: str, persona: str | None) -> Settings:
    """The operator's, but with one bot at the emulator that talks with everybody."""
    from pydantic import SecretStr

    from bot.config.telegram import TelegramSettings

    demo = TelegramSettings(token=SecretStr(TOKEN), access="open", api_url=url)
    chat = settings.chat.model_copy(update={"persona": persona} if persona else {})
    # Somebody watches: the persona is awake at any hour, unless the operator chose otherwise.
    timing = settings.timing if settings.timing.preset else settings.timing.model_copy(update=_AWAKE)
    return settings.model_copy(update={"telegram": demo, "chat": chat, "timing": timing})
