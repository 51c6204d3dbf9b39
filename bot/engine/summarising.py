"""The job behind a talk that is over: it is summarised, chat by chat, and old summaries are merged. Safe to repeat."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session

from bot.clock import Clock
from bot.engine.ingest import in_crisis
from bot.engine.memory_calls import Asker, Task
from bot.errors import ModelError
from bot.llm.marks import harmless
from bot.llm.model import ChatMessage
from bot.prompt.attachments import is_forwarded
from bot.storage import jobs, summaries
from bot.storage.as_read import AsRead, private_chats, settled_before, unchanged
from bot.storage.database import Database
from bot.storage.facts import EVERYTHING
from bot.storage.jobs import Job
from bot.storage.people import consents, lock
from bot.storage.summaries import Place, Run
from bot.storage.tables import Person
from bot.turn.behind import SUMMARISE, key
from memory.orders import orders_a_model
from memory.summaries import PAUSE_MS, Chunk, Line, Made, extracted, finished, merged, to_merge
from memory.summaries.abstractive import MOST_TOKENS, Doubt, checked, instructions
from memory.summaries.rolling import ROLLING, SESSION
from policies.timing.mark_grammar import neutralise

log = logging.getLogger(__name__)
_MOST_SESSIONS, _MOST_CALLS = 50, 3  # of one run of the job; the next run goes on
_LATER_MS = PAUSE_MS + 60_000
AFTER_CHANGE_MS = 60_000


@dataclass(frozen=True)
class Work:
    """What is to be done in one chat: sessions that are over, and when the one that goes on may be."""

    place: Place
    sessions: tuple[tuple[AsRead, ...], ...]
    next_at: int | None


@dataclass(frozen=True)
class Summariser:
    """The handler of `memory.summarise`. Without `asker`, extractive; `time_zone`: of persons who named none."""

    database: Database
    clock: Clock
    asker: Asker | None = None
    time_zone: str = "UTC"

    async def __call__(self, job: Job) -> None:
        person_id, bot_id = job.person_id or 0, int(json.loads(job.args)["bot"])
        now = self.clock.now()
        works = await self.database.read_aside(lambda session: _works(session, person_id, bot_id, now))
        most = _MOST_CALLS if self.asker else _MOST_SESSIONS
        begun = [(work.place, each) for work in works for each in work.sessions]
        for place, messages in begun[:most]:
            await self._summarise(place, messages)
        for work in works:
            await self._merge(work.place)
        later = [work.next_at for work in works if work.next_at is not None]
        again = [now] if len(begun) > most else later
        if again:
            await self.database.write(lambda session: queue(session, person_id, bot_id, min(again)))

    async def _summarise(self, place: Place, messages: Sequence[AsRead]) -> None:
        made = await self._made(place, messages)
        await self.database.write_aside(lambda session: _keep(session, place, messages, made, self.clock.now()))

    async def _merge(self, place: Place) -> None:
        now = self.clock.now()
        due = await self.database.read_aside(lambda session: _to_merge(session, place, now))
        for chunks in due:
            await self._merge_these(place, chunks)

    async def _merge_these(self, place: Place, chunks: Sequence[Chunk]) -> None:
        now = self.clock.now()
        await self.database.write_aside(lambda session: _merge(session, place, chunks, self.time_zone, now))

    async def _made(self, place: Place, messages: Sequence[AsRead]) -> Made:
        lines = [_line(each) for each in messages]
        made = await asyncio.to_thread(extracted, lines)  # milliseconds each, and there may be fifty
        return made if self.asker is None or not made.text else await self._told(self.asker, place, lines, made)

    async def _told(self, asker: Asker, place: Place, lines: Sequence[Line], plain: Made) -> Made:
        """In the model's words, if they say nothing that wasn't said; else the plain ones."""
        system, talk = instructions(lines, disarmed)
        messages = (ChatMessage("system", system), ChatMessage("user", talk))
        try:
            answer = await asker(Task(place.chat_id, place.person_id, "summary", messages, MOST_TOKENS))
        except ModelError as error:
            log.warning("a summary is extractive: %s", type(error).__name__)
            return plain
        told = checked(answer.text, lines, disarmed)
        if isinstance(told, Doubt):
            log.info("a summary is extractive: the model's %s", told.reason)
            return plain
        return Made(told, plain.first, plain.last, tuple(line.id for line in lines), answer.model)


def queue(session: Session, person_id: int, bot_id: int, due: int) -> None:
    """Look for what is to be summarised, at `due`; one such job waits for a person and a bot."""
    args = json.dumps({"bot": bot_id})
    jobs.put(session, SUMMARISE, key(SUMMARISE, person_id, bot_id), person_id, args, due)


def _works(session: Session, person_id: int, bot_id: int, now: int) -> list[Work]:
    if session.get(Person, person_id) is None or not consents(session, person_id)["memory"]:
        return []
    chats = private_chats(session, person_id, bot_id)
    return [
        _work(summaries.uncovered(session, chat_id, settled_before(session, [chat_id])), place, history_from, now)
        for chat_id, history_from in chats.items()
        for place in [Place(person_id, bot_id, chat_id)]
    ]


def _work(runs: Sequence[Run], place: Place, history_from: int, now: int) -> Work:
    over: list[tuple[AsRead, ...]] = []
    for run in runs:
        by_id = {each.id: each for each in run.messages}
        lines = [_line(each) for each in run.messages]
        if lines:
            sessions = finished(lines, now, history_from, followed=run.followed)
            over += [tuple(by_id[line.id] for line in each) for each in sessions]
    last = runs[-1].messages[-1] if runs and runs[-1].messages else None
    open_still = last is not None and not any(last in each for each in over)
    return Work(place, tuple(over), max(now, last.said_at + _LATER_MS) if last and open_still else None)


def _line(message: AsRead) -> Line:
    own = message.author == "person"
    silent = is_forwarded(message.attachments) or (own and in_crisis(message.text)) or orders_a_model(message.text)
    return Line(message.id, message.said_at, "person" if own else "persona", message.text, not silent)


def _keep(session: Session, place: Place, messages: Sequence[AsRead], made: Made, now: int) -> None:
    """Nothing is kept of what was erased or edited meanwhile, or of who wants no memory any more."""
    if session.get(Person, place.person_id) is None:
        return
    lock(session, place.person_id)
    if consents(session, place.person_id)["memory"] and unchanged(session, messages):
        summaries.put(session, place, SESSION, made, now)


def _to_merge(session: Session, place: Place, now: int) -> tuple[tuple[Chunk, ...], ...]:
    return to_merge(summaries.as_of(session, place.chat_id, EVERYTHING, now, summaries.ALL), now)


def _merge(session: Session, place: Place, chunks: Sequence[Chunk], time_zone: str, now: int) -> None:
    """One chunk of several; not when one of them went meanwhile."""
    person = session.get(Person, place.person_id)
    if person is None:
        return
    lock(session, place.person_id)
    zone = zone_of(person.time_zone or time_zone)
    if summaries.are_there(session, [each.id for each in chunks]):
        made = merged(chunks, lambda at: f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(zone):%Y-%m-%d}")
        summaries.put(session, place, ROLLING, made, now)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Asia" is a folder
        return ZoneInfo("UTC")


def disarmed(text: str) -> str:
    """Without working marks of a chat template or of the timing."""
    return harmless(neutralise(text))
