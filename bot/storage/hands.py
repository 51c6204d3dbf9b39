"""Threads that do work in the order of its urgency, then of its coming."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Future
from queue import PriorityQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
_Work = tuple[int, int, Future[Any], Callable[[], Any] | None]
_LAST = 9


class Hands:
    """So many threads. What is urgent is done before whatever else waits."""

    def __init__(self, many: int, name: str) -> None:
        self._waiting: PriorityQueue[_Work] = PriorityQueue()
        self._numbers = itertools.count()
        self._threads = [Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(many)]
        for thread in self._threads:
            thread.start()

    async def do(self, work: Callable[[], T], *, urgent: bool = False) -> T:
        """Run `work` in a thread; whoever waits may go away, begun work is finished all the same."""
        future: Future[T] = Future()
        self._waiting.put((0 if urgent else 1, next(self._numbers), future, work))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish what waits; take nothing more."""
        for _ in self._threads:
            self._waiting.put((_LAST, next(self._numbers), Future(), None))
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            _, _, future, work = self._waiting.get()
            if work is None:
                return
            if future.set_running_or_notify_cancel():
                _do(future, work)


def _do(future: Future[Any], work: Callable[[], Any]) -> None:
    try:
        result = work()
    except BaseException as error:  # it is the waiting one's
        future.set_exception(error)
    else:
        future.set_result(result)
