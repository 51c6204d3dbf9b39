"""How sure a search may be that a passage concerns a question: 0 to 1, meaning the same whatever was compared.

Figures were found on 40 questions about two small documents against 520 lines of small talk
(`tests/unit/test_knowledge_floor.py` keeps them): at 0.4 nearly every question has its passage, one or two lines of
small talk in a hundred get one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.comparing import Scale
from retrieval.embedding import Matrix
from retrieval.korean import KoreanNgramEmbedder
from retrieval.words import terms

Scores = NDArray[np.float64]
# Encoder's cosine and shared words together; Korean n-grams; shared words where nothing else compares.
TOGETHER = Scale(((0.0, 0.0), (0.27, 0.4), (0.7, 1.0)))
KOREAN = Scale(((0.0, 0.0), (0.12, 0.4), (0.5, 1.0)))
WORDS = Scale(((0.0, 0.0), (0.25, 0.4), (0.9, 1.0)))
SHARE_OF_WORDS = 0.3
_WINDOW = 140  # characters: the cosine of n-grams falls with the length of what is compared
_SENTENCE = re.compile(r"[^\n]{,200}?(?:[.!?…。](?=\s)|\n|$)|[^\n]{200}")
# The more passages, the nearer the nearest one comes by chance: added to what is asked of a cosine, a decade.
_A_DECADE, _A_DECADE_KOREAN, _TRIED_ON = 0.05, 0.015, 16
_DEVIATIONS, _PAIRED = 2.5, 500


def of_words(shared: Scores) -> Scores:
    """Where no encoder knows the question. `shared`: see LexicalIndex.scores."""
    return WORDS.of(shared)


def of_meaning(cosines: Scores, shared: Scores, scale: Scale | None, fitted: Scale, size: int) -> Scores:
    """By an encoder whose cosines were read before (`scale`), or as they lie among the passages (`fitted`).

    `size`: how many passages there are.
    """
    if scale is not None:
        return scale.of(cosines + SHARE_OF_WORDS * shared - _A_DECADE * _decades(size))
    return np.maximum(fitted.of(cosines), WORDS.of(shared))


def _decades(size: int) -> float:
    """By how many powers of ten there are more passages than where the figures were found."""
    return math.log10(max(1.0, size / _TRIED_ON))


def fitted_scale(rows: Matrix) -> Scale:
    """For an encoder nobody has tried: what stands out from the cosines of passages with each other."""
    some = rows[:: max(1, len(rows) // _PAIRED)]
    cosines = (some @ some.T)[np.triu_indices(len(some), 1)]
    if len(cosines) < 3:
        return Scale()
    usual, spread = float(cosines.mean()), max(float(cosines.std()), 0.01)
    return Scale(((usual, 0.0), (usual + _DEVIATIONS * spread, 0.5), (max(1.0, usual + 3 * _DEVIATIONS * spread), 1.0)))


class KoreanEvidence:
    """Weighted n-grams of the question beside the sentences of a passage that share most with it."""

    def __init__(self, embedder: KoreanNgramEmbedder | None = None) -> None:
        self._embedder = embedder
        self._kept = lru_cache(maxsize=2_000)(self._vector)

    def of(self, question: str, passages: Sequence[tuple[str, str]], size: int) -> Scores:
        """One value a passage, given as its last heading and its text; `size`: of how many passages these are."""
        asked, wanted = self._vector(question), frozenset(terms(question))
        near = [float(asked @ self._kept(_window(heading, text, wanted))) for heading, text in passages]
        return KOREAN.of(np.array(near) - _A_DECADE_KOREAN * _decades(size))

    def _vector(self, text: str) -> Matrix:
        self._embedder = self._embedder or KoreanNgramEmbedder()
        vector: Matrix = self._embedder.embed([text], "alike")[0]
        return vector


def _window(heading: str, text: str, wanted: frozenset[str]) -> str:
    """The neighbouring sentences that hold most of the wanted terms, under their heading."""
    windows = [""]
    for sentence in _SENTENCE.findall(text):
        if windows[-1] and len(windows[-1]) + len(sentence) > _WINDOW:
            windows.append("")
        windows[-1] += sentence
    best = max(windows, key=lambda window: sum(term in window for term in wanted))
    return best if heading in best else f"{heading}\n{best}"
