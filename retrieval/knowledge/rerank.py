"""A cross-encoder reads question and passage together and orders the best candidates anew. Off unless one is named."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

from policies.errors import MalbeotError

_INSTALL = 'pip install "malbeot[embeddings]"'
_BATCH = 16


class RerankerUnusable(MalbeotError):
    """The reranker can't be loaded or can't score."""


class Reranker(Protocol):
    """Orders passages."""

    @property
    def id(self) -> str:
        """Its name, for the reasons of passages."""
        ...

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """One score a passage, higher is better. Raises RerankerUnusable."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder by name or folder; loaded at the first question, once."""

    def __init__(self, model: str) -> None:
        self.id = model
        self._lock = threading.Lock()
        self._model: Any = None

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        model = self._opened()
        try:
            pairs = [(question, passage) for passage in passages]
            scored = model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
            return [float(score) for score in scored]
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            problem = f"{self.id} can't score: {type(error).__name__}"
            raise RerankerUnusable(problem, fix="set another knowledge.reranker with one score a pair") from None

    def _opened(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load(self.id)
            return self._model


def _load(name: str) -> Any:
    try:
        from sentence_transformers import CrossEncoder
    except ImportError:
        problem = "knowledge.reranker needs the package sentence-transformers"
        raise RerankerUnusable(problem, fix=_INSTALL) from None
    try:
        return CrossEncoder(name)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "check knowledge.reranker: a folder, or a name that this machine has or can fetch"
        raise RerankerUnusable(f"{name} can't be loaded: {type(error).__name__}", fix=fix) from error
