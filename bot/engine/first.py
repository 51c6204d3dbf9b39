"""A timer for writing first went off: send, wait or drop, in one transaction with whatever it changes."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from bot.engine.complete import keep_turn, outgoing
from bot.engine.gather import Personas, gather_event
from bot.engine.proactive import about_person, state_of, wake
from bot.storage import inbox, intents, outbox, timers
from bot.storage.people import consents, hold, note_written
from bot.storage.timers import Claim
from bot.turn.first import write_first
from bot.turn.given import Event, Given
from bot.turn.outcome import Outcome
from bot.turn.plans import proactive_rules
from bot.turn.settings import TurnSettings
from bot.turn.timing import awake_at, rules_of
from policies.proactive.intents import Intent
from policies.proactive.planning import Verdict, plan_send

_SOON_MS, _DAY_MS = 30 * 60_000, 86_400_000


def take_event(session: Session, held: Claim, personas: Personas, settings: TurnSettings, now: int, seed: int) -> str:
    """What became of the chat's earliest intent: sent, wait, drop, or "idle" when there is none."""
    if timers.complete(session, held, now, force=False) != "passed":
        return "idle"
    waiting = intents.waiting(session, held.chat_id)
    if not waiting:
        return "idle"
    intent_id, intent = waiting[0]
    given = gather_event(session, held, personas, settings, now, seed)
    hold(session, given.person_id)
    verdict = _verdict(session, given, intent, now)
    done = _do(session, given, Event(intent_id, intent, verdict.reason), verdict, now)
    wake(session, held.bot_id, held.chat_id)
    return done


def _verdict(session: Session, given: Given, intent: Intent, now: int) -> Verdict:
    about, rules = about_person(session, given.chat_id), rules_of(given).proactive
    if not rules.enabled or not about.reachable or given.in_group:
        return Verdict("drop", now, "nobody is written to first here")
    agreed = consents(session, given.person_id).get("proactive", False)
    state = replace(state_of(session, about, now), opted_in=agreed)
    level = proactive_rules(rules, about.proactive_level or "normal")
    verdict = plan_send(intent, state, level, now, about.time_zone or given.settings.time_zone)
    return _held_back(session, given, intent, now) or verdict if verdict.action == "send" else verdict


def _held_back(session: Session, given: Given, intent: Intent, now: int) -> Verdict | None:
    """Their own words are answered first; after a crisis there is no small talk; who sleeps writes to nobody."""
    crisis_at = given.state.crisis_at
    holds = (
        (now + _SOON_MS if inbox.waiting(session, given.chat_id) else now, "they wait for an answer"),
        (crisis_at + _DAY_MS if crisis_at else now, "a crisis not long ago"),
        (awake_at(given), "the persona sleeps"),
    )
    at, why = max(holds)
    if at <= now:
        return None
    return Verdict("drop", now, f"{why}, and too late after that") if at >= intent.expires else Verdict("wait", at, why)


def _do(session: Session, given: Given, event: Event, verdict: Verdict, now: int) -> str:
    if verdict.action == "wait":
        intents.put_off(session, event.id, verdict.at)
        return "wait"
    outcome = write_first(given, event) if verdict.action == "send" else None
    if outcome is None:
        intents.end(session, event.id, "dropped", verdict.reason if verdict.action == "drop" else "no line for it")
        return "drop"
    _send(session, given, outcome, event, now)
    return "sent"


def _send(session: Session, given: Given, outcome: Outcome, event: Event, now: int) -> None:
    turn_id = keep_turn(session, given, outcome, now)
    *before, last = outgoing(outcome.bubbles, now)
    bubbles = [*before, replace(last, kind="proactive")]
    outbox.put(session, given.chat_id, given.person_id, given.attempt, bubbles, turn_id)
    intents.mark_sent(session, event.id, turn_id, now)
    note_written(session, given.person_id, given.bot_id, outcome.state.disclosed_at)
