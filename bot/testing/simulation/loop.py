"""An event loop without time, threads or sockets: what runs next is decided by callers, never by the machine."""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

T = TypeVar("T")


class QuietLoop:
    """Runs callbacks first in, first out. When there are none it asks `idle`, which wakes somebody.

    `idle` returns False when the run is over. Work for threads is done at once, in place. Of an event loop it has what
    tasks and futures ask for, and nothing else.
    """

    def __init__(self, idle: Callable[[], bool]) -> None:
        self._idle = idle
        self._ready: deque[asyncio.Handle] = deque()

    def run(self) -> None:
        """Until `idle` says that it is over. What it raises ends the run."""
        with self._running():
            while self._idle():
                self._drain()

    def drain(self) -> None:
        """Let tasks that were ended in mid-air end."""
        with self._running():
            self._drain()

    def _drain(self) -> None:
        while self._ready:
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()

    @contextmanager
    def _running(self) -> Iterator[None]:
        asyncio._set_running_loop(self._as_loop)
        try:
            yield
        finally:
            asyncio._set_running_loop(None)

    @property
    def _as_loop(self) -> asyncio.AbstractEventLoop:
        return cast("asyncio.AbstractEventLoop", self)

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self._as_loop, context)
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self._as_loop)

    def create_task(self, coro: Coroutine[Any, Any, T], *, name: object = None, context: object = None) -> Any:
        return asyncio.Task(coro, loop=self._as_loop, name=None if name is None else str(name))

    def run_in_executor(self, executor: object, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Tasks of a process that died have nobody left to tell."""

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def time(self) -> float:
        raise AssertionError("time comes from the injected clock")
