"""Vectors for questions and passages from whatever embedder is used, and only where it knows the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from memory.episodes.passages import Passage
from memory.episodes.postings import Real
from retrieval.embedding import Embedder, Matrix


class Meaning:
    """An embedder and what it knows; an embedder without `knows` is taken to know everything."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self._knows: Callable[[str], bool] = getattr(embedder, "knows", lambda text: True)
        self._may_know: Callable[[str], bool] = getattr(embedder, "may_know", lambda text: True)

    def may_know(self, text: str) -> bool:
        """False: surely not. Cheap, where the embedder can tell without opening its files."""
        return bool(text.strip()) and self._may_know(text)

    def of_question(self, text: str) -> Real | None:
        """Shape (dimensions,), or None for a text whose score would mean nothing. Raises EmbedderUnusable."""
        if not self.may_know(text) or not self._knows(text):
            return None
        row: Real = self.embedder.embed([text], "query")[0]
        return row if row.any() else None

    def of_passages(self, passages: Sequence[Passage]) -> Matrix:
        """Shape (len(passages), width); zero rows where the embedder knows nothing. Raises EmbedderUnusable.

        The embedder sees nothing else, and isn't opened where it knows nothing at all: then the width is the one it
        declares (`dimensions`), or 0.
        """
        known = [place for place, passage in enumerate(passages) if self._knows(passage.text)]
        if not known:
            return np.zeros((len(passages), getattr(self.embedder, "dimensions", 0)), dtype=np.float32)
        embedded = self.embedder.embed([passages[place].said for place in known], "document")
        rows = np.zeros((len(passages), embedded.shape[1]), dtype=np.float32)
        rows[known] = embedded
        return rows
