"""The job behind a reply that may bring two people closer: how they stand, from how much they have talked."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.engine.background import Handler
from bot.storage.database import Database
from bot.storage.jobs import Job
from bot.storage.tables import Relationship, TurnRow
from policies.relationship import stage


def relationship_job(database: Database) -> Handler:
    """The handler of `relationship.update`."""

    async def handle(job: Job) -> None:
        await database.write(lambda session: update(session, job.person_id or 0))

    return handle


def update(session: Session, person_id: int) -> None:
    """Count turns with each bot and set the stage. Safe to repeat."""
    counts = select(TurnRow.bot_id, func.count()).where(TurnRow.person_id == person_id).group_by(col(TurnRow.bot_id))
    for bot_id, turns in session.exec(counts).all():
        bond = session.get(Relationship, (person_id, bot_id))
        if bond is not None:
            bond.turns, bond.stage = turns, stage(turns)
            session.add(bond)
