"""BM25 over passages (Robertson & Zaragoza 2009), and how much of a question's words a passage shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.words import by_word, terms

_K1, _B = 1.2, 0.75
Scores = NDArray[np.float64]


class LexicalIndex:
    """Postings by term. `counts`: how often each term stands in each passage, in the passages' order."""

    def __init__(self, counts: Sequence[Mapping[str, int]]) -> None:
        self.size = len(counts)
        lengths = np.array([sum(each.values()) for each in counts], dtype=np.float64)
        norm = _K1 * (1 - _B + _B * lengths / (lengths.mean() or 1)) if self.size else lengths
        self._terms: dict[str, int] = {}
        columns = np.fromiter(self._numbered(counts), dtype=np.int64)
        rows = np.repeat(np.arange(self.size), [len(each) for each in counts])
        often = np.fromiter((often for each in counts for often in each.values()), dtype=np.float64)
        order = np.argsort(columns, kind="stable")
        self._rows = rows[order].astype(np.int32)
        self._starts = np.searchsorted(columns[order], np.arange(len(self._terms) + 1))
        found = np.diff(self._starts)
        self._idf = np.log(1 + (self.size - found + 0.5) / (found + 0.5))
        weight = often * (_K1 + 1) / (often + norm[rows]) if len(often) else often
        self._weights = weight[order] * np.repeat(self._idf, found)

    def _numbered(self, counts: Sequence[Mapping[str, int]]) -> Iterable[int]:
        for each in counts:
            for term in each:
                yield self._terms.setdefault(term, len(self._terms))

    def scores(self, question: str) -> tuple[Scores, Scores]:
        """Each of shape (size,): BM25, and how much of the question's words a passage shares, 0 to 1.

        A word counts by the rarity of its terms, one that stands nowhere most of all: a question full of such words is
        about something else. A single shared word is chance as often as not, so shared words count for more together.
        """
        asked = by_word(question)
        if not self.size or not asked:
            return np.zeros(self.size), np.zeros(self.size)
        parts = [self._of_word(word) for word in asked]
        bm25 = np.sum([bm25 for bm25, _, _ in parts], axis=0)
        shares = np.array([share for _, share, _ in parts])
        weights = np.array([weight for _, _, weight in parts])
        return bm25, (weights @ shares) / weights.sum() * (1 - 0.5 ** shares.sum(axis=0))

    def _of_word(self, word: Sequence[str]) -> tuple[Scores, Scores, float]:
        """Of one word: BM25, the share of it that each passage has, and its weight."""
        nowhere = float(np.log(1 + (self.size + 0.5) / 0.5))
        bm25, shared, whole = np.zeros(self.size), np.zeros(self.size), 0.0
        for term in word:
            number = self._terms.get(term)
            whole += nowhere if number is None else self._idf[number]
            if number is not None:
                span = slice(self._starts[number], self._starts[number + 1])
                bm25[self._rows[span]] += self._weights[span]
                shared[self._rows[span]] += self._idf[number]
        return bm25, shared / whole, whole / len(word)


def counted(text: str) -> Mapping[str, int]:
    """How often each term stands in a text."""
    return Counter(terms(text))
