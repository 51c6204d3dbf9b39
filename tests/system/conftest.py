"""The stand-in for Telegram, and processes that end with their test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from bot.testing.telegram.control import Control
from bot.testing.telegram.process import EmulatorProcess
from tests.system.processes import TOKEN


@pytest.fixture
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess() as process:
        yield process


@pytest.fixture
def control(emulator: EmulatorProcess) -> Iterator[Control]:
    """The hand that plays the people, with one bot to talk to."""
    with Control(emulator.url) as control:
        control.add_bot(TOKEN, "malbeot_bot", "봄")
        yield control


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that must not outlive the test."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        with process:
            process.kill()
