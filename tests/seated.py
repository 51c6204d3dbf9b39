"""Somebody at a terminal under test: a real conversation, engine and database, a plain screen and a fake clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.channels.commands import Commands
from bot.channels.terminal.help import HELP
from bot.channels.terminal.screen import PlainScreen
from bot.channels.terminal.seat import free_seat, take_seat
from bot.channels.terminal.talk import Conversation
from bot.engine.sender import Sender
from bot.turn.record import TurnRecord
from tests.companion import Companion


@dataclass
class Seated:
    """A person at a terminal, talking with a companion."""

    companion: Companion
    language: str = "ko"

    def __post_init__(self) -> None:
        companion, database, clock = self.companion, self.companion.database, self.companion.clock
        number, lock = free_seat(database.path.parent)
        now = clock.now()
        seat = database.write_now(lambda session: take_seat(session, companion.persona, number, lock, now))
        screen = PlainScreen(lambda: companion.personas.get(companion.persona).name(self.language))
        engine = replace(companion.new_engine(), sender=Sender(database, clock, screen))
        commands = Commands(database, clock, seat.chat_id, self.language, HELP[self.language])
        self.conversation = Conversation(engine, clock, seat, screen, commands)

    async def types(self, *lines: str) -> None:
        """Type lines, each after the answer to the one before."""
        await self.conversation.from_script(lines)

    def last(self) -> TurnRecord:
        """The record of the last turn."""
        return self.companion.records()[-1]
