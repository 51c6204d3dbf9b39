"""The most central sentences of a text: those nearest to its centroid of weighted words (Radev et al. 2004)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from policies.language.sentences import split
from retrieval.knowledge.plain import plain
from retrieval.words import terms

_SHORTEST, _LONGEST = 12, 400  # characters: shorter ones say little alone, longer ones are tables and lists
_MOST = 4_000  # sentences that are compared; of longer texts every n-th one
_ALIKE = 0.6  # a sentence that shares so much with a chosen one says nothing new
_LEAST = 0.5  # of the most central one's: what room is left isn't filled with what is beside the point
Weights = Mapping[str, float]


def central_sentences(text: str, characters: int) -> list[str]:
    """Sentences in the order of the text, together at most `characters` long; () for a text without any."""
    sentences = _sentences(text)
    vectors = _weighted([Counter(terms(sentence)) for sentence in sentences])
    centre = _sum(vectors)
    near = [_cosine(vector, centre) for vector in vectors]
    least = _LEAST * max(near, default=0)
    ranked = sorted((at for at, each in enumerate(near) if each >= least), key=lambda at: (-near[at], at))
    chosen: list[int] = []
    left = characters
    for at in ranked:
        if len(sentences[at]) + 1 > left or any(_cosine(vectors[at], vectors[other]) > _ALIKE for other in chosen):
            continue
        chosen.append(at)
        left -= len(sentences[at]) + 1
        if left < _SHORTEST:
            break
    return [sentences[at] for at in sorted(chosen)]


def _sentences(text: str) -> list[str]:
    """Paragraph by paragraph: a sentence never spans two."""
    lines = (" ".join(line.split()) for line in plain(text).split("\n"))
    found = [sentence.strip() for line in _paragraphs(lines) for sentence in split(line)]
    told = [each for each in dict.fromkeys(found) if _SHORTEST <= len(each) <= _LONGEST]
    return told[:: max(1, math.ceil(len(told) / _MOST))]


def _paragraphs(lines: Iterable[str]) -> list[str]:
    joined, current = list[str](), list[str]()
    for line in (*lines, ""):
        if line:
            current.append(line)
        elif current:
            joined.append(" ".join(current))
            current = []
    return joined


def _weighted(counts: Sequence[Counter[str]]) -> list[Weights]:
    """By how often a word comes back and how few sentences have it, unit length.

    Inverse frequency alone would favour words that stand once, which are what the text is not about.
    """
    spread = Counter(term for each in counts for term in each)
    worth = {term: math.log(1 + often) * math.log(1 + len(counts) / often) for term, often in spread.items()}
    return [_unit({term: often * worth[term] for term, often in each.items()}) for each in counts]


def _unit(weights: Weights) -> Weights:
    length = math.sqrt(sum(value * value for value in weights.values())) or 1
    return {term: value / length for term, value in weights.items()}


def _sum(vectors: Sequence[Weights]) -> Weights:
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, value in vector.items():
            total[term] += value
    return _unit(total)


def _cosine(one: Weights, other: Weights) -> float:
    small, large = (one, other) if len(one) < len(other) else (other, one)
    return sum(value * large.get(term, 0.0) for term, value in small.items())
