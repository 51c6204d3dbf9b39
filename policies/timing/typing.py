"""How long a person would need to type a text: by jamo for Hangul, by characters otherwise."""

from __future__ import annotations

from policies.draw import uniform
from policies.language.hangul import decompose, is_hangul
from policies.timing.rules import TimingRules


def typing_ms(text: str, rules: TimingRules, seed: int, index: int) -> int:
    """Milliseconds a person would need to type `text`, within the rules' bounds."""
    hangul = sum(1 for ch in text if is_hangul(ch))
    strokes = len(decompose(text)) - (len(text) - hangul)
    raw = strokes * rules.jamo_ms + (len(text) - hangul) * rules.char_ms
    jitter = 0.85 + 0.3 * uniform(seed, f"typing:{index}")
    return int(min(rules.most_typing_ms, max(rules.least_typing_ms, raw * jitter)))
