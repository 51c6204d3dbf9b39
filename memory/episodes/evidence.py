"""Whether anything in the talk speaks clearly enough to be recalled: no memory is better than a wrong one.

Raw evidence, comparable between talks, not the scores that are spread over whatever a talk holds. Calibrated on the
questions of LoCoMo's development half and of the Korean set against small talk (`benchmarks/data/smalltalk.jsonl`,
tune half): with meaning 0.2 % of the questions are refused and 82 % of the small talk, by words alone 1.3 % and 48 %
in English, 1 % and 48 % in Korean (small talk about work, family or food does meet what was said about them). The
cosines are MiniLM's; an embedder whose cosines are all high lets more through.
"""

from __future__ import annotations

from memory.episodes.matching import Matched
from memory.episodes.postings import Real
from policies.language.hangul import is_hangul

LEAST = 2.8  # words and meaning together
COSINE_COUNTS = 5.0  # a cosine of 0.2 is worth a term that stands nowhere else
LEAST_BY_WORDS = 0.65
LEAST_IN_KOREAN = 0.55  # a Korean word gives several terms


def enough(question: str, words: Matched, likeness: tuple[Real, Real] | None) -> bool:
    """`likeness`: cosines with passages and windows, None where the embedder can't judge."""
    if likeness is not None:
        return words.shared + COSINE_COUNTS * float(likeness[0].max()) >= LEAST
    return words.shared >= (LEAST_IN_KOREAN if any(map(is_hangul, question)) else LEAST_BY_WORDS)
