"""The handlers of background jobs as an application without a model registers them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.clock import Clock
from bot.engine.background import Handler
from bot.engine.memory_jobs import MemoryOptions, handlers
from bot.engine.relationship import relationship_job
from bot.storage.database import Database


def job_handlers(database: Database, clock: Clock) -> Mapping[str, Handler]:
    """By name."""
    return {"relationship.update": relationship_job(database), **handlers(database, clock, None, MemoryOptions())}
