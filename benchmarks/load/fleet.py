"""Processes that don't outlive whoever started them: not Ctrl-C, not an error, not a kill. Linux only."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LEAVING_S = 15
_PR_SET_PDEATHSIG = 1


class Fleet:
    """Started processes, each the leader of a group of its own; what they say goes to files in `logs`."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._started: dict[str, subprocess.Popen[str]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *module: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """`python -m MODULE …`; its stdin and stdout are pipes."""
        with (self._logs / f"{name}.log").open("a", encoding="utf-8") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                env={**plain_environment(), **(env or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has no threads yet
            )
        self._started[name] = process
        return process

    def stop(self, *names: str) -> None:
        """End these (all, when none is named) in an orderly way, whoever stays by force."""
        ending = {name: self._started.pop(name) for name in names or tuple(self._started)}
        for process in ending.values():
            _signal(process, signal.SIGTERM)
        for process in ending.values():
            try:
                process.communicate(timeout=_LEAVING_S)
            except (subprocess.TimeoutExpired, ValueError):
                _signal(process, signal.SIGKILL)
                process.wait()
            _signal(process, signal.SIGKILL)  # whatever else is left of its group

    def pids(self) -> dict[str, int]:
        """Who runs."""
        return {name: process.pid for name, process in self._started.items()}

    def check(self) -> None:
        """Raises RuntimeError with the last words of a process that has ended."""
        for name, process in self._started.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} has ended ({process.returncode}): {self.last_words(name)}")

    def last_words(self, name: str) -> str:
        """The end of its log."""
        return " / ".join((self._logs / f"{name}.log").read_text("utf-8").strip().splitlines()[-3:])


@contextmanager
def fleet(logs: Path) -> Iterator[Fleet]:
    """A fleet that is stopped when the block ends."""
    started = Fleet(logs)
    try:
        yield started
    finally:
        started.stop()


class Told:
    """A process that answers one JSON line with another. Raises RuntimeError when it has ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, **order: Any) -> Any:
        """Say it, and give the answer."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        return self.hear()

    def hear(self) -> Any:
        """The next line it says."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a process of the benchmark has ended; its log says why")
        return json.loads(line)


def plain_environment() -> dict[str, str]:
    """This process's variables without settings of malbeot or of model servers."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MALBEOT_", "OPENAI_"))}


def orderly() -> None:
    """Let Ctrl-C and SIGTERM end this process in an orderly way, so that what it started is stopped."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _signal(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
