"""Who may talk with a bot: nobody, until the settings or a claim code let them in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from sqlmodel import Session

from bot.channels.telegram.updates import CHANNEL
from bot.clock import Clock
from bot.storage import owners
from bot.storage.database import Database
from bot.storage.people import ensure_person, known

Access = Literal["owner", "list", "open"]
CODE_PREFIX = "claim-"


@dataclass
class Door:
    """One bot's door. `allowed`: the channel's ids of persons, for `list`. Owners are always let in."""

    database: Database
    clock: Clock
    bot_id: int
    access: Access
    allowed: frozenset[str] = frozenset()
    _owners: frozenset[str] = field(default=frozenset())

    async def admits(self, person: str) -> bool:
        """Whether this person may talk."""
        if self.access == "open" or (self.access == "list" and person in self.allowed):
            return True
        return person in self._owners or person in await self.owners()

    async def owners(self) -> frozenset[str]:
        """Who claimed the bot; it may have been another process that let them."""
        self._owners = await self.database.read(lambda session: owners.owners(session, self.bot_id))
        return self._owners

    async def new_claim_code(self) -> str | None:
        """A code for the operator to open, None when somebody owns the bot. An earlier code is void."""
        if await self.owners():
            return None
        code = CODE_PREFIX + secrets.token_urlsafe(24)
        await self.database.write(lambda session: owners.set_claim_code(session, self.bot_id, code))
        return code

    async def claim(self, person: str, code: str) -> bool:
        """Make the person the owner, if the code is the one that is good now."""
        if not code.startswith(CODE_PREFIX):
            return False
        now = self.clock.now()

        def write(session: Session) -> bool:
            if not owners.claims(session, self.bot_id, code):
                return False
            owners.make_owner(session, self.bot_id, known(ensure_person(session, CHANNEL, person, now).id), now)
            return True

        return await self.database.write(write)
