"""A `malbeot db restore` that is killed at any moment leaves the old database or the restored one, whole."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.storage.maintenance import back_up
from bot.storage.migrate import open_database
from tests.rows import place, said

KILLS = 8
MESSAGES = 3000


def filled(file: Path, words: str) -> None:
    def fill(session: Session) -> None:
        at = place(session)
        for _ in range(MESSAGES):
            said(session, at, words)

    database = open_database(file)
    database.write_now(fill)
    database.close()


def restoring(home: Path, backup: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot", "db", "restore", str(backup), "--replace"]
    environment = {**os.environ, "MALBEOT_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def words_in(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return dict(connection.execute("SELECT text, count(*) FROM messages GROUP BY text").fetchall())


@pytest.mark.parametrize("portable", [False, True], ids=["copy", "archive"])
def test_whenever_it_is_killed_one_whole_database_is_there(home: Path, tmp_path: Path, portable: bool) -> None:
    file, pause = home / "malbeot.db", random.Random(5)
    filled(tmp_path / "source.db", "backed up")
    filled(file, "what is there")
    back_up(tmp_path / "source.db", tmp_path / "backup", portable=portable)
    old = file.read_bytes()
    started = time.monotonic()
    assert restoring(home, tmp_path / "backup").wait() == 0
    whole = time.monotonic() - started
    ends = []
    for _ in range(KILLS):
        file.write_bytes(old)
        process = restoring(home, tmp_path / "backup")
        time.sleep(pause.uniform(0.5, 1.05) * whole)
        process.kill()
        process.wait()
        found = words_in(file)
        assert found in ({"what is there": MESSAGES}, {"backed up": MESSAGES})
        ends.append(*found)
    assert restoring(home, tmp_path / "backup").wait() == 0
    assert words_in(file) == {"backed up": MESSAGES}
    assert {each.name for each in home.iterdir()} <= {"malbeot.db", "run.lock"}
    assert "what is there" in ends, "no kill came in time to prove anything"
