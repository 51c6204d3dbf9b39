"""Conversations for training a model to say when it speaks: what was done stands behind the words as control marks.

Only of persons whose newest word on training is yes, and only their own words: what they forwarded is somebody else's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.feedback.timing.kept_turns import KeptChat, KeptTurn, kept_turns
from bot.prompt.attachments import as_said, is_forwarded
from bot.storage.database import Database
from bot.turn.disclosure import disclosure_id
from bot.turn.record import TurnRecord, UpdateRecord
from bot.turn.timing import PUT_OFF, WORDLESS
from policies.timing.mark_grammar import neutralise
from policies.timing.marks import MarkedAction, as_marks

PAUSE_MS = 6 * 3_600_000  # what is said after such a pause is another conversation
_SECONDS_BELOW_MS, _MINUTES_BELOW_MS = 10 * 60_000, 10 * 3_600_000
_SECOND_MS, _MINUTE_MS, _HOUR_MS = 1000, 60_000, 3_600_000


@dataclass(frozen=True)
class MarkedReport:
    """What was exported. `left_out`: turns by reason."""

    conversations: int
    turns: int
    people: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class _Example:
    """One turn as an exchange; `began`, `ended`: ms."""

    began: int
    ended: int
    said: str
    done: str


class _CannotTell(Exception):
    """Why a turn is no example."""


def write_conversations(
    database: Database, chats: Sequence[KeptChat], write: Callable[[str], object], progress: Callable[[int], object]
) -> MarkedReport:
    """Write a JSON line `{"messages": …}` for each conversation.

    A conversation ends with a pause and where a turn is left out: what follows may rest on it. `progress` is told how
    many more turns were looked at.
    """
    left_out: Counter[str] = Counter()
    written, turns, people = 0, 0, set()
    for chat in chats:
        barred = _barred(chat)
        if barred:
            left_out[barred] += chat.turns
            progress(chat.turns)
            continue
        for talk in _conversations(_examples(database, chat, left_out, progress)):
            write(json.dumps({"messages": list(_messages(talk))}, ensure_ascii=False) + "\n")
            written, turns = written + 1, turns + len(talk)
            people.add(chat.person)
    return MarkedReport(written, turns, len(people), dict(left_out))


def _barred(chat: KeptChat) -> str:
    """Why nothing of a chat may be used; empty when it may."""
    table = (
        (not chat.training, "no consent to training"),
        (chat.minor, "a minor's"),
        (chat.in_group, "in a group: others' words stand there"),
    )
    return next((why for holds, why in table if holds), "")


def _examples(
    database: Database, chat: KeptChat, left_out: Counter[str], progress: Callable[[int], object]
) -> Iterator[_Example | None]:
    """The chat's turns in order, None for one that is left out."""
    foreign: set[int] = set()
    for turn in kept_turns(database, chat):
        progress(1)
        try:
            yield _example(turn, foreign)
        except _CannotTell as why:
            left_out[str(why)] += 1
            yield None


def _conversations(examples: Iterator[_Example | None]) -> Iterator[Sequence[_Example]]:
    talk: list[_Example] = []
    for each in examples:
        if talk and (each is None or each.began - talk[-1].ended >= PAUSE_MS):
            yield talk
            talk = []
        if each is not None:
            talk.append(each)
    if talk:
        yield talk


def _messages(talk: Sequence[_Example]) -> Iterator[Mapping[str, str]]:
    for each in talk:
        yield {"role": "user", "content": each.said}
        yield {"role": "assistant", "content": each.done}


def _example(turn: KeptTurn, foreign: set[int]) -> _Example:
    """Raises _CannotTell. `foreign`: ids of messages with others' words, which later turns may have drawn on."""
    record = turn.record
    if turn.unusable or record is None:
        raise _CannotTell(turn.unusable)
    foreign.update(update.message_id for update in record.updates if is_forwarded(update.attachments))
    _check(turn, record, foreign)
    said = "\n".join(line for update in record.updates if (line := _line(update, record.language)))
    if not said:
        raise _CannotTell("nothing was said that can be told in words")
    sent = [each.at for each in turn.bubbles if each.at is not None]
    ended = max(sent, default=record.clock)
    return _Example(min(update.said_at for update in record.updates), ended, said, _done(turn, record))


def _check(turn: KeptTurn, record: TurnRecord, foreign: set[int]) -> None:
    drawn_on = {*record.provenance.messages, *(update.message_id for update in record.updates)}
    table = (
        (record.safety.category != "none", "safety turns"),
        (turn.source == "template", "a fixed text"),
        (bool(drawn_on & foreign), "somebody else's words were forwarded"),
        (any(each.action == "come_back" for each in record.timing.decisions), "said to be busy: no mark says that"),
        (not turn.reactions_arrived, "nothing of it was delivered"),
    )
    for holds, why in table:
        if holds:
            raise _CannotTell(why)


def _line(update: UpdateRecord, language: str) -> str:
    """As a prompt tells it: nothing in it is a mark."""
    return neutralise(as_said(update.text, update.attachments, language))


def _done(turn: KeptTurn, record: TurnRecord) -> str:
    """What was done, as a model would have had to write it."""
    last = record.timing.decisions[-1]
    bubbles = [each for each in turn.bubbles if each.kind == "text" and disclosure_id(each.text) not in turn.served]
    if last.action not in WORDLESS and not bubbles:
        raise _CannotTell("nothing of it was delivered")
    wait = _rounded(_waited(record, [each.at or 0 for each in bubbles]))
    if last.action in WORDLESS and wait:
        raise _CannotTell("put off and then left without words: no mark says that")
    action: MarkedAction = last.action if last.action in WORDLESS else "later" if wait else "reply"  # type: ignore[assignment]
    try:
        return as_marks(action, [each.text for each in bubbles], wait_ms=wait, emoji=last.emoji)
    except ValueError as error:  # its text names values of ours, but may hold words one day
        raise _CannotTell("no marks can say it") from error


def _waited(record: TurnRecord, sent: Sequence[int]) -> int:
    """How long the answer was really put off (ms), from the first decision that knew all of the messages."""
    *before, last = record.timing.decisions
    heard_all = max(update.received_at for update in record.updates)
    waited = [record.clock - each.at for each in before if each.action in PUT_OFF and each.at >= heard_all]
    return (waited[0] if waited else 0) + _held(record, last.delay_ms, sent)


def _held(record: TurnRecord, delay_ms: int, sent: Sequence[int]) -> int:
    """How long bubbles that were held back really were, without reading and typing."""
    if not delay_ms or not sent:
        return 0
    pace = max(0, record.timing.plan.bubbles[0].offset_ms - delay_ms) if record.timing.plan.bubbles else 0
    return max(0, min(sent) - record.clock - pace)


def _rounded(wait_ms: int) -> int:
    """To a unit somebody would name, at most 5 % off; below a second there was no wait."""
    unit = _SECOND_MS if wait_ms < _SECONDS_BELOW_MS else _MINUTE_MS if wait_ms < _MINUTES_BELOW_MS else _HOUR_MS
    return round(wait_ms / unit) * unit
