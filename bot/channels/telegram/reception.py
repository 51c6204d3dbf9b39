"""Takes one bot's updates in: who may talk, commands, and everything else straight to the engine."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.channels.commands import Commands
from bot.channels.telegram.door import CODE_PREFIX, Door
from bot.channels.telegram.updates import Command, heard, is_command, started
from bot.channels.telegram.words import HELP, PRIVATE, UNCLAIMED
from bot.engine.incoming import Edited, Event, Incoming
from bot.engine.ingest import place
from bot.engine.loop import Engine
from bot.storage import inbox
from bot.storage.people import known
from bot.turn.crisis import crisis_answer
from policies.safety import judge

if TYPE_CHECKING:
    from aiogram.types import Update

Tell = Callable[[str, str], Coroutine[Any, Any, None]]  # (chat, text): best effort, outside the outbox
log = logging.getLogger(__name__)
_REMEMBERED = 1000


@dataclass
class Reception:
    """When `take` returns, the update is committed or holds nothing for us, and may be confirmed."""

    engine: Engine
    door: Door
    bot_id: int
    language: str
    tell: Tell
    _told: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _commands: OrderedDict[str, Commands] = field(default_factory=OrderedDict)
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, update: Update) -> None:
        """Read one update and commit it. Raises StorageError: it must be tried again."""
        found = heard(update, self.bot_id)
        if found.event is None:
            log.debug("update %s left aside: %s", update.update_id, found.why)
        elif await self._may_talk(found.event):
            await self._take(found.event)
        else:
            await self._turn_away(found.event)

    async def _take(self, event: Event | Command) -> None:
        if isinstance(event, Edited) and _is_command(event.message):
            log.debug("update %s left aside: a command is not done again", event.message.update_id)
        elif not isinstance(event, Command):
            await self.engine.take(event)
        elif not _is_command(event.message):
            await self.engine.take(event.message)
        elif event.name == "start":
            await self.engine.take(started(event, "" if event.rest.startswith(CODE_PREFIX) else event.rest))
        else:
            await self._run(event)

    async def _may_talk(self, event: Event | Command) -> bool:
        if isinstance(event, Command) and event.name == "start" and await self.door.claim(_person(event), event.rest):
            log.info("bot %s has an owner now", self.bot_id)
        return await self.door.admits(_person(event))

    async def _run(self, command: Command) -> None:
        bot_id, update_id = self.bot_id, command.message.update_id
        if await self.engine.database.read(lambda session: inbox.seen(session, bot_id, update_id)):
            return  # done before: a note is not kept twice
        commands = await self._commands_of(command.message)
        operator = command.message.person in await self.door.owners()
        answer = await commands.run(f"/{command.name} {command.rest}".strip(), operator=operator)
        await self.engine.answer_command(command.message, answer)

    async def _commands_of(self, message: Incoming) -> Commands:
        """The chat's own: what `/forget` found last is remembered in it."""
        if message.chat not in self._commands:
            database, clock = self.engine.database, self.engine.clock
            _, chat = await database.write(lambda session: place(session, message, clock.now()))
            language = message.language or self.language
            self._commands[message.chat] = Commands(database, clock, known(chat.id), language, HELP[language])
            _forget_oldest(self._commands)
        return self._commands[message.chat]

    async def _turn_away(self, event: Event | Command) -> None:
        """Nothing of a stranger's is kept; they are told so once. In a crisis they are told whom to call."""
        message = event.message if isinstance(event, Command | Edited) else event
        if not isinstance(message, Incoming):
            return
        words = await self._to_stranger(message)
        if words is not None:
            task = asyncio.create_task(self.tell(message.chat, words))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _to_stranger(self, message: Incoming) -> str | None:
        verdict = judge(message.text)
        language = verdict.language or message.language or self.language
        if verdict.category == "crisis":
            hotlines = self.engine.worker.settings.hotlines
            return crisis_answer(language, "haeyo", hotlines).rpartition("\n\n")[0]  # without asking them to go on
        if message.chat in self._told:
            return None
        self._told[message.chat] = None
        _forget_oldest(self._told)
        words = PRIVATE if self.door.access == "list" or await self.door.owners() else UNCLAIMED
        return words[message.language or self.language]


def _is_command(message: Incoming) -> bool:
    """What looks like one; a crisis is heard wherever it is said."""
    return is_command(message.text) and judge(message.text).category != "crisis"


def _person(event: Event | Command) -> str:
    return event.message.person if isinstance(event, Command | Edited) else event.person


def _forget_oldest(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)
