"""One chat on a virtual clock: the policies decide, time jumps to the next thing that happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from statistics import median
from zoneinfo import ZoneInfo

from bot.feedback.timing.virtual.reaching_out import Reaching
from bot.feedback.timing.virtual.speaking import LEAST_MODEL_MS, Speaking, model_ms, planned
from bot.feedback.timing.virtual.texts import canned_reply
from bot.feedback.timing.virtual.transcript import Cut, Heard, Person, Sent, Transcript, Turn
from policies.proactive.local_time import DAY_MS, local
from policies.safety import judge
from policies.timing.deciding import Action, decide
from policies.timing.features import Moment, with_standing, with_words
from policies.timing.rules import TimingRules
from policies.timing.typing import reading_ms
from policies.timing.waiting import end_of_turn_wait
from policies.timing.week import state_at

LONGEST_WAIT_MS = 20_000  # as the engine has it
_MOST_DISCARDS = 2
_BURST_MS = 20_000
_REPLY_GAP_MS = 3_600_000
_REMEMBERED = 15
_AFTER_MS = 3 * DAY_MS  # so long plans are followed up after the last message


@dataclass
class _Draft:
    """A turn the model works on."""

    turn: Turn
    messages: list[Heard]
    ready: int


@dataclass
class VirtualChat:
    """Run it once: `run` gives the transcript."""

    person: Person
    rules: TimingRules
    heard: Sequence[Heard]
    seed: int
    persona_seed: int = 0
    _turns: list[Turn] = field(default_factory=list)
    _sent: list[Sent] = field(default_factory=list)
    _cuts: list[Cut] = field(default_factory=list)
    _waiting: list[Heard] = field(default_factory=list)
    _due: int | None = None
    _burst_began: int = 0
    _put_off: int | None = None
    _draft: _Draft | None = None
    _numbers: int = 0
    _discards: int = 0
    _discarded: int = 0
    _silences: dict[int, int] = field(default_factory=dict)
    _silent_to_question: bool = False
    _last_heard: int | None = None
    _pause: int | None = None
    _last_bubbles: int = 0
    _gaps: list[int] = field(default_factory=list)
    _rhythm: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.heard = sorted(self.heard, key=lambda each: each.at)
        self._zone = ZoneInfo(self.person.zone)
        self._persona_zone = ZoneInfo(self.rules.week.time_zone or self.person.zone)
        self._speaking = Speaking()
        self._reaching = Reaching(self.person, self.rules.proactive, self._zone, self.seed)
        self._next_heard = 0
        self._ends = self.heard[-1].at + _AFTER_MS if self.heard else 0

    def run(self) -> Transcript:
        """Everything until nothing is left to do."""
        while (step := self._next()) is not None:
            at, act = step
            act(at)
        return Transcript(
            self.person,
            self.rules,
            tuple(self.heard),
            tuple(sorted(self._turns, key=lambda turn: turn.id)),
            tuple(self._sent),
            tuple(self._cuts),
            self._reaching.fates(),
            self._discarded,
        )

    def _next(self) -> tuple[int, Callable[[int], None]] | None:
        """What happens first; at one moment a message comes before what it might change."""
        steps: list[tuple[int, Callable[[int], None]]] = []
        if self._next_heard < len(self.heard):
            steps.append((self.heard[self._next_heard].at, self._hear))
        if (bubble := self._speaking.next_at()) is not None:
            steps.append((bubble, self._speak))
        if self._draft is not None:
            steps.append((self._draft.ready, self._complete))
        elif self._waiting and (due := self._due if self._due is not None else self._put_off) is not None:
            steps.append((due, self._decide))
        if (first := self._reaching.next_at()) is not None and first <= self._ends:
            steps.append((first, self._write_first))
        return min(steps, key=lambda step: step[0], default=None)

    def _hear(self, now: int) -> None:
        message = self.heard[self._next_heard]
        self._next_heard += 1
        self._learn_pace(now)
        self._reaching.heard(message)
        urgent = _safety(message.text) != "none"
        if not self._interrupt(now, urgent=urgent) and self._due is None:
            self._burst_began = now
        self._waiting.append(message)
        self._put_off = None  # whoever writes meanwhile is decided about anew
        wait = end_of_turn_wait(
            message.text, self.rules, urgent=urgent, kind=message.kind, rhythm_ms=_usual(self._rhythm)
        )
        self._due = min(now + wait.ms, max(now, self._burst_began + LONGEST_WAIT_MS))
        self._reaching.silent_until(now, self._heard_next_at())

    def _learn_pace(self, now: int) -> None:
        """How quickly the person answers, and how far the messages of a burst lie apart."""
        spoke, wrote = self._reaching.last_persona_at, self._last_heard
        if wrote is not None:
            if spoke is not None and spoke > wrote:
                _remember(self._gaps, now - spoke, _REPLY_GAP_MS)
            else:
                _remember(self._rhythm, now - wrote, _BURST_MS)
        self._pause = None if wrote is None else now - wrote
        self._last_heard = now

    def _interrupt(self, now: int, *, urgent: bool) -> bool:
        """Whether a message while the model works makes it begin anew. Between two bubbles the rest may go unsaid."""
        if urgent or (self.rules.when_interrupted == "cancel" and self._speaking.begun):
            for turn, unsent in self._speaking.cut(everything=urgent):
                self._cuts.append(Cut(turn, now, unsent, urgent))
        draft = self._draft
        patient = self._discards < _MOST_DISCARDS and now < self._burst_began + LONGEST_WAIT_MS
        anew = draft is not None and (urgent or patient)
        if draft is not None and anew:
            self._waiting = sorted({*draft.messages, *self._waiting}, key=lambda each: (each.at, each.id))
            self._discards += 1
            self._discarded += 1
            self._draft = None
        return anew

    def _decide(self, now: int) -> None:
        messages, deferred = self._waiting, self._put_off is not None and now >= self._put_off
        moment = self._moment(messages, now, deferred=deferred)
        self._numbers += 1
        decision = decide(moment, self.rules, self.seed * 1_000_003 + self._numbers)
        turn = Turn(
            self._numbers,
            now,
            now,
            tuple(each.id for each in messages),
            decision,
            moment.state,
            moment.safety,
            moment.question,
            deferred,
            moment.waited_ms,
        )
        self._due = None
        _CARRIED_OUT[decision.action](self, turn, messages, now)

    def _reply(self, turn: Turn, messages: list[Heard], now: int) -> None:
        urgent = turn.safety != "none"
        takes = 0 if urgent else model_ms(self.seed, turn.id, self.rules)
        self._put_off, self._waiting = None, []
        self._draft = _Draft(turn, messages, now + takes)
        if urgent:
            self._complete(now)

    def _complete(self, now: int) -> None:
        """The model is done: its reply becomes bubbles."""
        draft = self._draft
        if draft is None:
            return
        self._draft = None
        heard = "\n".join(each.text for each in draft.messages)
        reply = canned_reply(heard, self.seed, f"reply{draft.turn.id}")
        start = max(now, self._speaking.last_at() or now)
        urgent = draft.turn.safety != "none"
        bubbles = planned(reply, heard, self.rules, start, self.seed + draft.turn.id, _usual(self._gaps), urgent=urgent)
        turn = replace(draft.turn, at=now, reply=reply, bubbles=bubbles)
        self._finish(turn, draft.messages, now)
        self._speaking.add(turn)
        self._last_bubbles = len(bubbles)

    def _later(self, turn: Turn, messages: list[Heard], now: int) -> None:
        """The turn comes up again. Who says "busy" says it now."""
        self._put_off = now + turn.decision.delay_ms
        if turn.decision.action == "come_back":
            self._say(Sent(turn.id, now + LEAST_MODEL_MS, "", "busy"))
        self._turns.append(turn)
        self._discards = 0
        self._reaching.learn(messages, now)

    def _react(self, turn: Turn, messages: list[Heard], now: int) -> None:
        at = now + reading_ms(messages[-1].text, self.rules)
        self._put_off, self._waiting, self._discards = None, [], 0
        self._sent.append(Sent(turn.id, at, turn.decision.emoji, "reaction"))
        self._finish(replace(turn, at=at), messages, now)

    def _stay_silent(self, turn: Turn, messages: list[Heard], now: int) -> None:
        self._put_off, self._waiting, self._discards = None, [], 0
        today = self._day(now)
        self._silences[today] = self._silences.get(today, 0) + 1
        self._finish(turn, messages, now)

    def _finish(self, turn: Turn, messages: Sequence[Heard], now: int) -> None:
        self._turns.append(turn)
        self._reaching.learn(messages, now)
        if turn.question:
            self._silent_to_question = turn.decision.action == "silent"

    def _speak(self, now: int) -> None:
        self._discards = 0
        turn, text = self._speaking.pop()
        self._say(Sent(turn, now, text, "bubble"))

    def _say(self, sent: Sent) -> None:
        self._sent.append(sent)
        self._reaching.last_persona_at = sent.at

    def _write_first(self, now: int) -> None:
        self._sent.extend(self._reaching.act(now))
        self._reaching.silent_until(now, self._heard_next_at())

    def _heard_next_at(self) -> int:
        """When the person writes next; the end of the simulation when they don't."""
        return self.heard[self._next_heard].at if self._next_heard < len(self.heard) else self._ends

    def _moment(self, messages: Sequence[Heard], now: int, *, deferred: bool) -> Moment:
        standing_at = local(now, self._persona_zone)
        moment = replace(
            _words(tuple(each.text for each in messages)),
            now=now,
            safety=next((found for each in messages if (found := _safety(each.text)) != "none"), "none"),
            kind=messages[-1].kind,
            stage=self.person.stage,
            silences_today=self._silences.get(self._day(now), 0),
            silent_to_question_last=self._silent_to_question,
            persona_silent_ms=self._since_spoken(now),
            persona_turn_bubbles=self._last_bubbles,
            person_silent_ms=self._pause,
            person_gap_ms=_usual(self._gaps),
            waited_ms=now - messages[0].at,
            deferred=deferred,
            minor=self.person.minor,
        )
        standing = state_at(self.rules.week, standing_at, self.persona_seed)
        return with_standing(moment, standing, standing_at)

    def _since_spoken(self, now: int) -> int | None:
        spoke = self._reaching.last_persona_at
        return None if spoke is None else max(0, now - spoke)

    def _day(self, now: int) -> int:
        return datetime.fromtimestamp(now / 1000, self._persona_zone).toordinal()


def _remember(gaps: list[int], gap: int, most: int) -> None:
    if gap <= most:
        gaps.append(gap)
        del gaps[:-_REMEMBERED]


def _usual(gaps: Sequence[int]) -> int | None:
    return int(median(gaps)) if len(gaps) >= 3 else None


@lru_cache(maxsize=65_536)
def _words(texts: tuple[str, ...]) -> Moment:
    return with_words(Moment(now=0), texts)


@lru_cache(maxsize=65_536)
def _safety(text: str) -> str:
    return judge(text).category


_CARRIED_OUT: Mapping[Action, Callable[[VirtualChat, Turn, list[Heard], int], None]] = {
    "reply": VirtualChat._reply,
    "later": VirtualChat._later,
    "come_back": VirtualChat._later,
    "react": VirtualChat._react,
    "silent": VirtualChat._stay_silent,
}
