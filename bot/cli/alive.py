"""`malbeot alive`: whether a running role's event loop still turns, for a container's health check."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.output import Json, print_json, print_line


def alive(
    role: Annotated[str, typer.Option(help="The role the process was started with.")] = "all", as_json: Json = False
) -> None:
    """Exit code 0 while `malbeot run` with this role, from this data folder, lives; 1 when it is silent."""
    from bot.clock import SystemClock
    from bot.config import home
    from bot.engine.heartbeat import DEAD_AFTER_MS, heartbeat_file, silent_for

    silence = silent_for(heartbeat_file(role, home()), SystemClock().now())
    lives = silence is not None and silence < DEAD_AFTER_MS
    if as_json:
        print_json({"role": role, "alive": lives, "silent_ms": silence})
    else:
        last = "no sign of it" if silence is None else f"last beat {silence} ms ago"
        print_line(f"{role}: {'alive' if lives else 'silent'}, {last}")
    if not lives:
        raise typer.Exit(1)
