"""Embedders: texts in, unit vectors out. Vectors of different `id`s are never compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from policies.errors import MalbeotError

Matrix = NDArray[np.float32]
# What a text is for. Some models want another prefix for what asks and for what is found; `alike`: texts of one kind
# are compared with each other, as a message is with the lines of an answer group.
Role = Literal["query", "document", "alike"]
NO_EMBEDDER = "none"  # the id a record names when nothing was compared


class EmbedderUnusable(MalbeotError):
    """The embedder can't embed: its files are damaged, its server is down, its package is missing."""


class Embedder(Protocol):
    """Turns texts into vectors of one space."""

    @property
    def id(self) -> str:
        """Names the space: method, version, dimensions."""
        ...

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        """Shape (len(texts), dimensions), float32. Rows are unit length, or zero for a text without features.

        Raises EmbedderUnusable.
        """
        ...
