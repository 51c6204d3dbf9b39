"""Column shorthands the tables share: milliseconds, foreign keys that cascade, personal values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Field

from bot.storage.owned import OwnedBytes, OwnedText


def ms(*, default: int | None = None, index: bool = False, nullable: bool = False) -> Any:
    """Milliseconds since the epoch; 64 bits on every database."""
    kwargs: dict[str, Any] = {"sa_type": BigInteger, "index": index, "nullable": nullable}
    return Field(**kwargs) if default is None and not nullable else Field(default=default, **kwargs)


def added(default: str | int | bool) -> Any:
    """A column that came later than its table: rows from before hold the default."""
    return Field(
        default=default,
        sa_column_kwargs={"server_default": str(int(default) if isinstance(default, bool) else default)},
    )


def belongs_to(target: str, *, nullable: bool = False, primary_key: bool = False, index: bool = True) -> Any:
    """A foreign key whose row goes when its owner goes (`target` is table.column)."""
    kwargs: dict[str, Any] = {"sa_column_args": [ForeignKey(target, ondelete="CASCADE")]}
    if nullable:
        kwargs["default"] = None
    return Field(primary_key=primary_key, nullable=nullable, index=index and not primary_key, **kwargs)


def personal_text(*, nullable: bool = False) -> Any:
    """A person's words: binds `Owned` only."""
    return Field(default=None, sa_type=OwnedText, nullable=True) if nullable else Field(sa_type=OwnedText)


def personal_bytes() -> Any:
    """A person's vector or file: binds `OwnedBlob` only."""
    return Field(sa_type=OwnedBytes)
