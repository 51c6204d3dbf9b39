"""A terminal's seat in the database: the bot row, the person at this computer, and a chat of this process's own.

Two terminals on one home are the same person in two chats; a file lock says which chat is free and ends with the
process.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlmodel import Session

from bot.errors import DatabaseReadOnly, NotFound
from bot.storage import outbox, timers
from bot.storage.people import ensure_bot, ensure_chat, ensure_person, known
from bot.storage.scope import Scope

CHANNEL = "terminal"
_MOST_SEATS = 64


@dataclass(frozen=True)
class Seat:
    """Who sits here, talking to whom. Hold on to `lock` while talking."""

    bot_id: int
    chat_id: int
    person_id: int
    chat: str
    person: str
    lock: FileLock


def person_here() -> str:
    """How the terminal channel names whoever sits at this computer."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "person"


def free_seat(folder: Path) -> tuple[int, FileLock]:
    """The first seat nobody sits on. Raises NotFound when all are taken, DatabaseReadOnly."""
    for number in range(1, _MOST_SEATS + 1):
        lock = FileLock(folder / f"terminal-{number}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        except OSError as error:
            raise DatabaseReadOnly(f"{folder} can't be written: {error.strerror}", fix="make it writable") from error
        return number, lock
    raise NotFound(f"all {_MOST_SEATS} terminal seats are taken", fix="close a conversation")


def operators_chat(session: Session, persona: str, now: int) -> tuple[int, int]:
    """(chat, person) of the first seat: who runs the process pays for what no conversation caused."""
    person_name = person_here()
    bot = ensure_bot(session, CHANNEL, persona, persona)
    person = ensure_person(session, CHANNEL, person_name, now)
    return known(ensure_chat(session, bot, person, f"{person_name}:seat-1", now).id), known(person.id)


def take_seat(session: Session, persona: str, number: int, lock: FileLock, now: int) -> Seat:
    """Make or find the rows of this seat. Whoever sat here before is gone, as the lock shows: their leases end now."""
    person_name, chat_name = person_here(), f"seat-{number}"
    bot = ensure_bot(session, CHANNEL, persona, persona)
    person = ensure_person(session, CHANNEL, person_name, now)
    chat = ensure_chat(session, bot, person, f"{person_name}:{chat_name}", now)
    mine = Scope(chats=frozenset({known(chat.id)}))
    timers.free(session, mine)
    outbox.free(session, mine, now)
    return Seat(known(bot.id), known(chat.id), known(person.id), chat.external_id, person_name, lock)
