"""`malbeot timing rows` and `marked`: what a deployment has lived, for comparing policies and for training."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.cli.output import Json, note, print_json

if TYPE_CHECKING:
    from bot.app import App
    from bot.feedback.timing.kept_turns import KeptChat

Out = Annotated[
    Path | None,
    typer.Option(help="Write them into this file; left out: to stdout.", dir_okay=False, show_default=False),
]


def rows(out: Out = None, as_json: Json = False) -> None:
    """Export this deployment's decisions for `malbeot timing compare`: numbers and pseudonyms, nobody's words."""
    from bot.feedback.timing.exporting import write_rows

    app, chats = _reading(out, as_json=as_json)
    with _progress(chats) as more, _written(out) as file:
        report = write_rows(app.database, chats, app.clock.now(), file.write, more)
    told = f"{report.rows} decisions of {report.turns} turns by {report.people} people"
    _tell(told, asdict(report), report.left_out, out, as_json=as_json)


def marked(out: Out = None, as_json: Json = False) -> None:
    """Export conversations for training, timing as control marks; only of people who agreed to training."""
    from bot.feedback.timing.marked import write_conversations

    app, chats = _reading(out, as_json=as_json)
    with _progress(chats) as more, _written(out) as file:
        report = write_conversations(app.database, chats, file.write, more)
    told = f"{report.conversations} conversations with {report.turns} turns of {report.people} people"
    _tell(told, asdict(report), report.left_out, out, as_json=as_json)


def _reading(out: Path | None, *, as_json: bool) -> tuple[App, tuple[KeptChat, ...]]:
    from bot.app import open_app
    from bot.config import load_settings
    from bot.feedback.timing.kept_turns import kept_chats

    if as_json and out is None:
        raise typer.BadParameter("the report would stand between the lines; give --out", param_hint="--json")
    app = open_app(load_settings())
    return app, kept_chats(app.database)


@contextmanager
def _written(out: Path | None) -> Iterator[TextIO]:
    """Where lines go: beside the place and moved over it, so that a reader never sees half a file."""
    from bot.errors import ConfigError

    if out is None:
        yield sys.stdout
        return
    beside = out.with_name(f"{out.name}.part")
    try:
        with beside.open("w", encoding="utf-8") as file:
            yield file
        beside.replace(out)
    except OSError as error:
        fix = "name a file in a folder that exists and can be written"
        raise ConfigError(f"--out: {out} can't be written: {error.strerror}", fix=fix) from error
    finally:
        _remove(beside)


def _remove(beside: Path) -> None:
    """What is left of an export that didn't end."""
    from contextlib import suppress

    with suppress(OSError):
        beside.unlink()


@contextmanager
def _progress(chats: Sequence[KeptChat]) -> Iterator[Callable[[int], None]]:
    """How many turns were read, on stderr."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading turns", total=sum(chat.turns for chat in chats))
        yield lambda count: bar.advance(task, count)


def _tell(
    told: str, values: Mapping[str, object], left_out: Mapping[str, int], out: Path | None, *, as_json: bool
) -> None:
    if as_json:
        print_json(values)
        return
    note(f"{told}{f' written: {out}' if out is not None else ''}")
    for reason, count in sorted(left_out.items(), key=lambda each: -each[1]):
        note(f"{count} turns left out: {reason}")
