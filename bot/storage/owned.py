"""Personal values that know whose they are.

A column of type OwnedText or OwnedBytes refuses a value that doesn't carry its person, so that a seal can later choose
the person's key at this one place, and so that nobody stores a person's words without saying whose they are.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.errors import UnownedValue


class Owned(str):
    """A text of one person's."""

    person_id: int

    def __new__(cls, person_id: int, text: str) -> Owned:
        value = super().__new__(cls, text)
        value.person_id = person_id
        return value


class OwnedBlob(bytes):
    """Bytes (a vector, a file) of one person's."""

    person_id: int

    def __new__(cls, person_id: int, data: bytes) -> OwnedBlob:
        value = super().__new__(cls, data)
        value.person_id = person_id
        return value


class OwnedText(TypeDecorator[str]):
    """Column type for `Owned`. Raises UnownedValue for a plain str."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None or isinstance(value, Owned):
            return None if value is None else str.__str__(value)
        raise UnownedValue(
            f"a personal text was bound as plain {type(value).__name__}", fix="bind Owned(person_id, text)"
        )


class OwnedBytes(TypeDecorator[bytes]):
    """Column type for `OwnedBlob`. Raises UnownedValue for plain bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None or isinstance(value, OwnedBlob):
            return None if value is None else bytes(value)
        raise UnownedValue(
            f"personal bytes were bound as plain {type(value).__name__}", fix="bind OwnedBlob(person_id, data)"
        )
