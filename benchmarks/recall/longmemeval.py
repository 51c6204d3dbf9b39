"""Reader of LongMemEval (Wu et al. 2025): the official list, one question's file, or a folder of such files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.recall.talk import Asked, Talk
from memory.episodes.line import Line

_SPEAKERS = {"user": "User", "assistant": "Assistant"}


def read_longmemeval(path: Path) -> list[Talk]:
    """One talk a question; questions whose answer stands nowhere are left out. Raises OSError, ValueError, KeyError."""
    talks = (_talk(each) for each in _held(path))
    return [talk for talk in talks if talk.questions]


def _held(path: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        held = json.loads(file.read_text("utf-8"))
        yield from held if isinstance(held, list) else [held]


def _talk(each: dict[str, Any]) -> Talk:
    dated = sorted(
        zip(each["haystack_dates"], each["haystack_sessions"], strict=True), key=lambda pair: _moment(pair[0])
    )
    lines: list[Line] = []
    evidence: set[int] = set()
    for number, (date, turns) in enumerate(dated, 1):
        said = _moment(date)
        for turn in turns:
            if turn.get("has_answer"):
                evidence.add(len(lines))
            speaker = _SPEAKERS.get(turn["role"], str(turn["role"]))
            day = f"{said.day} {said:%B}, {said.year}"
            lines.append(Line(len(lines), number, speaker, turn["content"], day, int(said.timestamp() * 1000)))
    asked = Asked(each["question"], each["question_type"], frozenset(evidence), str(each.get("answer", "")))
    return Talk(str(each["question_id"]), tuple(lines), (asked,) if evidence else (), "User")


def _moment(date: str) -> datetime:
    """ "2023/05/28 (Sun) 12:58", local time read as UTC."""
    year, month, day, hour, minute, *_ = (*map(int, re.findall(r"\d+", date)), 0, 0)
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
