"""`malbeot db`: the database's place, revision, backups and upkeep."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import Json, print_json, print_line

app = typer.Typer(help="The database: where it is, migrate, back up, restore, maintain.", no_args_is_help=True)


def _where() -> Path | str:
    from bot.config import database_at, load_settings

    return database_at(load_settings())


@app.command()
def path(as_json: Json = False) -> None:
    """Where the database lies and at which revision it is."""
    from bot.storage.migrate import revisions

    where = _where()
    state = revisions(where)
    named = str(where.resolve()) if isinstance(where, Path) else "PostgreSQL (database.url)"
    if as_json:
        exists = state.current is not None or (isinstance(where, Path) and where.exists())
        print_json({"path": named, "exists": exists, "revision": state.current, "newest": state.head})
    else:
        print_line(named)


@app.command()
def migrate(as_json: Json = False) -> None:
    """Bring the database to the newest revision."""
    from bot.storage.migrate import open_database, revisions

    where = _where()
    before = revisions(where).current
    open_database(where).close()
    after = revisions(where).current
    if as_json:
        print_json({"before": before, "after": after})
    else:
        print_line(f"{before or 'no database'} -> {after}")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; must not exist.")],
    portable: Annotated[
        bool, typer.Option("--portable", help="An archive for either database; always so on PostgreSQL.")
    ] = False,
    as_json: Json = False,
) -> None:
    """A consistent copy, while others go on writing."""
    from bot.storage.maintenance import back_up

    size = back_up(_where(), target, portable=portable)
    if as_json:
        print_json({"path": str(target), "bytes": size})
    else:
        print_line(f"{target} ({size} bytes)")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file `malbeot db backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also when the database holds conversations.")] = False,
    as_json: Json = False,
) -> None:
    """Put a backup in the place of the database: whole, or not at all. Nothing may be running on it."""
    from bot.cli.lock import only_one
    from bot.config import home
    from bot.storage.restore import restore as run

    with only_one(home()):
        restored = run(source, _where(), replace=replace)
    if as_json:
        print_json(asdict(restored))
    else:
        print_line(f"restored {restored.rows} rows from the {restored.kind} (revision {restored.revision})")


@app.command()
def maintain(as_json: Json = False) -> None:
    """Apply erasure to the files: rewrite the tables, shorten the log, check."""
    from bot.storage.maintenance import maintain as run

    report = run(_where())
    if as_json:
        print_json(report)
    else:
        print_line(", ".join(f"{key}: {value}" for key, value in report.items()))
