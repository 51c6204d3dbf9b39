"""What must hold when everything due was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from bot.engine.incoming import Edited, Incoming
from bot.storage.outbox import LAST_TRY

if TYPE_CHECKING:
    from bot.testing.simulation.world import World

LONGEST_WAIT_MS = 60_000  # 20 s for more to come, 20 s of patience with a fast typist, and three calls of a calm model


def _nothing_is_lost(world: World) -> Iterator[str]:
    query = """SELECT chats.external_id, messages.external_id, inbox.turn_id FROM messages
        JOIN chats ON chats.id = messages.chat_id LEFT JOIN inbox ON inbox.message_id = messages.id
        WHERE author = 'person' AND messages.external_id IS NOT NULL ORDER BY messages.id"""
    rows = world.store.rows(query)
    kept = [(chat, message) for chat, message, _ in rows]
    events = [update.event for update in world.messenger.updates]
    said = {(each.chat, each.external_id) for each in events if isinstance(each, Incoming) and each.external_id}
    if sorted(set(kept)) != sorted(kept) or set(kept) != said:
        yield f"said and not kept: {sorted(said - set(kept))}; kept and not said, or twice: {sorted(kept)}"
    yield from (f"message {message} of {chat} was never answered" for chat, message, turn in rows if turn is None)


def _records_name_what_they_answered(world: World) -> Iterator[str]:
    query = """SELECT json_extract(said.value, '$.inbox_id'), turns.id
        FROM turns JOIN json_each(turns.record, '$.updates') AS said WHERE turns.action <> 'taken_back' ORDER BY 1"""
    recorded = world.store.rows(query)
    consumed = [(row.id, row.turn) for row in world.state.inbox.values() if row.kind == "message"]
    if recorded != consumed:
        yield f"records say {recorded}, the inbox says {consumed}"


def _nothing_is_left(world: World) -> Iterator[str]:
    for timer in world.state.timers.values():
        if (timer.due, timer.owner, timer.waiting_since, timer.discards) != (None, None, None, 0):
            yield f"{timer}"
    yield from (f"{row}" for row in world.state.outbox.values() if row.state in ("new", "sending"))
    yield from (f"{row}" for row in world.state.jobs.values())


def _people_heard_it_in_order(world: World) -> Iterator[str]:
    for chat in world.state.chats.values():
        order = [each.delivery for each in world.messenger.arrived if each.chat == chat and not each.late]
        first = list(dict.fromkeys(order))
        if first != sorted(first):
            yield f"{chat} heard {order}"


def _what_was_sent_arrived(world: World) -> Iterator[str]:
    arrived = {each.delivery for each in world.messenger.arrived}
    for row in world.state.outbox.values():
        if row.state == "sent" and row.id not in arrived:
            yield f"delivery {row.id} counts as sent and never arrived"
        cleared = row.attempts >= LAST_TRY  # under way when its chat was cleared: not to be tried again
        if row.state == "unknown" and world.setting.on_unknown == "resend" and row.id not in arrived and not cleared:
            yield f"delivery {row.id} was given up and never arrived"


def _calls_are_billed(world: World) -> Iterator[str]:
    (calls,) = world.store.rows("SELECT count(*) FROM model_calls")[0]
    if not world.requests <= calls <= world.requests + world.deaths + world.disk_errors:
        yield f"{world.requests} requests, {calls} rows, {world.deaths} deaths"


def _turns_are_counted(world: World) -> Iterator[str]:
    query = """SELECT relationships.person_id, turns, (SELECT count(*) FROM turns AS each
        WHERE each.person_id = relationships.person_id) FROM relationships"""
    yield from (f"person {person}: {kept} of {true}" for person, kept, true in world.store.rows(query) if kept != true)


def _answered_in_time(world: World) -> Iterator[str]:
    if not world.setting.calm:
        return
    for row in world.state.inbox.values():
        turn = world.state.turns.get(row.turn or 0)
        if turn and turn.created_at - row.received_at > LONGEST_WAIT_MS and row.id not in world.closed_while_waiting:
            yield f"inbox row {row.id} waited {turn.created_at - row.received_at} ms"


def _edits_are_kept(world: World) -> Iterator[str]:
    """Of a message that was answered before: its words stay, the new ones stand beside them."""
    for update in world.messenger.updates:
        if isinstance(update.event, Edited) and not world.store.rows(_KNOWN, update.event.message.external_id):
            yield f"update {update.id} edited a message that is not there"


_KNOWN = "SELECT 1 FROM messages WHERE external_id = ?"

END_INVARIANTS: Mapping[str, Callable[[World], Iterator[str]]] = {
    "nothing said is lost": _nothing_is_lost,
    "records name what they answered": _records_name_what_they_answered,
    "nothing is left to do": _nothing_is_left,
    "people hear it in order": _people_heard_it_in_order,
    "what was sent arrived": _what_was_sent_arrived,
    "calls are billed": _calls_are_billed,
    "turns are counted once": _turns_are_counted,
    "a fast typist is answered": _answered_in_time,
    "an edited message is known": _edits_are_kept,
}


def wrong_ending(world: World) -> tuple[str, str] | None:
    """The first invariant that doesn't hold in the end, and what is wrong."""
    found = ((name, what) for name, invariant in END_INVARIANTS.items() for what in invariant(world))
    return next(found, None)
