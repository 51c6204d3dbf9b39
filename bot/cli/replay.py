"""`malbeot replay`: past turns, run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Json, print_json, print_line

if TYPE_CHECKING:
    from bot.app import App
    from bot.feedback.replay import Replay, Report

app = typer.Typer(help="Run recorded turns again.", no_args_is_help=True)


@app.callback()
def replay() -> None:
    """Run recorded turns again."""


@app.command()
def run(
    own: Annotated[bool, typer.Option("--own", help="Turns of this deployment's own database.")] = False,
    persona: Annotated[str | None, typer.Option(help="Answer as this persona instead of the recorded one.")] = None,
    as_json: Json = False,
) -> None:
    """Run turns again and say which came out otherwise. Exit code 1 when some did with nothing changed."""
    import asyncio

    from bot.app import open_app
    from bot.config import load_settings
    from bot.feedback.replay import as_values

    if not own:
        raise typer.BadParameter("say which turns: --own")
    app = open_app(load_settings())
    report = asyncio.run(_run(_replay(app, persona), app))
    if as_json:
        print_json(as_values(report))
    else:
        _print(report)
    if report.differing and persona is None:
        raise typer.Exit(1)


def _replay(app: App, persona: str | None) -> Replay:
    from bot.app import configured_model
    from bot.feedback.replay import Replay

    deps = app.deps(None)
    other = app.personas.get(persona) if persona else None
    live = configured_model(app.settings) if other else None
    return Replay(app.database, deps.indexes, deps.counter, other, live, app.meaning)


async def _run(replay: Replay, app: App) -> Report:
    from rich.console import Console
    from rich.progress import Progress

    from bot.storage.turns import list_turns

    rows = await app.database.read(lambda session: list_turns(session, 1_000_000))
    ids = [row.id for row in reversed(rows) if row.id is not None]
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replaying", total=len(ids))
        return await replay.run(ids, lambda: bar.advance(task))


def _print(report: Report) -> None:
    print_line(
        f"{report.turns} turns: {report.identical} identical, {len(report.differing)} differing, "
        f"{report.skipped} skipped (erased)"
    )
    for each in report.differing:
        print_line(f"turn {each.turn}: {', '.join(each.fields[:8])}")
        print_line(f"  before: {' / '.join(each.before)}")
        print_line(f"  after:  {' / '.join(each.after)}")
