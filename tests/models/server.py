"""Model servers as processes of their own on free loopback ports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_PATIENCE_S = 120


@dataclass(frozen=True)
class RunningServer:
    """A server that answers at `base_url` until `stop`."""

    base_url: str
    model: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Kill it, as a crash would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def transformers_serve(model: Path, log: Path) -> Iterator[RunningServer]:
    """Serve the model in `model`."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "transformers"),
        "serve",
        str(model),
        "--device",
        "cpu",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(log.parent / "hf"), "OMP_NUM_THREADS": "1"}
    (log.parent / "hf" / "hub").mkdir(parents=True, exist_ok=True)
    with running(command, environment, port, str(model), "/health", log) as server:
        yield server


@contextmanager
def running(
    command: list[str], environment: dict[str, str], port: int, model: str, ready: str, log: Path
) -> Iterator[RunningServer]:
    """Start a server and wait until it answers at the path `ready`."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    server = RunningServer(f"http://127.0.0.1:{port}/v1", model, process)
    try:
        _wait(server, ready, log)
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(server: RunningServer, ready: str, log: Path) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up:
        try:
            if httpx.get(server.base_url.replace("/v1", ready), trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
        if server.process.poll() is not None:
            break
    raise AssertionError(f"{server.base_url} did not start:\n{log.read_text()[-2000:]}")
