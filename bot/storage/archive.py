"""A portable archive of every table, the same for SQLite and PostgreSQL: compressed JSON lines.

The first line names the format and the revision of the tables. Each table has a line with its columns and the last id
it gave out (an erased row's id must not come back), then a line for every row. The last line counts the rows, so that
an archive that was cut off is noticed.
"""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import bot.storage.tables  # noqa: F401  (registers the tables)
from bot.errors import DatabaseNewer, StorageError
from bot.storage.migrate import known_revisions

FORMAT = 1
_BATCH = 500
_GZIP = b"\x1f\x8b"
_DAMAGE = (EOFError, OSError, zlib.error, ValueError, KeyError, TypeError)
# Jobs are Procrastinate's on PostgreSQL; in an archive they are rows of our own table.
_QUEUED = text(
    "SELECT id, task_name AS name, queueing_lock AS key, CAST(args->>'person_id' AS integer) AS person_id,"
    " args->>'args' AS args, 'new' AS state, 0 AS attempts,"
    " CAST(extract(epoch FROM coalesce(scheduled_at, now())) * 1000 AS bigint) AS due"
    " FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queueing_lock IS NOT NULL"
    " AND (args->>'person_id' IS NULL OR CAST(args->>'person_id' AS integer) IN (SELECT persons.id FROM persons))"
    " ORDER BY id"
)
_SERIAL = "pg_get_serial_sequence(:table, :column)"
_SET_LAST_ID = {
    "sqlite": (
        "DELETE FROM sqlite_sequence WHERE name = :table",
        "INSERT INTO sqlite_sequence SELECT :table, :id WHERE :id > 0",
    ),
    "postgresql": (f"SELECT setval({_SERIAL}, greatest(:id, 1), :id > 0)",),
}


def is_archive(file: Path) -> bool:
    """Whether the file is compressed, as archives are (a SQLite file never is). Raises StorageError."""
    try:
        with file.open("rb") as opened:
            return opened.read(2) == _GZIP
    except OSError as error:
        raise StorageError(f"{file} can't be read: {error.strerror}", fix="name a backup") from error


def tables_of(connection: Connection) -> list[Table]:
    """Our tables as they stand in this database, each after those it refers to."""
    found, ours = MetaData(), SQLModel.metadata.tables
    found.reflect(connection, only=lambda name, _: name in ours)
    return found.sorted_tables


def write_archive(connection: Connection, target: Path, revision: str) -> int:
    """Write what the connection's transaction sees to a new file; returns the number of rows."""
    count = 0
    with gzip.open(target, "xt", encoding="utf-8", newline="\n") as file:
        _write(file, {"malbeot": FORMAT, "revision": revision})
        for table in tables_of(connection):
            columns = [column.name for column in table.columns]
            _write(file, {"table": table.name, "columns": columns, "last_id": _last_id(connection, table)})
            for row in _rows(connection, table):
                _write(file, [_packed(value) for value in row])
                count += 1
        _write(file, {"rows": count})
    return count


def revision_of(archive: Path) -> str:
    """The revision an archive's tables are at. Raises StorageError, DatabaseNewer."""
    with _reading(archive) as file:
        head = json.loads(next(file, ""))
        made_by, revision = int(head["malbeot"]), str(head["revision"])
    refuse_unknown(f"{made_by}/{revision}" if made_by > FORMAT else revision, archive)
    return revision


def refuse_unknown(revision: str, backup: Path) -> None:
    """Raises DatabaseNewer for a backup of a revision this version doesn't know."""
    if revision not in known_revisions():
        raise DatabaseNewer(
            f"{backup} is of revision {revision}, which this version doesn't know; nothing was touched.",
            fix="restore it with the version that made it, or a newer one",
        )


def load_archive(connection: Connection, archive: Path) -> int:
    """Fill empty tables, which are at the archive's revision; returns the rows. Raises StorageError: roll back then."""
    loading = _Loading(connection)
    with _reading(archive) as file:
        next(file)
        for line in file:
            loading.take(json.loads(line))
    if loading.counted != loading.rows:
        raise StorageError(f"{archive} is cut off", fix="name another backup")
    return loading.rows


class _Loading:
    """Rows on their way into the tables. `counted`: how many the archive says it holds, once its end was read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = {table.name: table for table in tables_of(connection)}
        self._table: Table | None = None
        self._columns: list[str] = []
        self._batch: list[dict[str, Any]] = []
        self.rows = 0
        self.counted: int | None = None

    def take(self, line: Any) -> None:
        """One line after the first."""
        if isinstance(line, list):
            self._batch.append(dict(zip(self._columns, map(_unpacked, line), strict=True)))
            if len(self._batch) == _BATCH:
                self._flush()
            return
        self._flush()
        if "table" in line:
            self._table, self._columns = self._tables[line["table"]], line["columns"]
            _set_last_id(self._connection, self._table, line["last_id"])
        else:
            self.counted = line["rows"]

    def _flush(self) -> None:
        if self._batch and self._table is not None:
            self._connection.execute(insert(self._table), self._batch)
            self.rows += len(self._batch)
            self._batch = []


@contextmanager
def _reading(archive: Path) -> Iterator[Iterator[str]]:
    """The archive's lines. Whatever is wrong with them is a StorageError that quotes none."""
    try:
        with gzip.open(archive, "rt", encoding="utf-8") as file:
            yield iter(file)
    except _DAMAGE as error:
        raise StorageError(f"{archive} is damaged or no archive of malbeot", fix="name another backup") from error
    except DBAPIError as error:
        kind = type(error.orig).__name__
        raise StorageError(f"{archive} doesn't fit the tables ({kind})", fix="name another backup") from error


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    if table.name == "jobs" and connection.dialect.name == "postgresql":
        for queued in connection.execute(_QUEUED).mappings():
            yield [queued.get(column.name) for column in table.columns]
        return
    ordered = select(table).order_by(*table.primary_key)
    yield from connection.execute(ordered, execution_options={"yield_per": _BATCH})


def _last_id(connection: Connection, table: Table) -> int:
    """The last id the table gave out; 0: none, or it gives none."""
    column = table.autoincrement_column
    if column is None:
        return 0
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        return int(connection.execute(query, {"table": table.name}).scalar() or 0)
    named = {"table": table.name, "column": column.name}
    sequence = connection.execute(text(f"SELECT {_SERIAL}"), named).scalar()
    return int(
        connection.execute(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")).scalar_one()
    )


def _set_last_id(connection: Connection, table: Table, last_id: int) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    values = {"table": table.name, "column": column.name, "id": last_id}
    for statement in _SET_LAST_ID[connection.dialect.name]:
        connection.execute(text(statement), values)


def _packed(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": b64encode(value).decode("ascii")}
    if value is None or isinstance(value, str | int | float):
        return value
    raise StorageError(f"a column holds a {type(value).__name__}, for which the archive has no form", fix="report it")


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return b64decode(value["base64"])
    # PostgreSQL's text can't hold it, SQLite's may.
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _write(file: IO[str], line: Any) -> None:
    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")
