"""The `mem0` column: mem0ai without a model, as a process of its own environment (`benchmarks.mem0_server`).

It gets whatever served it best on half of LoCoMo, in percent within 512 / 1,024 / 2,048 tokens: day, speaker, text and
caption in one string, with its BM25 leg (68.9 / 76.2 / 83.6), not the bare text (61.3 / 68.8 / 74.3) nor vectors alone,
which is what `pip install mem0ai` gives (51.5 / 62.3 / 71.6, bare text 39.6 / 51.4 / 65.3). Dates go into the string
because its own `timestamp` is refused outside its hosted service. Hits are walked best first and rendered like every
other baseline's.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.recall.rendering import fitting, rendered
from benchmarks.recall.systems import Answer, Maker
from memory.episodes.block import CHARACTERS_A_TOKEN
from memory.episodes.line import Line

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-baselines" / "bin" / "python"
# A short line with its day costs about ten tokens, so a budget can hold a tenth of it; but it scores only four times
# what is asked for by BM25, and fewer than 100 hits lose a point. Its own default of 20 gives 64.7 / 70.4 / 70.9.
TOKENS_A_HIT, FEWEST_HITS = 10, 100
RANKED = 50


class Mem0Failed(RuntimeError):
    """The other process refused a request or died."""


class Server:
    """A running `benchmarks.mem0_server`, which ends when it is closed; use it in a `with`. Raises Mem0Failed."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it died: there will be no answer
            print(json.dumps(request), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise Mem0Failed(f"mem0's process ended with status {self._process.wait()}; its last words stand above.")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise Mem0Failed(f"mem0 refused a request: {answer['error']}")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._process.communicate()


class Mem0:
    """One person's talk in mem0; a new one empties the server.

    `add_ms`, `search_ms`: what each call took inside its process, without the pipe.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.versions = server.ask({"fresh": True})
        self.rendered: dict[int, str] = {}
        self.add_ms: list[float] = []
        self.search_ms: list[float] = []

    def add(self, lines: Sequence[Line]) -> None:
        texts = {line.id: rendered(line) for line in lines}
        messages = [{"id": line.id, "speaker": line.speaker, "text": texts[line.id]} for line in lines]
        self.add_ms += self.server.ask({"add": messages})["ms"]
        self.rendered |= texts

    def search(self, question: str, tokens: int) -> Answer:
        if not question.strip():
            return Answer("")  # mem0 refuses it
        answer = self.server.ask({"search": question, "limit": max(tokens // TOKENS_A_HIT, FEWEST_HITS)})
        self.search_ms.append(answer["ms"])
        hits: list[int] = answer["hits"]
        chosen = fitting([{hit: self.rendered[hit]} for hit in hits], tokens * CHARACTERS_A_TOKEN)
        block = "\n".join(chosen[hit] for hit in sorted(chosen))
        return Answer(block, frozenset(chosen), tuple((hit,) for hit in hits[:RANKED]))


def column(python: Path = PYTHON) -> Mapping[str, Maker]:
    """The table's entry; without mem0's environment nothing but a line on stderr that says how to get it."""
    if not python.exists():
        _note(f"mem0 is left out: no {python.relative_to(ROOT)}; `make baselines` makes it.")
        return {}
    return {"mem0": lambda vectors, asker: Mem0(running(python))}


@cache
def _note(text: str) -> None:
    print(text, file=sys.stderr)


@cache
def running(python: Path = PYTHON) -> Server:
    """mem0's process, one for all talks; it ends with this one."""
    server = Server([python, "-m", "benchmarks.mem0_server", "--keywords"])
    atexit.register(server.close)
    return server
