"""Who owns a bot: claimed once, with a code only the operator has seen. The code itself is not kept."""

from __future__ import annotations

import hashlib
import hmac

from sqlmodel import Session, col, select

from bot.storage.tables import Bot, Identity, Owner


def owners(session: Session, bot_id: int) -> frozenset[str]:
    """The owners' names on the bot's channel."""
    bot = session.get_one(Bot, bot_id)
    query = select(Identity.external_id).join(Owner, col(Owner.person_id) == Identity.person_id)
    return frozenset(session.exec(query.where(Owner.bot_id == bot_id, Identity.channel == bot.channel)))


def set_claim_code(session: Session, bot_id: int, code: str) -> None:
    """From now on this code, once, makes somebody the owner. An earlier one is void."""
    bot = session.get_one(Bot, bot_id)
    bot.claim_hash = _hash(code)
    session.add(bot)


def claims(session: Session, bot_id: int, code: str) -> bool:
    """Whether this is the code that is good now."""
    expected = session.get_one(Bot, bot_id).claim_hash
    return expected is not None and hmac.compare_digest(expected, _hash(code))


def make_owner(session: Session, bot_id: int, person_id: int, now: int) -> None:
    """The person owns the bot, the code is spent."""
    bot = session.get_one(Bot, bot_id)
    bot.claim_hash = None
    session.add(bot)
    session.merge(Owner(bot_id=bot_id, person_id=person_id, claimed_at=now))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
