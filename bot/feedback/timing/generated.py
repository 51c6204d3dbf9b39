"""Generated chat logs whose truth is known: who answers whom when is drawn from hazards kept beside each message.

Two people a chat. A side's hazards depend on what it would see: questions, the hour, how quick the talk has been, its
own tempo. Each run is answered at the drawn delay, or its writer tries again hours later.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.feedback.timing.logs import Message
from policies.draw import pick, uniform
from policies.timing.hazard import BINS, draw_delay, middle_ms

START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
_HOUR_MS = 3_600_000
_SAYINGS = (
    ("밥 먹었어?", True),
    ("오늘 좀 피곤하다", False),
    ("지금 뭐 해?", True),
    ("나 이제 집에 왔어", False),
    ("are you coming tonight?", True),
    ("that was a long day", False),
    ("아까 그거 봤는데 진짜 웃겼어 ㅋㅋㅋ", False),
    ("what do you think?", True),
)


@dataclass(frozen=True)
class Truth:
    """How two people answer. Effects add to the logit of a bin's hazard.

    `tempo_ms`: where a person's replies gather; `night` from 1 to 7 o'clock; `warm`: how much a quick last reply
    quickens the next; `restless` how far the tempo wanders from day to day, unsaid;
    `away_ms` when those come back who went away.
    """

    tempo_ms: float = 40_000
    question: float = 0.8
    night: float = -2.0
    warm: float = 0.5
    peak: float = 0.6
    base: float = -2.6
    away_ms: float = 3 * 3_600_000
    restless: float = 0.0


@dataclass(frozen=True)
class Written:
    """A generated log; `truths` has the true hazards of each opportunity by chat, writer and time of its last word."""

    messages: tuple[Message, ...]
    truths: dict[tuple[str, str, int], tuple[float, ...]]


def generate(seed: int, chats: int = 4, runs: int = 1500, truth: Truth | None = None) -> Written:
    """`chats` chats of `runs` runs each."""
    messages: list[Message] = []
    truths: dict[tuple[str, str, int], tuple[float, ...]] = {}
    for chat in range(chats):
        writer = _Chat(f"chat{chat}", seed * 1000 + chat, truth or Truth())
        for said, hazards in writer.write(runs):
            messages.extend(said)
            truths[said[-1].chat, said[-1].sender, said[-1].at] = hazards
    return Written(tuple(messages), truths)


@dataclass
class _Chat:
    """One chat as it is written."""

    name: str
    seed: int
    truth: Truth

    def write(self, runs: int) -> Iterator[tuple[Sequence[Message], tuple[float, ...]]]:
        """Runs in order, each with the hazards of the answer to it."""
        tempos = {side: self.truth.tempo_ms * math.exp(3 * self._draw(f"tempo{side}") - 1.5) for side in "AB"}
        at, side, last = START_MS, "A", dict.fromkeys("AB", math.log(self.truth.tempo_ms))
        for index in range(runs):
            said, asks = self._run(index, side, at)
            other = "B" if side == "A" else "A"
            wander = self.truth.restless * math.sin(said[-1].at / (26 * _HOUR_MS) + self.seed)
            hazards = true_hazards(self.truth, tempos[other] * math.exp(wander), said[-1].at, last[other], asks=asks)
            yield said, hazards
            delay = draw_delay(hazards, self.seed, f"delay{index}")
            again = int(_HOUR_MS * math.exp(3 * self._draw(f"again{index}")))
            if delay is not None and delay < again:
                last[other] = math.log(max(500, delay))
                side, at = other, said[-1].at + delay
            else:
                at = said[-1].at + again

    def _run(self, index: int, side: str, at: int) -> tuple[tuple[Message, ...], bool]:
        said, asks = [], False
        for turn in range(1 + int(3 * self._draw(f"more{index}") ** 2)):
            text, asks = pick(_SAYINGS, self.seed, f"text{index}:{turn}")
            said.append(Message(self.name, side, at, text))
            at += 2_000 + int(8_000 * self._draw(f"gap{index}:{turn}"))
        return tuple(said), asks

    def _draw(self, label: str) -> float:
        return uniform(self.seed, label)


def true_hazards(truth: Truth, tempo_ms: float, at: int, last: float, *, asks: bool) -> tuple[float, ...]:
    """The hazards of an answer to a run that ended at `at`, after a reply whose log delay was `last`."""
    return tuple(1 / (1 + math.exp(-_logit(truth, tempo_ms, at, last, index, asks=asks))) for index in range(BINS))


def _logit(truth: Truth, tempo_ms: float, at: int, last: float, index: int, *, asks: bool) -> float:
    """A hill around the tempo in log time and a lower one after hours away, raised by questions, lowered at night."""
    middle = middle_ms(index)
    pulled = truth.warm * max(-2.0, min(2.0, last - math.log(tempo_ms)))
    near = _hill(math.log(middle) - math.log(tempo_ms) - pulled - 0.8)
    away = _hill((math.log(middle) - math.log(truth.away_ms)) / 1.5) - 2.5
    hour = (at + middle) / _HOUR_MS % 24
    return truth.base + truth.peak * max(near, away) + truth.question * asks + truth.night * (1 <= hour < 7)


def _hill(distance: float) -> float:
    return max(-6.0, 4 - distance**2)
