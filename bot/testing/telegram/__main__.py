"""`python -m bot.testing.telegram`: the emulator alone in a process. Prints {"url": …} as its first line."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from bot.testing.telegram.server import serving


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM, SIGINT, or, with --until-stdin-closes, until the starter has gone."""
    arguments = _parser().parse_args(argv)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.testing.telegram", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (a free one)")
    parser.add_argument("--state", type=Path, help="file of the transcript; it is continued when it exists")
    parser.add_argument("--bot", nargs=3, action="append", default=[], metavar=("TOKEN", "USERNAME", "NAME"))
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    return parser


async def _serve(arguments: argparse.Namespace) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, over.set)
    async with serving(arguments.state, arguments.host, arguments.port) as emulator:
        for token, username, name in arguments.bot:
            emulator.world.add_bot(token, username, name)
        sys.stdout.write(json.dumps({"url": emulator.url}) + "\n")
        sys.stdout.flush()
        if arguments.until_stdin_closes:
            Thread(target=_wait_for_end, args=(over, loop), daemon=True).start()
        await over.wait()


def _wait_for_end(over: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """Read until the other end of stdin is gone, which happens however the starter ends."""
    while os.read(sys.stdin.fileno(), 4096):  # not sys.stdin: its lock would be in the way when the process ends
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended first
        loop.call_soon_threadsafe(over.set)


if __name__ == "__main__":
    main()
