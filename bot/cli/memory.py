"""`malbeot memory`: how much is remembered, and making its vectors anew when the embedder has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import Json, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from bot.app import App
    from memory.reembedding import Reembedding, Talk
    from memory.shelf import Manner

app = typer.Typer(help="What is remembered: how much, and its vectors.", no_args_is_help=True)


@app.command()
def status(as_json: Json = False) -> None:
    """How much is remembered of everybody, and by which embedder; nobody's words."""
    from bot.storage.reembedding import holdings

    with _opened() as app:
        held, embedder = app.database.read_now(holdings), app.meaning.embedder.id
    values = {**asdict(held), "vectors": dict(held.vectors), "embedder": embedder}
    if as_json:
        print_json(values)
        return
    rows: list[tuple[str, Any]] = [("messages", held.messages)]
    rows += [(f"with vectors of {name}", count) for name, count in held.vectors.items()]
    print_table(("", ""), [*rows, ("facts", held.facts), ("summaries", held.summaries), ("embedder now", embedder)])


@app.command()
def reembed(
    person: Annotated[int | None, typer.Option(help="Only this person, by id.", show_default="everybody")] = None,
    batch: Annotated[int, typer.Option(help="Messages of one transaction.", min=1, max=10_000)] = 64,
    keep_old: Annotated[bool, typer.Option("--keep-old", help="Keep the vectors of other embedders.")] = False,
    as_json: Json = False,
) -> None:
    """Make the vectors the configured embedder lacks, then delete those of others. The bot may run meanwhile.

    Ended in the middle, it goes on where it was when it is run again.
    """
    from bot.storage.reembedding import SqlVectors, talks
    from memory.reembedding import Reembedding

    with _opened() as app:
        found = app.database.read_now(lambda session: talks(session, person))
        work = Reembedding(SqlVectors(app.database), app.meaning, _manners(app), batch)
        _run(work, found, keep_old=keep_old)
        values = {"embedder": app.meaning.embedder.id, "messages": work.progress.messages, **asdict(work.progress)}
    if as_json:
        print_json(values)
    else:
        print_line(
            "{messages} messages: {had} had their vectors by {embedder}, {made} made now ({unknown} in no language it "
            "knows), {dropped} vectors of other embedders deleted".format(**values)
        )


def _run(work: Reembedding, talks: list[Talk], *, keep_old: bool) -> None:
    """With a bar on stderr; what was done stays done."""
    whole = sum(talk.messages for talk in talks)
    try:
        with _bar(whole) as tell:
            work.run(talks, keep_old=keep_old, tell=tell)
    except BaseException:
        note(f"ended after {work.progress.messages} of {whole} messages: run it again to go on from there")
        raise


def _manners(app: App) -> Callable[[str, str | None], Manner]:
    """As the talk is indexed when it is searched."""
    from datetime import UTC

    from bot.errors import NotFound
    from bot.turn.manner import manner_of

    def manner(persona: str, language: str | None) -> Manner:
        spoken = language or app.settings.chat.language
        try:
            return manner_of(app.personas.get(persona), spoken, UTC)
        except NotFound:  # its files are gone: the talk is searched as the configured persona's
            return manner_of(app.personas.get(app.settings.chat.persona), spoken, UTC)

    return manner


@contextmanager
def _opened() -> Iterator[App]:
    from bot.app import open_app
    from bot.config import load_settings

    app = open_app(load_settings())
    try:
        yield app
    finally:
        app.close()


@contextmanager
def _bar(whole: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embedding", total=whole)
        yield lambda done: bar.update(task, completed=done, total=max(whole, done))
