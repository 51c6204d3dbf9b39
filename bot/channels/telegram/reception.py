"""Takes one bot's updates in: who may talk, commands, and everything else straight to the engine."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.channels.answer import Answer
from bot.channels.commands import Commands
from bot.channels.forgetting import may_ask
from bot.channels.telegram.buttons import answer, as_text
from bot.channels.telegram.door import CODE_PREFIX, Door
from bot.channels.telegram.groups import Me
from bot.channels.telegram.updates import Command, heard, is_command, started
from bot.channels.telegram.words import HELP, IN_PRIVATE, PRIVATE, UNCLAIMED
from bot.engine.controls import is_minor
from bot.engine.incoming import Edited, Event, Incoming, Moved, Pressed, Reach
from bot.engine.ingest import place
from bot.engine.loop import Engine
from bot.storage import inbox
from bot.turn.crisis import crisis_answer
from policies.language.forgetting import asks_to_forget
from policies.safety import judge

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery, Update

Tell = Callable[[str, str], Coroutine[Any, Any, None]]  # (chat or query, text): best effort, outside the outbox
log = logging.getLogger(__name__)
_REMEMBERED = 1000


@dataclass
class Reception:
    """When `take` returns, the update is committed or holds nothing for us, and may be confirmed."""

    engine: Engine
    door: Door
    me: Me
    language: str
    tell: Tell
    confirm: Tell
    _told: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _commands: OrderedDict[str, Commands] = field(default_factory=OrderedDict)
    _one_command: asyncio.Lock = field(default_factory=asyncio.Lock)
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, update: Update) -> None:
        """Read one update and commit it. Raises StorageError: it must be tried again."""
        found = heard(update, self.me)
        may_talk = found.event is not None and await self._may_talk(found.event)
        if found.event is None:
            log.debug("update %s left aside: %s", update.update_id, found.why)
        elif may_talk:
            await self._take(found.event)
        else:
            await self._turn_away(found.event)
        if update.callback_query is not None:
            await self._confirm(update.callback_query, found.event if may_talk else None)

    async def _take(self, event: Event | Command) -> None:
        if isinstance(event, Edited) and _is_command(event.message):
            log.debug("update %s left aside: a command is not done again", event.message.update_id)
        elif not isinstance(event, Command):
            if not (isinstance(event, Incoming) and await self._wished(event)):
                await self.engine.take(event)
        elif not _is_command(event.message):
            await self.engine.take(event.message)
        elif event.name == "start":
            await self.engine.take(started(event, "" if event.rest.startswith(CODE_PREFIX) else event.rest))
        else:
            await self._run(event)

    async def _confirm(self, query: CallbackQuery, event: Event | Command | None) -> None:
        """Once it is committed: a button that isn't confirmed seems to hang. What did nothing is told nothing."""
        words = ""
        if isinstance(event, Pressed):
            channel, name = event.channel, event.person
            minor = await self.engine.database.read(lambda session: is_minor(session, channel, name))
            words = answer(event.button, getattr(query.message, "text", None) or "", minor=minor)
        self._later(self.confirm(query.id, words))

    async def _may_talk(self, event: Event | Command) -> bool:
        if isinstance(event, Moved) or (isinstance(event, Reach) and event.group):
            return True  # it is nobody's talk
        if isinstance(event, Command) and event.name == "start" and event.message.group is None:
            await self._claim(event)
        return await self.door.admits(_person(event))

    async def _claim(self, start: Command) -> None:
        if await self.door.claim(start.message.person, start.rest):
            log.info("bot %s has an owner now", self.me.row_id)

    async def _run(self, command: Command) -> None:
        bot_id, update_id = self.me.row_id, command.message.update_id
        async with self._one_command:
            if await self.engine.database.read(lambda session: inbox.seen(session, bot_id, update_id)):
                return  # done before: a note is not kept twice
            await self._tell_back(command.message, await self._answer(command))

    async def _wished(self, message: Incoming) -> bool:
        """A sentence that asks for what a command does is done like one. False: it is talk."""
        if message.kind != "text" or not may_ask(message.text) or judge(message.text).category == "crisis":
            return False
        bot_id, update_id = self.me.row_id, message.update_id
        async with self._one_command:
            if await self.engine.database.read(lambda session: inbox.seen(session, bot_id, update_id)):
                return True
            told = await self._heard(message)
            if told is not None:
                await self._tell_back(message, told)
            return told is not None

    async def _heard(self, message: Incoming) -> Answer | None:
        if message.group is None:
            return await (await self._commands_of(message)).hears(message.text)
        wish = asks_to_forget(message.text)
        return None if wish is None or wish.hush else Answer(IN_PRIVATE[wish.language])

    async def _tell_back(self, to: Incoming, told: Answer) -> None:
        await self.engine.answer_command(to, told.text, as_text(told.rows))

    async def _answer(self, command: Command) -> Answer:
        if command.message.group is not None and command.name != "help":
            return Answer(IN_PRIVATE[command.message.language or self.language])
        commands = await self._commands_of(command.message)
        operator = command.message.person in await self.door.owners()
        return await commands.answer(f"/{command.name} {command.rest}".strip(), operator=operator)

    async def _commands_of(self, message: Incoming) -> Commands:
        if message.chat not in self._commands:
            database, clock = self.engine.database, self.engine.clock
            at = await database.write(lambda session: place(session, message, clock.now()))
            language, zone = message.language or self.language, self.engine.worker.settings.time_zone
            self._commands[message.chat] = Commands(database, clock, at.chat_id, language, HELP[language], zone)
            _forget_oldest(self._commands)
        return self._commands[message.chat]

    async def _turn_away(self, event: Event | Command) -> None:
        """Nothing of a stranger's is kept; they are told so once. In a crisis they are told whom to call."""
        message = event.message if isinstance(event, Command | Edited) else event
        if not isinstance(message, Incoming):
            return
        words = await self._to_stranger(message)
        if words is not None:
            self._later(self.tell(message.chat, words))

    def _later(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _to_stranger(self, message: Incoming) -> str | None:
        verdict = judge(message.text)
        language = verdict.language or message.language or self.language
        if verdict.category == "crisis":
            hotlines = self.engine.worker.settings.hotlines
            return crisis_answer(language, "haeyo", hotlines).rpartition("\n\n")[0]  # without asking them to go on
        if message.group is not None or message.chat in self._told:
            return None
        self._told[message.chat] = None
        _forget_oldest(self._told)
        words = PRIVATE if self.door.access == "list" or await self.door.owners() else UNCLAIMED
        return words[message.language or self.language]


def _is_command(message: Incoming) -> bool:
    """What looks like one; a crisis is heard wherever it is said."""
    return is_command(message.text) and judge(message.text).category != "crisis"


def _person(event: Event | Command) -> str:
    told = event.message if isinstance(event, Command | Edited) else event
    return "" if isinstance(told, Moved) else told.person


def _forget_oldest(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)
