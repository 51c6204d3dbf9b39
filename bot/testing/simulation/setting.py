"""What a run is made of: how many people and processes, and what may go wrong. Drawn from the seed, or made smaller."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from bot.storage.outbox import OnUnknown


@dataclass(frozen=True)
class Setting:
    """`people` with `acts` each, served by `processes`; what may happen, and how often (chances per choice).

    `crash_at_write`, `kill`: a process dies in a write, or between its steps. `stall`: it stands still for longer than
    a lease. `disk`: a transaction fails. `model`, `post`: how often a model or the messenger misbehaves.
    `reordered`: updates arrive as webhooks do, side by side and out of order, else one after the other.
    """

    people: int
    acts: int
    processes: int
    on_unknown: OnUnknown = "resend"
    reordered: bool = False
    crash_at_write: float = 0.0
    kill: float = 0.0
    stall: float = 0.0
    disk: float = 0.0
    model: float = 0.0
    post: float = 0.0
    repeat: float = 0.0

    @property
    def calm(self) -> bool:
        """Nothing goes wrong: everybody is answered within a known time."""
        return not any((self.crash_at_write, self.kill, self.stall, self.disk, self.model, self.post))


def setting_of(seed: int) -> Setting:
    """Every fifth seed is calm; in the others each kind of trouble is there or not."""
    draw = random.Random(f"setting:{seed}")
    calm = Setting(
        people=draw.choice((1, 1, 2, 2, 3)),
        acts=draw.choice((1, 1, 1, 2)),
        processes=draw.randint(1, 3),
        on_unknown=draw.choice(("resend", "resend", "drop")),
        reordered=draw.random() < 0.4,
        repeat=draw.choice((0.0, 0.1)),
    )
    if draw.random() < 0.2:
        return calm
    return replace(
        calm,
        crash_at_write=draw.choice((0.0, 0.01, 0.03)),
        kill=draw.choice((0.0, 0.004, 0.01)),
        stall=draw.choice((0.0, 0.0, 0.005)),
        disk=draw.choice((0.0, 0.0, 0.01)),
        model=draw.choice((0.0, 0.2, 0.4)),
        post=draw.choice((0.0, 0.1, 0.2)),
    )


_SMALLER = (
    {"repeat": 0.0},
    {"model": 0.0},
    {"disk": 0.0},
    {"stall": 0.0},
    {"post": 0.0},
    {"kill": 0.0},
    {"crash_at_write": 0.0},
    {"reordered": False},
    {"processes": 1},
    {"people": 1},
    {"acts": 1},
    {"acts": 2},
)


def smaller(setting: Setting) -> list[Setting]:
    """The settings that are one thing simpler, for finding the simplest that still fails."""
    tried = [replace(setting, **change) for change in _SMALLER]
    return [each for each in tried if each != setting and each.acts <= setting.acts]
