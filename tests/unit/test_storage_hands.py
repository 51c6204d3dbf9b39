"""Threads that do the urgent first, and finish what was begun."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.storage.hands import Hands


async def test_what_is_urgent_goes_before_what_waits_and_the_rest_keeps_its_order() -> None:
    hands, done, held = Hands(1, "test"), list[str](), threading.Event()
    first = asyncio.create_task(hands.do(held.wait))
    waiting = [asyncio.create_task(hands.do(lambda word=word: done.append(word))) for word in ("one", "two")]
    await asyncio.sleep(0)
    urgent = asyncio.create_task(hands.do(lambda: done.append("urgent"), urgent=True))
    await asyncio.sleep(0)
    held.set()
    await asyncio.gather(first, *waiting, urgent)
    hands.close()
    assert done == ["urgent", "one", "two"]


async def test_a_failure_is_the_callers_and_the_thread_goes_on() -> None:
    hands = Hands(1, "test")

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await hands.do(fail)
    assert await hands.do(lambda: 7) == 7
    hands.close()


async def test_closing_finishes_what_waits() -> None:
    hands, done = Hands(2, "test"), list[int]()
    tasks = [asyncio.create_task(hands.do(lambda number=number: done.append(number))) for number in range(20)]
    await asyncio.sleep(0)
    hands.close()
    await asyncio.gather(*tasks)
    assert sorted(done) == list(range(20))
