"""Documents: how long taking them in lasts, and what a search costs.

    .venv/bin/python -m benchmarks.knowledge --index both

The documents are made of what is on every machine: the docstrings of Python's standard library (English, a document a
module) and the shipped replies (Korean). Questions are the lines of `benchmarks/data/smalltalk.jsonl`. Processor time,
since other work on the machine doesn't count into it.
"""

from __future__ import annotations

import argparse
import ast
import json
import resource
import statistics
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.load.machine import machine
from bot.app import persona_shelf
from bot.clock import SystemClock
from bot.storage.knowledge import SqlKnowledge
from bot.storage.migrate import open_database
from retrieval.knowledge.assembled import Choices, Library, assembled
from retrieval.shipped import Embedded

TALK = Path(__file__).parent / "data" / "smalltalk.jsonl"
_SHORTEST, _A_DOCUMENT, _A_PARAGRAPH = 3_000, 120, 6  # characters; replies


def modules() -> Iterator[tuple[str, str]]:
    """A document a module: its docstrings under the names of what they describe."""
    for file in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text("utf-8")))
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
        told = [
            (getattr(node, "name", file.stem), ast.get_docstring(node)) for node in nodes if isinstance(node, kinds)
        ]
        text = "\n\n".join(f"## {name}\n\n{words}" for name, words in told if words)
        if len(text) > _SHORTEST:
            yield f"{file.stem}.md", f"# {file.stem}\n\n{text}"


def replies() -> Iterator[tuple[str, str]]:
    """The shipped Korean replies, some to a paragraph."""
    said = [
        reply.text for group in persona_shelf().get("bom").groups if group.language == "ko" for reply in group.replies
    ]
    for at in range(0, len(said), _A_DOCUMENT):
        some = said[at : at + _A_DOCUMENT]
        paragraphs = (" ".join(some[start : start + _A_PARAGRAPH]) for start in range(0, len(some), _A_PARAGRAPH))
        yield f"ko{at:05}.txt", "\n\n".join(paragraphs)


def measured(library: Library, questions: list[str]) -> dict[str, object]:
    """Loading, then every question twice: the second time counts."""
    start = time.process_time()
    problem = library.search.problem("")
    loading = time.process_time() - start
    for question in questions:
        library.search.search("", question)
    spent, found = [], 0
    for question in questions:
        start = time.process_time()
        found += bool(library.search.search("", question))
        spent.append((time.process_time() - start) * 1000)
    centiles = statistics.quantiles(spent, n=100)
    return {
        "loading_s": round(loading, 2),
        "search_ms_p50": round(centiles[49], 1), "search_ms_p95": round(centiles[94], 1),
        "lines_with_a_passage": f"{found} of {len(questions)}", "problem": problem,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def main() -> None:
    """Prints one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", choices=("exact", "chroma", "both"), default="both")
    chosen = parser.parse_args().index
    questions = [json.loads(line)["text"] for line in TALK.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        (documents := Path(folder) / "documents").mkdir()
        for name, text in (*modules(), *replies()):
            (documents / name).write_text(text, "utf-8")
        store = SqlKnowledge(open_database(Path(folder) / "malbeot.db"), SystemClock())
        start = time.process_time()
        taken = list(assembled(store, Embedded(), Choices()).indexer.add(str(documents), ""))
        chunks = sum(each.chunks for each in taken)
        report: dict[str, object] = {
            "machine": machine(), "documents": len(taken), "passages": chunks,
            "taking_in_s": round(time.process_time() - start, 1),
        }  # fmt: skip
        for index in ("exact", "chroma") if chosen == "both" else (chosen,):
            library = assembled(
                store, Embedded(), Choices(folder=Path(folder) / "index" if index == "chroma" else None)
            )
            report[index] = measured(library, questions)
            library.close()
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
