"""Several servers as one model: asked in order, left alone while they keep failing, within one time for all.

`candidates` hands them out one by one, so that whoever asks can account for every attempt. State lives in memory: a
restart forgets failures, which costs a few failed calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.errors import ModelError
from bot.llm.candidates import Candidate
from bot.llm.faults import PoorReply, PromptTooLong
from bot.llm.model import Completion, ModelRequest
from bot.llm.server import Server
from policies.breaker import Breaker, BreakerRules, admit, failed, succeeded
from policies.server_order import Offer, Order, in_order

CHECK_TIMEOUT_S = 3.0


@dataclass(frozen=True)
class Link:
    """A server of a chain: its place in it, how it is spoken to, its context in tokens if it was said."""

    offer: Offer
    server: Server
    context_tokens: int | None = None

    @property
    def context(self) -> int | None:
        """Its context as far as it is known: as it was said, or as it named it itself since this process began."""
        known = [each for each in (self.context_tokens, self.server.quirks.context_tokens) if each]
        return min(known, default=None)

    @property
    def remark(self) -> str:
        """What to add to a record where the server itself named its context."""
        named = self.server.quirks.context_tokens
        return f"; it named a context of {named} tokens" if named else ""


class Chain:
    """Servers as one model. `now` gives milliseconds; `timeout_s` bounds all attempts of one turn together."""

    def __init__(
        self,
        links: Sequence[Link],
        order: Order = "priority",
        timeout_s: float = 90,
        *,
        now: Callable[[], int],
        rules: BreakerRules | None = None,
    ) -> None:
        self.links = {link.offer.name: link for link in links}
        self._order, self._timeout_s, self._now = order, timeout_s, now
        self._rules = rules or BreakerRules()
        self._breakers = dict.fromkeys(self.links, Breaker())

    @property
    def first(self) -> Link:
        """The server that comes first when nothing is drawn."""
        by: Order = "priority" if self._order == "weight" else self._order
        return self.links[in_order([link.offer for link in self.links.values()], by, 0)[0].name]

    @property
    def name(self) -> str:
        """The first server's model."""
        return self.first.server.name

    @property
    def server(self) -> str:
        """The first server's address."""
        return self.first.server.server

    def candidates(self, seed: int) -> Iterator[Candidate]:
        """The servers in order; one that keeps failing, or comes when the time is over, is skipped with the reason."""
        until = asyncio.get_running_loop().time() + self._timeout_s
        for place in in_order([link.offer for link in self.links.values()], self._order, seed):
            link = self.links[place.name]
            left = until - asyncio.get_running_loop().time()
            admission = admit(self._breakers[place.name], self._rules, self._now())
            late = None if left > 0 else f"the {self._timeout_s:g} s for all servers were over"
            skipped = late or (None if admission.allowed else admission.reason)
            if skipped is None:
                self._breakers[place.name] = admission.after
            yield Candidate(
                place.name,
                _Attempt(self, link, until),
                link.context,
                self._order,
                place.reason,
                f"{admission.reason}{link.remark}",
                skipped,
            )

    async def complete(self, request: ModelRequest) -> Completion:
        """The first reply there is. Raises the last ModelError when no server has one."""
        last = ModelError("no server of the chain may be asked now")
        for candidate in self.candidates(request.seed or 0):
            if candidate.skipped is not None:
                continue
            try:
                return await candidate.model.complete(request)
            except ModelError as error:
                last = error
        raise last

    def note(self, name: str, *, worked: bool) -> None:
        """What became of an attempt or a check."""
        before = self._breakers[name]
        self._breakers[name] = succeeded() if worked else failed(before, self._rules, self._now())

    async def watch(self) -> None:
        """Until cancelled: look after servers that fail, so that they come back without a person waiting for it."""
        while True:
            await asyncio.sleep(self._rules.probe_ms / 1000)
            await self.check()

    async def check(self) -> None:
        """Ask each server that is left alone for its models; one that answers is asked again from now on."""
        away = [name for name, breaker in self._breakers.items() if breaker.tried_at is not None]
        answers = await asyncio.gather(*(self.links[name].server.answers(CHECK_TIMEOUT_S) for name in away))
        for name in (name for name, answered in zip(away, answers, strict=True) if answered):
            self.note(name, worked=True)


class _Attempt:
    """One server for one turn: within the chain's time, its success or failure noted."""

    def __init__(self, chain: Chain, link: Link, until: float) -> None:
        self._chain, self._link, self._until = chain, link, until
        self.name, self.server = link.server.name, link.server.server

    async def complete(self, request: ModelRequest) -> Completion:
        worked = False
        try:
            async with asyncio.timeout_at(self._until):
                completion = await self._link.server.complete(request)
            worked = True
        except (PromptTooLong, PoorReply):
            worked = True  # it answers; what it says is another matter
            raise
        except TimeoutError:
            raise ModelError(f"{self.server}: the time for all servers was over") from None
        finally:
            self._note(worked=worked)
        return completion

    def _note(self, *, worked: bool) -> None:
        task = asyncio.current_task()
        if worked or task is None or not task.cancelling():  # a draft we gave up says nothing about the server
            self._chain.note(self._link.offer.name, worked=worked)
