"""Inserts rows past the session's unit of work: what every turn writes is written once and not looked at again.

Values come as plain mappings, since building a model's instance costs several times what inserting it does; a column
left out gets its default, an unknown one is refused by the database layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Insert, Table, insert
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Session, SQLModel


def insert_row(session: Session, model: type[SQLModel], **values: Any) -> int:
    """Insert one row of a table with a number for an id; returns it. What it refers to must be there already."""
    statement, defaults = _insertion(model)
    key = session.connection().execute(statement, {**defaults, **values}).inserted_primary_key
    assert key is not None, "one row, one key"
    return int(key[0])


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert several rows of one table."""
    if rows:
        statement, defaults = _insertion(model)
        session.connection().execute(statement, [{**defaults, **row} for row in rows])


@cache
def _insertion(model: type[SQLModel]) -> tuple[Insert, Mapping[str, Any]]:
    """The statement, and what stands in a column that isn't given."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # every table class has one
    given = [column for column in table.columns if column.key != "id"]
    return insert(table), {column.key: _default(column) for column in given if column.default or column.nullable}


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
