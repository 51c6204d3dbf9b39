"""What must never happen, looked for in a finished transcript.

It reads only what was heard, decided and sent, and derives everything else itself: days, questions, hours, caps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.feedback.timing.virtual.speaking import LEAST_MODEL_MS
from bot.feedback.timing.virtual.transcript import Sent, Transcript, Turn
from policies.language.sentences import is_question
from policies.proactive.local_time import DAY_MS, local
from policies.safety import judge
from policies.timing.deciding import ACTIONS

_LEFT = ("react", "silent")
_MOST_BUBBLES = 4
_SLACK = 1e-9
_BURST_MS = 20_000 + 2 * 60_000  # a burst's longest wait, and work on answers that were begun before it
_AT_ONCE_MS = LEAST_MODEL_MS


def violations(transcript: Transcript) -> Mapping[str, int]:
    """How often each invariant was broken."""
    return {name: sum(1 for _ in broken(transcript)) for name, broken in _INVARIANTS.items()}


def _silent_to_questions(t: Transcript) -> Iterator[Turn]:
    """Silent to a direct question twice in a row."""
    before, texts = "", {message.id: message.text for message in t.heard}
    for turn in _final(t):
        if is_question("\n".join(texts[number] for number in turn.ids)):
            if before == "silent" and turn.decision.action == "silent":
                yield turn
            before = turn.decision.action


def _too_silent(t: Transcript) -> Iterator[int]:
    """Days of the persona with more silences than its rules allow; each silence beyond."""
    zone = ZoneInfo(t.rules.week.time_zone or t.person.zone)
    days = Counter(local(turn.began, zone).date() for turn in t.turns if turn.decision.action == "silent")
    for count in days.values():
        yield from range(t.rules.silence.most_a_day, count)


def _safety_waited(t: Transcript) -> Iterator[int]:
    """Words that may not wait and got anything but words at once."""
    spoken = [each for each in t.sent if each.kind == "bubble"]
    by_message = {number: turn.id for turn in t.turns if turn.decision.action == "reply" for number in turn.ids}
    for message in t.heard:
        if judge(message.text).category != "none":
            turn = by_message.get(message.id)
            if not any(each.turn == turn and each.at - message.at <= _AT_ONCE_MS for each in spoken):
                yield message.id


def _miscounted(t: Transcript) -> Iterator[Turn]:
    """Replies of no bubble, or of more than four or than the rules allow."""
    most = min(_MOST_BUBBLES, t.rules.most_bubbles)
    yield from (turn for turn in t.turns if turn.reply and not 1 <= len(turn.bubbles) <= most)


def _altered(t: Transcript) -> Iterator[Turn]:
    """Replies whose bubbles are not the reply's own words in their order."""
    for turn in t.turns:
        if "".join("".join(each.text for each in turn.bubbles).split()) != "".join(turn.reply.split()):
            yield turn


def _said_otherwise(t: Transcript) -> Iterator[int]:
    """Turns of which something else was sent than planned, apart from what was cut."""
    lost = {cut.turn: cut.bubbles for cut in t.cuts}
    said: dict[int, list[str]] = {}
    for each in t.sent:
        if each.turn is not None and each.kind == "bubble":
            said.setdefault(each.turn, []).append(each.text)
    for turn in t.turns:
        planned = [each.text for each in turn.bubbles]
        if said.get(turn.id, []) != planned[: len(planned) - lost.get(turn.id, 0)]:
            yield turn.id


def _after_cut(t: Transcript) -> Iterator[Sent]:
    """Bubbles sent at or after their cancellation."""
    cut = {each.turn: each.at for each in t.cuts}
    for each in t.sent:
        if each.turn in cut and each.kind == "bubble" and each.at > cut[each.turn]:
            yield each


def _backwards(t: Transcript) -> Iterator[object]:
    """Negative delays and times, and bubbles out of order."""
    last = 0
    for each in t.sent:
        if each.kind == "bubble":
            if each.at < last:
                yield each
            last = each.at
    for turn in t.turns:
        typed = any(each.typing_ms < 0 or each.at < turn.at for each in turn.bubbles)
        if turn.at < turn.began or turn.waited_ms < 0 or turn.decision.delay_ms < 0 or typed:
            yield turn
    yield from (delay for _, delay in t.delays() if delay < 0)


def _forgotten(t: Transcript) -> Iterator[int]:
    """Messages neither answered, reacted to nor left by a recorded decision; an answer may yield to a crisis."""
    said = {each.turn for each in t.sent if each.kind == "bubble"} | {cut.turn for cut in t.cuts if cut.urgent}
    settled = {number for turn in _final(t) if turn.decision.action in _LEFT or turn.id in said for number in turn.ids}
    yield from (message.id for message in t.heard if message.id not in settled)


def _improbable(t: Transcript) -> Iterator[Turn]:
    """Decisions whose probabilities don't add up, break the floor, or exclude what was done."""
    for turn in t.turns:
        decision = turn.decision
        chances = decision.probabilities
        sums = abs(sum(chances.values()) - 1) < _SLACK and set(chances) == set(ACTIONS)
        floored = all(chances[action] >= decision.floor - _SLACK for action in decision.admissible)
        excluded = all(chances[action] == 0 for action in ACTIONS if action not in decision.admissible)
        if not (sums and floored and excluded and decision.action in decision.admissible):
            yield turn


def _kept_waiting(t: Transcript) -> Iterator[Turn]:
    """Turns that began long after their first message though nothing was put off: refused for being quick."""
    put_off = {number for turn in t.turns if turn.decision.delay_ms for number in turn.ids}
    for turn in t.turns:
        if not turn.deferred and turn.waited_ms > _BURST_MS and not put_off & set(turn.ids):
            yield turn


def _in_quiet_hours(t: Transcript) -> Iterator[Sent]:
    """Proactive messages within the persona's quiet hours, by the person's clock."""
    start, end, zone = t.rules.proactive.quiet_from, t.rules.proactive.quiet_to, ZoneInfo(t.person.zone)
    for each in _first(t):
        there = local(each.at, zone)
        minute = there.hour * 60 + there.minute
        if start <= minute < end if start <= end else minute >= start or minute < end:
            yield each


def _too_many_first(t: Transcript) -> Iterator[Sent]:
    """Proactive messages beyond the caps of a day or of seven days."""
    zone, own, sent = ZoneInfo(t.person.zone), t.rules.proactive, list(_first(t))
    for index, each in enumerate(sent):
        before = [one.at for one in sent[: index + 1] if one.at > each.at - 7 * DAY_MS]
        today = [at for at in before if local(at, zone).date() == local(each.at, zone).date()]
        if len(today) > own.most_a_day or len(before) > own.most_a_week:
            yield each


def _unwelcome(t: Transcript) -> Iterator[Sent]:
    """Proactive messages to minors, to who never agreed, or from who never writes first."""
    if t.person.minor or not t.person.opted_in or not t.rules.proactive.enabled:
        yield from _first(t)


def _first(t: Transcript) -> Iterator[Sent]:
    return (each for each in t.sent if each.kind == "first")


def _final(t: Transcript) -> Iterator[Turn]:
    """Turns that settled their messages: answers put off come again."""
    return (turn for turn in t.turns if not turn.decision.delay_ms)


_INVARIANTS: Mapping[str, Callable[[Transcript], Iterator[object]]] = {
    "silent_twice_to_questions": _silent_to_questions,
    "silences_beyond_the_cap": _too_silent,
    "safety_kept_waiting": _safety_waited,
    "bubbles_not_one_to_four": _miscounted,
    "text_altered": _altered,
    "sent_otherwise_than_planned": _said_otherwise,
    "bubble_after_cancellation": _after_cut,
    "negative_delay_or_order": _backwards,
    "message_forgotten": _forgotten,
    "probabilities_unsound": _improbable,
    "refused_for_being_quick": _kept_waiting,
    "proactive_in_quiet_hours": _in_quiet_hours,
    "proactive_beyond_caps": _too_many_first,
    "proactive_unwelcome": _unwelcome,
}
