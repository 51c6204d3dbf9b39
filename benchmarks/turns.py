"""How many messages a second the engine answers, what it adds to an answer, and how late it wakes.

    .venv/bin/python -m benchmarks.turns --db sqlite --chats 50 --seconds 20 --json
    .venv/bin/python -m benchmarks.turns --db postgres --chats 100 --seconds 20 --workers 4 --json
    .venv/bin/python -m benchmarks.turns --db sqlite --chats 50 --seconds 60 --rate 10 --pending 100000 --json

Processes of their own: the emulated Telegram with its people (no send limits), and `malbeot run` with
`timing.fast`: one process on SQLite; an ingest, W workers and a sender on PostgreSQL. A person writes
again only after the reply (closed loop), or people who don't wait for one write R times a second (`--rate`). One
message is one turn is one sendMessage. In: long polling, aiogram, ingest, claim, the whole of `turn.run` over a tiny
persona whose one answer group fits exactly, the record, the completion, the sender. Out: model calls, the comparing of
large answer files, typing times, Telegram's limits. Everybody said hello before, so that the day's disclosure isn't
counted.

`messages_per_s`: replies within the run after a second's lead-in. `lost`: messages without exactly one reply after a
drain of at most 30 s. `overhead_ms`: from the moment the emulator handed an update out to the sendMessage that answers
it. `wake_lateness_ms`: with `--pending P`, from due to the clock of the turn's record, for timers due during the run
(the rest of the P are due in ten years). `rss_mb`: peak of each process (10^6 bytes); `cpu_ms_per_message` beside it.

Baselines in the same run: `echo_bot`, a bare aiogram bot (`handle_as_tasks=False`) under the same people and emulator;
`raw_sql`, the five commits of a turn as bare SQL on the same kind of database (PostgreSQL: W processes with 8
connections each). With `--rate` the ratios say nothing: nobody is at the limit. `--repeat` runs all of it several times
and gives the run with the median throughput.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.load.deployment import KINDS, TOKEN, Deployment, deployment
from benchmarks.load.fleet import Fleet, Told, fleet, orderly
from benchmarks.load.machine import machine, resident_mb
from benchmarks.load.pending import lateness, put_far, put_waking
from benchmarks.load.people import percentiles
from benchmarks.load.raw_sql import prepare
from bot.clock import SystemClock

AT_ONCE = 8
_FIRST_PERSON, _FIRST_WAKING = 1_000, 500_000
_PATIENCE_S, _LISTENING_S = 120, 120
_WAKING_PER_S, _FIRST_WAKE_MS = 5, 2_000
_FAST = {"TIMING__FAST": "true"}
say = Console(stderr=True, highlight=False).print


@dataclass(frozen=True)
class Load:
    """What is asked for."""

    db: str
    chats: int
    seconds: float
    workers: int = 4
    rate: float | None = None
    pending: int = 0
    seed: int = 0


def measured(load: Load) -> dict[str, Any]:
    """One run: the two baselines, then malbeot. Raises RuntimeError when a process ends or nobody is answered."""
    with deployment(load.db) as place:
        say("raw SQL …")
        sql = raw_sql(place, load)
        say(f"raw SQL: {sql} turns/s; echo bot …")
        echo = talked(place, load, _start_echo)
        say(f"echo bot: {echo['messages_per_s']}/s; malbeot …")
        ours = talked(place, load, _start_malbeot, pending=load.pending)
        say(f"malbeot: {ours['messages_per_s']}/s, lost {ours['lost']}")
    return {
        **ours,
        "ratio_to_echo": _ratio(ours["messages_per_s"], echo["messages_per_s"]),
        "ratio_to_sql": _ratio(ours["messages_per_s"], sql),
        "echo_bot": echo,
        "raw_sql": {"messages_per_s": sql},
    }


def talked(
    place: Deployment, load: Load, start: Callable[[Fleet, Deployment, Load, str], None], pending: int = 0
) -> dict[str, Any]:
    """The people talk with whoever `start` starts."""
    with fleet(place.home / "logs") as processes:
        telegram = Told(processes.start("telegram", "benchmarks.load.telegram", TOKEN))
        start(processes, place, load, telegram.hear()["url"])
        wait_until_listening(telegram, processes)
        if not telegram.ask(do="greet", first=_FIRST_PERSON, chats=load.chats, patience_s=_PATIENCE_S):
            processes.check()
            raise RuntimeError(f"not everybody was answered within {_PATIENCE_S} s")
        dues = put_pending(place, load, telegram, pending) if pending else {}
        before = _cpu_ms(processes)
        talk = telegram.ask(do="talk", seconds=load.seconds, rate=load.rate, seed=load.seed)
        processes.check()
        report = _report(talk, processes, before)
    return report | ({"wake_lateness_ms": _woken(place, dues)} if pending else {})


def wait_until_listening(telegram: Told, processes: Fleet) -> None:
    """Until a bot polls. Raises RuntimeError: a process has ended, or nobody polls in time."""
    end = time.monotonic() + _LISTENING_S
    while not telegram.ask(do="polls"):
        processes.check()
        if time.monotonic() > end:
            raise RuntimeError(f"nobody polled within {_LISTENING_S} s")
        time.sleep(0.1)


def _start_echo(processes: Fleet, place: Deployment, load: Load, url: str) -> None:
    processes.start("echo", "benchmarks.load.echo_bot", url, TOKEN)


def _start_malbeot(processes: Fleet, place: Deployment, load: Load, url: str) -> None:
    for number, role in enumerate(place.roles(load.workers)):
        name = f"{role}-{number}"
        processes.start(name, "bot", "run", "--role", role, env=place.environment(url, name, _FAST))


def put_pending(place: Deployment, load: Load, telegram: Told, pending: int) -> dict[int, int]:
    """`pending` timers, some of them due during the talk; gives those by person, with their due times."""
    say(f"putting {pending} timers …")
    draw, now = random.Random(load.seed), SystemClock().now()
    waking = range(_FIRST_WAKING, _FIRST_WAKING + min(pending, int(_WAKING_PER_S * load.seconds)))
    telegram.ask(do="befriend", first=waking.start, count=len(waking))
    with place.opened(writable=True) as database:
        database.write_now(lambda session: put_far(session, pending - len(waking), now))
        begin, end = SystemClock().now() + _FIRST_WAKE_MS, int(1000 * load.seconds)
        dues = [begin + draw.randrange(end) for _ in waking]
        database.write_now(lambda session: put_waking(session, waking, dues, SystemClock().now()))
    return dict(zip(waking, dues, strict=True))


def _woken(place: Deployment, dues: Mapping[int, int]) -> dict[str, Any]:
    with place.opened() as database:
        late = database.read_now(lambda session: lateness(session, dues))
    return {**percentiles(late), "timers": len(dues), "never": len(dues) - len(late)}


def _report(talk: dict[str, Any], processes: Fleet, before: Mapping[str, float]) -> dict[str, Any]:
    del talk["woken"]
    spent = {name: after - before[name] for name, after in _cpu_ms(processes).items()}
    messages = max(1, talk["messages"])
    return {
        **talk,
        "rss_mb": {name: resident_mb(pid) for name, pid in processes.pids().items() if name != "telegram"},
        "cpu_ms_per_message": {name: round(ms / messages, 2) for name, ms in spent.items()},
    }


def _cpu_ms(processes: Fleet) -> dict[str, float]:
    """What each process has used of its processor, user and system."""
    tick = 1000 / os.sysconf("SC_CLK_TCK")
    fields = {name: _stat(pid) for name, pid in processes.pids().items()}
    return {name: (int(stat[11]) + int(stat[12])) * tick for name, stat in fields.items()}


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def raw_sql(place: Deployment, load: Load) -> float:
    """Turns a second of the ceiling, in tables of its own."""
    address = str(place.home / "raw.db") if load.db == "sqlite" else str(place.database)
    prepare(address, load.pending)
    count, connections = (1, 1) if load.db == "sqlite" else (load.workers, AT_ONCE)
    with fleet(place.home / "logs") as processes:
        command = ("benchmarks.load.raw_sql", address, str(load.seconds), str(connections))
        started = [Told(processes.start(f"raw-{each}", *command, str(each))) for each in range(count)]
        found = [each.hear() for each in started]
    return round(sum(float(each["turns"]) / float(each["seconds"]) for each in found), 1)


def _ratio(ours: float, theirs: float) -> float | None:
    return round(ours / theirs, 3) if theirs else None


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Messages a second, overhead and wake lateness, beside baselines.")
    parser.add_argument("--db", choices=KINDS, required=True)
    parser.add_argument("--chats", type=int, default=50, metavar="N")
    parser.add_argument("--seconds", type=float, default=20, metavar="S")
    parser.add_argument("--workers", type=int, default=4, metavar="W", help="worker processes on PostgreSQL")
    parser.add_argument("--rate", type=float, metavar="R", help="turns a second of people who don't wait")
    parser.add_argument("--pending", type=int, default=0, metavar="P", help="timers of the future put in beforehand")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1, help="runs; the one with the median throughput is given")
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Print the report."""
    options = _options(arguments)
    orderly()
    load = Load(
        options.db, options.chats, options.seconds, options.workers, options.rate, options.pending, options.seed
    )
    runs = sorted((measured(load) for _ in range(options.repeat)), key=lambda run: float(run["messages_per_s"]))
    report = runs[len(runs) // 2] | {"machine": machine(), "runs": [run["messages_per_s"] for run in runs]}
    print(json.dumps(report, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
