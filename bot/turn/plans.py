"""What the person says about times to come: what the persona may ask about later, and what it no longer needs to."""

from __future__ import annotations

from bot.turn.given import Given
from bot.turn.outcome import Plans
from bot.turn.reading import Reading, local_time
from bot.turn.timing import rules_of
from policies.proactive.check_ins import check_in
from policies.proactive.heard import brought_up, cancels
from policies.proactive.intents import Intent, Said
from policies.proactive.mining import mine
from policies.proactive.planning import ProactiveRules, ProactiveState
from policies.proactive.wording import controls
from policies.relationship import STAGES, stage
from policies.timing.plan import Bubble, Plan
from policies.timing.rules import Proactive
from policies.timing.typing import typing_ms

ASKED_AT = next(least for least, name in STAGES if name == "acquainted")
_BREATH_MS = 3_000


def plans_of(given: Given, reading: Reading) -> Plans | None:
    """None where nobody is to be written to first: not agreed to, a minor, a group, switched off."""
    rules = rules_of(given).proactive
    if not may_write_first(given) or not rules.enabled:
        return None
    said = [update.message for update in given.updates]
    zone = given.state.time_zone or given.settings.time_zone
    mined = mine([Said(each.id, each.text, local_time(each.said_at, zone)) for each in said])
    return Plans(
        mined=mined if given.state.consent.get("memory", True) else (),
        cancelled=tuple(_cancelled(given, reading)),
        check_in=_check_in(given, rules, zone) if rules.check_ins else None,
    )


def ask_to_write_first(given: Given, reading: Reading, plan: Plan) -> Bubble | None:
    """Once, when two have become acquainted: the question stands behind the answer, with buttons."""
    rules = rules_of(given)
    if given.state.turns + 1 != ASKED_AT or given.in_group or rules.fast or not rules.proactive.enabled:
        return None
    if given.state.age_status == "minor" or given.state.consent.get("proactive") or reading.safety.category != "none":
        return None
    text, after = (
        controls(reading.language, reading.speech_level).consent,
        plan.bubbles[-1].offset_ms if plan.bubbles else 0,
    )
    typing = typing_ms(text, rules, given.seed, len(plan.bubbles))
    return Bubble(text, after + _BREATH_MS + typing, typing)


def may_write_first(given: Given) -> bool:
    """Whether this person agreed to it, and may be."""
    agreed = given.state.consent.get("proactive", False)
    return agreed and given.state.age_status != "minor" and not given.in_group


def proactive_rules(rules: Proactive, level: str) -> ProactiveRules:
    """The persona's and the operator's rules at the level the person chose."""
    return ProactiveRules(
        quiet_from=rules.quiet_from,
        quiet_to=rules.quiet_to,
        most_a_day=rules.most_a_day,
        most_a_week=rules.most_a_week,
        back_off=rules.back_off,
        level=level if level in ("less", "more") else "normal",  # type: ignore[arg-type]
    )


def _cancelled(given: Given, reading: Reading) -> list[tuple[int, str]]:
    """A check-in is for somebody silent; an event that fell through, or that they tell of first, needs no asking."""
    gone = []
    for intent_id, intent in given.intents:
        if intent.kind == "check_in":
            gone.append((intent_id, "they wrote first"))
        elif cancels(intent, reading.text):
            gone.append((intent_id, "it fell through or was moved"))
        elif brought_up(intent, reading.text, given.now):
            gone.append((intent_id, "they brought it up first"))
    return gone


def _check_in(given: Given, rules: Proactive, zone: str) -> Intent | None:
    state, level = ProactiveState(opted_in=True, last_person_at=given.now), given.state.proactive_level
    there, now = stage(given.state.turns + 1), given.now
    return check_in(there, now, state, proactive_rules(rules, level), given.seed, now, zone)
