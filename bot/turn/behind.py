"""What is to be done behind a reply for the memory of it: names, keys and arguments of the jobs."""

from __future__ import annotations

import json

from bot.turn.outcome import JobRequest
from bot.turn.settings import MemoryWork

SUMMARISE, EXTRACT = "memory.summarise", "memory.extract"
_OVER_MS = 3 * 3_600_000 + 60_000  # a talk is over after a pause of three hours
_PUSHED_MS = 60_000


def jobs_for_memory(
    person_id: int, bot_id: int, work: MemoryWork, *, may_remember: bool, history_moved: bool
) -> tuple[JobRequest, ...]:
    """The jobs of a turn; none without the person's consent, or in a group (`may_remember`).

    `history_moved`: the turn left older messages out of the prompt's history.
    """
    if not may_remember:
        return ()
    args = json.dumps({"bot": bot_id})
    wanted = (
        (work.summarises, SUMMARISE, "", _OVER_MS),
        (work.summarises and history_moved, SUMMARISE, ":pushed", _PUSHED_MS),
        (work.extracts, EXTRACT, "", work.extract_after_ms),
    )
    return tuple(
        JobRequest(name, f"{key(name, person_id, bot_id)}{which}", args, delay)
        for wants, name, which, delay in wanted
        if wants
    )


def key(name: str, person_id: int, bot_id: int) -> str:
    """One job of a kind waits for a person and a bot."""
    return f"{name}:{person_id}:{bot_id}"
