"""The completion transaction: through the fence, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.engine.proactive import keep_plans
from bot.storage import jobs, outbox, timers
from bot.storage.facts import note_uses
from bot.storage.learning import learn
from bot.storage.outbox import Outgoing
from bot.storage.owned import Owned
from bot.storage.people import hold, note_turn
from bot.storage.tables import Chat, Message, Person
from bot.storage.timers import Claim, Fence
from bot.storage.turns import consume, keep_snapshots, put_served, put_turn, take_calls
from bot.turn.decisions import decisions_to_json
from bot.turn.given import Given
from bot.turn.outcome import JobRequest, Outcome, PutOff, StateChange
from bot.turn.record import to_json
from bot.turn.settings import settings_values
from policies.language.pieces import pieces
from policies.timing.plan import Bubble

LONGEST_BUBBLE = 4096  # UTF-16 units; Telegram's limit, the shortest of any channel


class Outdated(Exception):
    """A message this turn drew on was answered by another turn, or erased; the transaction must roll back."""


def complete(session: Session, held: Claim, given: Given, outcome: Outcome, now: int, *, force: bool) -> Fence:
    """Consume what was read, queue the bubbles, write the record. Raises Outdated."""
    fence = timers.complete(session, held, now, force=force)
    if fence not in ("passed", "passed_behind"):
        return fence
    hold(session, given.person_id)
    drew_on = outcome.record.provenance.messages
    turn_id = keep_turn(session, given, outcome, now)
    inbox_ids = [update.inbox_id for update in given.updates]
    if consume(session, inbox_ids, turn_id) != len(inbox_ids) or _changed(session, given, drew_on):
        raise Outdated
    if outcome.record.calls:
        take_calls(session, given.attempt, turn_id)
    says = [
        *_reaction(given, outcome, now),
        *_addressed(given, outgoing(outcome.bubbles, now)),
        *_question(outcome, now),
    ]
    outbox.put(session, given.chat_id, given.person_id, given.attempt, says, turn_id)
    put_served(session, given.person_id, given.bot_id, turn_id, outcome.served, now)
    note_uses(session, given.person_id, outcome.used, turn_id, now)
    learn(session, given.person_id, given.bot_id, outcome.learned, now, outcome.ended)
    _change_state(session, given, outcome, now)
    _put_jobs(session, given.person_id, outcome.jobs, now)
    if outcome.plans is not None:
        keep_plans(session, given, outcome.plans, now)
    return fence


def put_off(session: Session, held: Claim, given: Given, answer: PutOff, now: int) -> Fence:
    """The turn comes up again later, with what was decided; what the persona says before is queued."""
    fence = timers.postpone(session, held, now, answer.until, decisions_to_json(answer.decisions))
    if fence == "passed" and answer.says:
        outbox.put(session, given.chat_id, given.person_id, given.attempt, outgoing(answer.says, now))
    return fence


def keep_turn(session: Session, given: Given, outcome: Outcome, now: int) -> int:
    """The turn's row with its record, and the snapshots it points to. Returns its id."""
    _keep_snapshots(session, given, now)
    record = outcome.record
    runs = [(each.first, each.last) for each in record.summaries]
    return put_turn(session, _row(given, outcome, now), to_json(record), record.provenance.messages, runs)


def close_idle(session: Session, held: Claim, now: int) -> None:
    """A timer went off and nothing was waiting."""
    timers.complete(session, held, now, force=False)


def _changed(session: Session, given: Given, drew_on: Sequence[int]) -> bool:
    """Whether something was forgotten or edited while the turn ran.

    Its record must not bring back what is gone, and a turn run again would be given other words.
    """
    read = {update.message.id: update.message.text for update in given.updates}
    rows = session.connection().execute(_THERE, {"ids": list({*drew_on, *read})})
    there = {message_id: str(text) for message_id, text in rows}
    return len(there) < len({*drew_on, *read}) or any(there[each] != text for each, text in read.items())


def _reaction(given: Given, outcome: Outcome, now: int) -> list[Outgoing]:
    """To the person's last message."""
    if outcome.reaction is None or not given.updates:
        return []
    return [Outgoing(outcome.reaction, now, kind="reaction", target_id=given.updates[-1].message.id)]


def _question(outcome: Outcome, now: int) -> list[Outgoing]:
    """Whether they may be written to first."""
    asked = outgoing((outcome.question,), now) if outcome.question else []
    return [replace(each, kind="consent") for each in asked]


def outgoing(bubbles: Sequence[Bubble], now: int) -> list[Outgoing]:
    """Longer ones than a messenger takes go as several, one right behind the other."""
    return [
        Outgoing(part, now + bubble.offset_ms, bubble.typing_ms if first else 0)
        for bubble in bubbles
        for first, part in zip(chain([True], repeat(False)), pieces(bubble.text, LONGEST_BUBBLE), strict=False)
    ]


def _addressed(given: Given, bubbles: list[Outgoing]) -> list[Outgoing]:
    """Among others the first bubble is a reply, so that everybody sees whom it answers."""
    if not given.in_group:
        return bubbles
    return [replace(bubbles[0], target_id=given.updates[-1].message.id), *bubbles[1:]] if bubbles else []


def _keep_snapshots(session: Session, given: Given, now: int) -> None:
    persona, settings = given.persona, given.settings
    contents: dict[str, tuple[str, Callable[[], object]]] = {
        persona.snapshot_hash: ("persona", lambda: persona.snapshot),
        settings.hash: ("settings", lambda: settings_values(settings)),
    }
    keep_snapshots(session, contents, now)


def _row(given: Given, outcome: Outcome, now: int) -> dict[str, Any]:
    calls = outcome.record.calls
    return {
        "bot_id": given.bot_id,
        "chat_id": given.chat_id,
        "person_id": given.person_id,
        "generation": given.generation,
        "attempt": given.attempt,
        "created_at": now,
        "source": outcome.source,
        "action": outcome.action,
        "persona_hash": given.persona.snapshot_hash,
        "settings_hash": given.settings.hash,
        "prompt_tokens": sum(call.prompt_tokens or 0 for call in calls),
        "reply_tokens": sum(call.reply_tokens or 0 for call in calls),
    }


def _change_state(session: Session, given: Given, outcome: Outcome, now: int) -> None:
    change = outcome.state
    if change.language != given.state.language:
        session.get_one(Person, given.person_id).language = change.language
    disclosed = {"disclosed_at": change.disclosed_at} if change.disclosed_at else {}
    talked = {} if given.in_group else _talk(given, change, now)
    note_turn(session, given.person_id, given.bot_id, now, {**disclosed, **talked, **change.bond})
    if change.history_from:
        session.get_one(Chat, given.chat_id).history_from = change.history_from


def _talk(given: Given, change: StateChange, now: int) -> dict[str, object]:
    """When they talked, and what about."""
    said_at = max(update.message.said_at for update in given.updates)
    talked: dict[str, object] = {"last_person_at": said_at, "unanswered": 0}
    if change.topic:
        return {**talked, "topic": Owned(given.person_id, change.topic), "topic_at": now}
    return {**talked, "topic": None, "topic_at": None} if change.topic_spent else talked


def _put_jobs(session: Session, person_id: int, requests: Sequence[JobRequest], now: int) -> None:
    for request in requests:
        jobs.put(session, request.name, request.key, person_id, request.args, now + request.delay_ms)


_THERE = select(Message.id, Message.text).where(col(Message.id).in_(bindparam("ids", expanding=True)))
