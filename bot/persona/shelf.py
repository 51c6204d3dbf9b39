"""Where personas are found: the operator's folder first, then the shipped ones. Edits are picked up between turns.

A file with mistakes never replaces a good one: the last good persona stays and the mistakes are kept for whoever asks.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.errors import FileMistakes, NotFound
from bot.persona.persona import Persona
from bot.persona.schema import AnswersFile, PersonaFile
from bot.persona.yaml_file import load

M = TypeVar("M", PersonaFile, AnswersFile)
SHIPPED = Path(__file__).parent / "shipped"
log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class _Loaded:
    persona: Persona
    stamp: Stamp
    mistakes: FileMistakes | None


class PersonaShelf:
    """Personas by key, read when first asked for and again when a file changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._loaded: dict[str, _Loaded] = {}

    def names(self) -> tuple[str, ...]:
        """All personas, the operator's own first."""
        found = (file.parent.name for folder in self._folders for file in sorted(folder.glob("*/persona.yaml")))
        return tuple(dict.fromkeys(found))

    def get(self, key: str) -> Persona:
        """The newest good version. Raises NotFound, or FileMistakes when there never was a good one."""
        folder = self.folder(key)
        stamp = _stamp(folder)
        held = self._loaded.get(key)
        if held is None or held.stamp != stamp:
            held = self._loaded[key] = _reload(key, folder, stamp, held)
        return held.persona

    def mistakes(self, key: str) -> FileMistakes | None:
        """What is wrong with the newest files, when an older version is in use."""
        held = self._loaded.get(key)
        return held.mistakes if held else None

    def folder(self, key: str) -> Path:
        """The folder of a persona. Raises NotFound."""
        for folder in self._folders:
            if (folder / key / "persona.yaml").is_file() and Path(key).name == key:
                return folder / key
        raise NotFound(f"no persona {key!r}", fix=f"choose one of: {', '.join(self.names())}")


def _stamp(folder: Path) -> Stamp:
    files = [folder / "persona.yaml", *sorted(folder.glob("answers.*.yaml"))]
    stats = ((file.name, file.stat()) for file in files)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _reload(key: str, folder: Path, stamp: Stamp, held: _Loaded | None) -> _Loaded:
    try:
        return _Loaded(read_persona(folder), stamp, None)
    except FileMistakes as mistakes:
        if held is None:
            raise
        log.warning("persona %s has mistakes, the last good version stays:\n%s", key, mistakes)
        return _Loaded(held.persona, stamp, mistakes)


def read_persona(folder: Path) -> Persona:
    """Read one persona's files. Raises FileMistakes with the mistakes of all of them."""
    mistakes: list[FileMistakes] = []
    file = _collect(folder / "persona.yaml", PersonaFile, mistakes)
    answers = [_collect(path, AnswersFile, mistakes) for path in sorted(folder.glob("answers.*.yaml"))]
    if mistakes or file is None:
        raise FileMistakes([mistake for each in mistakes for mistake in each.mistakes])
    return Persona(folder.name, file, tuple(each for each in answers if each is not None))


def _collect(path: Path, model: type[M], mistakes: list[FileMistakes]) -> M | None:
    try:
        return load(path, model)
    except FileMistakes as found:
        mistakes.append(found)
        return None
