"""How soon a newcomer gets an English answer, and what a talk in both languages takes in memory.

    .venv/bin/python -m benchmarks.first_answer --json

Starts `malbeot chat --fast --plain` as a process of its own on an empty folder, so it makes the database, reads the
persona, opens the English encoder and embeds all lines. `first_answer_s`: from the start of the process to the first
line of the persona's answer; `second_start_s`: the same on the folder the first left. `rss_mb`: peak resident memory
(10^6 bytes) once it has answered in English and in Korean. `without_groups`: the same command asked for its help, the
floor any answer stands on. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

COMMAND = (sys.executable, "-m", "bot", "chat", "--fast", "--plain", "--lang", "en")
ENGLISH, KOREAN = "I had a really long day at work\n", "오늘 회사에서 너무 힘들었어\n"


def talked(folder: str) -> tuple[float, float]:
    """Seconds to the first answer, and the peak memory in MB after an answer in each language."""
    environment = os.environ | {"MALBEOT_HOME": folder}
    begun = time.perf_counter()
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        first = _answer(process, ENGLISH)
        seconds = time.perf_counter() - begun
        second = _answer(process, KOREAN)
        memory = _peak_mb(process.pid)
        assert process.stdin is not None
        process.stdin.close()
    if not (first and second):
        raise RuntimeError("the companion ended without an answer; run `malbeot doctor`")
    return seconds, memory


def _answer(process: subprocess.Popen[str], said: str) -> str:
    """The first line of the answer; the person's own line is echoed before it, rests of earlier answers skipped."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(said)
    process.stdin.flush()
    lines = iter(process.stdout.readline, "")
    echoed = next((line for line in lines if said.strip() in line), "")
    return echoed and next(lines, "")


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) * 1024 / 1e6, 1)


def measured(runs: int) -> dict[str, Any]:
    """The slowest of several newcomers, and the largest."""
    firsts, seconds, memory = [], [], []
    for number in range(runs):
        print(f"{number + 1}/{runs}", file=sys.stderr, flush=True)
        with TemporaryDirectory() as folder:
            for times in (firsts, seconds):
                taken, peak = talked(folder)
                times.append(taken)
                memory.append(peak)
    return {
        "first_answer_s": round(max(firsts), 2),
        "second_start_s": round(max(seconds), 2),
        "rss_mb": max(memory),
        "without_groups": {"help_s": round(_help(), 2)},
        "runs": runs,
    }


def _help() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", "--help"], check=True, capture_output=True)
    return time.perf_counter() - begun


def machine() -> str:
    """What it ran on, and how busy that was."""
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"


def main(arguments: list[str] | None = None) -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description="Seconds to the first English answer, and memory.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    options = parser.parse_args(arguments)
    print(json.dumps(measured(options.runs) | {"machine": machine()}, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
