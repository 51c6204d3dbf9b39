"""Plays each chat's outbox in order: typing while a bubble is being typed, the bubble when it is due."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from bot.clock import Clock
from bot.engine.pace import NO_LIMITS, Pace
from bot.engine.reach import close_chat
from bot.engine.transport import NotDelivered, Refused, Transport, Unreachable, Unsure
from bot.errors import StorageError
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Delivery, OnUnknown
from bot.storage.people import Address, address
from bot.storage.scope import EVERYWHERE, Scope
from policies.draw import uniform

LEASE_MS = 30_000
TYPING_EVERY_MS = 4_000
log = logging.getLogger(__name__)
_RETRY_MS, _GROWTH, _LONGEST_PAUSE_MS, _JITTER_MS = 2_000, 4, 300_000, 1_000
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

    async def step(self) -> bool:
        """Deliver one thing, if one wants to be typed or sent. False when none does."""
        held = await self.claim()
        if held is None:
            return False
        await self.perform(held)
        return True

    async def next_due(self) -> int | None:
        """When the next delivery wants attention."""
        now = self.clock.now()
        return await self.database.read(lambda session: outbox.next_due(session, now, self.scope))

    async def show_typing(self, chat_id: int) -> None:
        """Let the person see that an answer is being composed."""
        to = await self.database.read(lambda session: address(session, chat_id))
        if not self.pace.paused(to, self.clock.now()):
            await self.transport.typing(to)

    async def claim(self) -> Delivery | None:
        """Hold the next delivery whose typing may start."""
        now, owner = self.clock.now(), str(uuid.uuid4())
        due = await self.database.read(lambda session: outbox.next_due(session, now, self.scope))
        if due is None or due > now:
            return None
        await self.database.write(lambda session: outbox.resolve_stale(session, now, self.on_unknown, self.scope))
        return await self.database.write(lambda session: outbox.claim(session, now, LEASE_MS, owner, self.scope))

    async def perform(self, held: Delivery) -> None:
        """Type, wait for its time, deliver, and write down how it went."""
        to = await self.database.read(lambda session: address(session, held.chat_id))
        await self._type(held, to)
        free_at, now = self.pace.allowed_at(to, self.clock.now()), self.clock.now()
        if free_at > now + _LONGEST_HOLD_MS:
            await self.database.write(lambda session: outbox.put_off(session, held, free_at))
            return
        await self._keep_pace(to)
        now = self.clock.now()
        if await self.database.write(lambda session: outbox.mark_sending(session, held, now, LEASE_MS)):
            settle = await self._deliver(held, to)
            if not await self.database.write(settle):
                log.error("delivery %s of chat %s is given up after %s tries", held.id, held.chat_id, held.attempts + 1)

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
        return lambda session: outbox.mark_sent(session, held, now, external_id)

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


def _pause(held: Delivery) -> int:
    """Growing from try to try, up to five minutes."""
    return int(min(_LONGEST_PAUSE_MS, _RETRY_MS * _GROWTH ** min(held.attempts, 10)))


def _unreachable(session: Session, held: Delivery) -> bool:
    outbox.mark_refused(session, held)
    close_chat(session, held.chat_id)
    return True
