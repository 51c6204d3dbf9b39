"""2,000 seeds of the simulation hold, and a seed is the same history in every process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.testing.simulation.many import run_seeds

FIRST, SEEDS = 10_000, 2_000


def test_two_thousand_seeds_hold_every_invariant() -> None:
    runs = list(run_seeds(range(FIRST, FIRST + SEEDS), cores=os.cpu_count() or 1))
    assert [(run.seed, run.violation) for run in runs if run.violation] == []
    assert len({run.digest for run in runs}) == SEEDS


@pytest.mark.parametrize("seed", [3, 4])
def test_a_seed_is_the_same_history_in_every_process(seed: int) -> None:
    histories = {
        subprocess.run(
            [sys.executable, "-m", "bot.testing.simulation", "--seed", str(seed)],
            env={**os.environ, "PYTHONHASHSEED": hashes},
            check=True,
            capture_output=True,
        ).stdout
        for hashes in ("1", "2")
    }
    assert len(histories) == 1
