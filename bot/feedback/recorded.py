"""What a recorded turn worked with: servers that say what they said then, calls with their times, counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.errors import ModelError
from bot.llm.candidates import Candidate
from bot.llm.faults import PromptTooLong
from bot.llm.model import Completion, Model, ModelRequest
from bot.prompt.counters import ServerCounters
from bot.prompt.tokens import RecordedCounter, TokenCounter
from bot.turn.calling import CallPlan
from bot.turn.record import CallRecord, TurnRecord

_NEWER = ("counter", "context_tokens", "estimated", "prompt_tokens", "reply_tokens")
_NO_CALL = CallRecord(0, "reply", "unknown", "unknown", 0, None, None, None, None, 0, 0)


class RecordedModel:
    """The servers of a turn: they fail as they failed then, and the last says what it said if it is asked the same.

    A changed prompt goes to `live`, or nowhere.
    """

    def __init__(self, record: TurnRecord, live: Model | None) -> None:
        self._record, self._live, self._made = record, live, 0
        self.name, self.server = self._next.model, self._next.server

    @property
    def _next(self) -> CallRecord:
        calls = self._record.calls
        return calls[self._made] if self._made < len(calls) else _NO_CALL

    def candidates(self, seed: int) -> Iterator[Candidate]:
        """The servers that were asked or skipped, in their order."""
        servers = [each for each in self._record.candidates if each.kind == "server"]
        if not servers:
            yield Candidate("", self, self._next.context_tokens or None)
        for row in servers:
            self.name, self.server = self._next.model, self._next.server
            if not row.chosen:
                self.name = row.name
            skipped = None if row.chosen else row.reason
            context = self._next.context_tokens or None
            yield Candidate(row.id, self, context, row.rule, row.reason, row.evidence, skipped)

    async def complete(self, request: ModelRequest) -> Completion:
        call, self._made = self._next, self._made + 1
        last = self._made >= len(self._record.calls)
        if last and (call is _NO_CALL or tuple(request.messages) != self._record.messages):
            if self._live is None:
                raise ModelError("the prompt changed and no model is configured to answer it")
            return await self._live.complete(request)
        if call.too_long:
            raise PromptTooLong(call.problem or "", call.limit)
        if call.problem is not None:
            raise ModelError(call.problem)
        prompt, reply = (None, None) if call.estimated else (call.prompt_tokens, call.reply_tokens)
        return Completion(self._record.raw_reply, prompt, reply, call.finish)


class RecordedCalls:
    """Writes nothing; gives the recorded times."""

    def __init__(self, record: TurnRecord) -> None:
        self._calls, self._made = record.calls, 0

    async def reserve(self, plan: CallPlan) -> tuple[int, int]:
        call = self._calls[self._made] if self._made < len(self._calls) else _NO_CALL
        self._made += 1
        return call.id, call.started_at

    async def settle(self, call_id: int, completion: Completion | None, problem: str | None) -> int:
        return next((call.ended_at for call in self._calls if call.id == call_id), 0)


def recorded_counter(record: TurnRecord, fallback: TokenCounter) -> TokenCounter:
    """The counts a turn was made with, for each of its servers."""
    ledger = record.ledger
    if ledger is None:
        return fallback
    last = RecordedCounter(ledger.counter, exact=ledger.exact, counts=dict(record.token_counts), fallback=fallback)
    asked = [each.id for each in record.candidates if each.kind == "server" and each.chosen]
    counters = {
        name: _counter(record, call, last, fallback) for name, call in zip(asked, _firsts(record), strict=False)
    }
    return ServerCounters({"": last, **counters})


def as_kept(record: TurnRecord, again: TurnRecord) -> TurnRecord:
    """`again` without what records of older versions didn't keep of a call: its counter, and our own count of usage."""
    if all(call.counter for call in record.calls) or len(record.calls) != len(again.calls):
        return again
    calls = (
        new if old.counter else replace(new, **{name: getattr(old, name) for name in _NEWER})
        for old, new in zip(record.calls, again.calls, strict=True)
    )
    counts = {key: count for key, count in again.token_counts.items() if key in record.token_counts}
    return replace(again, calls=tuple(calls), token_counts=counts)


def _firsts(record: TurnRecord) -> list[CallRecord]:
    """The first call of each server: the one behind a prompt that was too long is the same server's."""
    calls = record.calls
    return [call for index, call in enumerate(calls) if index == 0 or not _again(calls[index - 1], call)]


def _again(before: CallRecord, call: CallRecord) -> bool:
    return before.too_long and not before.no_retry and (before.model, before.server) == (call.model, call.server)


def _counter(record: TurnRecord, call: CallRecord, last: TokenCounter, fallback: TokenCounter) -> TokenCounter:
    if call.counter == last.id:
        return last
    mine = f"{call.counter}/"
    counts = {key.removeprefix(mine): count for key, count in record.token_counts.items() if key.startswith(mine)}
    return RecordedCounter(call.counter, exact=False, counts=counts, fallback=fallback)
