"""Asks the servers for one reply. Each attempt is reserved, settled and recorded; a prompt too long is made again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.errors import ModelError
from bot.llm.candidates import Candidate as Server
from bot.llm.candidates import candidates_of
from bot.llm.faults import PromptTooLong
from bot.llm.model import Completion, Model, ModelRequest, Picture
from bot.prompt.counters import counter_for
from bot.prompt.layout import Prompt
from bot.prompt.tokens import TokenCounter, text_key
from bot.turn.answer import Prompted
from bot.turn.given import Given
from bot.turn.record import CallRecord, Candidate
from policies.budget import BudgetTooSmall

PictureSource = Callable[[Sequence[str]], Awaitable[Mapping[str, Picture]]]
# A server that says only "too long" gets this share of what it refused.
_SMALLER = 0.75


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


class PromptMaker(Protocol):
    """Makes the prompt for one server."""

    async def __call__(self, counter: TokenCounter, context_tokens: int) -> tuple[Prompt, Prompted]:
        """The messages and their account. Raises BudgetTooSmall."""
        ...


@dataclass(frozen=True)
class Desk:
    """What calls are made with: how to make a prompt, who counts, where calls are written down, where pictures are."""

    given: Given
    make: PromptMaker
    counter: TokenCounter
    calls: CallLedger
    pictures: PictureSource | None = None


@dataclass(frozen=True)
class Heard:
    """What the servers gave: a completion, or none and why."""

    completion: Completion | None
    prompted: Prompted
    problem: str


@dataclass
class _Account:
    """What the record keeps of all attempts. Counts of other counters than the last one's carry its name."""

    last: Prompted = field(default_factory=Prompted)
    calls: list[CallRecord] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    servers: list[Candidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def prompted(self) -> Prompted:
        plain = self.counts.get(self.last.tokenizer, {})
        others = {
            f"{counter}/{key}": count
            for counter, counts in self.counts.items()
            if counter != self.last.tokenizer
            for key, count in counts.items()
        }
        return replace(
            self.last, calls=tuple(self.calls), token_counts={**plain, **others}, servers=tuple(self.servers)
        )


async def ask(desk: Desk, model: Model) -> Heard:
    """The first completion that one of the servers behind `model` gives, or none and every reason."""
    account = _Account()
    for server in candidates_of(model, desk.given.seed):
        skipped, completion = server.skipped, None
        if skipped is None:
            try:
                completion = await _ask_one(desk, server, account)
            except BudgetTooSmall as error:
                skipped = str(error)
        _note(account, server, skipped)
        if completion is not None:
            return Heard(completion, account.prompted(), "")
    return Heard(None, account.prompted(), "; ".join(account.problems) or "no server is configured")


def _note(account: _Account, server: Server, skipped: str | None) -> None:
    if skipped is not None:
        account.problems.append(f"{server.name}: {skipped}" if server.name else skipped)
    elif account.calls[-1].problem:
        account.problems.append("; ".join(filter(None, (account.calls[-1].problem, account.calls[-1].no_retry))))
    if server.name:
        account.servers.append(_considered(server, skipped))


def _considered(server: Server, skipped: str | None) -> Candidate:
    return Candidate(
        kind="server",
        id=server.name,
        name=server.model.name,
        score=0.0,
        rule=server.rule,
        evidence=server.evidence,
        chosen=skipped is None,
        reason=skipped or server.reason,
    )


async def _ask_one(desk: Desk, server: Server, account: _Account) -> Completion | None:
    """One server: once, and once more with a smaller prompt if it says the first was too long and one is possible."""
    counter = counter_for(desk.counter, server.name)
    configured = desk.given.settings.context_tokens
    context = min(server.context_tokens or configured, configured)
    completion = await _attempt(desk, server, counter, context, account)
    call = account.calls[-1]
    if not call.too_long:
        return completion
    try:
        return await _attempt(desk, server, counter, _smaller(call), account)
    except BudgetTooSmall as error:
        account.calls[-1] = replace(call, no_retry=f"a smaller prompt is impossible: {error}")
        return None


def _smaller(call: CallRecord) -> int:
    """The context the server named, or three quarters of what it refused: then our count was too low."""
    named = call.limit if call.limit is not None and call.limit < call.context_tokens else None
    return named or int(call.reserved_tokens * _SMALLER)


async def _attempt(
    desk: Desk, server: Server, counter: TokenCounter, context: int, account: _Account
) -> Completion | None:
    prompt, prompted = await desk.make(counter, context)
    account.last = prompted
    account.counts[counter.id] = {**account.counts.get(counter.id, {}), **prompted.token_counts}
    completion, call = await _call(desk, server, prompt, context, counter)
    account.calls.append(call)
    if completion is not None and call.estimated and completion.reply_tokens is not None:
        account.counts[counter.id][text_key(completion.text)] = completion.reply_tokens
    return completion


async def _call(
    desk: Desk, server: Server, prompt: Prompt, context: int, counter: TokenCounter
) -> tuple[Completion | None, CallRecord]:
    request = await _request(desk, prompt)
    plan = _plan(desk.given, prompt, server.model)
    call_id, started_at = await desk.calls.reserve(plan)
    completion, problem = None, None
    try:
        completion = await _counted(await server.model.complete(request), prompt, counter)
    except ModelError as error:
        problem = error
    except asyncio.CancelledError:  # something came that can't wait for this; what was begun is paid
        await asyncio.shield(desk.calls.settle(call_id, None, "interrupted"))
        raise
    ended_at = await desk.calls.settle(call_id, completion, problem.message if problem else None)
    return completion, _record(call_id, plan, completion, problem, context, started_at, ended_at)


async def _request(desk: Desk, prompt: Prompt) -> ModelRequest:
    generation = desk.given.persona.file.generation
    shown = [reference for message in prompt.messages for reference in message.pictures]
    return ModelRequest(
        prompt.messages,
        generation.temperature,
        generation.top_p,
        generation.max_tokens,
        tuple(generation.stop),
        pictures=await desk.pictures(shown) if desk.pictures and shown else {},
    )


async def _counted(completion: Completion, prompt: Prompt, counter: TokenCounter) -> Completion:
    """With our own count where the server reported none, and labelled so."""
    if completion.prompt_tokens is not None and completion.reply_tokens is not None:
        return completion
    reply = completion.reply_tokens
    if reply is None:
        (reply,) = await counter.count([completion.text])
    sent = completion.prompt_tokens if completion.prompt_tokens is not None else prompt.ledger.used
    return replace(completion, prompt_tokens=sent, reply_tokens=reply, estimated=True)


def _plan(given: Given, prompt: Prompt, model: Model) -> CallPlan:
    ledger = prompt.ledger
    return CallPlan(
        given.attempt, given.chat_id, given.person_id, "reply", model.name, model.server,
        ledger.counter, ledger.used, ledger.used + ledger.reply_tokens,
    )  # fmt: skip


def _record(
    call_id: int,
    plan: CallPlan,
    completion: Completion | None,
    problem: ModelError | None,
    context: int,
    started_at: int,
    ended_at: int,
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
        problem=problem.message if problem else None,
        started_at=started_at,
        ended_at=ended_at,
        estimated=completion.estimated if completion else False,
        counter=plan.counter,
        context_tokens=context,
        too_long=isinstance(problem, PromptTooLong),
        limit=problem.limit if isinstance(problem, PromptTooLong) else None,
    )
