"""How recall grows with the messages of one person, and with the persons of one process.

    .venv/bin/python -m benchmarks.scale --json
    .venv/bin/python -m benchmarks.scale --messages 100,10000 --persons 10 --chroma --json

Each row is a process of its own (`rss_mb`: its peak, 10^6 bytes) over a database file of its own: real SQLite, the real
`Recall` with its shelf, facts and search, MiniLM for every question, one thread; the recalled block is filled to 512
tokens. The talk is made up (`benchmarks.made_talk`), its vectors are noise around really embedded lines of its topics.

- `recall_ms`: nothing has been said since the last look; `recall_cpu_ms`: processor time of it, which others on the
  machine disturb less. `recalled`: share of questions for which something was found.
- `turn_ms`: after an exchange: two messages are read, indexed and embedded, and their vectors written, as well.
- `add_ms`: writing a message, and what the next recall took longer for it than the same recall once more.
- `cold_ms`: the first recall of a person whose talk isn't in memory, after one of somebody else's in this process;
  `reload_ms`: the same again (median). The file is in the system's cache. Messages are searched without the cap of
  `memory.capacity_messages`; as many passages are held as `memory.passages_in_memory` says.
- With several persons each draw is of any of them, who asks twice. `hit_ms`: their talk was held, `miss_ms`: it wasn't.
- `dense_only`: the bare product with the same vectors, question embedded, 200 best. `chroma` (`--chroma`, up to
  200,000 messages): one collection of all persons, filtered by person.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.load.machine import machine, resident_mb
from benchmarks.made_talk import MadeTalk, Person
from benchmarks.scale_baselines import dense_only, in_chroma
from benchmarks.scale_row import Row, Timings, since, spread, timed
from bot.storage.migrate import open_database
from retrieval.minilm import MiniLmEmbedder

MESSAGES, PERSONS = (10, 100, 1_000, 10_000, 100_000), (10, 100, 1_000, 10_000)
OF_EACH_PERSON = 200
QUESTIONS, TURNS, LOADS, DRAWS = 100, 40, 5, 700
MOST_IN_CHROMA = 200_000
NOTE = "made-up talk; its vectors are noise around really embedded lines, questions are embedded"
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
say = Console(stderr=True, highlight=False).print


@dataclass(frozen=True)
class Size:
    """Of one row."""

    messages: int
    persons: int


async def measured(row: Row, size: Size) -> dict[str, Any]:
    """All figures of a row but memory."""
    await row.ask(row.somebody_else, row.question(row.somebody_else))
    words = row.question(row.people[0])
    cold = await timed(lambda: row.ask(row.people[0], words))
    found = await _one_person(row) if size.persons == 1 else await _many_persons(row)
    turns, adds = await _turns(row)
    return {
        **asdict(size),
        **found,
        **spread("turn_ms", turns),
        **spread("add_ms", adds),
        "cold_ms": round(cold, 1),
    }


async def _one_person(row: Row) -> dict[str, Any]:
    """Loaded again and again, then asked again and again."""
    person, recalled = row.people[0], 0
    loads, took, spent = Timings(), Timings(), Timings()
    for _ in range(LOADS):
        row.forget()
        words = row.question(person)
        loads.append(await timed(lambda: row.ask(person, words)))  # noqa: B023
    for _ in range(QUESTIONS):
        words, begin, cpu = row.question(person), time.perf_counter(), time.process_time()
        recalled += bool((await row.ask(person, words)).talk.found)
        took.append(since(begin))
        spent.append(1000 * (time.process_time() - cpu))
    return {
        **spread("recall_ms", took),
        **spread("recall_cpu_ms", spent),
        "recalled": round(recalled / QUESTIONS, 2),
        "reload_ms": round(float(np.median(loads)), 1),
    }


async def _many_persons(row: Row) -> dict[str, Any]:
    """Everybody may come at any time; the longest unused talks make room."""
    took: dict[bool, Timings] = {False: [], True: []}
    recalled = 0
    for _ in range(DRAWS):
        person = row.anybody()
        for _ in range(2):
            row.store.missed, words, begin = False, row.question(person), time.perf_counter()
            recalled += bool((await row.ask(person, words)).talk.found)
            took[row.store.missed].append(since(begin))
    counts = {"hits": len(took[False]), "misses": len(took[True]), "recalled": round(recalled / (2 * DRAWS), 2)}
    return {
        **spread("recall_ms", took[False] + took[True]),
        **counts,
        **spread("hit_ms", took[False]),
        **spread("miss_ms", took[True]),
    }


async def _turns(row: Row) -> tuple[Timings, Timings]:
    """Recalls after an exchange; adding one message: written, then recalled with it and once more without it."""
    turns, adds = [], []
    for _ in range(TURNS):
        words = row.question(person := row.anybody())
        await row.ask(person, words)
        await row.speak(person, 2)
        turns.append(await timed(lambda: row.ask(person, words)))  # noqa: B023
        written = await row.speak(person, 1)
        taken_in = await timed(lambda: row.ask(person, words))  # noqa: B023
        adds.append(written + max(0.0, taken_in - await timed(lambda: row.ask(person, words))))  # noqa: B023
    return turns, adds


def made(file: Path, size: Size, seed: int) -> list[Person]:
    """Fill a database file: somebody else, then the persons of the row."""
    say(f"making {size.persons} x {size.messages} messages …")
    with closing(open_database(file)) as database:
        sizes = [OF_EACH_PERSON, *(size.messages for _ in range(size.persons))]
        people = MadeTalk(seed, MiniLmEmbedder()).fill(database, sizes)
        database.tidy()
    return people


def measure(file: Path, size: Size, people: Sequence[Person], seed: int, *, chroma: bool) -> dict[str, Any]:
    """In this process: one row."""
    with closing(open_database(file)) as database:
        row = Row(database, people, seed)
        found = asyncio.run(measured(row, size))
        found["rss_mb"] = resident_mb(os.getpid())
        found["dense_only"] = dense_only(row, QUESTIONS)
        if chroma and size.messages * size.persons <= MOST_IN_CHROMA:
            found["chroma"] = in_chroma(row, QUESTIONS)
    return found


def in_its_own_process(size: Size, seed: int, *, chroma: bool) -> dict[str, Any]:
    """Fill here, measure there. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        file, told = Path(folder) / "scale.db", Path(folder) / "people.json"
        people = [(each.person_id, each.bot_id, each.chat_id) for each in made(file, size, seed)]
        told.write_text(json.dumps({"size": asdict(size), "people": people, "seed": seed, "chroma": chroma}), "utf-8")
        command = [sys.executable, "-m", "benchmarks.scale", "--measure", str(file)]
        ran = subprocess.run(command, env={**os.environ, **_ONE_THREAD}, stdout=subprocess.PIPE, text=True, check=True)
    row: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    say(", ".join(f"{name} {value}" for name, value in row.items() if not isinstance(value, dict)))
    return row


def _measure_told(file: Path) -> dict[str, Any]:
    told = json.loads((file.parent / "people.json").read_text("utf-8"))
    people = [Person(*each) for each in told["people"]]
    return measure(file, Size(**told["size"]), people, told["seed"], chroma=told["chroma"])


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(each) for each in written.split(",") if each)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Recall by messages of one person, and by persons of one process.")
    parser.add_argument("--messages", type=_numbers, default=MESSAGES, help="of one person: 10,100,…")
    parser.add_argument("--persons", type=_numbers, default=PERSONS, help=f"with {OF_EACH_PERSON} messages each")
    parser.add_argument("--chroma", action="store_true", help="one Chroma collection as well")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Print the report."""
    options = _options(arguments)
    if options.measure:
        print(json.dumps(_measure_told(options.measure)))
        return
    sizes = [Size(each, 1) for each in options.messages] + [Size(OF_EACH_PERSON, each) for each in options.persons]
    rows = [in_its_own_process(size, options.seed, chroma=options.chroma) for size in sizes]
    report = {"rows": rows, "note": NOTE, "machine": machine()}
    print(json.dumps(report, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
