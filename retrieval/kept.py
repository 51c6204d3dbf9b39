"""Vectors of lines that ship, so that a newcomer's first answer doesn't wait for 1,400 lines to be embedded.

`models/all-MiniLM-L6-v2-lines.npz` is made by `models/make_lines.py`. A line is found by the hash of its text; one that
isn't there (an edited or an operator's own persona) is embedded as ever, so a stale file costs time and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Embedder, Matrix
from retrieval.minilm import MODELS
from retrieval.ngrams import normalised

LINES = MODELS / "all-MiniLM-L6-v2-lines.npz"
_LEVELS = 127  # int8


@dataclass(frozen=True)
class KeptVectors:
    """Rows of one embedder by the hash of their text: int8 levels of each row's largest value."""

    embedder: Embedder
    places: Mapping[int, int]
    levels: NDArray[np.int8]

    @classmethod
    def shipped(cls, embedder: Embedder, file: Path = LINES) -> KeptVectors:
        """Nothing is kept when the file is missing or holds another embedder's vectors."""
        try:
            with np.load(file, allow_pickle=False) as arrays:
                if str(arrays["embedder"]) == embedder.id:
                    places = {int(key): place for place, key in enumerate(arrays["hashes"])}
                    return cls(embedder, places, arrays["levels"])
        except (OSError, ValueError, KeyError):
            pass
        return cls(embedder, {}, np.zeros((0, 0), dtype=np.int8))

    def embed(self, lines: Sequence[str]) -> Matrix:
        """Shape (len(lines), dimensions), unit rows. Raises EmbedderUnusable for a line that isn't kept."""
        places = [self.places.get(key_of(line), -1) for line in lines]
        missing = [line for line, place in zip(lines, places, strict=True) if place < 0]
        fresh = iter(self.embedder.embed(missing, "alike") if missing else ())
        rows = [next(fresh) if place < 0 else self.levels[place].astype(np.float32) for place in places]
        return normalised(np.array(rows, dtype=np.float32).reshape(len(lines), -1))


def key_of(line: str) -> int:
    """63 bits of a text."""
    return int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest(), "big") >> 1


def as_levels(rows: Matrix) -> NDArray[np.int8]:
    """Rows as int8; the length of a row is lost."""
    largest = np.abs(rows).max(axis=1, keepdims=True)
    levels: NDArray[np.int8] = np.rint(rows / np.where(largest > 0, largest, 1) * _LEVELS).astype(np.int8)
    return levels
