"""A lane of work: several pieces at once, what was begun is finished, and no failure ends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.clock import SystemClock
from bot.engine.lane import Lane
from bot.errors import NotFound, StorageError


@dataclass
class Work:
    """Pieces to do, each with what happens while it is done."""

    pieces: list[str]
    during: Callable[[str], None] = lambda _: None
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    asked: int = 0
    wrong: list[Exception] = field(default_factory=list)

    async def claim(self) -> str | None:
        self.asked += 1
        if self.wrong:
            raise self.wrong.pop(0)
        return self.pieces.pop(0) if self.pieces else None

    async def perform(self, piece: str) -> None:
        self.begun.append(piece)
        self.during(piece)
        await self.go_on.wait()
        self.finished.append(piece)

    async def next_due(self) -> int | None:
        return SystemClock().now() if self.pieces else None

    def lane(self, most: int = 4) -> Lane[str]:
        return Lane(SystemClock(), self.claim, self.perform, self.next_due, most, lambda: None)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - the lane under test has no event for it
            await asyncio.sleep(0.001)


async def ended(running: asyncio.Task[None], stopping: asyncio.Event) -> None:
    stopping.set()
    async with asyncio.timeout(10):
        await running


async def test_several_pieces_are_done_at_once_but_no_more_than_the_lane_has_room_for() -> None:
    work, stopping = Work(list("abcdef")), asyncio.Event()
    running = asyncio.create_task(work.lane(most=4).run(stopping))
    await until(lambda: len(work.begun) == 4)
    await asyncio.sleep(0.02)
    assert (work.begun, work.finished) == (list("abcd"), [])
    work.go_on.set()
    await until(lambda: len(work.finished) == 6)
    await ended(running, stopping)


async def test_stopping_finishes_what_was_begun_and_begins_nothing() -> None:
    work, stopping = Work(list("ab")), asyncio.Event()
    running = asyncio.create_task(work.lane(most=1).run(stopping))
    await until(lambda: work.begun == ["a"])
    stopping.set()
    await asyncio.sleep(0.02)
    assert not running.done()
    work.go_on.set()
    async with asyncio.timeout(10):
        await running
    assert (work.finished, work.pieces) == (["a"], ["b"])


async def test_a_hint_ends_a_nap_and_so_does_stopping() -> None:
    work, stopping = Work([]), asyncio.Event()
    work.go_on.set()
    lane = work.lane()
    running = asyncio.create_task(lane.run(stopping))
    await until(lambda: work.asked == 1)
    work.pieces.append("a")
    lane.hint()
    await until(lambda: work.finished == ["a"])
    await ended(running, stopping)


@pytest.mark.parametrize("problem", [StorageError("database or disk is full"), NotFound("no chat 1"), ValueError("x")])
async def test_a_failure_while_claiming_or_doing_is_told_and_the_lane_goes_on(
    problem: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def during(piece: str) -> None:
        if piece == "bad":
            raise problem

    work, stopping = Work(["bad", "good"], during, wrong=[problem]), asyncio.Event()
    work.go_on.set()
    with caplog.at_level(logging.ERROR):
        running = asyncio.create_task(work.lane(most=1).run(stopping))
        await until(lambda: work.finished == ["good"])
        await ended(running, stopping)
    assert len(caplog.records) == 2


async def test_when_nobody_reads_any_more_the_lane_ends() -> None:
    def during(_: str) -> None:
        raise BrokenPipeError

    with pytest.raises(ExceptionGroup) as ended:
        await Work(["a"], during).lane().run(asyncio.Event())
    assert isinstance(ended.value.exceptions[0], BrokenPipeError)
