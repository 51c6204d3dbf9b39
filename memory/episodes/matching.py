"""BM25 of a question over passages, and over windows of three that are put together while scoring and never stored."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from memory.episodes.postings import Real
from memory.episodes.talk import Seen
from memory.episodes.words import telling, terms

K1, B = 1.5, 0.75  # Okapi BM25 (Robertson & Zaragoza 2009); the usual values, flat here
FEWEST = 400  # passages a talk is taken to have where its evidence is weighed: in three lines no word would be rare
MOST_TERMS = 64  # of a question, rarest first: a pasted page must not cost more than a long question


@dataclass(frozen=True)
class Matched:
    """BM25 of windows and passages, shape (count,) each; `shared`: what the question has in common with one window.

    That is the sum of its terms' rarities among passages, in parts of the highest; those of everyday chat count less.
    """

    windows: Real
    passages: Real
    shared: float


@dataclass(frozen=True)
class _Term:
    rarity: float
    times: int
    tells: float
    passages: Real  # how often it stands in each
    windows: Real


def matched(question: str, seen: Seen) -> Matched:
    """`seen` holds at least one row."""
    chosen = [_looked_up(term, times, seen) for term, times in _rarest(question, seen)]
    day = seen.day_counts[seen.runs]
    windows = _norm(seen.around(seen.counts.astype(np.float32)) + day)
    passages = _norm((seen.counts + day).astype(np.float32))
    total = [np.zeros(seen.count, dtype=np.float32) for _ in range(3)]
    for term in chosen:
        _add(total[0], term.windows, windows, term)
        _add(total[1], term.passages, passages, term)
        total[2] += np.float32(term.tells) * (term.windows > 0)
    return Matched(total[0], total[1], float(total[2].max()) / _rarity(max(seen.count, FEWEST), 0))


def _rarest(question: str, seen: Seen) -> list[tuple[str, int]]:
    """Terms of the question that occur at all, and how often it has them."""
    asked = Counter(terms(question))
    places = {term: len(seen.rows(term)) + len(seen.day_rows(term)) for term in asked}
    known = sorted((term for term in asked if places[term]), key=places.__getitem__)
    return [(term, asked[term]) for term in known[:MOST_TERMS]]


def _norm(lengths: Real) -> Real:
    norm: Real = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    return norm


def _looked_up(term: str, times: int, seen: Seen) -> _Term:
    own = np.bincount(seen.rows(term), minlength=seen.count).astype(np.float32)
    runs = seen.day_rows(term)
    day = np.bincount(runs, minlength=len(seen.day_counts)).astype(np.float32)[seen.runs] if len(runs) else 0
    windows = seen.around(own) + day
    rarity = _rarity(seen.count, int(np.count_nonzero(windows)))
    tells = telling(term) * _rarity(max(seen.count, FEWEST), int(np.count_nonzero(own)))
    return _Term(rarity, times, tells, own + day, windows)


def _rarity(count: int, found: int) -> float:
    return math.log(1 + (count - found + 0.5) / (found + 0.5))


def _add(total: Real, often: Real, norm: Real, term: _Term) -> None:
    total += np.float32(term.times * term.rarity * (K1 + 1)) * (often / (often + norm))
