"""A sign of life: a file the event loop rewrites, so that a check from outside notices a loop that hangs."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.clock import Clock
from bot.errors import StorageError

BEAT_MS = 5_000
DEAD_AFTER_MS = 30_000


def heartbeat_file(role: str, home: Path) -> Path:
    """Where a role of this deployment leaves its sign: in the machine's (a container's) temporary folder."""
    deployment = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"malbeot-{os.getuid()}" / f"{role}-{deployment}"


async def beat(file: Path, clock: Clock) -> None:
    """Write the time now and every five seconds, until cancelled; the file goes then. Raises StorageError."""
    _own_folder(file.parent)
    try:
        while True:
            with suppress(OSError):  # a full disk does not end the talk; the check outside will notice
                _write(file, clock.now())
            await clock.sleep_until(clock.now() + BEAT_MS)
    finally:
        _remove(file)


def silent_for(file: Path, now: int) -> int | None:
    """Milliseconds since the last beat, either way a clock was moved; None: there is none."""
    try:
        return abs(now - int(file.read_text("ascii")))
    except (OSError, ValueError):
        return None


def _write(file: Path, now: int) -> None:
    """Whoever reads meanwhile sees the old beat or the new one."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_text(str(now), "ascii")
    unfinished.replace(file)


def _own_folder(folder: Path) -> None:
    """Nobody else's: a folder under a name others can guess may be a trap."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} can't be made: {error.strerror}", fix="set TMPDIR to a folder") from error
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise StorageError(f"{folder} belongs to somebody else", fix="set TMPDIR to a folder of your own")


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
