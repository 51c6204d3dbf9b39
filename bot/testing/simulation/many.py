"""Many seeds, on several cores. A seed that fails comes back in the simplest setting in which it still does."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterable, Iterator

from bot.testing.simulation.run import Run, simplest, simulate

_COLLECT_EVERY = 50  # runs; between them the collector would look at every table's mapping again and again


def run_seeds(seeds: Iterable[int], cores: int = 1) -> Iterator[Run]:
    """Runs in the order in which they end."""
    if cores == 1:
        yield from map(run_seed, seeds)
        return
    with multiprocessing.get_context("spawn").Pool(cores, initializer=_begin) as pool:
        yield from pool.imap_unordered(run_seed, seeds, chunksize=4)


def run_seed(seed: int) -> Run:
    """One of many: a run that held leaves its trace behind."""
    run = simulate(seed)
    if seed % _COLLECT_EVERY == 0:
        gc.collect()
    return simplest(run) if run.violation else run.without_trace()


def _begin() -> None:
    gc.disable()
