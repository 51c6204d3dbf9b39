"""Starts `malbeot` processes by forking one that has imported everything, so that a life begins in a moment.

    python -m benchmarks.load.zygote LEASE_MS

JSON lines in and out (see `Nursery`). Every life is a process of its own with its own database connections; to kill it
is to kill a process. Only the seconds of importing are shared. Leases last LEASE_MS, so that what a dead process held
is taken over while the talk goes on. Children end with this process, which ends with its stdin.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import pkgutil
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_PACKAGES = ("bot.cli", "bot.channels.telegram", "bot.llm", "bot.engine", "bot.storage", "bot.turn")
_LIBRARIES = ("aiogram", "openai", "psycopg", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite")
_LEASED = ("bot.engine.worker", "bot.engine.sender", "bot.engine.background")
_LEAVING_S = 30
_PR_SET_PDEATHSIG = 1


class Nursery:
    """The processes that were started and have not been seen to end."""

    def start(self, env: Mapping[str, str], argv: Sequence[str], log: str) -> int:
        """`malbeot ARGV` with these variables; what it says is appended to `log`. Gives its process id."""
        pid = os.fork()
        if pid == 0:
            _live(env, argv, log)
        return pid

    def kill(self, pid: int) -> int:
        """SIGKILL, and wait. Gives the wait status; 0 when it had ended before in an orderly way."""
        os.kill(pid, signal.SIGKILL)  # ours and not waited for yet: the number can't be anybody else's
        return os.waitpid(pid, 0)[1]

    def stop(self, pid: int) -> int:
        """SIGTERM, and after a while SIGKILL. Gives the wait status."""
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + _LEAVING_S
        while time.monotonic() < end:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            time.sleep(0.05)
        return self.kill(pid)


def _live(env: Mapping[str, str], argv: Sequence[str], log: str) -> None:
    """The whole life of a child; never returns."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    code: object = 1
    try:
        words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, words), (2, words)):
            os.dup2(source, target)
        os.environ.update(env)
        sys.argv = ["malbeot", *argv]
        from bot.cli.main import main

        main()
        code = 0
    except SystemExit as left:
        code = left.code
    finally:
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


def _import_all() -> None:
    for name in _LIBRARIES:
        importlib.import_module(name)
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)


def _shorten_leases(ms: int) -> None:
    for name in _LEASED:
        module = importlib.import_module(name)
        if not hasattr(module, "LEASE_MS"):
            raise RuntimeError(f"{name} has no LEASE_MS any more: the benchmark must follow")
        module.LEASE_MS = ms  # type: ignore[attr-defined]


def main(lease_ms: int) -> None:
    """Say that it is ready, then obey."""
    _import_all()
    _shorten_leases(lease_ms)
    nursery = Nursery()
    acts: Mapping[str, Callable[..., Any]] = {
        "start": nursery.start,
        "kill": nursery.kill,
        "stop": nursery.stop,
    }
    _say("ready")
    while line := sys.stdin.readline():
        order = json.loads(line)
        _say(acts[order.pop("do")](**order))


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
