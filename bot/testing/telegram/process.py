"""The emulator as a process that the caller starts, stops or kills. It ends with the caller, however that ends."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE_S = 30


class EmulatorProcess:
    """Starts at once and is ready when the constructor returns. `port` 0 takes a free one; `.url` tells which.

    Raises:
        RuntimeError: it didn't start; its last words are in the message.
    """

    def __init__(self, state: Path | None = None, port: int = 0, host: str = "127.0.0.1") -> None:
        command = [sys.executable, "-m", "bot.testing.telegram", "--host", host, "--port", str(port)]
        command += ["--until-stdin-closes", *(["--state", str(state)] if state else [])]
        pipe = subprocess.PIPE
        self._words = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - a pipe nobody reads would fill up
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=self._words, text=True, encoding="utf-8"
        )
        self.url = self._first_line()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it hasn't ended."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it in an orderly way."""
        self._process.terminate()
        self._reap()

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        self._process.kill()
        self._reap()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _first_line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if line:
            return str(json.loads(line)["url"])
        self._process.communicate(timeout=_PATIENCE_S)
        self._words.seek(0)
        said = self._words.read().strip().splitlines() or ["it said nothing"]
        self._words.close()
        raise RuntimeError(f"the emulator did not start: {said[-1]}")

    def _reap(self) -> None:
        if self.running or not self._words.closed:
            self._process.communicate(timeout=_PATIENCE_S)
            self._words.close()
