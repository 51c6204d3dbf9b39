"""The ceiling: the five commits of a turn (ingest, claim, complete, sending, sent) as bare SQL, without anything else.

    python -m benchmarks.load.raw_sql ADDRESS SECONDS CONNECTIONS

ADDRESS is a SQLite file or a PostgreSQL database in which `prepare` made the tables. Every connection is a thread that
turns as fast as it can; durability is as in the product (SQLite: WAL, synchronous NORMAL; PostgreSQL: as the server
says). The last line is {"turns": …, "seconds": …}.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any

Connect = Callable[[], Any]
_DUE_MS, _LEASE_MS = 10**13, 30_000

TABLES = (
    "CREATE TABLE raw_inbox (bot INTEGER, update_id BIGINT, chat INTEGER, body TEXT, turn INTEGER,"
    " UNIQUE (bot, update_id))",
    "CREATE INDEX raw_waiting ON raw_inbox (chat) WHERE turn IS NULL",
    "CREATE TABLE raw_timer (chat INTEGER PRIMARY KEY, due BIGINT, generation INTEGER, lease_until BIGINT, owner TEXT)",
    "CREATE INDEX raw_due ON raw_timer (due)",
    "CREATE TABLE raw_outbox (chat INTEGER, seq INTEGER, key TEXT UNIQUE, body TEXT, state TEXT, due BIGINT,"
    " PRIMARY KEY (chat, seq))",
    "CREATE INDEX raw_open ON raw_outbox (due) WHERE state IN ('new', 'sending')",
)
_PENDING = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    " INSERT INTO raw_timer SELECT 1000000 + i, ?, 1, NULL, NULL FROM n"
)
_INGEST = (
    "INSERT INTO raw_inbox VALUES (1, ?, ?, ?, NULL)",
    "INSERT INTO raw_timer VALUES (?, ?, 1, NULL, NULL)"
    " ON CONFLICT (chat) DO UPDATE SET due = excluded.due, generation = raw_timer.generation + 1",
)
_FIND = (
    "SELECT chat, generation FROM raw_timer WHERE due <= ? AND (lease_until IS NULL OR lease_until < ?)"
    " ORDER BY due LIMIT 1"
)
_CLAIM = "UPDATE raw_timer SET lease_until = ?, owner = ? WHERE chat = ?"
_COMPLETE = (
    "UPDATE raw_timer SET due = NULL, lease_until = NULL, owner = NULL WHERE chat = ? AND generation = ? AND owner = ?",
    "UPDATE raw_inbox SET turn = 1 WHERE chat = ? AND turn IS NULL",
    "INSERT INTO raw_outbox SELECT ?, coalesce(max(seq), 0) + 1, ?, ?, 'new', ? FROM raw_outbox WHERE chat = ?",
)
_STATE = "UPDATE raw_outbox SET state = ? WHERE key = ?"


class Turns:
    """One connection that ingests, claims and answers, chat after chat of its own."""

    def __init__(self, connection: Any, first: int, *, postgres: bool) -> None:
        self._connection, self._first, self._postgres = connection, first, postgres
        self._find = _FIND + " FOR UPDATE SKIP LOCKED" if postgres else _FIND
        self.done = 0

    def run(self, end: float) -> None:
        """Until `end` (time.monotonic)."""
        for number in itertools.count():
            if time.monotonic() > end:
                return
            self._turn(self._first + number % 100, self._first * 1_000_000 + number)

    def _turn(self, chat: int, update: int) -> None:
        now, owner = int(time.time() * 1000), str(uuid.uuid4())
        self._commit((_INGEST[0], (update, chat, "hello")), (_INGEST[1], (chat, now)))
        claimed, generation = self._claim(now, owner)
        if claimed is None:
            return
        key = str(uuid.uuid4())
        self._commit(
            (_COMPLETE[0], (claimed, generation, owner)),
            (_COMPLETE[1], (claimed,)),
            (_COMPLETE[2], (claimed, key, "answer", now, claimed)),
        )
        self._commit((_STATE, ("sending", key)))
        self._commit((_STATE, ("sent", key)))
        self.done += 1

    def _claim(self, now: int, owner: str) -> tuple[int | None, int]:
        cursor = self._begin()
        found = cursor.execute(self._sql(self._find), (now, now)).fetchone()
        if found:
            cursor.execute(self._sql(_CLAIM), (now + _LEASE_MS, owner, found[0]))
        cursor.execute("COMMIT")
        return (found[0], found[1]) if found else (None, 0)

    def _commit(self, *statements: tuple[str, Sequence[object]]) -> None:
        cursor = self._begin()
        for sql, values in statements:
            cursor.execute(self._sql(sql), values)
        cursor.execute("COMMIT")

    def _begin(self) -> Any:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN" if self._postgres else "BEGIN IMMEDIATE")
        return cursor

    def _sql(self, sql: str) -> str:
        return sql.replace("?", "%s") if self._postgres else sql


def connector(address: str) -> Connect:
    """Opens connections without transactions of the driver's own."""
    if address.startswith("postgresql"):
        import psycopg

        return lambda: psycopg.connect(address, autocommit=True)
    return lambda: _sqlite(address)


def _sqlite(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def prepare(address: str, pending: int) -> None:
    """Make the tables, and `pending` timers that are due in the far future."""
    connection = connector(address)()
    for statement in TABLES:
        connection.execute(statement)
    if pending:
        sql = _PENDING.replace("?", "%s") if address.startswith("postgresql") else _PENDING
        connection.execute(sql, (pending, _DUE_MS))
    connection.close()


def main(address: str, seconds: float, connections: int, number: int) -> None:
    """Print how many turns were made."""
    connect, postgres = connector(address), address.startswith("postgresql")
    turns = [Turns(connect(), 1 + 1000 * number + 100 * each, postgres=postgres) for each in range(connections)]
    begun = time.monotonic()
    threads = [Thread(target=each.run, args=(begun + seconds,)) for each in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"turns": sum(each.done for each in turns), "seconds": time.monotonic() - begun}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
