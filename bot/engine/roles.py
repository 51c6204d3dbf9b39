"""What one process does of the whole: everything, or one role of several processes on one PostgreSQL database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from bot.engine.hints import Work

Role = Literal["all", "ingest", "worker", "sender", "web"]
ROLES: tuple[Role, ...] = get_args(Role)

WORK: Mapping[Role, frozenset[Work]] = {
    "all": frozenset({"turns", "deliveries", "jobs"}),
    "ingest": frozenset(),
    "worker": frozenset({"turns", "jobs"}),
    "sender": frozenset({"deliveries"}),
    "web": frozenset(),
}
