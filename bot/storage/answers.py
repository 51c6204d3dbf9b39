"""Keeps the answer groups in SQL, where their state (approved, quarantined, retired) lives beside their content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from sqlmodel import Session, select

from bot.storage.tables import AnswerGroupRow
from retrieval.groups import AnswerGroup


def sync(session: Session, persona: str, groups: Iterable[AnswerGroup], now: int) -> int:
    """Add new groups and retire those that left the persona's files. Returns how many rows changed."""
    wanted = {group.id: group for group in groups}
    held = {row.id: row for row in session.exec(select(AnswerGroupRow).where(AnswerGroupRow.persona == persona))}
    fresh = [_row(persona, group, now) for group_id, group in wanted.items() if group_id not in held]
    gone = [row for row in held.values() if row.id not in wanted and row.origin == "file" and row.state != "retired"]
    back = [row for row in held.values() if row.id in wanted and row.state == "retired"]
    for row in gone:
        row.state = "retired"
    for row in back:
        row.state = "approved"
    session.add_all([*fresh, *gone, *back])
    return len(fresh) + len(gone) + len(back)


def _row(persona: str, group: AnswerGroup, now: int) -> AnswerGroupRow:
    return AnswerGroupRow(
        id=group.id,
        persona=persona,
        language=group.language,
        speech_level=group.speech_level,
        name=group.name,
        intent=group.intent,
        body=json.dumps(asdict(group), ensure_ascii=False),
        created_at=now,
    )
