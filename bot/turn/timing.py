"""When this turn speaks: the moment as the timing policy sees it, the decision, and what both leave for next time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.turn.decisions import DecisionRecord
from bot.turn.given import Given, Message
from bot.turn.reading import Reading, local_time
from policies.timing.deciding import Decision, decide
from policies.timing.features import Moment, with_standing, with_words
from policies.timing.marks import Wish
from policies.timing.opportunity import Opportunity
from policies.timing.rules import TimingRules
from policies.timing.talk import Said, standing
from policies.timing.week import Standing, state_at

WORDLESS = frozenset({"react", "silent"})
PUT_OFF = frozenset({"later", "come_back"})
_TALK_MS = 30 * 60_000  # a longer gap says nothing about somebody's pace within a talk
_LEARNS = 0.3  # how much one gap moves what is known of a pace
_NOW_MS = 2 * 60_000  # an answer within so long is one at once
_LONGEST_MS = 16 * 3_600_000
_REMEMBERED_TALK = 60


def rules_of(given: Given) -> TimingRules:
    """The policy of this turn: the persona's with the operator's choices, or one given whole."""
    return given.settings.policy or given.persona.timing_rules(given.settings.timing)


def moment_of(given: Given, reading: Reading, rules: TimingRules) -> Moment:
    """What the decision looks at."""
    said = [update.message for update in given.updates]
    spoke, before = _last(given.history, "persona"), _last(given.history, "person")
    day = _today(given, rules)
    moment = Moment(
        now=given.now,
        safety=reading.safety.category,
        kind=said[-1].kind,
        stage=given.state.stage,
        silences_today=given.state.silences if given.state.silences_on == day else 0,
        silent_to_question_last=given.state.questions_left > 0,
        persona_silent_ms=max(0, given.now - spoke.said_at) if spoke else None,
        person_silent_ms=max(0, said[0].said_at - before.said_at) if before else None,
        person_gap_ms=given.state.person_gap_ms,
        waited_ms=max(0, given.now - given.updates[0].received_at),
        deferred=bool(given.deferred) and given.deferred[-1].until <= given.now,
        minor=given.state.age_status == "minor",
        since_crisis_ms=max(0, given.now - given.state.crisis_at) if given.state.crisis_at else None,
    )
    local = local_time(given.now, _zone(given, rules))
    return with_standing(with_words(moment, [each.text for each in said]), _doing(given, rules), local)


def awake_at(given: Given) -> int:
    """When the persona is awake: now, or the end of its sleep (ms)."""
    doing = _doing(given, rules_of(given))
    return doing.until if doing.state == "asleep" else given.now


def _doing(given: Given, rules: TimingRules) -> Standing:
    """What the persona does now."""
    return state_at(rules.week, local_time(given.now, _zone(given, rules)), _own(given))


def decide_now(given: Given, reading: Reading) -> DecisionRecord:
    """The decision, by the mode of the rules. Before the model has spoken, its mode only keeps the persona's hours."""
    rules = rules_of(given)
    moment, known = moment_of(given, reading, rules), _known(given, rules)
    decision = decide(moment, rules, given.seed, wished=_weights(given, moment, rules, known))
    return _recorded(decision, given, moment, rules, _learned_delay(given, decision, moment, known))


def decide_again(given: Given, reading: Reading, wish: Wish, before: DecisionRecord) -> DecisionRecord:
    """The decision once the model's control marks have asked for something: a second draw behind the first.

    Its probabilities are those of both draws together, given what the model asked for.
    """
    rules = rules_of(given)
    moment = moment_of(given, reading, rules)
    decision = decide(moment, rules, given.seed + 1, wished={wish.action: 1.0})
    asked = wish.wait_ms if wish.wait_ms and decision.action == "later" else 0
    record = _recorded(decision, given, moment, rules, asked)
    replied = before.probabilities["reply"]
    together = {
        action: replied * chance + (before.probabilities[action] if action != "reply" else 0.0)
        for action, chance in record.probabilities.items()
    }
    return replace(record, probabilities=together, emoji=wish.emoji or record.emoji, good_night=before.good_night)


def _known(given: Given, rules: TimingRules) -> Opportunity | None:
    """The talk as the fitted timing sees it, where one decides."""
    fitted = rules.mode == "learned" and given.settings.learned_timing is not None
    return standing(_talk(given, rules), ("person", "persona")) if fitted else None


def _weights(given: Given, moment: Moment, rules: TimingRules, known: Opportunity | None) -> Mapping[str, float] | None:
    if rules.mode == "model" and moment.state == "free":
        return {"reply": 1.0}
    learned = given.settings.learned_timing
    return learned.shares(known, _NOW_MS) if learned and known else None


def _learned_delay(given: Given, decision: Decision, moment: Moment, known: Opportunity | None) -> int:
    """How long the fitted timing lets an answer wait; 0: the rules say. Who sleeps sleeps on."""
    learned = given.settings.learned_timing
    if learned is None or known is None or decision.action != "later" or moment.state == "asleep":
        return 0
    drawn = learned.draw(known, given.seed)
    return min(_LONGEST_MS, max(_NOW_MS, drawn)) if drawn is not None else 0


def _recorded(decision: Decision, given: Given, moment: Moment, rules: TimingRules, delay_ms: int) -> DecisionRecord:
    return DecisionRecord(
        at=given.now,
        action=decision.action,
        reason=decision.reason,
        probabilities=decision.probabilities,
        admissible=tuple(decision.admissible),
        floor=decision.floor,
        delay_ms=delay_ms or decision.delay_ms,
        state=moment.state,
        seed=given.seed,
        mode=rules.mode,
        emoji=decision.emoji,
        good_night=decision.good_night,
        policy=rules.preset,
    )


def silences_after(given: Given, decided: DecisionRecord, *, question: bool) -> dict[str, object]:
    """The counts the next decision reads: silences of the persona's day, and questions left in a row."""
    rules = rules_of(given)
    day = _today(given, rules)
    today = given.state.silences if given.state.silences_on == day else 0
    left = given.state.questions_left + 1 if decided.action in WORDLESS else 0
    return {
        "silences": today + (decided.action == "silent"),
        "silences_on": day,
        "questions_left": left if question else given.state.questions_left,
    }


def pace_after(given: Given) -> dict[str, object]:
    """How soon the person answers within a talk, and how quickly one message of a burst follows another (ms)."""
    said = [update.message for update in given.updates]
    newest = given.history[-1] if given.history else None
    paces: dict[str, object] = {}
    if newest is not None and newest.author == "persona" and 0 < said[0].said_at - newest.said_at <= _TALK_MS:
        paces["person_gap_ms"] = _towards(given.state.person_gap_ms, said[0].said_at - newest.said_at)
    gaps = [after.said_at - before.said_at for before, after in pairwise(said)]
    burst = given.state.burst_gap_ms
    for gap in gaps:
        burst = _towards(burst, gap) if 0 < gap <= _TALK_MS else burst
    return paces | ({"burst_gap_ms": burst} if burst != given.state.burst_gap_ms else {})


def _towards(before: int | None, gap: int) -> int:
    """A running mean of logarithms: one long gap says little."""
    if before is None or before <= 0:
        return gap
    return round(math.exp((1 - _LEARNS) * math.log(before) + _LEARNS * math.log(gap)))


def _last(history: Sequence[Message], author: str) -> Message | None:
    return next((message for message in reversed(history) if message.author == author), None)


def _zone(given: Given, rules: TimingRules) -> str:
    return rules.week.time_zone or given.state.time_zone or given.settings.time_zone


def _today(given: Given, rules: TimingRules) -> str:
    return local_time(given.now, _zone(given, rules)).date().isoformat()


def _own(given: Given) -> int:
    """A seed of the persona's own: its day has one shape, whoever talks with it."""
    return int.from_bytes(given.persona.key.encode()[:6], "big")


def _talk(given: Given, rules: TimingRules) -> list[Said]:
    zone = _zone(given, rules)
    lines = [*given.history[-_REMEMBERED_TALK:], *(update.message for update in given.updates)]
    return [_said(line, zone) for line in lines]


def _said(message: Message, zone: str) -> Said:
    local = local_time(message.said_at, zone)
    hour = local.hour + local.minute / 60
    return Said(message.author, message.said_at, message.text, hour, weekend=local.weekday() >= 5)
