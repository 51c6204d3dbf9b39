"""Vectors kept on disk by the hash of their text, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from retrieval.embedding import Embedder, Matrix, Role

_BATCH = 256


class KeptVectors:
    """Embeds each text once in its life. The file is private to the machine and holds no text."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.embedder, self.id = embedder, embedder.id
        self._kept = sqlite3.connect(folder / f"{embedder.id}.sqlite")
        self._kept.execute("CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        """Shape (len(texts), dimensions). Documents only."""
        if not texts:
            return self.embedder.embed(texts, role)
        return np.concatenate([self._batch(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)])

    @property
    def dimensions(self) -> int:
        """What the embedder says."""
        width: int = getattr(self.embedder, "dimensions", 0)
        return width

    def knows(self, text: str) -> bool:
        """What the embedder says."""
        knows: Callable[[str], bool] = getattr(self.embedder, "knows", lambda text: True)
        return knows(text)

    def _batch(self, texts: Sequence[str]) -> Matrix:
        names = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
        find = f"SELECT text, vector FROM vectors WHERE text IN ({','.join('?' * len(names))})"
        kept = {name: np.frombuffer(vector, dtype=np.float32) for name, vector in self._kept.execute(find, names)}
        fresh = {name: text for name, text in zip(names, texts, strict=True) if name not in kept}
        if fresh:
            rows = self.embedder.embed(list(fresh.values()))
            kept |= dict(zip(fresh, rows, strict=True))
            pairs = [(name, row.tobytes()) for name, row in zip(fresh, rows, strict=True)]
            with self._kept:
                self._kept.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", pairs)
        return np.stack([kept[name] for name in names])
