"""What must hold after every commit and whenever something is sent. Each gives what is wrong, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from bot.engine.worker import MOST_DISCARDS
from bot.storage.outbox import Delivery
from bot.testing.simulation.snapshot import Snapshot, Turn

StepInvariant = Callable[[Snapshot, Snapshot], Iterator[str]]

_MOVES = frozenset(
    {
        ("new", "sending"), ("new", "cancelled"), ("sending", "new"), ("sending", "sent"), ("sending", "unknown"),
        ("sending", "dead"),
    }
)  # fmt: skip


def _what_waits_is_due(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for chat in after.reachable:
        timer = after.timers.get(chat)
        if after.waiting(chat) and (timer is None or timer.due is None):
            yield f"{after.chats[chat]} has a message that nothing will ever answer"


def _generations_only_grow(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for chat, was in before.timers.items():
        if chat not in after.timers or after.timers[chat].generation < was.generation:
            yield f"{after.chats[chat]}: after generation {was.generation} came {after.timers.get(chat)}"


def _consumed_once(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for row_id, was in before.inbox.items():
        if row_id not in after.inbox:
            yield f"inbox row {row_id} is gone"
        elif was.turn is not None and after.inbox[row_id].turn != was.turn and not _taken_back(before, after, was.turn):
            yield f"inbox row {row_id} was consumed by turn {was.turn} and then by {after.inbox[row_id].turn}"


def _taken_back(before: Snapshot, after: Snapshot, turn: int) -> bool:
    """An answer of which nothing had begun to be said may be taken back: its messages are answered anew."""
    untouched = all(row.state in ("new", "cancelled") for row in before.outbox.values() if row.turn == turn)
    unsaid = all(row.state == "cancelled" for row in after.outbox.values() if row.turn == turn)
    return untouched and unsaid and after.turns[turn].action == "taken_back"


def _turns_pass_the_fence(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for turn in new_turns(before, after):
        held = before.timers[turn.chat]
        if held.owner != turn.attempt:
            yield f"turn {turn.id} of {after.chats[turn.chat]} was written by somebody who doesn't hold the chat"


def _turns_take_what_came_first(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for turn in new_turns(before, after):
        taken = [row.id for row in after.inbox.values() if row.turn == turn.id]
        skipped = [row.id for row in after.waiting(turn.chat) if taken and row.id < max(taken)]
        if skipped or not taken:
            yield f"turn {turn.id} of {after.chats[turn.chat]} took {taken} and left {skipped}"


def _discards_are_few(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for timer in after.timers.values():
        if timer.discards > MOST_DISCARDS:
            yield f"{after.chats[timer.chat]}: {timer.discards} drafts in a row were discarded"


def _deliveries_move_as_allowed(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for row_id, was in before.outbox.items():
        state = after.outbox[row_id].state if row_id in after.outbox else "gone"
        if state != was.state and (was.state, state) not in _MOVES:
            yield f"delivery {row_id} went from {was.state} to {state}"


def _only_the_first_is_sent(before: Snapshot, after: Snapshot) -> Iterator[str]:
    heads = {row.id for row in after.heads()}
    for row in after.outbox.values():
        if row.state == "sending" and row.id not in heads:
            yield f"delivery {row.id} of {after.chats[row.chat]} is sent before an earlier one has ended"


def _queued_in_order(before: Snapshot, after: Snapshot) -> Iterator[str]:
    rows = sorted(after.outbox.values(), key=lambda row: (row.chat, row.id))
    for chat, queue in groupby(rows, key=lambda row: row.chat):
        numbers = [row.seq for row in queue]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{after.chats[chat]}: deliveries are numbered {numbers}"


STEP_INVARIANTS: Mapping[str, StepInvariant] = {
    "what waits is due": _what_waits_is_due,
    "a timer's generation only grows": _generations_only_grow,
    "a message is consumed once": _consumed_once,
    "a turn is written by whoever holds the chat": _turns_pass_the_fence,
    "a turn takes what came first": _turns_take_what_came_first,
    "a fast typist is answered": _discards_are_few,
    "a delivery moves from state to state as allowed": _deliveries_move_as_allowed,
    "only a chat's first delivery is sent": _only_the_first_is_sent,
    "deliveries are queued in order": _queued_in_order,
}


def new_turns(before: Snapshot, after: Snapshot) -> list[Turn]:
    """Turns that this commit wrote."""
    return [turn for turn in after.turns.values() if turn.id not in before.turns]


def broken(before: Snapshot, after: Snapshot) -> tuple[str, str] | None:
    """The first invariant this commit broke, and what is wrong."""
    found = ((name, what) for name, invariant in STEP_INVARIANTS.items() for what in invariant(before, after))
    return next(found, None)


def wrong_sending(now: Snapshot, what: Delivery, chat: int) -> str | None:
    """What is wrong with calling the messenger for this delivery, if anything is."""
    row = now.outbox[what.id]
    if row.state != "sending":
        return f"delivery {what.id} is sent while it is {row.state}"
    if row.owner != what.owner:
        return f"delivery {what.id} is sent by somebody who doesn't hold it"
    if chat not in now.reachable and row.attempts == 1:  # what may have arrived before is resolved all the same
        return f"delivery {what.id} is sent to a chat that is closed"
    return None
