"""Everything said, done and shown, in order: rows in memory, and one JSON line each in a file that outlives processes.

A row has `seq` (1, 2, …), `at` (milliseconds), `event`, mostly `bot` and `chat` (ids), and what the event needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.testing.telegram.clock import MovableClock

Row = dict[str, Any]


class Transcript:
    """Append-only. Each row reaches the operating system before `add` returns, so a kill loses none."""

    def __init__(self, clock: MovableClock, file: Path | None = None) -> None:
        self._clock = clock
        self._rows = list(_whole_rows(file)) if file else []
        self._file = file.open("a", encoding="utf-8") if file else None
        self._arrived = asyncio.Event()

    def add(self, event: str, bot: int | None = None, chat: int | None = None, **more: Any) -> Row:
        """Append what happened; wakes whoever waits in `beyond`."""
        row: Row = {"seq": len(self._rows) + 1, "at": self._clock.now(), "event": event, "bot": bot, "chat": chat}
        row |= more
        self._rows.append(row)
        if self._file:
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._file.flush()
        self._arrived.set()
        self._arrived = asyncio.Event()
        return row

    def since(self, seq: int) -> list[Row]:
        """The rows after number `seq`; 0 for all."""
        return self._rows[max(0, seq) :]

    async def beyond(self, seq: int, seconds: float) -> list[Row]:
        """The rows after `seq`, waiting up to `seconds` for the first of them."""
        if not self.since(seq):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), seconds)
        return self.since(seq)

    def close(self) -> None:
        """Close the file; the rows stay readable."""
        if self._file:
            self._file.close()
            self._file = None


def _whole_rows(file: Path) -> Iterator[Row]:
    """The rows of an earlier run. A last line torn by a power cut is cut off, so that the next row starts clean."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    kept = 0
    for line in file.read_bytes().splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break
        yield json.loads(line)
        kept += len(line)
    with file.open("r+b") as opened:
        opened.truncate(kept)
