"""Which embedders compare the lines of a language with what people say, and how their cosines are read.

Figures were found on the tune half of `benchmarks/data/smalltalk.jsonl` (`python -m benchmarks.groups --split tune`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from retrieval.comparing import Blend, ByVectors, Comparer, Measure, OrElse, Scale
from retrieval.embedding import NO_EMBEDDER, Embedder
from retrieval.kept import KeptVectors
from retrieval.korean import KoreanNgramEmbedder
from retrieval.minilm import MiniLmEmbedder
from retrieval.ngrams import NgramEmbedder

# Fixed weights leave less in common than weights of the index would: the cosine counts for more.
KOREAN = Scale(((0.0, 0.0), (1 / 1.2, 1.0)))
MINILM = Scale.anchored(0.5)
# n-grams alone miss paraphrases, MiniLM alone takes any question for small talk.
TRUST_IN_MINILM = 0.8


class Embedded:
    """What ships: n-grams for Korean, MiniLM softened by n-grams for English. Files are opened when first needed."""

    @cached_property
    def minilm(self) -> MiniLmEmbedder:
        """One for all indexes: it takes 70 MB."""
        return MiniLmEmbedder()

    @cached_property
    def kept(self) -> KeptVectors:
        """Vectors of the shipped personas' lines."""
        return KeptVectors.shipped(self.minilm)

    @cached_property
    def korean(self) -> KoreanNgramEmbedder:
        """One for all indexes."""
        return KoreanNgramEmbedder()

    def check(self) -> str:
        """What compares, in words. Raises EmbedderUnusable for damaged files."""
        self.minilm.load()
        return f"{self.minilm.id} for English, {self.korean.id} for Korean"

    def as_configured(self, recorded: str | None) -> bool:
        """Nothing else is configured."""
        return True

    def comparer(self, language: str, lines: Sequence[str], *, as_configured: bool = True) -> Comparer:
        """Latin words in a Korean message are n-grams like others; Hangul in an English one keeps MiniLM out."""
        if language == "ko":
            return ByVectors(Measure(self.korean, KOREAN), lines)
        ngrams = ByVectors(Measure(NgramEmbedder(), own_idf=True), lines)
        sharp = ByVectors(Measure(self.minilm, MINILM, knows=self.minilm.knows, lines=self.kept.embed), lines)
        return OrElse(Blend(sharp, ngrams, TRUST_IN_MINILM), ngrams)


class Replaced:
    """The operator's embedder for every language, and what ships while it can't be used."""

    def __init__(self, embedder: Embedder, embedded: Embedded) -> None:
        self.embedder, self.embedded = embedder, embedded

    def check(self) -> str:
        """What compares, in words. Raises EmbedderUnusable."""
        dimensions = self.embedder.embed(["hello"], "alike").shape[1]
        return f"{self.embedder.id}, {dimensions} dimensions"

    def as_configured(self, recorded: str | None) -> bool:
        """A replayed turn is compared by what its record names, not by what could be used today."""
        return recorded in (None, NO_EMBEDDER) or self.embedder.id in str(recorded)

    def comparer(self, language: str, lines: Sequence[str], *, as_configured: bool = True) -> Comparer:
        """Falls back to what ships, with the reason."""
        instead = self.embedded.comparer(language, lines)
        if not as_configured:
            return instead
        return OrElse(ByVectors(Measure(self.embedder, scale=None), lines), instead)


class ByNgrams:
    """Plain n-grams for every language: for tests and for machines where nothing may be loaded."""

    def as_configured(self, recorded: str | None) -> bool:
        """There is no other way."""
        return True

    def comparer(self, language: str, lines: Sequence[str], *, as_configured: bool = True) -> Comparer:
        """Needs no files."""
        return by_ngrams(lines)


def by_ngrams(lines: Sequence[str]) -> Comparer:
    """Plain n-grams, weighted by the lines themselves."""
    return ByVectors(Measure(NgramEmbedder(), own_idf=True), lines)
