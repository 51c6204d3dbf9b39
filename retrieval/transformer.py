"""Any sentence-transformers model as an embedder. The package is an extra: `pip install "malbeot[embeddings]"`."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.embedding import EmbedderUnusable, Matrix, Role
from retrieval.prefixes import NO_PREFIXES, Prefixes, chosen_prefixes, mark_of

_INSTALL = 'pip install "malbeot[embeddings]"'
_BATCH = 32


@dataclass(frozen=True)
class _Loaded:
    model: Any
    prefixes: Prefixes


class TransformerEmbedder:
    """Loaded at the first text, once. `wanted`: prefixes other than those the model is known to want."""

    def __init__(self, model: str, wanted: Prefixes = NO_PREFIXES) -> None:
        self.model, self._wanted = model, wanted
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def id(self) -> str:
        """The model's name (of a folder, its last part and a mark of the whole), and a mark of prefixes set by hand."""
        folder = Path(self.model).is_dir()
        name = f"{Path(self.model).resolve().name}-{_mark(str(Path(self.model).resolve()))}" if folder else self.model
        return f"transformer-{name}{mark_of(self._wanted)}"

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        """Unit rows. Raises EmbedderUnusable when the package or the model can't be had."""
        loaded = self._opened()
        prefix = loaded.prefixes.of(role)
        try:
            rows = loaded.model.encode(
                [prefix + text for text in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
                prompt="",
            )
        except (RuntimeError, ValueError, IndexError) as error:
            problem = f"{self.model} can't embed: {type(error).__name__}"
            raise EmbedderUnusable(problem, fix="set another embeddings.model") from None
        matrix: Matrix = np.asarray(rows, dtype=np.float32).reshape(len(texts), -1)
        return matrix

    def _opened(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                model = _load(self.model)
                own = _own_prefixes(getattr(model, "prompts", None) or {})
                self._loaded = _Loaded(model, chosen_prefixes(self.model, self._wanted, own))
            return self._loaded


def _load(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise EmbedderUnusable("embeddings.model needs the package sentence-transformers", fix=_INSTALL) from None
    try:
        return SentenceTransformer(name)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "check embeddings.model: a folder, or a name that this machine has or can fetch"
        raise EmbedderUnusable(f"{name} can't be loaded: {type(error).__name__}", fix=fix) from error


def _own_prefixes(prompts: Mapping[str, str]) -> Prefixes:
    return Prefixes(prompts.get("query", ""), prompts.get("document") or prompts.get("passage") or "")


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
