"""A talk read in order: runs of one side's messages, and what is known whenever a side has finished a run.

A run ends when the other side writes, or when its own side is silent for five minutes: long enough for somebody still
writing, short enough that asking again ("자?") counts the first message as not answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from policies.timing.opportunity import Opportunity, Pace, words_of

RUN_PAUSE_MS = 5 * 60_000
_SESSION_PAUSE_MS = 3_600_000
_RECENT_MS = 10 * 60_000
_SHARE_OF_NEWEST = 0.03


@dataclass(frozen=True)
class Said:
    """One message: whose side, when (milliseconds since the epoch), its text, and the local time it was read in."""

    side: str
    at: int
    text: str
    hour: float
    weekend: bool


Run = Sequence[Said]


@dataclass(frozen=True)
class Ended:
    """A run's last message, what was known then, and what came: the other side's next after `delay_ms`, or nothing
    for so long (its own side wrote again, or the talk was watched no longer)."""

    last: Said
    given: Opportunity
    delay_ms: int
    replied: bool


@dataclass
class Talk:
    """What a talk has shown so far. `shares`: the part of the messages each side wrote lately."""

    sides: frozenset[str]
    paces: dict[str, Pace] = field(default_factory=lambda: defaultdict(Pace))
    last_at: dict[str, int] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    recent: list[int] = field(default_factory=list)
    session: int = 0

    def given(self, run: Run) -> Opportunity:
        """What is known when `run` has ended; `heard` must have been called for it."""
        first, last = run[0], run[-1]
        other = self._other(last.side)
        answered = self.last_at.get(other) if other is not None else None
        return Opportunity(
            words=words_of(last.text),
            hour=last.hour,
            weekend=last.weekend,
            pace=self.paces[last.side],
            own_pace=self.paces[other] if other is not None else Pace(),
            gap_ms=None if answered is None else max(0, first.at - answered),
            run_messages=len(run),
            run_ms=last.at - first.at,
            share=1 - self.shares.get(last.side, 0.5),
            recent=len(self.recent),
            session=self.session,
        )

    def heard(self, run: Run) -> None:
        """Count a run's messages."""
        for said in run:
            paused = not self.recent or said.at - self.recent[-1] >= _SESSION_PAUSE_MS
            self.session = 1 if paused else self.session + 1
            self.recent.append(said.at)
            for side in {*self.shares, said.side}:
                before = self.shares.get(side, 0.5)
                self.shares[side] = before + _SHARE_OF_NEWEST * ((side == said.side) - before)
        self.recent = [at for at in self.recent if run[-1].at - at < _RECENT_MS]

    def came(self, run: Run, delay_ms: int, *, replied: bool) -> None:
        """What followed a run."""
        side = run[-1].side
        self.paces[side] = self.paces[side].after(delay_ms, replied=replied)
        self.last_at[side] = run[-1].at

    def _other(self, side: str) -> str | None:
        """Who answers: of two the other; in a group whoever else wrote last."""
        others = {each: at for each, at in self.last_at.items() if each != side}
        if others:
            return max(others, key=lambda each: others[each])
        return next(iter(self.sides - {side})) if len(self.sides) == 2 else None


def runs(talk: Iterable[Said]) -> Iterator[Run]:
    """Messages, in order of time, as runs."""
    run: list[Said] = []
    for said in talk:
        if run and (run[-1].side != said.side or said.at - run[-1].at >= RUN_PAUSE_MS):
            yield run
            run = []
        run.append(said)
    if run:
        yield run


def ended(talk: Sequence[Said], ends_at: int) -> Iterator[Ended]:
    """Every run of a talk that was watched until `ends_at`; none where only one side wrote."""
    shown, all_runs = Talk(frozenset(said.side for said in talk)), list(runs(talk))
    if len(shown.sides) < 2:
        return
    for index, run in enumerate(all_runs):
        following = all_runs[index + 1] if index + 1 < len(all_runs) else None
        shown.heard(run)
        given = shown.given(run)
        delay = (following[0].at if following else ends_at) - run[-1].at
        replied = following is not None and following[0].side != run[-1].side
        shown.came(run, delay, replied=replied)
        yield Ended(run[-1], given, delay, replied)


def standing(talk: Sequence[Said], sides: Iterable[str]) -> Opportunity | None:
    """What is known at the end of a talk, for deciding about its last run; None without messages.

    The more of the talk is given the better the paces are known; a few hundred messages are plenty.
    """
    shown, last = Talk(frozenset(sides)), None
    for run in runs(talk):
        if last is not None:
            shown.came(last, run[0].at - last[-1].at, replied=run[0].side != last[-1].side)
        shown.heard(run)
        last = run
    return shown.given(last) if last is not None else None
