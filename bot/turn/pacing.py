"""The pace of an answer: its bubbles in time, or the words before one that comes later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.turn.decisions import DecisionRecord
from bot.turn.given import Given
from bot.turn.outcome import PutOff
from bot.turn.reading import Reading
from bot.turn.timing import rules_of
from policies.draw import pick
from policies.timing.plan import Bubble, Pace, Plan, plan_bubbles
from policies.timing.typing import mirror_factor


def plan_of(given: Given, reading: Reading, decision: DecisionRecord, texts: Sequence[str], *, whole: int = 0) -> Plan:
    """The bubbles of an answer, the first `whole` texts uncut. What a model asked to wait with is held back so long."""
    held = decision.delay_ms if decision.action == "later" else 0
    bubbles = _bubbles(given, reading, texts, Pace(held_ms=held, whole=whole))
    return Plan(decision.action, decision.reason, bubbles, decision.probabilities)


def put_off(given: Given, reading: Reading, decision: DecisionRecord) -> PutOff:
    """The turn comes up again later. Who comes back says so, if the persona has words for it."""
    lines = given.persona.away(reading.language) if decision.action == "come_back" else ()
    says = (pick(lines, given.seed, "timing:away"),) if lines else ()
    return PutOff(decision.until, (*given.deferred, decision), _bubbles(given, reading, says, Pace()))


def _bubbles(given: Given, reading: Reading, texts: Sequence[str], pace: Pace) -> tuple[Bubble, ...]:
    rules = rules_of(given)
    factor = mirror_factor(given.state.person_gap_ms, rules.mirror)
    theirs = replace(pace, heard=reading.text, factor=factor, urgent=reading.safety.category == "crisis")
    return plan_bubbles(texts, rules, given.seed, theirs)
