"""The Bot API emulator in a thread of its own, for tests of code that blocks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

from bot.testing.telegram.server import serving


@contextmanager
def serving_in_thread() -> Iterator[str]:
    """The emulator's address, until the block ends."""
    started: Queue[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Queue()

    async def serve() -> None:
        async with serving() as emulator:
            ending = asyncio.Event()
            started.put((emulator.url, asyncio.get_running_loop(), ending))
            await ending.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    url, loop, ending = started.get(timeout=30)
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(30)
