"""One error hierarchy. A docstring is the default message; `fix` says what to do; `exit_code` is the command's.

MalbeotError (policies.errors)
├── ConfigError            settings are wrong (exit 2)
├── FileMistakes           one or more mistakes in a file, each with line and column (exit 2)
├── StorageError
│   ├── DatabaseNewer      written by a newer version: nothing is touched
│   ├── DatabaseReadOnly   it can be read but not written
│   └── UnownedValue       a personal column was bound without its person
├── ModelError             the sLLM gave nothing usable (the turn goes on with the answer groups)
├── ChannelStopped         a channel needs a person: token refused, two pollers
├── NotFound               no such turn, persona, … (exit 1)
├── EmbedderUnusable       (retrieval.minilm) a model file is missing or not the one that was measured
└── BudgetTooSmall         (policies.budget)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies.errors import MalbeotError


class ConfigError(MalbeotError):
    """The settings are wrong."""

    exit_code = 2


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a file: where, in which field, what is wrong, and the value found."""

    file: str
    line: int
    column: int
    field: str
    problem: str
    value: str = ""

    def __str__(self) -> str:
        got = f" (got {self.value})" if self.value else ""
        return f"{self.file}:{self.line}:{self.column} {self.field}: {self.problem}{got}"


class FileMistakes(MalbeotError):
    """A file has mistakes."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class StorageError(MalbeotError):
    """The database can't be used."""


class DatabaseNewer(StorageError):
    """The database was written by a newer version of malbeot; nothing was touched."""


class DatabaseReadOnly(StorageError):
    """The database can be read but not written."""


class DatabaseBusy(StorageError):
    """Another process writes at this moment."""


class UnownedValue(StorageError):
    """A personal column was bound without the person it belongs to."""


class UnsourcedFact(StorageError):
    """A fact was to be kept without a message it comes from."""


class ModelError(MalbeotError):
    """The model server gave nothing usable."""


class ChannelStopped(MalbeotError):
    """A channel can't go on until a person mends something."""


class NotFound(MalbeotError):
    """There is no such thing."""
