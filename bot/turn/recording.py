"""Composes the record of a turn from what was given and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from bot.prompt.wording import WORDING_HASH
from bot.turn.answer import Answer, Prompted
from bot.turn.decisions import DecisionRecord
from bot.turn.disclosure import Disclosure
from bot.turn.documents import LookedUp, QuotedRecord
from bot.turn.given import Given, Update
from bot.turn.reading import Reading
from bot.turn.recalling import Mind
from bot.turn.record import (
    Candidate,
    EventRecord,
    LearnedRecord,
    Provenance,
    TimingRecord,
    TurnRecord,
    UpdateRecord,
    Versions,
)
from bot.turn.remembered import talk_record
from memory.fact_ranking import Recalled
from memory.facts import Ending, NewFact
from memory.recall import CLOSEST, Recollection
from policies.routing import Route
from policies.timing.plan import Plan

POLICY_VERSION = "1"


@dataclass(frozen=True)
class Decided:
    """All decisions of one turn, in the order they were made."""

    reading: Reading
    mind: Mind
    routes: tuple[Route, ...]
    answer: Answer
    disclosure: Disclosure
    plan: Plan
    decision: DecisionRecord


def compose(given: Given, decided: Decided, event: EventRecord | None = None) -> TurnRecord:
    """The record. Nothing is decided here."""
    reading, answer = decided.reading, decided.answer
    prompted = answer.prompted
    return TurnRecord(
        bot=given.bot_id,
        chat=given.chat_id,
        person=given.person_id,
        generation=given.generation,
        attempt=given.attempt,
        clock=given.now,
        seed=given.seed,
        language=reading.language,
        speech_level=reading.speech_level,
        updates=tuple(_update(update) for update in given.updates),
        attachments=tuple(u.message.attachments for u in given.updates if u.message.attachments),
        state=given.state,
        bounds=given.bounds,
        safety=reading.safety,
        route=decided.routes,
        timing=_timing(given, decided),
        cache=answer.cache,
        candidates=(*_facts(decided.mind.memory.facts), *prompted.servers, *answer.candidates),
        talk=talk_record(decided.mind.memory, prompted.offered, prompted.shown),
        summaries=prompted.summaries,
        documents=_quoted(decided.mind.documents, prompted.quoted),
        learned=(*map(_learned, reading.learned), *map(_over, reading.ended)),
        ledger=prompted.ledger,
        token_counts=prompted.token_counts,
        messages=prompted.messages,
        calls=prompted.calls,
        raw_reply=prompted.raw_reply,
        checks=prompted.checks,
        bubbles=tuple(bubble.text for bubble in decided.plan.bubbles),
        disclosure=decided.disclosure.reason,
        versions=_versions(given, answer, decided.mind.documents.version),
        provenance=_provenance(given, decided.mind.memory, prompted),
        consent=given.state.consent,
        event=event,
    )


def _timing(given: Given, decided: Decided) -> TimingRecord:
    waits = tuple((update.wait_ms, update.wait_reason) for update in given.updates)
    return TimingRecord(waits, decided.plan, (*given.deferred, decided.decision))


def _update(update: Update) -> UpdateRecord:
    said = update.message
    return UpdateRecord(
        update.inbox_id,
        update.update_id,
        said.id,
        said.kind,
        said.text,
        said.attachments,
        said.said_at,
        update.received_at,
    )


def _quoted(found: LookedUp, shown: int) -> tuple[QuotedRecord, ...]:
    return tuple(
        QuotedRecord(each.text, each.citation, each.score, each.reason, shown=number < shown)
        for number, each in enumerate(found.passages)
    )


def _facts(recalled: Sequence[Recalled]) -> Iterator[Candidate]:
    for each in recalled:
        fact = each.fact
        yield Candidate(
            "fact", str(fact.id), fact.attribute, each.score, "recall", fact.value, each.chosen, each.reason
        )


def _learned(fact: NewFact) -> LearnedRecord:
    return LearnedRecord(fact.subject, fact.attribute, fact.value, fact.sources, fact.happens_on)


def _over(ending: Ending) -> LearnedRecord:
    slot = ending.slot
    return LearnedRecord(ending.subject, slot.attribute, slot.value or "", ending.sources, over=True)


def _versions(given: Given, answer: Answer, knowledge: str | None) -> Versions:
    return Versions(
        persona=given.persona.snapshot_hash,
        persona_prompt=given.persona.prompt_hash,
        prompt=WORDING_HASH,
        policy=POLICY_VERSION,
        settings=given.settings.hash,
        knowledge=knowledge,
        embedder=answer.embedder,
        tokenizer=answer.prompted.tokenizer,
        code=code_version(),
        embedder_problem=answer.embedder_problem,
    )


@cache
def code_version() -> str:
    """The installed version of malbeot."""
    try:
        return version("malbeot")
    except PackageNotFoundError:
        return "uninstalled"


def _provenance(given: Given, recalled: Recollection, prompted: Prompted) -> Provenance:
    """Everything the turn drew on: messages answered, history sent or left out, the last reply, sources of facts."""
    answered = tuple(update.message.id for update in given.updates)
    said_last = [message.id for message in given.history if message.author == "persona"][-1:]
    sources = {source for each in recalled.facts for source in each.fact.sources}
    noted = {each.message_id for each in (*recalled.talk.found[:CLOSEST], *prompted.offered)}
    return Provenance(
        person=given.person_id,
        messages=tuple(sorted({*answered, *prompted.considered, *said_last, *sources, *noted})),
        history=prompted.history,
        facts=tuple(each.fact.id for each in recalled.facts),
    )
