"""How long to wait for more before a turn is due: short when a message looks finished, longer when it doesn't."""

from __future__ import annotations

from dataclasses import dataclass

from policies.language.sentences import looks_finished
from policies.timing.rules import TimingRules


@dataclass(frozen=True)
class Wait:
    """How long to wait for more from the person before the turn is due."""

    ms: int
    reason: str


def end_of_turn_wait(text: str, rules: TimingRules, *, urgent: bool = False) -> Wait:
    """Short when the message looks finished, longer when more seems to come, none when `urgent`."""
    if urgent:
        return Wait(0, "safety: no wait")
    if rules.fast:
        return Wait(0, "fast: no wait")
    if looks_finished(text):
        return Wait(rules.finished_wait_ms, "the message looks finished")
    return Wait(rules.unfinished_wait_ms, "the message looks unfinished")
