"""Asks a model behind the reply: every attempt is a row of `model_calls`, and none is made on a poor guess twice."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import ModelError
from bot.llm.candidates import Candidate, candidates_of
from bot.llm.faults import PoorReply, PromptTooLong
from bot.llm.model import ChatMessage, Completion, Model, ModelRequest
from bot.prompt.counters import counter_for
from bot.prompt.layout import MESSAGE_MARKS
from bot.prompt.tokens import TokenCounter
from bot.turn.calling import CallLedger, CallPlan


@dataclass(frozen=True)
class Task:
    """What is asked: for whom (the bill names the chat), what for, at most how long an answer (tokens)."""

    chat_id: int
    person_id: int
    purpose: str  # extraction | summary
    messages: tuple[ChatMessage, ...]
    max_tokens: int
    schema: Mapping[str, Any] | None = None
    temperature: float = 0.0


@dataclass(frozen=True)
class Answered:
    """What was said, and by which model."""

    text: str
    model: str


class PoorAnswer(ModelError):
    """A server answered, and no answer of use: asking it the same again is of no use either."""


@dataclass(frozen=True)
class Asker:
    """A model with who counts and where calls are written down."""

    model: Model
    counter: TokenCounter
    calls: CallLedger

    async def __call__(self, task: Task) -> Answered:
        """The first answer one of the servers gives. Raises PoorAnswer, or ModelError when none could be asked."""
        problem: ModelError = ModelError("no server may be asked now")
        for server in candidates_of(self.model, 0):
            if server.skipped is not None:
                continue
            try:
                return Answered((await self._once(task, server)).text, server.model.name)
            except (PoorReply, PromptTooLong) as error:
                problem = PoorAnswer(error.message)
            except ModelError as error:
                problem = error
        raise problem

    async def _once(self, task: Task, server: Candidate) -> Completion:
        call_id, _ = await self.calls.reserve(await self._plan(task, server))
        completion, problem = None, None
        try:
            request = ModelRequest(task.messages, task.temperature, 1.0, task.max_tokens, schema=task.schema)
            completion = await server.model.complete(request)
        except ModelError as error:
            problem = error
        except asyncio.CancelledError:  # the process stops; what was begun is paid
            await asyncio.shield(self.calls.settle(call_id, None, "interrupted"))
            raise
        await self.calls.settle(call_id, completion, problem.message if problem else None)
        if completion is None:
            raise problem or ModelError("no answer")
        return completion

    async def _plan(self, task: Task, server: Candidate) -> CallPlan:
        counter = counter_for(self.counter, server.name)
        said = await counter.count(_texts(task.messages))
        counted = sum(said) + MESSAGE_MARKS * len(task.messages)
        return CallPlan(
            attempt=f"{task.purpose} {uuid.uuid4()}",
            chat_id=task.chat_id,
            person_id=task.person_id,
            purpose=task.purpose,
            model=server.model.name,
            server=server.model.server,
            counter=counter.id,
            counted_tokens=counted,
            reserved_tokens=counted + task.max_tokens,
        )


def _texts(messages: Sequence[ChatMessage]) -> list[str]:
    return [text for message in messages for text in (message.role, message.content)]
