"""One seed from beginning to end, and the simplest setting that still fails where one fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bot.testing.simulation.chance import seeded_chance
from bot.testing.simulation.failure import Violation
from bot.testing.simulation.loop import QuietLoop
from bot.testing.simulation.setting import Setting, setting_of, smaller
from bot.testing.simulation.world import World


@dataclass(frozen=True)
class Run:
    """How a seed went. `violation` None: everything held. `digest` names the history."""

    seed: int
    setting: Setting
    violation: tuple[str, str] | None
    trace: tuple[str, ...]
    digest: str
    turns: int
    deaths: int

    def without_trace(self) -> Run:
        """What is kept of a run among many."""
        return replace(self, trace=())


def simulate(seed: int, setting: Setting | None = None) -> Run:
    """Run one seed, in its own setting unless another is given."""
    setting = setting or setting_of(seed)
    with seeded_chance(seed), _quiet():
        world = World(seed, setting)
        violation = _violation(world)
    return Run(seed, setting, violation, tuple(world.trace), world.digest(), len(world.state.turns), world.deaths)


def simplest(run: Run) -> Run:
    """The same seed in the simplest setting in which it still breaks an invariant."""
    for setting in smaller(run.setting):
        tried = simulate(run.seed, setting)
        if tried.violation:
            return simplest(tried)
    return run


def _violation(world: World) -> tuple[str, str] | None:
    loop = QuietLoop(world.next)
    try:
        loop.run()
    except Violation as violation:
        return violation.invariant, violation.what
    finally:
        world.end()
        loop.drain()
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    """What the engine logs of all this trouble is not news."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
