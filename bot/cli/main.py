"""The command's entry: nouns and verbs, errors as one message with an exit code (0 done, 1 failed, 2 wrong input)."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import typer

from bot.cli import (
    alive,
    chat,
    config,
    db,
    demo,
    doctor,
    init,
    knowledge,
    memory,
    persona,
    replay,
    run,
    timing,
    timing_export,
    timing_simulate,
    turns,
)
from policies.errors import MalbeotError

app = typer.Typer(
    help="malbeot (말벗): a companion that talks, remembers and keeps to its budget. "
    "Exit codes: 0 done, 1 failed, 2 wrong settings, files or options.",
    epilog="Start with `malbeot chat`. Documentation: README.md and docs/ beside the source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("chat")(chat.chat)
app.command("run")(run.run)
app.command("alive")(alive.alive)
app.command("doctor")(doctor.doctor)
app.command("init")(init.init)
app.add_typer(demo.app, name="demo")
app.add_typer(config.app, name="config")
app.add_typer(persona.app, name="persona")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(memory.app, name="memory")
app.add_typer(turns.app, name="turns")
app.add_typer(replay.app, name="replay")
timing.app.command("simulate")(timing_simulate.simulate)
timing.app.command("explain")(timing_simulate.explain)
timing.app.command("rows")(timing_export.rows)
timing.app.command("marked")(timing_export.marked)
app.add_typer(timing.app, name="timing")
app.add_typer(db.app, name="db")


def main() -> None:
    """Run the command; a mistake of the user's never shows a traceback. What it writes is this user's alone."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except MalbeotError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        sys.stderr.write(f"{error.strerror or error}\n")
        sys.exit(1)
