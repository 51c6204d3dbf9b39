"""`python -m bot.testing.simulation`: many seeds with progress, or one with everything that happened in it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.testing.simulation.many import run_seeds
from bot.testing.simulation.run import Run, simplest, simulate

_LAST_LINES = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """0: every invariant held. 1: one didn't; the seed, the invariant and the trace are shown."""
    given = _parser().parse_args(arguments)
    if given.seed is not None:
        run = simulate(given.seed)
        tell(simplest(run) if run.violation and not given.whole else run, whole=True)
        return int(run.violation is not None)
    return _many(range(given.first, given.first + given.seeds), given.cores)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.testing.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many (200)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many at once (all cores)")
    parser.add_argument("--seed", type=int, help="only this one, with its trace")
    parser.add_argument("--whole", action="store_true", help="with --seed: in its own setting, not the simplest")
    return parser


def _many(seeds: range, cores: int) -> int:
    console, turns, deaths = Console(stderr=True), 0, 0
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=len(seeds))
        for run in run_seeds(seeds, cores):
            if run.violation:
                progress.stop()
                tell(run)
                return 1
            turns, deaths = turns + run.turns, deaths + run.deaths
            progress.update(bar, advance=1, description=f"{turns} turns, {deaths} crashes")
    _say(f"{len(seeds)} seeds, {turns} turns, {deaths} crashes: every invariant held")
    return 0


def tell(run: Run, *, whole: bool = False) -> None:
    """What happened in a run, the end of it or all."""
    lines = run.trace if whole else run.trace[-_LAST_LINES:]
    _say(*lines)
    if run.violation is None:
        counted = f"{run.turns} turns, {run.deaths} crashes, history {run.digest[:12]}"
        _say(f"seed {run.seed}: every invariant held ({counted})")
        return
    _say(f"\nseed {run.seed} broke {run.violation[0]!r}: {run.violation[1]}\nin {run.setting}")
    _say(f"again: python -m bot.testing.simulation --seed {run.seed}")


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
