"""`malbeot knowledge`: documents a persona may draw on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_parts import documents_named, opened, progress
from bot.cli.knowledge_summary import summarize
from bot.cli.output import Json, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from retrieval.knowledge.indexing import Taken

app = typer.Typer(help="Documents a persona may draw on: add, list, search, summarise, remove.", no_args_is_help=True)
app.command("summarize")(summarize)
Persona = Annotated[str, typer.Option("--persona", help="The persona that may draw on them; all when left out.")]
_TROUBLE = frozenset({"failed"})


@app.command()
def add(
    target: Annotated[str, typer.Argument(help="A file, a folder with all below it, or an http(s) address.")],
    persona: Persona = "",
    as_json: Json = False,
) -> None:
    """Take in documents: md, txt, html, pdf, docx. Unchanged ones stay as they are; may be interrupted at any time."""
    _refuse_unknown(persona)
    with opened() as (_, library), progress() as tell:
        results = _reported(library.indexer.add(target, persona, tell), as_json=as_json)
        problem = library.settle()
    _end(results, problem, as_json=as_json)


@app.command()
def reindex(
    persona: Persona = "",
    embed_again: Annotated[
        bool, typer.Option("--embed-again", help="Drop all vectors first: when a model changed under its name.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read everything again from where it came; only what changed is cut and embedded anew."""
    from retrieval.embedding import EmbedderUnusable

    _refuse_unknown(persona)
    with opened() as (_, library), progress() as tell:
        if embed_again:
            library.store.drop_vectors("")
        results = _reported(library.indexer.again(persona or None, tell), as_json=as_json)
        try:
            embedded, problem = library.indexer.embed_missing(tell), ""
        except EmbedderUnusable as error:
            embedded, problem = 0, error.message
        if library.indexer.encoder is not None:
            library.store.drop_vectors(library.indexer.encoder.embedder.id)
        problem = library.settle() or problem
    if embedded and not as_json:
        print_line(f"{embedded} passages embedded that had no vector")
    _end(results, problem, as_json=as_json)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """All documents, whose they are and how they stand."""
    with opened() as (_, library):
        documents = library.store.documents()
    if as_json:
        print_json([asdict(each) for each in documents])
        return
    print_table(
        ("id", "persona", "state", "passages", "characters", "title", "source"),
        [
            (each.id, each.persona or "(all)", each.state, each.chunks, each.characters, each.title, each.source)
            for each in documents
        ],
    )


@app.command()
def remove(
    what: Annotated[str, typer.Argument(help="A document's id, its path or address, or a folder that was added.")],
    persona: Persona = "",
    as_json: Json = False,
) -> None:
    """Remove documents with their passages and vectors. The files themselves stay."""
    with opened() as (_, library):
        documents = documents_named(library.store.documents(), what, persona)
        library.store.remove([each.id for each in documents])
        problem = library.settle()
    if as_json:
        print_json({"removed": [each.source for each in documents], "problem": problem})
        return
    for each in documents:
        print_line(f"removed {each.source}")
    if problem:
        note(problem)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What somebody might say or ask.")],
    persona: Persona = "",
    most: Annotated[int, typer.Option("--most", min=1, max=50, help="How many passages.")] = 4,
    as_json: Json = False,
) -> None:
    """What a persona would find for a question, with scores and reasons."""
    from policies.language.detect import detect

    with opened() as (_, library):
        passages = library.search.search(persona, question, detect(question).code, most)
        problem = library.search.problem(persona)
    if as_json:
        print_json({"passages": [asdict(each) for each in passages], "problem": problem})
        return
    if problem:
        note(problem)
    if not passages:
        note("nothing above the floor (knowledge.floor)")
    for each in passages:
        print_line(f"{each.score:.2f}  {each.citation}  [{each.reason}]")
        print_line(f"{each.text}\n")


def _refuse_unknown(persona: str) -> None:
    """Raises NotFound for a persona that isn't there: its documents would never be found."""
    from bot.app import persona_shelf

    if persona:
        persona_shelf().folder(persona)


def _reported(results: Iterator[Taken], *, as_json: bool) -> list[Taken]:
    """Each result is shown as soon as it is known, so that an interrupted run has said what it did."""
    taken = []
    for each in results:
        taken.append(each)
        if not as_json and each.status != "unchanged":
            counted = f" ({each.chunks} passages)" if each.chunks else ""
            print_line(f"{each.status:9} {each.source}{counted}{f': {each.reason}' if each.reason else ''}")
    return taken


def _end(results: Sequence[Taken], problem: str, *, as_json: bool) -> None:
    """Exit code 1 when a document failed."""
    counts = Counter(each.status for each in results)
    if as_json:
        print_json({"documents": [asdict(each) for each in results], "counts": dict(counts), "problem": problem})
    else:
        note(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing to do")
        if problem:
            note(problem)
    if _TROUBLE & counts.keys():
        raise typer.Exit(1)
