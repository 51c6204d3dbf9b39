"""`malbeot db`: the database's place, revision, backups and upkeep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import Json, print_json, print_line

app = typer.Typer(help="The database: where it is, migrate, back up, maintain.", no_args_is_help=True)


@app.command()
def path(as_json: Json = False) -> None:
    """Where the database lies and at which revision it is."""
    from bot.config import database_path
    from bot.storage.migrate import revisions

    file = database_path().resolve()
    state = revisions(file)
    if as_json:
        print_json({"path": str(file), "exists": file.exists(), "revision": state.current, "newest": state.head})
    else:
        print_line(str(file))


@app.command()
def migrate(as_json: Json = False) -> None:
    """Bring the database to the newest revision."""
    from bot.config import database_path
    from bot.storage.migrate import open_database, revisions

    before = revisions(database_path()).current
    open_database(database_path()).close()
    after = revisions(database_path()).current
    if as_json:
        print_json({"before": before, "after": after})
    else:
        print_line(f"{before or 'no database'} -> {after}")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; must not exist.")], as_json: Json = False
) -> None:
    """A consistent copy, while others go on writing."""
    from bot.config import database_path
    from bot.storage.maintenance import back_up

    size = back_up(database_path(), target)
    if as_json:
        print_json({"path": str(target), "bytes": size})
    else:
        print_line(f"{target} ({size} bytes)")


@app.command()
def maintain(as_json: Json = False) -> None:
    """Apply erasure to the files: empty the write-ahead log, compact, check."""
    from bot.config import database_path
    from bot.storage.maintenance import maintain as run

    report = run(database_path())
    if as_json:
        print_json(report)
    else:
        print_line(", ".join(f"{key}: {value}" for key, value in report.items()))
