"""Answers to commands: delivered like bubbles, in order and never lost, but no part of the talk."""

from __future__ import annotations

from sqlmodel import Session

from bot.engine.incoming import Incoming
from bot.engine.ingest import place
from bot.storage import inbox, outbox
from bot.storage.outbox import Outgoing
from policies.language.pieces import pieces

LONGEST_NOTICE = 4096


def take_command(session: Session, command: Incoming, answer: str, now: int, buttons: str | None = None) -> None:
    """Note that the command was done and queue what it said; done before: nothing.

    `buttons`: what the channel shows below the answer, in its own words.
    """
    at = place(session, command, now)
    if inbox.seen(session, command.bot_id, command.update_id):
        return
    inbox.put(session, at, command.update_id, now, kind="command")
    *parts, last = pieces(answer, LONGEST_NOTICE)
    notices = [Outgoing(part, now, kind="notice") for part in parts]
    notices.append(Outgoing(last, now, kind="notice", media=buttons))
    outbox.put(session, at.chat_id, at.person_id, f"command:{command.bot_id}:{command.update_id}", notices)
