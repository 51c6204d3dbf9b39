"""How well answers are cut into bubbles: `policies.language.bubbles` and three baselines over replies with cut labels.

    .venv/bin/python -m benchmarks.bubbles --lang ko --split held_back --json

`right`: of the cuts made, the share that is a natural or an allowed cut; `found`: of the natural cuts, the share that
was made (percent; what the labels mean stands in `benchmarks/data/bubbles/README.md`). `tune` is what the splitter was
built on, `held_back` is for measuring only. Baselines: `newline_only`, `every_sentence` (after each . ! ? … before a
space), `none`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.language.bubbles import cuts

DATA = Path(__file__).parent / "data" / "bubbles"
Splitter = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Reply:
    """A reply, the offsets of its natural cuts, and those of cuts that are right too."""

    text: str
    must: frozenset[int]
    may: frozenset[int]


def read(path: Path) -> tuple[Reply, ...]:
    """The replies of a file of JSON lines. Raises OSError, ValueError (with the line's number)."""
    return tuple(_reply(line, number) for number, line in enumerate(path.read_text("utf-8").splitlines(), 1))


def _reply(line: str, number: int) -> Reply:
    try:
        row = json.loads(line)
        return Reply(row["text"], frozenset(row["must"]), frozenset(row["may"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"line {number}: not a reply with cut labels ({type(error).__name__})") from None


def after(pattern: str) -> Splitter:
    """A splitter that cuts behind every match, but not at the very end."""
    compiled = re.compile(pattern)
    return lambda text: [found.end() for found in compiled.finditer(text) if found.end() < len(text)]


SPLITTERS: dict[str, Splitter] = {
    "malbeot": cuts,
    "newline_only": after(r"\s*\n\s*"),
    "every_sentence": after(r"[.!?…]+\s+"),
    "none": lambda _: [],
}


def score(replies: Iterable[Reply], splitter: Splitter) -> dict[str, Any]:
    """`right` and `found` in percent (None where there is nothing to count), and the counts."""
    counted = [(reply, frozenset(splitter(reply.text))) for reply in replies]
    made = sum(len(found) for _, found in counted)
    right = sum(len(found & (reply.must | reply.may)) for reply, found in counted)
    natural = sum(len(reply.must) for reply, _ in counted)
    met = sum(len(found & reply.must) for reply, found in counted)
    return {"right": _percent(right, made), "found": _percent(met, natural), "made": made, "natural": natural}


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def main(arguments: list[str] | None = None) -> None:
    """Print the report; exits with a message when the file can't be used."""
    parser = argparse.ArgumentParser(description="Answers cut into bubbles.")
    parser.add_argument("--lang", choices=("ko", "en"), required=True)
    parser.add_argument("--split", choices=("tune", "held_back"), default="tune")
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    options = parser.parse_args(arguments)
    try:
        replies = read(DATA / f"{options.split}.{options.lang}.jsonl")
    except (OSError, ValueError) as error:
        parser.error(str(error))
    report: dict[str, Any] = {name: score(replies, splitter) for name, splitter in SPLITTERS.items()}
    report |= {"lang": options.lang, "split": options.split, "replies": len(replies)}
    report["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    sys.stdout.write(json.dumps(report, indent=None if options.json else 2) + "\n")


if __name__ == "__main__":
    main()
