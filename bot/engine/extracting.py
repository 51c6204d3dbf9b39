"""The job behind a reply in which a model reads what the person said for facts. Safe to repeat.

`relationships.extracted_to` says how far it has read. It moves in the transaction that keeps the facts and nowhere
else; what was erased or edited while the model worked is read anew.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.engine.ingest import in_crisis
from bot.engine.memory_calls import Asker, PoorAnswer, Task
from bot.engine.summarising import disarmed, zone_of
from bot.errors import ModelError
from bot.llm.model import ChatMessage
from bot.llm.structured import parse
from bot.prompt.attachments import is_forwarded
from bot.storage import jobs
from bot.storage.as_read import AsRead, private_chats, read, said_ids, settled_before, unchanged
from bot.storage.database import Database
from bot.storage.facts import known_now
from bot.storage.jobs import MOST_ATTEMPTS, Job
from bot.storage.learning import learn
from bot.storage.people import consents, lock
from bot.storage.tables import FactRow, FactSource, Person, Relationship
from bot.turn.behind import EXTRACT, key
from memory.extraction_by_model import (
    LENIENT,
    MODEL,
    MOST_TOKENS,
    Batch,
    Heard,
    Read,
    batch_of,
    instructions,
    read_answer,
    schema,
)
from memory.facts import NewFact
from memory.orders import orders_a_model
from policies.language.normalise import fold

log = logging.getLogger(__name__)
_MOST_CALLS = 3  # of one run of the job; the next run goes on
_MOST_READ = 100  # messages looked at for one batch
_GIVE_UP_MS = 86_400_000
_OLDEST_MS = 30 * 86_400_000  # when a model begins to read, it doesn't begin with the talk of years
_TEMPERATURES = (0.0, 0.5)  # an answer of no use is asked for once more, a little differently


@dataclass(frozen=True)
class Unread:
    """The next batch, and what it rests on: how far was read before, and the messages as they read."""

    chat_id: int
    person_id: int
    bot_id: int
    read_to: int
    batch: Batch
    messages: tuple[AsRead, ...]


@dataclass(frozen=True)
class Extractor:
    """The handler of `memory.extract`; `time_zone`: of persons who named none."""

    database: Database
    clock: Clock
    asker: Asker
    time_zone: str = "UTC"

    async def __call__(self, job: Job) -> None:
        """Raises ModelError while no server can be asked, so that the job is tried again."""
        person_id, bot_id = job.person_id or 0, int(json.loads(job.args)["bot"])
        for _ in range(_MOST_CALLS):
            unread = await self._next(person_id, bot_id)
            if unread is None:
                return
            await self._read(unread, job)
        await self.database.write(lambda session: queue(session, person_id, bot_id, self.clock.now()))

    async def _next(self, person_id: int, bot_id: int) -> Unread | None:
        since = self.clock.now() - _OLDEST_MS
        return await self.database.read_aside(lambda session: _next(session, person_id, bot_id, since, self.time_zone))

    async def _read(self, unread: Unread, job: Job) -> None:
        try:
            found = await self._found(unread) if unread.batch.sources else Read()
        except PoorAnswer as error:
            log.warning("a batch is skipped: %s", type(error).__name__)
            found = Read()
        except ModelError as error:
            if not self._gives_up(unread, job):
                raise
            log.warning("a batch is skipped after a day: %s", type(error).__name__)
            found = Read()
        await self.database.write_aside(lambda session: _keep(session, unread, found, self.clock.now()))

    def _gives_up(self, unread: Unread, job: Job) -> bool:
        """A server that is away for an evening must not cost what was said in it; one batch can't stop all others."""
        waited = self.clock.now() - unread.messages[-1].said_at
        return job.attempts >= MOST_ATTEMPTS and waited >= _GIVE_UP_MS

    async def _found(self, unread: Unread) -> Read:
        """Raises PoorAnswer when no answer was of use, ModelError when no server can be asked."""
        *tries, last = _TEMPERATURES
        for temperature in tries:
            with contextlib.suppress(PoorAnswer):
                return await self._ask(unread, temperature)
        return await self._ask(unread, last)

    async def _ask(self, unread: Unread, temperature: float) -> Read:
        system, talk = instructions(unread.batch, disarmed)
        messages = (ChatMessage("system", system), ChatMessage("user", talk))
        task = Task(
            chat_id=unread.chat_id,
            person_id=unread.person_id,
            purpose="extraction",
            messages=messages,
            max_tokens=MOST_TOKENS,
            schema=schema(unread.batch),
            temperature=temperature,
        )
        answer = await self.asker(task)
        try:
            items = parse(answer.text, LENIENT)["facts"]
        except ModelError as error:
            raise PoorAnswer(error.message) from None
        found = read_answer(items, unread.batch)
        if found.dropped:
            log.info("dropped of a model's facts: %s", dict(found.dropped))
        return found


def queue(session: Session, person_id: int, bot_id: int, due: int) -> None:
    """Read on at `due`; one such job waits for a person and a bot."""
    jobs.put(session, EXTRACT, key(EXTRACT, person_id, bot_id), person_id, json.dumps({"bot": bot_id}), due)


def _next(session: Session, person_id: int, bot_id: int, since: int, time_zone: str) -> Unread | None:
    """The next batch; None when all is read, or nothing may be."""
    person, bond = session.get(Person, person_id), session.get(Relationship, (person_id, bot_id))
    if person is None or bond is None or not consents(session, person_id)["memory"]:
        return None
    chats = private_chats(session, person_id, bot_id)
    before = settled_before(session, chats)
    ids = said_ids(session, chats, bond.extracted_to, before, since=since)[:_MOST_READ]
    messages = read(session, ids)
    zone = zone_of(person.time_zone or time_zone)
    batch = batch_of([_heard(each, zone) for each in messages])
    if batch is None:
        return None
    seen = tuple(each for each in messages if each.id <= batch.last)
    return Unread(seen[-1].chat_id, person_id, bot_id, bond.extracted_to, batch, seen)


def _heard(message: AsRead, zone: ZoneInfo) -> Heard:
    own = message.author == "person"
    silent = is_forwarded(message.attachments) or (own and in_crisis(message.text)) or orders_a_model(message.text)
    local = datetime.fromtimestamp(message.said_at / 1000, UTC).astimezone(zone)
    return Heard(message.id, local, own, message.text, not silent)


def _keep(session: Session, unread: Unread, found: Read, now: int) -> None:
    """Facts and how far was read, together; neither when something was erased, edited or withdrawn meanwhile."""
    if session.get(Person, unread.person_id) is None:
        return
    lock(session, unread.person_id)
    bond = session.get(Relationship, (unread.person_id, unread.bot_id), populate_existing=True)
    allowed = consents(session, unread.person_id)["memory"]
    if bond is None or bond.extracted_to != unread.read_to or not allowed or not unchanged(session, unread.messages):
        return
    new = _unknown(session, unread, found.facts)
    learn(session, unread.person_id, unread.bot_id, new, now, found.endings)
    bond.extracted_to = unread.batch.last
    session.add(bond)


def _unknown(session: Session, unread: Unread, facts: Sequence[NewFact]) -> list[NewFact]:
    """Those that are new.

    Not what is known, nor what was once learned from the same message (what was corrected stays corrected), nor
    another value of what the rules read in this message or a later one: they came first, and know what it looks like.
    """
    now = known_now(session, unread.person_id, unread.bot_id)
    known = {_key(each.subject, each.attribute, each.value) for each in now} | _learned(session, unread)
    ruled = {(each.subject, each.attribute): max(each.sources, default=0) for each in now if each.said_by != MODEL}
    return [
        each
        for each in facts
        if _key(each.subject, each.attribute, each.value) not in known
        and not (each.exclusive and ruled.get((each.subject, each.attribute), 0) >= max(each.sources))
    ]


def _learned(session: Session, unread: Unread) -> set[tuple[str, str, str]]:
    """What was ever learned from these messages, also what holds no longer."""
    query = (
        select(FactRow)
        .join(FactSource, col(FactSource.fact_id) == col(FactRow.id))
        .where(FactRow.bot_id == unread.bot_id, col(FactSource.message_id).in_([each.id for each in unread.messages]))
    )
    return {_key(str(row.subject), row.attribute, str(row.value)) for row in session.exec(query)}


def _key(subject: str, attribute: str, value: str) -> tuple[str, str, str]:
    return subject, attribute, fold(value)
