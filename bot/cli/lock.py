"""The lock of a data folder: whoever serves it, or replaces its database, is alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import ChannelStopped, DatabaseReadOnly


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; it ends with the process, however that ends. Raises ChannelStopped when it is held."""
    lock = FileLock(folder / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ChannelStopped(f"another `malbeot run` serves {folder}", fix="stop it, or set MALBEOT_HOME") from None
    except OSError as error:
        raise DatabaseReadOnly(f"{folder} can't be written: {error.strerror}", fix="make it writable") from error
    try:
        yield
    finally:
        lock.release()
