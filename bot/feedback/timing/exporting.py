"""This deployment's decisions as rows for comparing policies: `bot.feedback.decisions` reads them back.

Nobody's words and nobody's name: features are numbers, a person is a pseudonym that only one export shares.
"""

from __future__ import annotations

import hmac
import json
import math
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from bot.errors import NotFound
from bot.feedback.timing.kept_turns import KeptChat, KeptTurn, kept_turns
from bot.feedback.timing.outcomes import KNOWN_AFTER_MS, Talk, outcomes, read_talk
from bot.storage.database import Database
from bot.storage.turns import snapshot
from bot.turn.decisions import DecisionRecord
from bot.turn.reading import local_time
from bot.turn.record import TurnRecord
from bot.turn.settings import settings_from
from bot.turn.timing import WORDLESS
from policies.timing.deciding import ENGAGED_MS
from policies.timing.features import Moment, with_words

_MINUTE_MS = 60_000
_NIGHT_ENDS = 6
_STATES = ("asleep", "class", "work", "busy")
_MOODS = ("glad", "sad", "funny", "grave")


@dataclass(frozen=True)
class RowsReport:
    """What was exported. `left_out`: turns by reason."""

    rows: int
    turns: int
    people: int
    left_out: Mapping[str, int]


def write_rows(
    database: Database,
    chats: Sequence[KeptChat],
    now: int,
    write: Callable[[str], object],
    progress: Callable[[int], object],
) -> RowsReport:
    """Write a JSON line for every decision whose outcome is known by `now` (ms).

    `progress` is told how many more turns were looked at.
    """
    salt, zones, left_out = secrets.token_bytes(32), _Zones(database), Counter[str]()
    rows, turns, people = 0, 0, set()
    for chat in chats:
        talk = database.read_now(partial(read_talk, chat_id=chat.id))
        person = hmac.new(salt, str(chat.person).encode(), sha256).hexdigest()[:16]
        for turn in kept_turns(database, chat):
            progress(1)
            why, since = _left_out(turn, now), _over_at(turn)
            if why or turn.record is None:
                left_out[why] += 1
                continue
            people.add(person)
            turns += 1
            for row in _rows(turn.id, turn.record, _Seen(chat, talk, since, zones.of(turn))):
                write(json.dumps({**row, "person": person}, ensure_ascii=False) + "\n")
                rows += 1
    return RowsReport(rows, turns, len(people), dict(left_out))


@dataclass(frozen=True)
class _Seen:
    """What is known beside the record: the chat, when its messages were said, when the turn was over, the zone."""

    chat: KeptChat
    talk: Talk
    over_at: int
    zone: str


class _Zones:
    """Whose clock a turn was decided by; settings are read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._configured: dict[str, str] = {}

    def of(self, turn: KeptTurn) -> str:
        """The person's time zone, else the one the operator had set."""
        known = turn.record.state.time_zone if turn.record else None
        if known is None and turn.settings_hash not in self._configured:
            self._configured[turn.settings_hash] = self._set(turn.settings_hash)
        return known or self._configured[turn.settings_hash]

    def _set(self, settings_hash: str) -> str:
        try:
            values = self._database.read_now(lambda session: snapshot(session, settings_hash))
            return settings_from(values).time_zone
        except (NotFound, ValueError):  # another version's settings
            return "UTC"


def _left_out(turn: KeptTurn, now: int) -> str:
    """Why a turn makes no row; empty when it does."""
    if turn.unusable:
        return turn.unusable
    if not (turn.reactions_arrived if turn.action in WORDLESS else turn.bubbles):
        return "nothing of it was delivered"
    if now < _over_at(turn) + KNOWN_AFTER_MS:
        return "too recent: what came of it is known after a day"
    return ""


def _over_at(turn: KeptTurn) -> int:
    """When the last bubble came, or it was decided to say nothing."""
    sent = [each.at for each in turn.bubbles if each.at is not None]
    return max(sent) if sent else (turn.record.clock if turn.record else 0)


def _rows(turn_id: int, record: TurnRecord, seen: _Seen) -> Iterator[Mapping[str, Any]]:
    """The first decision goes by the turn's number; later ones of the same turn by `NUMBER/2` and so on."""
    answered = max((update.message_id for update in record.updates), default=0)
    found = outcomes(seen.talk, turn_id, seen.over_at, answered)
    for number, decision in enumerate(record.timing.decisions, 1):
        yield {
            "turn": turn_id if number == 1 else f"{turn_id}/{number}",
            "action": decision.action,
            "probabilities": {name: decision.probabilities.get(name, 0.0) for name in decision.admissible},
            "context": _context(record, decision, number, seen),
            "outcomes": found,
            "safety": record.safety.category,
        }


def _context(record: TurnRecord, decision: DecisionRecord, number: int, seen: _Seen) -> Mapping[str, float]:
    """The moment of the decision in numbers and flags. Messages that came later are not looked at."""
    came = [each for each in record.updates if each.received_at <= decision.at] or list(record.updates)
    moment = with_words(Moment(decision.at), [each.text for each in came])
    state, local = record.state, local_time(decision.at, seen.zone)
    silent_ms = seen.talk.silent_ms(decision.at)
    today = state.silences if state.silences_on == local.date().isoformat() else 0
    return {
        "question": int(moment.question),
        "closing": int(moment.closing),
        **_flags("mood", _MOODS, moment.mood),
        "messages": moment.messages,
        "log_characters": _log(moment.characters),
        "shown": int(any(each.kind not in ("text", "start") for each in came)),
        "hour": round(local.hour + local.minute / 60, 2),
        "night": int(local.hour < _NIGHT_ENDS),
        "weekend": int(local.weekday() >= 5),
        **_flags("state", _STATES, decision.state),
        **_flags("stage", ("acquainted", "close"), state.stage),
        "log_turns": _log(state.turns),
        "first": int(silent_ms is None),
        "engaged": int(silent_ms is not None and silent_ms <= ENGAGED_MS),
        "log_minutes_since_persona": _log((silent_ms or 0) / _MINUTE_MS),
        "log_minutes_waited": _log(_waited(came, decision) / _MINUTE_MS),
        "silences_today": today,
        "question_left": int(state.questions_left > 0),
        "put_off_before": int(number > 1),
        "asked_by_model": int(decision.mode == "model"),
        "learned": int(decision.mode == "learned"),
        "korean": int(record.language == "ko"),
        "group": int(seen.chat.in_group),
    }


def _waited(came: Sequence[Any], decision: DecisionRecord) -> int:
    return max(0, decision.at - min((each.received_at for each in came), default=decision.at))


def _flags(name: str, values: Sequence[str], value: str) -> Mapping[str, int]:
    return {f"{name}_{each}": int(each == value) for each in values}


def _log(value: float) -> float:
    return round(math.log1p(max(0.0, value)), 4)
