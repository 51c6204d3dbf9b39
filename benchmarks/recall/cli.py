"""The command: what to read, what to compare, and the report as JSON on the last line."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.longmemeval import read_longmemeval
from benchmarks.recall.measure import measured, report
from benchmarks.recall.sessions import CATEGORIES, read_locomo, read_realtalk
from benchmarks.recall.systems import Maker, systems
from benchmarks.recall.talk import Talk
from retrieval.minilm import MiniLmEmbedder

FORMATS = {"locomo": read_locomo, "longmemeval": read_longmemeval, "realtalk": read_realtalk}
# What the milliseconds of each system include.
TIMES = {
    "latency_ms": "a question: its embedding, search and rendering, per budget",
    "add_ms": "one message until it can be found: malbeot by words; mem0 its embedding too; the others only keep it",
    "embed_ms": "malbeot only: the message's vector, made behind the reply",
}
TOKEN_RULE = "ceil(characters / 4) of the whole rendered block; a turn counts if its complete text stands in it"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report; exits with a message when the data can't be used."""
    parser = _parser()
    options = parser.parse_args(arguments)
    makers = {name: maker for name, maker in systems().items() if name in options.systems}
    try:
        talks = FORMATS[options.format](options.data)[: options.limit]
        if not any(talk.questions for talk in talks):
            raise ValueError(f"{options.data}: no question with evidence")
    except (OSError, ValueError, KeyError, TypeError) as error:
        parser.error(f"--data {options.data} as --format {options.format}: {error!r}")
    found = compare(talks, makers, KeptVectors(MiniLmEmbedder(), options.cache), options.budgets)
    show(found, options.budgets)
    print(json.dumps(found | about(options.data, talks), indent=None if options.json else 2, ensure_ascii=False))


def compare(
    talks: Sequence[Talk], makers: Mapping[str, Maker], vectors: KeptVectors, budgets: Sequence[int]
) -> dict[str, Any]:
    """The report of each system, with a progress bar on stderr."""
    questions = sum(len(talk.questions) for talk in talks)
    found: dict[str, Any] = {}
    with Progress(console=Console(stderr=True)) as progress:
        for name, maker in makers.items():
            task = progress.add_task(name, total=questions)
            part, _, within = name.rpartition(".")
            tick = partial(progress.advance, task)
            (found.setdefault(part, {}) if part else found)[within] = report(
                measured(maker, talks, vectors, budgets, tick)
            )
    return found


def show(found: Mapping[str, Any], budgets: Sequence[int]) -> None:
    """A table on stderr."""
    middle = str(budgets[-2:][0])
    times = [f"{name} ms p{share}" for name in ("search", "add", "embed") for share in (50, 95)]
    table = Table("system", *(f"all {budget}" for budget in budgets), f"multi-hop {middle}", *times)
    rows = {name: each for name, each in found.items() if "all" in each}
    rows |= {f"{name}.with_facts": each["with_facts"] for name, each in found.items() if "with_facts" in each}
    for name, each in rows.items():
        hops = each.get("multi-hop", {}).get(middle, "–")
        taken = [_times(each, part) for part in ("latency_ms", "add_ms", "embed_ms")]
        table.add_row(name, *map(str, [*each["all"].values(), hops, *(one for pair in taken for one in pair)]))
    console = Console(stderr=True)
    console.print(table)
    console.print("\n".join(f"{name}: {what}" for name, what in TIMES.items()))


def _times(report: Mapping[str, Any], part: str) -> list[Any]:
    return [report.get(part, {}).get(share, "–") for share in ("p50", "p95")]


def about(data: Path, talks: Sequence[Talk]) -> dict[str, Any]:
    """What the figures stand on."""
    return {
        "data": data.name,
        "sha256": _hash(data),
        "talks": len(talks),
        "lines": sum(len(talk.lines) for talk in talks),
        "questions": sum(len(talk.questions) for talk in talks),
        "category_ids": {name: number for number, name in CATEGORIES.items()},
        "token_rule": TOKEN_RULE,
        "times": TIMES,
        "encoder": MiniLmEmbedder().id,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"numpy {np.__version__}",
    }


def _hash(path: Path) -> str:
    """Of a file, or of all JSON files of a folder in order of their names."""
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.recall", description="Evidence recall within token budgets.")
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--data", type=Path, required=True, help="a file, or a folder of JSON files")
    parser.add_argument("--budgets", type=_budgets, default=[512, 1024, 2048], help="tokens, with commas")
    parser.add_argument("--systems", type=lambda text: text.split(","), default=list(systems()), help="with commas")
    parser.add_argument("--limit", type=int, default=None, help="only the first talks")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "malbeot-recall", help="vectors")
    parser.add_argument("--json", action="store_true", help="one object on the last line (default: indented)")
    return parser


def _budgets(text: str) -> list[int]:
    budgets = sorted(int(each) for each in text.split(","))
    if budgets[0] < 1:
        raise argparse.ArgumentTypeError("budgets are positive numbers of tokens")
    return budgets
