"""Answers from a model.

Recall and talk under the token budget, one accounted call, checks before anybody sees the reply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.errors import ModelError
from bot.llm.model import Completion, Model, ModelRequest, Role
from bot.prompt.layout import Budget, Prompt, assemble, message_overhead, texts_of
from bot.prompt.parts import (
    Line,
    earlier_section,
    examples_section,
    facts_section,
    history_section,
    message_section,
    moment_section,
    persona_section,
    safety_section,
)
from bot.prompt.sections import Section
from bot.prompt.tokens import TokenCounter, text_key
from bot.turn.answer import Answer, Prompted
from bot.turn.given import Given, Message
from bot.turn.reading import Reading, in_words
from bot.turn.record import CallRecord
from memory.recall import Recalled
from policies.history import Eviction, evict
from policies.language.normalise import clean
from policies.output import check_reply

_MOST_BUBBLES = 4


@dataclass(frozen=True)
class CallPlan:
    """A call about to be made; `counted_tokens` is the counter's raw figure for the prompt."""

    attempt: str
    chat_id: int
    person_id: int
    purpose: str
    model: str
    server: str
    counter: str
    counted_tokens: int
    reserved_tokens: int


class CallLedger(Protocol):
    """Where calls are written down, before they are made and after."""

    async def reserve(self, plan: CallPlan) -> tuple[int, int]:
        """(id, started_at ms) of the row written before the call."""
        ...

    async def settle(self, call_id: int, completion: Completion | None, problem: str | None) -> int:
        """Write down how it ended; the time it did (ms)."""
        ...


class UnusableReply(ModelError):
    """The model's reply failed a check."""

    def __init__(self, message: str, prompted: Prompted) -> None:
        super().__init__(message)
        self.prompted = prompted


async def answer_from_model(
    given: Given, reading: Reading, recalled: Sequence[Recalled], model: Model, counter: TokenCounter, calls: CallLedger
) -> Answer:
    """The model's answer. Raises UnusableReply (with what was sent and why it failed) when there is none to show."""
    prompt, prompted = await build_prompt(given, reading, recalled, counter)
    completion, call = await _call(given, prompt, model, calls)
    prompted = replace(prompted, calls=(call,))
    if completion is None:
        raise UnusableReply(call.problem or "no reply", prompted)
    # Without the control characters a terminal would obey, and without the name small models sign with.
    said = _unlabelled(clean(completion.text), given.persona.name(reading.language))
    checks = check_reply(said, reading.speech_level if reading.language == "ko" else None)
    prompted = replace(prompted, raw_reply=completion.text, checks=checks)
    failed = next((check for check in checks if check.fatal and not check.passed), None)
    if failed:
        raise UnusableReply(f"check {failed.name}: {failed.finding}", prompted)
    return Answer(_bubbles(said), prompted=prompted)


async def build_prompt(
    given: Given, reading: Reading, recalled: Sequence[Recalled], counter: TokenCounter
) -> tuple[Prompt, Prompted]:
    """The messages under the budget, and their account. Raises BudgetTooSmall."""
    fixed = _sections(given, reading, recalled)
    talk = [_line(message) for message in given.history]
    earlier = [_line(message) for message in given.earlier] if given.settings.history_strategy == "summary" else []
    everything = [*fixed, history_section(talk), earlier_section([*earlier, *talk])]
    texts = texts_of(everything, reading.language)
    counts = dict(zip(texts, await counter.count(texts), strict=True))
    eviction = _evict(given, talk, counts)
    kept, gone = talk[eviction.keep_from :], [*earlier, *talk[: eviction.keep_from]]
    sections = [*fixed, history_section(kept)]
    if given.settings.history_strategy == "summary":
        sections.append(earlier_section(gone))
    budget = Budget(given.settings.context_tokens, given.persona.file.generation.max_tokens)
    prompt = assemble(sections, counts, budget, reading.language, counter.id, exact=counter.exact)
    return prompt, Prompted(
        messages=prompt.messages,
        ledger=prompt.ledger,
        token_counts={text_key(text): count for text, count in counts.items()},
        history=_sources(prompt, "history"),
        considered=tuple(line.id for line in (*earlier, *talk)),
        history_from=kept[0].id if eviction.keep_from and kept else None,
        tokenizer=counter.id,
    )


def _sections(given: Given, reading: Reading, recalled: Sequence[Recalled]) -> list[Section]:
    language = reading.language
    chosen = [each.fact for each in recalled if each.chosen]
    return [
        safety_section(language),
        persona_section(given.persona, language, reading.speech_level),
        message_section([_line(update.message) for update in given.updates]),
        moment_section(given.persona, language, in_words(reading.local, language)),
        facts_section(chosen, language),
        examples_section(given.persona, language),
    ]


def _line(message: Message) -> Line:
    return Line(message.id, message.author, message.text)


def _evict(given: Given, talk: Sequence[Line], counts: dict[str, int]) -> Eviction:
    starts = [line.author == "person" for line in talk]
    roles: list[Role] = ["user" if start else "assistant" for start in starts]
    sizes = [counts[line.text] + message_overhead(counts, role) for line, role in zip(talk, roles, strict=True)]
    return evict(sizes, starts, given.settings.history_tokens, given.settings.history_strategy)


def _sources(prompt: Prompt, section: str) -> tuple[int, ...]:
    return next(line.sources for line in prompt.ledger.lines if line.section == section)


async def _call(given: Given, prompt: Prompt, model: Model, calls: CallLedger) -> tuple[Completion | None, CallRecord]:
    generation = given.persona.file.generation
    request = ModelRequest(
        prompt.messages, generation.temperature, generation.top_p, generation.max_tokens, tuple(generation.stop)
    )
    plan = _plan(given, prompt, model)
    call_id, started_at = await calls.reserve(plan)
    completion, problem = None, None
    try:
        completion = await model.complete(request)
    except ModelError as error:
        problem = error.message
    ended_at = await calls.settle(call_id, completion, problem)
    return completion, _record(call_id, plan, completion, problem, started_at, ended_at)


def _plan(given: Given, prompt: Prompt, model: Model) -> CallPlan:
    ledger = prompt.ledger
    return CallPlan(
        given.attempt, given.chat_id, given.person_id, "reply", model.name, model.server,
        ledger.counter, ledger.used, ledger.used + ledger.reply_tokens,
    )  # fmt: skip


def _record(
    call_id: int, plan: CallPlan, completion: Completion | None, problem: str | None, started_at: int, ended_at: int
) -> CallRecord:
    return CallRecord(
        id=call_id,
        purpose=plan.purpose,
        model=plan.model,
        server=plan.server,
        reserved_tokens=plan.reserved_tokens,
        prompt_tokens=completion.prompt_tokens if completion else None,
        reply_tokens=completion.reply_tokens if completion else None,
        finish=completion.finish if completion else None,
        problem=problem,
        started_at=started_at,
        ended_at=ended_at,
    )


def _unlabelled(text: str, name: str) -> str:
    """The lines without "봄: " in front."""
    return re.sub(rf"^[ \t]*{re.escape(name)}[ \t]*:[ \t]*", "", text, flags=re.MULTILINE)


def _bubbles(text: str) -> tuple[str, ...]:
    """Paragraphs become bubbles; what is beyond the fourth stays in it. Nothing is lost."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    head, tail = parts[: _MOST_BUBBLES - 1], parts[_MOST_BUBBLES - 1 :]
    return tuple([*head, "\n\n".join(tail)] if tail else head)
