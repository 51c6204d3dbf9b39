"""A real `malbeot memory reembed` that is killed in the middle while others write: nothing is lost, nothing done twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.storage.episodes import keep_vectors
from bot.storage.migrate import open_database
from tests.embeddings import letters
from tests.rows import Place, place, said
from tests.system.processes import PATIENCE_S, run, start

MESSAGES, BATCH = 1500, 4


def talked(session: Session) -> Place:
    """A talk whose vectors were made by another embedder."""
    import numpy as np

    at = place(session)
    texts = [f"my cat number {number} sleeps behind the old piano" for number in range(MESSAGES)]
    vectors = {said(session, at, each): np.array([letters(each)], dtype=np.float32) for each in texts}
    keep_vectors(session, at.person_id, "old", vectors, 0)
    return at


def counted(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        rows = connection.execute("SELECT embedder, count(*) FROM message_vectors GROUP BY embedder").fetchall()
    return dict(rows)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_in_the_middle_is_taken_up_where_it_was(home: Path, ending: signal.Signals) -> None:
    file = home / "malbeot.db"
    database = open_database(file)
    at = database.write_now(talked)
    process = start(home, "memory", "reembed", "--batch", str(BATCH))
    end = time.monotonic() + PATIENCE_S
    while sum(counted(file).values()) < MESSAGES + 10 * BATCH:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < end, "it makes nothing"
        time.sleep(0.005)
    late = database.write_now(lambda session: said(session, at, "said while it ran"))
    os.kill(process.pid, ending)
    _, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == (-ending if ending == signal.SIGKILL else 130)
    assert ending == signal.SIGKILL or "run it again" in told
    made = {name: count for name, count in counted(file).items() if name != "old"}
    assert counted(file)["old"] == MESSAGES
    assert 10 * BATCH <= sum(made.values()) < MESSAGES, "it had ended before it was ended"

    ran = run(home, "memory", "reembed", "--json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["messages"], found["had"], found["dropped"]) == (MESSAGES + 1, sum(made.values()), MESSAGES)
    assert counted(file) == {found["embedder"]: MESSAGES + 1}
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sizes = connection.execute("SELECT DISTINCT dimensions, length(data) FROM message_vectors").fetchall()
        assert connection.execute("SELECT max(message_id) FROM message_vectors").fetchone() == (late,)
    assert sizes == [(384, 4 * 384)]
    database.close()
