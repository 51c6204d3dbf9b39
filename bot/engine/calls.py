"""Model calls as rows: reserved before the call, settled after, so that killed and discarded drafts are billed too."""

from __future__ import annotations

from sqlmodel import Session

from bot.clock import Clock
from bot.llm.model import Completion
from bot.storage.database import Database
from bot.storage.people import known
from bot.storage.tables import ModelCall
from bot.turn.calling import CallPlan


class CallBook:
    """`bot.turn.calling.CallLedger` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def reserve(self, plan: CallPlan) -> tuple[int, int]:
        now = self._clock.now()
        return await self._database.write(lambda session: _reserve(session, plan, now)), now

    async def settle(self, call_id: int, completion: Completion | None, problem: str | None) -> int:
        now = self._clock.now()
        await self._database.write(lambda session: _settle(session, call_id, completion, problem, now))
        return now


def _reserve(session: Session, plan: CallPlan, now: int) -> int:
    call = ModelCall(
        attempt=plan.attempt,
        chat_id=plan.chat_id,
        person_id=plan.person_id,
        purpose=plan.purpose,
        model=plan.model,
        server=plan.server,
        counter=plan.counter,
        counted_tokens=plan.counted_tokens,
        reserved_tokens=plan.reserved_tokens,
        started_at=now,
    )
    session.add(call)
    session.flush()
    return known(call.id)


def _settle(session: Session, call_id: int, completion: Completion | None, problem: str | None, now: int) -> None:
    call = session.get(ModelCall, call_id)
    if call is None:  # the person was erased meanwhile
        return
    call.state, call.problem, call.ended_at = "failed" if problem else "settled", problem, now
    if completion is not None:
        call.prompt_tokens, call.reply_tokens = completion.prompt_tokens, completion.reply_tokens
        call.estimated = completion.estimated or completion.prompt_tokens is None
    session.add(call)
