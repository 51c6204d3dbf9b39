"""Writing first: an event of its own, in the persona's own lines. No message of the person's is made up for it."""

from __future__ import annotations

from bot.persona.slots import fill
from bot.turn.answer import NO_ANSWER
from bot.turn.decisions import DecisionRecord
from bot.turn.disclosure import disclose
from bot.turn.given import Event, Given
from bot.turn.outcome import Outcome, StateChange
from bot.turn.reading import Reading, day_start_ms, local_time, reply_language
from bot.turn.recalling import BLANK
from bot.turn.record import EventRecord
from bot.turn.recording import Decided, compose
from bot.turn.timing import rules_of
from policies.language.numbers import part_of_day
from policies.proactive.wording import line_for
from policies.routing import Route
from policies.safety import judge
from policies.timing.plan import Pace, Plan, plan_bubbles

ACTION = "proactive"


def write_first(given: Given, event: Event) -> Outcome | None:
    """The message about an intent; None when the persona has no line for it in the person's language."""
    reading = _reading(given)
    line = _line(given, event, reading.language)
    if line is None:
        return None
    disclosed = disclose(
        given.persona, reading.language, given.state.disclosed_at, given.now, day_start_ms(reading.local), given.seed
    )
    texts = (disclosed.text, line) if disclosed.text else (line,)
    plan = Plan(
        ACTION, event.reason, plan_bubbles(texts, rules_of(given), given.seed, Pace(whole=len(texts))), {ACTION: 1.0}
    )
    routes, decision = (Route("timing", f"writes first: {event.intent.reason}"),), _decision(given, event)
    decided = Decided(reading, BLANK, routes, NO_ANSWER, disclosed, plan, decision)
    return Outcome(
        record=compose(given, decided, _recorded(event)),
        source="timing",
        bubbles=plan.bubbles,
        learned=(),
        served=(disclosed.reply_id,) if disclosed.reply_id else (),
        state=StateChange(reading.language, given.now if disclosed.text else None, None, False, None),
        jobs=(),
        action=ACTION,
        event=event.id,
    )


def _reading(given: Given) -> Reading:
    """Nobody said anything: the language is the one they speak, the time is theirs."""
    language = reply_language("", given)
    local = local_time(given.now, given.state.time_zone or given.settings.time_zone)
    level = given.state.speech_level or given.persona.voice(language).speech_level
    return Reading("", language, level, judge(""), (), local, part_of_day(local.hour))


def _line(given: Given, event: Event, language: str) -> str | None:
    lines, intent = given.persona.file.lines, event.intent
    ask_after = next((each for key, each in lines.ask_after.items() if key == language), {})
    check_in = next((each for key, each in lines.check_in.items() if key == language), [])
    said = {message.text for message in given.history if message.author == "persona"}
    known = {"what": intent.what}
    heard = [
        line
        for line in (*check_in, *(one for group in ask_after.values() for one in group))
        if fill(line, known) in said
    ]
    line = line_for(intent, ask_after, check_in, language, given.seed, heard)
    return fill(line, known) if line is not None else None


def _decision(given: Given, event: Event) -> DecisionRecord:
    return DecisionRecord(
        given.now, ACTION, event.reason, {ACTION: 1.0}, (ACTION,), 0.0, 0, "", given.seed, policy=rules_of(given).preset
    )


def _recorded(event: Event) -> EventRecord:
    intent = event.intent
    return EventRecord(event.id, intent.kind, intent.what, intent.reason, intent.source)
