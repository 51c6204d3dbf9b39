"""SQLite's transactions on the event loop, and beside it when another process writes."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from sqlmodel import Session, col, select

from bot.storage.database import Transaction
from bot.storage.migrate import open_database
from bot.storage.people import ensure_person
from bot.storage.tables import Identity
from tests.rows import NOW


def _note(name: str, threads: list[int]) -> Transaction[None]:
    def fn(session: Session) -> None:
        ensure_person(session, "test", name, NOW)
        threads.append(threading.get_ident())

    return fn


async def test_writes_wait_for_another_process_beside_the_loop_and_keep_their_order(tmp_path: Path) -> None:
    database, threads, here = open_database(tmp_path / "malbeot.db"), list[int](), threading.get_ident()
    await database.write(_note("at once", threads))
    with closing(sqlite3.connect(tmp_path / "malbeot.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.create_task(database.write(_note(name, threads))) for name in ("first", "second")]
        await asyncio.sleep(0.05)
        assert await database.read(_names) == ["at once"]
        assert not any(task.done() for task in waiting)
        other.rollback()
    await asyncio.gather(*waiting)
    await database.write(_note("at once again", threads))
    assert await database.read(_names) == ["at once", "first", "second", "at once again"]
    assert (threads[0], threads[-1]) == (here, here)
    assert here not in threads[1:-1]
    database.close()


async def test_the_write_ahead_log_is_folded_back_beside_the_loop(tmp_path: Path) -> None:
    """Else it would grow as long as the process lives."""
    file = tmp_path / "malbeot.db"
    database, threads, before = open_database(file), list[int](), file.stat().st_size
    for number in range(200):
        await database.write(_note(f"person {number}", threads))
    database.close()  # waits for whoever folds
    assert file.stat().st_size > before


def _names(session: Session) -> list[str]:
    return list(session.exec(select(Identity.external_id).order_by(col(Identity.id))))
