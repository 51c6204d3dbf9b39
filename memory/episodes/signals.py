"""What speaks for a passage, as columns between 0 and 1 (the length aside), and what each signal weighs.

A passage is judged by itself, by the windows it stands in, and by the run of talk around it, in words and in meaning.
The weights were fitted by logistic regression on the development half of LoCoMo (`python -m benchmarks.recall.fit`).
They hardly change whichever conversation is left out, and the Korean set, which they never saw, gains as much by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from memory.episodes.matching import Matched
from memory.episodes.postings import Real
from memory.episodes.talk import Seen

Columns = Mapping[str, Real]

# Log-odds for what was said within the days a question asks about. 182 of 1,018 questions of LoCoMo's development half
# name days; with their evidence they gain 2.8 / 0.8 / 0.6 points in 512 / 1,024 / 2,048 tokens, with half of it 0.8 /
# 1.1 / 0.6, with 2.5 they lose 0.2 in 512: what happened is often told later. Of all
# questions 0.5 / 0.1 / 0.1; the one loss is 0.3 of multi-hop ones in 512, whatever the weight.
IN_THE_DAYS = "said in the days asked about"
IN_THE_DAYS_WEIGHS = 1.0


@dataclass(frozen=True)
class Weights:
    """A logistic model: log-odds that a passage is what was asked for."""

    bias: float
    of: Mapping[str, float]


BY_WORDS = Weights(
    -14.8,
    {
        "words in window": 1.7,
        "words in window before": 2.8,
        "words in window after": 1.0,
        "words": 0.75,
        "best of its day": 2.0,
        "length": 0.9,
        "asks": -0.7,
        "answers": 0.9,
        "speaker is named": 1.6,
        "opens the talk": 2.2,
    },
)
BY_WORDS_AND_MEANING = Weights(
    -19.4,
    {
        "words in window": 0.95,
        "words in window before": 2.2,
        "words in window after": 0.75,
        "words": 0.85,
        "meaning": 1.7,
        "meaning of window": 3.1,
        "best of its day": 2.9,
        "length": 1.25,
        "asks": -0.65,
        "answers": 0.7,
        "speaker is named": 1.6,
        "opens the talk": 1.8,
    },
)


def columns(matched: Matched, likeness: tuple[Real, Real] | None, seen: Seen, named: Real) -> dict[str, Real]:
    """Shape (count,) each; `likeness`: cosines with passages and windows."""
    windows = _spread(matched.windows)
    found = {
        "words in window": windows,
        "words in window before": seen.previous(windows),
        "words in window after": seen.following(windows),
        "words": _spread(matched.passages),
        "length": seen.sizes,
        "asks": seen.asks,
        "answers": seen.previous(seen.asks),
        "speaker is named": named,
        "opens the talk": _opening(seen),
    }
    if likeness is None:
        return found | {"best of its day": seen.best_of_run(windows)}
    alone, around = _spread(likeness[0]), _spread(likeness[1])
    best = seen.best_of_run((windows + around) * np.float32(0.5))
    return found | {"meaning": alone, "meaning of window": around, "best of its day": best}


def log_odds(found: Columns, weights: Weights) -> Real:
    """Shape (count,)."""
    total = np.full(len(next(iter(found.values()))), weights.bias, dtype=np.float32)
    for name, weight in weights.of.items():
        total += np.float32(weight) * found[name]
    return total


def _spread(scores: Real) -> Real:
    """Between 0 and 1: lowest and highest of this talk."""
    low = scores.min()
    spread: Real = np.divide(scores - low, scores.max() - low + 1e-9, dtype=np.float32)
    return spread


def _opening(seen: Seen) -> Real:
    opening = np.zeros(seen.count, dtype=np.float32)
    opening[seen.starts] = 1
    return opening
