"""Inserts rows past the session's unit of work: what every turn writes is written once and not looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlmodel import Session, SQLModel


def insert_row(session: Session, row: SQLModel) -> int:
    """Insert one row of a table with a number for an id; returns it. What it refers to must be there already."""
    statement, columns = _insertion(type(row))
    key = session.connection().execute(statement, _values(row, columns)).inserted_primary_key
    assert key is not None, "one row, one key"
    return int(key[0])


def insert_rows(session: Session, rows: Sequence[SQLModel]) -> None:
    """Insert several rows of one table."""
    if rows:
        statement, columns = _insertion(type(rows[0]))
        session.connection().execute(statement, [_values(row, columns) for row in rows])


@cache
def _insertion(model: type[SQLModel]) -> tuple[Insert, tuple[str, ...]]:
    table = model.__table__  # type: ignore[attr-defined]  # every table class has one
    return insert(table), tuple(column.key for column in table.columns if column.key != "id")


def _values(row: SQLModel, columns: Sequence[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}
