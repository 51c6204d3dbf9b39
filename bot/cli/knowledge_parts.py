"""What the knowledge commands have in common: the opened library, a progress bar, documents by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.app import App
    from retrieval.knowledge.assembled import Library
    from retrieval.knowledge.indexing import Tell
    from retrieval.knowledge.store import KeptDocument


@contextmanager
def opened() -> Iterator[tuple[App, Library]]:
    """This deployment and its documents."""
    from bot.app import data_folder, open_app
    from bot.config import load_settings

    data_folder()
    app = open_app(load_settings())
    library = app.library()
    try:
        yield app, library
    finally:
        library.close()
        app.close()


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar on stderr, when somebody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, whole: bar.update(task, description=what[:40], completed=done, total=whole)


def documents_named(documents: Sequence[KeptDocument], what: str, persona: str) -> list[KeptDocument]:
    """By id, source or origin. Raises NotFound."""
    from pathlib import Path

    from bot.errors import NotFound

    path = str(Path(what).expanduser().absolute())
    found = [
        each for each in documents
        if (what.isdecimal() and each.id == int(what)) or {what, path} & {each.source, each.origin}
    ]  # fmt: skip
    found = [each for each in found if persona in ("", each.persona)]
    if not found:
        raise NotFound(f"no document {what!r}", fix="`malbeot knowledge list` shows what there is")
    return found
