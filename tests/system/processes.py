"""Starts the installed `malbeot` command as real processes on one home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MALBEOT = Path(sys.executable).with_name("malbeot")
TOKEN = "123456789:AAH" + "x-Y_z" * 7
PATIENCE_S = 120  # a process that needs longer hangs
# What root may do that others may not, given up before the command starts: it then meets the folder's permissions.
_UNPRIVILEGED = (
    "import ctypes, os, sys\n"
    "for capability in (1, 2, 3):\n"  # DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER
    "    if os.getuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0): sys.exit('prctl')\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)


# A persona that never sleeps, is silent or puts off, at a human pace: a test must not depend on the hour it runs at.
AWAKE = {
    "MALBEOT_TIMING__PRESET": "instant",
    "MALBEOT_TIMING__FINISHED_WAIT_MS": "900",
    "MALBEOT_TIMING__UNFINISHED_WAIT_MS": "2500",
    "MALBEOT_TIMING__JAMO_MS": "35",
    "MALBEOT_TIMING__CHAR_MS": "45",
}


def environment(home: Path) -> dict[str, str]:
    """Nothing of the outside but what a process needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MALBEOT_", "OPENAI_"))}
    return {**kept, **AWAKE, "MALBEOT_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def start(home: Path, *args: str, unprivileged: bool = False) -> subprocess.Popen[str]:
    """A running `malbeot ARGS` with all three streams open."""
    command = [str(MALBEOT), *args]
    if unprivileged:
        command = [sys.executable, "-c", _UNPRIVILEGED, *command]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=environment(home), stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
    )


def run(home: Path, *args: str, stdin: str = "", unprivileged: bool = False) -> subprocess.CompletedProcess[str]:
    """`malbeot ARGS`, to its end."""
    process = start(home, *args, unprivileged=unprivileged)
    out, err = process.communicate(stdin, timeout=PATIENCE_S)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
