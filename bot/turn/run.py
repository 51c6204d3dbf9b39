"""One turn, readable from top to bottom: read, choose a source, answer, disclose, plan, record.

The same function runs live turns and replays: everything it depends on comes in as `Given` and `Deps`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Protocol

from bot.llm.model import Model
from bot.persona.persona import Persona
from bot.prompt.tokens import TokenCounter
from bot.turn.answer import NO_ANSWER, Answer
from bot.turn.behind import jobs_for_memory
from bot.turn.calling import CallLedger, PictureSource
from bot.turn.crisis import crisis_answer
from bot.turn.decisions import DecisionRecord
from bot.turn.disclosure import Disclosure, disclose
from bot.turn.documents import Documents
from bot.turn.given import Given
from bot.turn.group_source import answer_from_groups
from bot.turn.identity_source import honest_answer
from bot.turn.memory_source import answer_from_memory
from bot.turn.model_source import UnusableReply, answer_from_model
from bot.turn.outcome import JobRequest, Outcome, PutOff, StateChange
from bot.turn.pacing import plan_of, put_off
from bot.turn.plans import ask_to_write_first, plans_of
from bot.turn.reading import Reading, day_start_ms, known_slots, read
from bot.turn.recalling import BLANK, Mind, make_up, remembers
from bot.turn.recording import Decided, compose
from bot.turn.timing import PUT_OFF, WORDLESS, decide_again, decide_now, pace_after, silences_after
from memory.facts import NAME
from memory.recall import Recall
from policies.budget import BudgetTooSmall
from policies.identity import asks_if_ai
from policies.language.sentences import is_question
from policies.relationship import stage
from policies.routing import Route, after_failure, choose_source
from retrieval.groups import GroupIndex


class GroupIndexes(Protocol):
    """Indexes over a persona's answer groups."""

    def get(self, persona: Persona, language: str, speech_level: str, recorded: str | None = None) -> GroupIndex:
        """The index of one scope; of the nearest speech level when that one has no groups.

        `recorded`: for a replay, the embedder the record names.
        """
        ...


@dataclass(frozen=True)
class Deps:
    """What a turn works with. `model` is None when none is configured."""

    indexes: GroupIndexes
    recall: Recall
    model: Model | None
    counter: TokenCounter
    calls: CallLedger
    pictures: PictureSource | None = None
    documents: Documents | None = None
    recorded_embedder: str | None = None  # a replay compares as the record says


_OWED = "it asked for silence where an answer is owed"


async def run(given: Given, deps: Deps) -> Outcome | PutOff:
    """Decide everything about one answer. Changes nothing outside the returned value but model calls' own rows."""
    reading = read(given)
    decision = decide_now(given, reading)
    if decision.action in PUT_OFF:
        return put_off(given, reading, decision)
    if decision.action in WORDLESS:
        return _without_words(given, reading, decision)
    reading = replace(reading, late=decision.good_night)
    mind = await make_up(given, reading, deps.recall, deps.documents if deps.model else None)
    routes, answer = await _answer(given, reading, mind, deps)
    if answer.wish is not None:
        decision = decide_again(given, reading, answer.wish, decision)
        if not answer.texts and decision.action not in WORDLESS:
            owed = await _from_groups(given, reading, mind, deps)
            routes, answer = (*routes, after_failure(_OWED)), replace(owed, prompted=answer.prompted)
    if decision.action in WORDLESS:
        return _without_words(given, reading, decision, answer, routes)
    return _spoken(given, Spoken(reading, decision, mind, routes, answer))


@dataclass(frozen=True)
class Spoken:
    """An answer in words, with all it rests on."""

    reading: Reading
    decision: DecisionRecord
    mind: Mind
    routes: tuple[Route, ...]
    answer: Answer


def _spoken(given: Given, spoken: Spoken) -> Outcome:
    reading, answer = spoken.reading, spoken.answer
    in_crisis = reading.safety.category == "crisis"
    disclosure = _disclosure(given, reading, in_crisis=in_crisis)
    texts = (disclosure.text, *answer.texts) if disclosure.text else answer.texts
    plan = plan_of(given, reading, spoken.decision, texts, whole=1 if disclosure.text else 0)
    decided = Decided(reading, spoken.mind, spoken.routes, answer, disclosure, plan, spoken.decision)
    return Outcome(
        record=compose(given, decided),
        source=spoken.routes[-1].source,
        bubbles=plan.bubbles,
        learned=reading.learned,
        ended=reading.ended,
        served=(*([disclosure.reply_id] if disclosure.reply_id else []), *answer.served),
        state=_state_change(given, spoken, disclosed=bool(disclosure.text) or in_crisis),
        jobs=_jobs(given, history_moved=answer.prompted.history_from is not None),
        reaction=spoken.decision.emoji or None,
        plans=plans_of(given, reading),
        used=_used(spoken),
        question=ask_to_write_first(given, reading, plan),
    )


def _used(spoken: Spoken) -> tuple[int, ...]:
    """Facts that were told, or that a model was shown; who the person is counts always and needs no counting."""
    if spoken.answer.told:
        names = {each.fact.id for each in spoken.mind.memory.facts if each.fact.attribute == NAME}
        return tuple(each for each in spoken.answer.told if each not in names)
    if not spoken.answer.prompted.messages:
        return ()
    return tuple(each.fact.id for each in spoken.mind.memory.facts if each.chosen and each.fact.attribute != NAME)


def _without_words(
    given: Given, reading: Reading, decision: DecisionRecord, answer: Answer = NO_ANSWER, tried: tuple[Route, ...] = ()
) -> Outcome:
    """Read, and left or reacted to. What a model wrote before it asked for that stays in the record."""
    routes = (*tried, Route("timing", f"{decision.action}: {decision.reason}"))
    unsaid = replace(answer, texts=(), served=(), topic=None)
    spoken = Spoken(reading, decision, BLANK, routes, unsaid)
    silent = Disclosure(None, None, "nothing was said")
    plan = plan_of(given, reading, decision, ())
    return Outcome(
        record=compose(given, Decided(reading, BLANK, routes, unsaid, silent, plan, decision)),
        source="timing",
        bubbles=(),
        learned=reading.learned,
        ended=reading.ended,
        served=(),
        state=_state_change(given, spoken, disclosed=False),
        jobs=_jobs(given),
        action=decision.action,
        reaction=decision.emoji or None,
        plans=plans_of(given, reading),
    )


def _jobs(given: Given, *, history_moved: bool = False) -> tuple[JobRequest, ...]:
    """What is to be done behind the reply."""
    for_memory = jobs_for_memory(
        given.person_id,
        given.bot_id,
        given.settings.memory.work,
        may_remember=remembers(given),
        history_moved=history_moved,
    )
    if stage(given.state.turns + 1) == given.state.stage:
        return for_memory
    return (JobRequest("relationship.update", f"relationship:{given.person_id}:{given.bot_id}", "{}"), *for_memory)


async def _answer(given: Given, reading: Reading, mind: Mind, deps: Deps) -> tuple[tuple[Route, ...], Answer]:
    crisis = reading.safety.category == "crisis"
    asks = asks_if_ai(reading.text)
    route = choose_source(crisis=crisis, asks_if_ai=asks, model_configured=deps.model is not None)
    if route.source == "template" and asks and not crisis:
        return (route,), honest_answer(given, reading, _index(given, reading, deps))
    if route.source == "template":
        text = crisis_answer(reading.language, reading.speech_level, given.settings.hotlines)
        return (route,), Answer(tuple(text.split("\n\n")))
    if route.source == "model" and deps.model is not None:
        try:
            answer = await answer_from_model(given, reading, mind, deps.model, deps.counter, deps.calls, deps.pictures)
            return (route,), answer
        except UnusableReply as failure:
            answer = await _from_groups(given, reading, mind, deps)
            return (route, after_failure(failure.message)), replace(answer, prompted=failure.prompted)
        except BudgetTooSmall as error:
            return (route, after_failure(str(error))), await _from_groups(given, reading, mind, deps)
    return (route,), await _from_groups(given, reading, mind, deps)


async def _from_groups(given: Given, reading: Reading, mind: Mind, deps: Deps) -> Answer:
    """What is remembered answers what asks for it.

    The groups in a thread: embedding takes milliseconds, the first time a second, and a configured server may be slow.
    """
    remembered = answer_from_memory(given, reading, mind.memory)
    if remembered is not None:
        return remembered
    known = known_slots(given, reading, mind.memory.facts)
    return await asyncio.to_thread(lambda: answer_from_groups(given, reading, _index(given, reading, deps), known))


def _index(given: Given, reading: Reading, deps: Deps) -> GroupIndex:
    return deps.indexes.get(given.persona, reading.language, reading.speech_level, deps.recorded_embedder)


def _disclosure(given: Given, reading: Reading, *, in_crisis: bool) -> Disclosure:
    if in_crisis:
        return Disclosure(None, None, "the crisis answer itself says it is an AI")
    day_start = day_start_ms(reading.local)
    return disclose(given.persona, reading.language, given.state.disclosed_at, given.now, day_start, given.seed)


def _state_change(given: Given, spoken: Spoken, *, disclosed: bool) -> StateChange:
    answer, question = spoken.answer, is_question(spoken.reading.text)
    crisis = {"crisis_at": given.now} if spoken.reading.safety.category == "crisis" else {}
    return StateChange(
        language=spoken.reading.language,
        disclosed_at=given.now if disclosed else None,
        topic=answer.topic,
        topic_spent=answer.topic_spent,
        history_from=answer.prompted.history_from,
        bond={**silences_after(given, spoken.decision, question=question), **pace_after(given), **crisis},
    )
