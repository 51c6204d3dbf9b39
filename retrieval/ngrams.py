"""A lexical embedder that needs no model: hashed character n-grams.

Hangul is taken apart into jamo (2-4) beside syllables (1-2), so that endings and typing slips still meet; other
scripts give whole words and character 3-4-grams within words. Features are hashed to a sign and a slot (Weinberger et
al. 2009, "Feature hashing for large scale multitask learning"), counts are damped by a square root.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from policies.language.hangul import decompose, is_hangul
from policies.language.normalise import fold
from retrieval.embedding import Matrix, Role

_SYLLABLES, _JAMO, _LETTERS = (1, 2), (2, 3, 4), (3, 4)


class NgramEmbedder:
    """Hashed n-grams in `dimensions` slots."""

    def __init__(self, dimensions: int = 4096) -> None:
        self.dimensions = dimensions

    @property
    def id(self) -> str:
        return f"ngrams-1-{self.dimensions}"

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for feature, count in Counter(features(text)).items():
                slot = zlib.crc32(feature.encode())
                row[slot % self.dimensions] += (1 if slot >> 31 else -1) * count**0.5
        return normalised(rows)


def normalised(rows: Matrix) -> Matrix:
    """Rows scaled to unit length; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def features(text: str) -> Iterator[str]:
    """The n-grams of a text, after folding (case, laughter and punctuation evened out)."""
    for word in fold(text).split():
        if any(is_hangul(ch) for ch in word):
            yield from (f"s{gram}" for size in _SYLLABLES for gram in _grams(f"{word}", size))
            yield from (f"j{gram}" for size in _JAMO for gram in _grams(decompose(word), size))
        else:
            yield f"w{word}"
            yield from (f"c{gram}" for size in _LETTERS for gram in _grams(f"^{word}$", size))


def _grams(text: str, size: int) -> Iterator[str]:
    return (text[i : i + size] for i in range(len(text) - size + 1))
