"""llama-cpp-python's server over the tiny model, run by the Python that `LLAMA_PYTHON` names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.models.server import RunningServer, free_port, running

CONTEXT = 512


def llama_python() -> str | None:
    """The interpreter with llama-cpp-python and gguf, if there is one."""
    named = os.environ.get("LLAMA_PYTHON")
    return str(Path(named).absolute()) if named and Path(named).exists() else None


def make_gguf(model: Path, out: Path) -> Path:
    """The model in `model` as one GGUF file."""
    script = Path(__file__).with_name("tiny_gguf.py")
    subprocess.run([llama_python() or "", str(script), str(model), str(out)], check=True, capture_output=True)
    return out


@contextmanager
def llama_serve(gguf: Path, log: Path, context: int = CONTEXT) -> Iterator[RunningServer]:
    """Serve a GGUF file with a context of so many tokens."""
    port = free_port()
    command = [llama_python() or "", "-m", "llama_cpp.server", "--model", str(gguf)]
    options = ["--port", str(port), "--n_ctx", str(context), "--n_threads", "1"]
    with running([*command, *options], dict(os.environ), port, "tiny", "/v1/models", log) as server:
        yield server
