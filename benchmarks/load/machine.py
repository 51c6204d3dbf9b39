"""What a benchmark ran on, and how busy that was."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """One line for the report."""
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"


def resident_mb(pid: int) -> float:
    """The peak resident memory of a process, in 10^6 bytes. Linux only."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) * 1024 / 1e6, 1)
