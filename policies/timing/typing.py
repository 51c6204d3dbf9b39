"""How long a person would need to read and to type a text: by jamo for Hangul, by characters otherwise."""

from __future__ import annotations

from policies.draw import uniform
from policies.language.hangul import decompose, is_hangul
from policies.timing.rules import TimingRules

TYPICAL_GAP_MS = 30_000  # a usual reply delay within a talk, against which the mirror scales
_QUICKEST, _SLOWEST = 0.5, 2.0  # bounds of the mirror: nobody is rushed or kept waiting by arithmetic


def typing_ms(text: str, rules: TimingRules, seed: int, index: int, *, pace: float = 1.0) -> int:
    """Milliseconds a person would need to type `text`, within the rules' bounds. `pace` above 1 is slower."""
    raw = _strokes_ms(text, rules.jamo_ms, rules.char_ms)
    jitter = 0.85 + 0.3 * uniform(seed, f"typing:{index}")
    return int(min(rules.most_typing_ms, max(rules.least_typing_ms, raw * jitter * pace)))


def reading_ms(text: str, rules: TimingRules) -> int:
    """Milliseconds until the person's words are read: the rules' own time for taking it up, and the length."""
    if rules.fast:
        return 0
    raw = rules.reading_ms + _strokes_ms(text, rules.read_jamo_ms, rules.read_char_ms)
    return min(raw, max(rules.most_reading_ms, rules.reading_ms))


def mirror_factor(person_gap_ms: int | None, mirror: float) -> float:
    """What a delay is multiplied by for a person who usually answers within `person_gap_ms` (None: unknown).

    1 without mirroring; with `mirror` 1 in proportion to the person's own pace, between half and double.
    """
    if person_gap_ms is None or mirror <= 0:
        return 1.0
    scaled = (max(1, person_gap_ms) / TYPICAL_GAP_MS) ** mirror
    return float(min(_SLOWEST, max(_QUICKEST, scaled)))


def _strokes_ms(text: str, jamo_ms: int, char_ms: int) -> int:
    hangul = sum(1 for ch in text if is_hangul(ch))
    others = len(text) - hangul
    return (len(decompose(text)) - others) * jamo_ms + others * char_ms
