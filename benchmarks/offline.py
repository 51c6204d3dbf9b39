"""Do the off-line estimates' 95 % intervals cover the truth? Simulated logs of decisions, beside what is done without.

    .venv/bin/python -m benchmarks.offline --json

Each log: `--rows` turns of people who differ (a person effect on the outcome and a taste of their own for each action,
8 turns each on average), actions reply, later, silent drawn with probabilities of at least `--floor`. The target policy
leans elsewhere. The truth is its mean outcome over all people, integrated by a million draws. `coverage`: percent of
logs whose interval holds the truth; `rmse`: root of the mean squared error; `naive`: the mean outcome where the target
would have done the same; `dr` misses part of the truth on purpose (the outcome is no linear function of the context).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np

from bot.feedback.offline import Comparison, Floats, Logs, ThinSupport, compare

ACTIONS = ("later", "reply", "silent")
TURNS_EACH = 8
METHODS = ("logged", "naive", "ips", "snips", "dr")


def simulate(seed: int, rows: int, floor: float) -> tuple[Logs, Floats]:
    """One log, and the true mean outcome of every action in each row's place (rows x actions)."""
    draws = np.random.default_rng(seed)
    people = max(10, rows // TURNS_EACH)
    person = np.sort(draws.integers(0, people, rows))
    person = np.unique(person, return_inverse=True)[1].astype(np.int64)
    effect, taste = draws.normal(0, 0.7, people)[person], draws.normal(0, 0.5, (people, 3))[person]
    habit = draws.normal(0, 0.7, people)[person]
    context = np.stack([habit + draws.normal(0, 0.7, rows), draws.random(rows) < 0.4, draws.normal(0, 1, rows)], axis=1)
    logit = _true_logits(context) + taste + effect[:, None]
    truth = 1 / (1 + np.exp(-logit))
    logged = _floored(np.stack([0.8 * context[:, 0], 1.2 + context[:, 1], 0.4 - context[:, 1]], axis=1), floor)
    target = _floored(np.stack([0.5 + context[:, 2], 0.3 + 0.8 * context[:, 1], -0.8 + 0 * effect], axis=1), 0.0)
    action = (draws.random(rows)[:, None] > np.cumsum(logged, axis=1)[:, :-1]).sum(axis=1)
    outcome = (draws.random(rows) < truth[np.arange(rows), action]).astype(float)
    return Logs(person, context, action, logged, target, outcome, ACTIONS), truth


def _true_logits(context: Floats) -> Floats:
    first, asks, last = context.T
    return np.stack(
        [0.4 * last - 0.5 * asks, 0.3 + 0.9 * asks + 0.5 * first, -0.6 - 0.8 * asks + 0.3 * first**2], axis=1
    )


def _floored(logits: Floats, floor: float) -> Floats:
    chance = np.exp(logits - logits.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    return np.asarray(floor + (1 - floor * chance.shape[1]) * chance)


def true_value(floor: float) -> float:
    """The target's mean outcome over all people and contexts."""
    logs, truth = simulate(10_000_019, 1_000_000, floor)
    return float((logs.target * truth).sum(axis=1).mean())


def one(seed: int, rows: int, floor: float) -> Comparison | None:
    """The comparison of one simulated log; None when it was refused."""
    try:
        return compare(simulate(seed, rows, floor)[0], seed)
    except ThinSupport:
        return None


def refuses_deterministic(rows: int) -> bool:
    """Whether logs of a policy that leaves nothing to chance are refused, however the target leans."""
    logs, _ = simulate(1, rows, 0.1)
    certain = np.eye(3)[logs.action]
    for target in (logs.target, certain):
        try:
            compare(replace(logs, logged=certain, target=target))
        except ThinSupport:
            continue
        return False
    return True


def measure(count: int, rows: int, floor: float, processes: int) -> dict[str, object]:
    """Coverage and error over `count` logs with seeds 0, 1, …"""
    value, found = true_value(floor), []
    with ProcessPoolExecutor(processes) as pool:
        for index, each in enumerate(pool.map(partial(one, rows=rows, floor=floor), range(count), chunksize=20), 1):
            found.append(each)
            if index % 200 == 0:
                print(f"{index} of {count} logs", file=sys.stderr)
    kept = [each for each in found if each is not None]
    return {
        "truth": round(value, 4),
        "logs": count,
        "refused": count - len(kept),
        "effective_share": round(float(np.mean([each.effective / each.rows for each in kept])), 3),
        **{method: _scores(kept, method, value) for method in METHODS},
    }


def _scores(kept: list[Comparison], method: str, value: float) -> dict[str, float]:
    estimates = [getattr(each, method) for each in kept]
    errors = np.array([each.value - value for each in estimates])
    return {
        "coverage": round(100 * float(np.mean([each.low <= value <= each.high for each in estimates])), 1),
        "rmse": round(float(np.sqrt((errors**2).mean())), 4),
        "bias": round(float(errors.mean()), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--logs", type=int, default=2000)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--floor", type=float, default=0.1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line (always printed)")
    given = parser.parse_args()
    began = time.perf_counter()
    result = measure(given.logs, given.rows, given.floor, given.processes)
    result |= {"rows": given.rows, "floor": given.floor, "deterministic_refused": refuses_deterministic(given.rows)}
    print(json.dumps(result | {"seconds": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main()
