"""A companion on Telegram under test: emulator, aiogram and the real channel in one process, on a hurried clock."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiogram.client.session.aiohttp import AiohttpSession
from sqlmodel import Session, SQLModel, func, select

from bot.channels.telegram.channel import Rules, TelegramChannel
from bot.channels.telegram.door import Access
from bot.channels.telegram.listener import Hook
from bot.channels.telegram.login import BotLine, Manner, connect
from bot.channels.telegram.pictures import TelegramPictures
from bot.channels.telegram.transport import TelegramTransport
from bot.engine.background import JobRunner
from bot.engine.calls import CallBook
from bot.engine.loop import Engine
from bot.engine.pace import NO_LIMITS, Pace
from bot.engine.sender import Sender
from bot.engine.worker import TurnWorker
from bot.llm.model import Model
from bot.prompt.tokens import ByteCounter
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.episodes import remembering
from bot.storage.outbox import OnUnknown, Outgoing
from bot.storage.scope import Scope
from bot.storage.tables import Chat, OutboxRow
from bot.testing.jobs import job_handlers
from bot.testing.model import ScriptedModel
from bot.testing.telegram.arranging import ARRANGEMENTS
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.people import ACTS, Hand
from bot.testing.telegram.server import Emulator, serving
from bot.turn.run import Deps
from policies.pace import PaceLimits
from tests.companion import INDEXES, SETTINGS, SHELF
from tests.idle import idle

TOKENS = ("4242:" + "emulated" * 4, "4343:" + "emulated" * 4)
BOTS = (4242, 4343)
JISU, MIN = 1001, 1002
SECRET = "correct-horse_battery"
PATIENCE_S = 20
Row = dict[str, Any]


class HurriedClock:
    """So many seconds pass in one."""

    def __init__(self, speed: int) -> None:
        self._speed, self._from = speed, time.time_ns() // 1_000_000

    def now(self) -> int:
        return self._from + (time.time_ns() // 1_000_000 - self._from) * self._speed

    async def sleep_until(self, at: int) -> None:
        await asyncio.sleep(max(0, at - self.now()) / 1000 / self._speed)


@dataclass
class OnTelegram:
    """What a test sees: phones on one side, the database on the other. Rows heard before `forget` are left out."""

    emulator: Emulator
    channel: TelegramChannel
    database: Database
    running: asyncio.Task[None] | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    since: int = 0

    def arrange(self, name: str, /, **body: Any) -> Any:
        """Something behind the scenes: a fault, a person, …"""
        return ARRANGEMENTS[name](self.emulator.world, Fields(body))

    def fault(self, method: str, kind: str, count: int = 1, **options: Any) -> None:
        """Trouble for the next calls of a method."""
        self.arrange("fault", **{**options, "method": method, "kind": kind, "count": count})

    def act(self, name: str, /, user: int = JISU, **body: Any) -> Any:
        """Something a person does with their phone; a message's id."""
        return ACTS[name](Hand(self.emulator.world, Fields({"user": user, **body})))

    def say(self, text: str, user: int = JISU, **body: Any) -> int:
        """Send a text; gives its id."""
        return int(self.act("text", user, text=text, **body))

    async def answered(self, text: str, user: int = JISU, **body: Any) -> list[str]:
        """Say something, wait until everything is done, give what was said to that person."""
        before = len(self.emulator.world.transcript.since(0))
        self.say(text, user, **body)
        await self.settled()
        rows = self.emulator.world.transcript.since(before)
        return [row["text"] for row in rows if row["event"] == "bot_message" and row["chat"] == user]

    def forget(self) -> None:
        """Look only at what comes from here on."""
        self.since = len(self.emulator.world.transcript.since(0))

    def events(self, *names: str) -> list[Row]:
        """The transcript's rows of these events."""
        return [row for row in self.emulator.world.transcript.since(self.since) if row["event"] in names]

    def heard(self, user: int = JISU, bot: int = BOTS[0]) -> list[str]:
        """What the bot's messages to a person say."""
        return [row["text"] for row in self.events("bot_message") if (row["chat"], row["bot"]) == (user, bot)]

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                if self.running and self.running.done():
                    self.running.result()
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Wait until all updates are confirmed and everything they brought about is done."""
        await self.until(lambda: self.pending() == 0 and self.database.read_now(idle))

    def pending(self) -> int:
        """Updates that no bot has confirmed, and those that will come once more."""
        world = self.emulator.world
        return sum(bot.updates.pending(world.clock.now()) + len(bot.updates._again) for bot in world.bots.values())

    def rows(self, table: type[SQLModel]) -> list[Any]:
        """All rows of a table."""
        return self.database.read_now(lambda session: list(session.exec(select(table))))

    def put(self, *outgoing: Outgoing, user: int | str = JISU) -> None:
        """Queue deliveries, as a turn would."""

        def write(session: Session) -> None:
            chat = session.exec(select(Chat).where(Chat.external_id == str(user))).one()
            assert chat.id is not None
            key = f"test:{session.exec(select(func.count()).select_from(OutboxRow)).one()}"
            outbox.put(session, chat.id, chat.person_id, key, outgoing)

        self.database.write_now(write)
        self.channel.engine.hint()

    @property
    def now(self) -> int:
        """The channel's time."""
        return self.channel.clock.now()

    def listen(self) -> None:
        """Start the channel."""
        self.running = asyncio.create_task(self.channel.run(self.stopping))

    async def leave(self) -> None:
        """Stop the channel in an orderly way, if it runs."""
        self.stopping.set()
        if self.running:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(self.running, return_exceptions=True)


@asynccontextmanager
async def emulated(*, bots: int = 1) -> AsyncIterator[Emulator]:
    """An emulator with bots and two people."""
    async with serving() as emulator:
        for token, name in list(zip(TOKENS, ("day", "night"), strict=True))[:bots]:
            ARRANGEMENTS["bot"](emulator.world, Fields({"token": token, "username": f"{name}_bot", "name": name}))
        for number, name, language in ((JISU, "지수", "ko"), (MIN, "Min", "en")):
            person = {"id": number, "first_name": name, "language_code": language}
            ARRANGEMENTS["user"](emulator.world, Fields(person))
        yield emulator


def hook_here() -> Hook:
    """A webhook on a free port of this machine, Telegram being there too."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    return Hook(f"http://{listen}/telegram", SECRET, listen, max_connections=20)


@asynccontextmanager
async def served(
    emulator: Emulator,
    database: Database,
    *,
    access: Access = "open",
    allowed: Sequence[int] = (),
    personas: Sequence[str] = ("wren",),
    model: Model | None = None,
    on_unknown: OnUnknown = "resend",
    limits: PaceLimits = NO_LIMITS,
    language: str = "en",
    listening: bool = True,
    webhook: bool = False,
    speed: int = 10,
) -> AsyncIterator[OnTelegram]:
    """The channel over the emulator's bots."""
    clock = HurriedClock(speed)
    lines = [BotLine(token, persona, "telegram.token") for token, persona in zip(TOKENS, personas, strict=False)]
    hook = hook_here() if webhook else None
    connected = await connect(lines, emulator.url, database, clock.now(), Manner(polling=hook is None))
    bots = {each.row_id: each.bot for each in connected}
    scope = Scope(bots=frozenset(bots))
    says = model or ScriptedModel(["Yes, I see."])
    calls, recall = CallBook(database, clock), remembering(database, None)
    deps = Deps(INDEXES, recall, says, ByteCounter(0.4), calls, pictures=TelegramPictures(bots))
    worker = TurnWorker(database, clock, SHELF, SETTINGS, deps, scope)
    sender = Sender(database, clock, TelegramTransport(bots), on_unknown, scope, Pace(limits))
    jobs = JobRunner(database, clock, job_handlers(database, clock))
    engine = Engine(database, clock, worker, sender, jobs)
    rules = Rules(access, frozenset(map(str, allowed)), language, poll_timeout_s=50, hook=hook)
    on = OnTelegram(emulator, TelegramChannel(connected, engine, database, clock, rules), database)
    if listening:
        on.listen()
    try:
        yield on
    finally:
        await on.leave()
        for each in connected:  # the library's own close waits a quarter of a second for TLS, of which there is none
            assert isinstance(each.bot.session, AiohttpSession)
            await (await each.bot.session.create_session()).close()


@asynccontextmanager
async def on_telegram(database: Database, **rules: Any) -> AsyncIterator[OnTelegram]:
    """Emulator and channel together."""
    async with emulated(bots=len(rules.get("personas", "1"))) as emulator, served(emulator, database, **rules) as on:
        yield on


@asynccontextmanager
async def talking(database: Database, **rules: Any) -> AsyncIterator[OnTelegram]:
    """The same after a first exchange: the day's disclosure is said, JISU and MIN are known."""
    async with on_telegram(database, **rules) as on:
        for user in (JISU, MIN):
            on.say("hi", user)
        await on.settled()
        on.forget()
        yield on
