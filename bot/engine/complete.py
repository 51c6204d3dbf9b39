"""The completion transaction: through the fence, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.storage import jobs, outbox, timers
from bot.storage.facts import learn
from bot.storage.outbox import Outgoing
from bot.storage.owned import Owned
from bot.storage.people import relationship
from bot.storage.tables import Chat, Message, Person, TurnRow
from bot.storage.timers import Claim, Fence
from bot.storage.turns import consume, keep_snapshot, put_served, put_turn
from bot.turn.given import Given
from bot.turn.outcome import JobRequest, Outcome
from bot.turn.record import to_json
from bot.turn.settings import settings_values
from policies.language.pieces import pieces

LONGEST_BUBBLE = 4096  # UTF-16 units; Telegram's limit, the shortest of any channel


class Outdated(Exception):
    """A message this turn drew on was answered by another turn, or erased; the transaction must roll back."""


def complete(session: Session, held: Claim, given: Given, outcome: Outcome, now: int, *, force: bool) -> Fence:
    """Consume what was read, queue the bubbles, write the record. Raises Outdated."""
    fence = timers.complete(session, held, now, force=force)
    if fence not in ("passed", "passed_behind"):
        return fence
    _keep_snapshots(session, given, now)
    turn_id = put_turn(session, _row(given, outcome, now), to_json(outcome.record), outcome.record.provenance.messages)
    inbox_ids = [update.inbox_id for update in given.updates]
    if consume(session, inbox_ids, turn_id) != len(inbox_ids) or _erased(session, outcome.record.provenance.messages):
        raise Outdated
    if _edited(session, given):
        raise Outdated
    outbox.put(session, given.chat_id, given.person_id, given.attempt, _bubbles(outcome, now), turn_id)
    put_served(session, given.person_id, given.bot_id, turn_id, outcome.served, now)
    learn(session, given.person_id, given.bot_id, outcome.learned, now)
    _change_state(session, given, outcome, now)
    _put_jobs(session, given.person_id, outcome.jobs, now)
    return fence


def close_idle(session: Session, held: Claim, now: int) -> None:
    """A timer went off and nothing was waiting."""
    timers.complete(session, held, now, force=False)


def _erased(session: Session, message_ids: Sequence[int]) -> bool:
    """Whether something was forgotten while the turn ran: its record must not bring the words back."""
    there = session.exec(select(func.count()).select_from(Message).where(col(Message.id).in_(message_ids))).one()
    return there != len(message_ids)


def _bubbles(outcome: Outcome, now: int) -> list[Outgoing]:
    """Longer ones than a messenger takes go as several, one right behind the other."""
    return [
        Outgoing(part, now + bubble.offset_ms, bubble.typing_ms if first else 0)
        for bubble in outcome.bubbles
        for first, part in zip(chain([True], repeat(False)), pieces(bubble.text, LONGEST_BUBBLE), strict=False)
    ]


def _edited(session: Session, given: Given) -> bool:
    """Whether a message changed while the turn that answers it ran: a turn run again would be given other words."""
    read = {update.message.id: update.message.text for update in given.updates}
    said = session.exec(select(Message).where(col(Message.id).in_(read)))
    return any(str(message.text) != read[message.id or 0] for message in said)


def _keep_snapshots(session: Session, given: Given, now: int) -> None:
    keep_snapshot(session, given.persona.snapshot_hash, "persona", given.persona.snapshot, now)
    keep_snapshot(session, given.settings.hash, "settings", settings_values(given.settings), now)


def _row(given: Given, outcome: Outcome, now: int) -> TurnRow:
    calls = outcome.record.calls
    return TurnRow(
        bot_id=given.bot_id,
        chat_id=given.chat_id,
        person_id=given.person_id,
        generation=given.generation,
        attempt=given.attempt,
        created_at=now,
        source=outcome.source,
        persona_hash=given.persona.snapshot_hash,
        settings_hash=given.settings.hash,
        prompt_tokens=sum(call.prompt_tokens or 0 for call in calls),
        reply_tokens=sum(call.reply_tokens or 0 for call in calls),
    )


def _change_state(session: Session, given: Given, outcome: Outcome, now: int) -> None:
    change = outcome.state
    person = session.get_one(Person, given.person_id)
    person.language = change.language
    bond = relationship(session, given.person_id, given.bot_id, now)
    bond.last_person_at = max(update.message.said_at for update in given.updates)
    bond.disclosed_at = change.disclosed_at or bond.disclosed_at
    if change.topic:
        bond.topic, bond.topic_at = Owned(given.person_id, change.topic), now
    elif change.topic_spent:
        bond.topic, bond.topic_at = None, None
    chat = session.get_one(Chat, given.chat_id)
    chat.history_from = change.history_from or chat.history_from
    session.add_all([person, bond, chat])


def _put_jobs(session: Session, person_id: int, requests: Sequence[JobRequest], now: int) -> None:
    for request in requests:
        jobs.put(session, request.name, request.key, person_id, request.args, now)
