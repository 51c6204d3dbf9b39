"""Writing first in a simulated chat: plans heard, when to ask about them, and what becomes of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.feedback.timing.virtual.transcript import Fate, Heard, Outcome, Person, Sent
from policies.proactive.check_ins import check_in
from policies.proactive.heard import brought_up, cancels
from policies.proactive.intents import Intent, Said
from policies.proactive.local_time import DAY_MS, local
from policies.proactive.mining import mine
from policies.proactive.planning import ProactiveRules, ProactiveState, plan_send
from policies.timing.rules import Proactive

QUIET_MS = DAY_MS  # a silence long enough that a check-in may become due
_WEEK_MS = 7 * DAY_MS
_ANSWERED_MS = DAY_MS


@dataclass
class _Open:
    """An intent on its way."""

    intent: Intent
    planned_at: int
    check_at: int
    outcome: Outcome = "waiting"
    at: int = 0
    reason: str = ""

    def ended(self, outcome: Outcome, at: int, reason: str) -> None:
        self.outcome, self.at, self.reason = outcome, at, reason


@dataclass
class Reaching:
    """The intents of one chat."""

    person: Person
    own: Proactive
    zone: ZoneInfo
    seed: int
    last_person_at: int | None = None
    last_persona_at: int | None = None
    unanswered: int = 0
    _sent: list[int] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _all: list[_Open] = field(default_factory=list)
    _asked: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rules = proactive_rules(self.own)

    def heard(self, message: Heard) -> None:
        """The person wrote: what was asked is answered, and what they speak of need not be asked."""
        for each in self._asked:
            if message.at - each.at <= _ANSWERED_MS:
                each.ended("answered", each.at, "they wrote within a day")
        self._asked.clear()
        self.unanswered, self.last_person_at = 0, message.at
        for each in list(self._open):
            if cancels(each.intent, message.text):
                self._close(each, "cancelled", message.at, "called off")
            elif brought_up(each.intent, message.text, message.at):
                self._close(each, "cancelled", message.at, "they spoke of it first")

    def learn(self, messages: Sequence[Heard], now: int) -> None:
        """Take in the plans told in these messages."""
        if not self.own.enabled:
            return
        said = [Said(each.id, each.text, local(each.at, self.zone)) for each in messages if each.text]
        for intent in mine(said):
            if not any(_same(intent, each.intent) for each in self._all):
                self._plan(intent, now)

    def silent_until(self, now: int, until: int) -> None:
        """Nothing comes before `until`: perhaps a look in on them is due."""
        open_already = any(each.intent.kind == "check_in" for each in self._open)
        if until - now < QUIET_MS or open_already or not (self.own.enabled and self.own.check_ins):
            return
        intent = check_in(
            self.person.stage, self.last_person_at, self._state(now), self._rules, self.seed, now, self.person.zone
        )
        if intent is not None and intent.due < until:
            self._plan(intent, now)

    def next_at(self) -> int | None:
        """When an intent is to be looked at again."""
        return min((each.check_at for each in self._open), default=None)

    def act(self, now: int) -> Iterable[Sent]:
        """What is said first now."""
        for each in [each for each in self._open if each.check_at <= now]:
            if self._considered(each, now) == "send":
                self._close(each, "sent", now, "due and welcome")
                self._asked.append(each)
                self._sent.append(now)
                self.unanswered += 1
                self.last_persona_at = now
                yield Sent(None, now, each.intent.kind, "first")

    def fates(self) -> tuple[Fate, ...]:
        """What became of every intent."""
        return tuple(
            Fate(each.intent, each.planned_at, each.outcome, each.at or each.check_at, each.reason)
            for each in self._all
        )

    def _plan(self, intent: Intent, now: int) -> None:
        each = _Open(intent, now, max(now, intent.due))
        self._all.append(each)
        self._open.append(each)
        self._considered(each, now, may_send=False)

    def _considered(self, each: _Open, now: int, *, may_send: bool = True) -> str:
        verdict = plan_send(each.intent, self._state(now), self._rules, now, self.person.zone)
        if verdict.action == "drop":
            self._close(each, "dropped", now, verdict.reason)
        elif verdict.action == "wait":
            each.check_at, each.reason = max(now + 1, verdict.at), verdict.reason
        elif not may_send:
            each.check_at = now + 1
        return verdict.action

    def _close(self, each: _Open, outcome: Outcome, at: int, reason: str) -> None:
        each.ended(outcome, at, reason)
        self._open.remove(each)

    def _state(self, now: int) -> ProactiveState:
        return ProactiveState(
            opted_in=self.person.opted_in,
            minor=self.person.minor,
            sent=tuple(at for at in self._sent if at > now - _WEEK_MS),
            unanswered=self.unanswered,
            last_person_at=self.last_person_at,
            last_persona_at=self.last_persona_at,
        )


def proactive_rules(own: Proactive) -> ProactiveRules:
    """What a persona's `timing.proactive` says, as the planner reads it."""
    return ProactiveRules(
        quiet_from=own.quiet_from,
        quiet_to=own.quiet_to,
        most_a_day=own.most_a_day if own.enabled else 0,
        most_a_week=own.most_a_week if own.enabled else 0,
        back_off=own.back_off,
    )


def _same(one: Intent, other: Intent) -> bool:
    """Told once more: the same kind of event on the same day, or the same night."""
    return one.kind == other.kind and (one.event_at or one.due) // DAY_MS == (other.event_at or other.due) // DAY_MS
