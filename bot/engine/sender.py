"""Plays each chat's outbox in order: typing while a bubble is being typed, the bubble when it is due."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from bot.clock import Clock
from bot.engine.incoming import Moved
from bot.engine.moves import take_move
from bot.engine.pace import NO_LIMITS, Pace
from bot.engine.reach import close_chat
from bot.engine.transport import MovedTo, NotDelivered, Refused, Transport, Unreachable, Unsure
from bot.errors import StorageError
from bot.storage import outbox, sending
from bot.storage.database import Database
from bot.storage.outbox import Delivery, OnUnknown
from bot.storage.people import Address, address
from bot.storage.scope import EVERYWHERE, Scope
from policies.draw import uniform
from policies.errors import MalbeotError

LEASE_MS = 30_000
MOST_GIVEN = 3  # in a bot's channel at once: a kill may send these twice; 3 at 0.1 s each are the 30 a second it allows
TYPING_EVERY_MS = 4_000
log = logging.getLogger(__name__)
RESOLVE_EVERY_MS = 1_000
_RETRY_MS, _GROWTH, _LONGEST_PAUSE_MS, _JITTER_MS, _SETTLE_PAUSE_MS = 2_000, 2, 300_000, 1_000, 500
_LONGEST_HOLD_MS = 10_000  # who has to wait longer for the channel's limits is put back, well within the lease


@dataclass(frozen=True)
class Sender:
    """Delivers what the chats of its scope have to hear, through one transport."""

    database: Database
    clock: Clock
    transport: Transport
    on_unknown: OnUnknown = "resend"
    scope: Scope = EVERYWHERE
    pace: Pace = field(default_factory=lambda: Pace(NO_LIMITS))
    _hands: dict[int, asyncio.Semaphore] = field(default_factory=lambda: defaultdict(_free_hands))  # of each bot
    _resolved_at: list[int] = field(default_factory=lambda: [0])

    async def step(self) -> bool:
        """Deliver one thing, if one wants to be typed or sent. False when none does."""
        held = await self.claim()
        if held is None:
            return False
        await self.perform(held)
        return True

    async def next_due(self) -> int | None:
        """When the next delivery wants attention."""
        return await self.database.read(lambda session: sending.next_due(session, self.scope))

    async def show_typing(self, chat_id: int) -> None:
        """Let the person see that an answer is being composed."""
        with contextlib.suppress(MalbeotError):  # it only decorates; the chat may be gone
            to = await self.database.read(lambda session: address(session, chat_id))
            if not self.pace.paused(to, self.clock.now()):
                await self.transport.typing(to)

    async def claim(self) -> Delivery | None:
        """Hold the next delivery whose typing may start; now and then resolve what a dead sender left."""
        now, view = self.clock.now(), self.pace.view(self.clock.now())
        full = frozenset(bot for bot, hands in self._hands.items() if hands.locked())

        def may_begin(to: Address) -> bool:
            return to.bot_id not in full and view.allowed_at(to) <= now

        held = await self.database.write(lambda session: self._claim(session, full, may_begin))
        if held is not None and held.begun:
            self.pace.sent(held.to, self.clock.now())
            await self._hands[held.to.bot_id].acquire()
        return held

    def _claim(self, session: Session, full: frozenset[int], may_begin: Callable[[Address], bool]) -> Delivery | None:
        now, owner, held = self.clock.now(), str(uuid.uuid4()), None
        if now - self._resolved_at[-1] < RESOLVE_EVERY_MS:
            held = sending.claim(session, now, LEASE_MS, owner, self.scope, full, may_begin)
        if held is None:
            self._resolved_at[:] = [now]
            outbox.resolve_stale(session, now, self.on_unknown, self.scope)
            session.flush()
            held = sending.claim(session, now, LEASE_MS, owner, self.scope, full, may_begin)
        return held

    async def perform(self, held: Delivery) -> None:
        """Type, wait for its time, deliver, and write down how it went."""
        if not held.begun and not await self._begin(held):
            return
        try:
            settled = await self._settle(await self._deliver(held, held.to))
        finally:
            self._hands[held.to.bot_id].release()
        if not settled:
            log.error("delivery %s of chat %s is given up after %s tries", held.id, held.chat_id, held.attempts + 1)

    async def _settle(self, settle: Callable[[Session], bool]) -> bool:
        """Write down what became of it at once: until then a kill would have it sent again.

        A database that is away is waited for as long as the lease lasts.
        """
        until = self.clock.now() + LEASE_MS - _SETTLE_PAUSE_MS
        while True:
            try:
                return await self.database.write(settle, urgent=True)
            except StorageError:
                if self.clock.now() >= until:
                    raise
            await self.clock.sleep_until(self.clock.now() + _SETTLE_PAUSE_MS)

    async def _begin(self, held: Delivery) -> bool:
        """Type, wait, and take one of the bot's hands. False: it is not to be sent now."""
        await self._type(held, held.to)
        free_at, now = self.pace.allowed_at(held.to, self.clock.now()), self.clock.now()
        if free_at > now + _LONGEST_HOLD_MS:
            await self.database.write(lambda session: outbox.put_off(session, held, free_at))
            return False
        await self._keep_pace(held.to)
        hands, begun = self._hands[held.to.bot_id], False
        await hands.acquire()
        try:
            # The lease begins when the row is written, however long that had to wait.
            begun = await self.database.write(lambda it: sending.mark_sending(it, held, self.clock.now(), LEASE_MS))
        finally:
            if not begun:
                hands.release()
        return begun

    async def _type(self, held: Delivery, to: Address) -> None:
        """Telegram's indicator lasts five seconds; repeating every four leaves no gap."""
        while held.typing_ms and (now := self.clock.now()) < held.due:
            if not self.pace.paused(to, now):
                await self.transport.typing(to)
            await self.clock.sleep_until(min(held.due, now + TYPING_EVERY_MS))
        await self.clock.sleep_until(held.due)

    async def _keep_pace(self, to: Address) -> None:
        while (at := self.pace.allowed_at(to, self.clock.now())) > self.clock.now():
            await self.clock.sleep_until(at)
        self.pace.sent(to, self.clock.now())

    async def _deliver(self, held: Delivery, to: Address) -> Callable[[Session], bool]:
        """Try once; returns the transaction that writes down how it ended (False: not to be tried again)."""
        try:
            external_id = await self.transport.deliver(to, held)
        except NotDelivered as error:
            return self._try_again(held, to, error.retry_after_ms)
        except Refused as error:
            log.error("delivery %s of chat %s was refused: %s", held.id, held.chat_id, error)
            return lambda session: outbox.mark_refused(session, held)
        except MovedTo as error:
            moved, now = Moved(to.bot_id, to.channel, to.external_id.partition(":")[0], error.new), self.clock.now()
            return lambda session: _moved(session, held, moved, now)
        except Unreachable:
            log.info("chat %s can't be reached any more", held.chat_id)
            return lambda session: _unreachable(session, held)
        except (StorageError, BrokenPipeError):  # nobody could be told, or nobody reads any more
            raise
        except Exception as error:  # it may have arrived
            problem = f"{type(error).__name__}: {error}" if isinstance(error, Unsure) else type(error).__name__
            log.error("delivery %s of chat %s may or may not have arrived: %s", held.id, held.chat_id, problem)
            retry_at = self.clock.now() + _pause(held)
            return lambda session: outbox.mark_unknown(session, held, retry_at, self.on_unknown)
        now = self.clock.now()
        log.debug("delivery %s of chat %s: %s sent", held.id, held.chat_id, held.kind)
        return lambda session: sending.mark_sent(session, held, now, external_id)

    def _try_again(self, held: Delivery, to: Address, retry_after_ms: int | None) -> Callable[[Session], bool]:
        now = self.clock.now()
        if retry_after_ms is None:
            if held.attempts == 0:
                log.warning("delivery %s of chat %s failed, trying again", held.id, held.chat_id)
            retry_at = now + _pause(held)
            return lambda session: outbox.mark_failed(session, held, retry_at)
        self.pace.refused(to, now, retry_after_ms)
        retry_at = now + retry_after_ms + int(_JITTER_MS * uniform(now, f"retry:{held.id}"))
        return lambda session: outbox.mark_failed(session, held, retry_at, counts=False)


def _free_hands() -> asyncio.Semaphore:
    return asyncio.Semaphore(MOST_GIVEN)


def _pause(held: Delivery) -> int:
    """Growing from try to try, up to five minutes."""
    return int(min(_LONGEST_PAUSE_MS, _RETRY_MS * _GROWTH ** min(held.attempts, 10)))


def _moved(session: Session, held: Delivery, moved: Moved, now: int) -> bool:
    take_move(session, moved, now)
    return outbox.mark_failed(session, held, now)


def _unreachable(session: Session, held: Delivery) -> bool:
    outbox.mark_refused(session, held)
    close_chat(session, held.chat_id)
    return True
