"""`malbeot config`: what is set, and where it comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.output import Json, print_json, print_line, print_table

app = typer.Typer(help="Settings in force and where they come from.", no_args_is_help=True)


@app.command()
def show(
    origin: Annotated[bool, typer.Option("--origin", help="Also say which source set each value.")] = False,
    as_json: Json = False,
) -> None:
    """Every setting; secrets masked."""
    from bot.config import load_settings, shown_with_origin

    rows = shown_with_origin(load_settings())
    if as_json:
        print_json({row.key: {"value": row.value, "origin": row.origin} if origin else row.value for row in rows})
    elif origin:
        print_table(("setting", "value", "origin"), [(row.key, row.value, row.origin) for row in rows])
    else:
        print_table(("setting", "value"), [(row.key, row.value) for row in rows])


@app.command()
def path() -> None:
    """The folder with all data, and the settings file in it."""
    from bot.config import FILE_NAME, home

    print_line(str((home() / FILE_NAME).resolve()))


@app.command()
def reference() -> None:
    """All settings in Markdown tables: key, default, meaning, variable (docs/settings.md)."""
    import sys

    from bot.config import reference as page

    sys.stdout.write(page())


@app.command()
def sample() -> None:
    """A settings file with every setting, its meaning and its default."""
    from bot.config import sample_file

    print_line(sample_file())
