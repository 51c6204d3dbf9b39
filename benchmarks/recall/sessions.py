"""Readers of talks kept as numbered sessions: LoCoMo's schema, REALTALK's, and Korean sets in the former.

References to evidence are read leniently: "D8:6; D9:17", "D:11:26" and "D30:05" occur; those that point nowhere are
dropped, and so are questions left without any. LoCoMo and REALTALK are read from a path and never copied here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.recall.talk import Asked, Talk
from memory.episodes.line import Line

CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
_REFERENCE = re.compile(r"D:?(\d+):(\d+)")
_HANGUL = re.compile(r"[가-힣]")
# How the sets write a session's date: "1:56 pm on 8 May, 2023", "2026-05-08 21:14", "29.12.2023, 22:40:36".
_FORMATS = ("%I:%M %p on %d %B, %Y", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y, %H:%M:%S", "%d.%m.%Y, %H:%M")

Place = tuple[int, int]


def read_locomo(file: Path) -> list[Talk]:
    """A list of samples, or one. Raises OSError, ValueError, KeyError."""
    held = json.loads(file.read_text("utf-8"))
    samples = held if isinstance(held, list) else [held]
    return [_talk(str(each.get("sample_id", i)), each["conversation"], each["qa"]) for i, each in enumerate(samples, 1)]


def read_realtalk(path: Path) -> list[Talk]:
    """A chat's file, or a folder of them: sessions and questions at the top. Raises OSError, ValueError."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    chats = [(file.stem, json.loads(file.read_text("utf-8"))) for file in files]
    return [_talk(name, chat, chat["qa"]) for name, chat in chats if chat.get("qa")]


def _talk(name: str, sessions: Mapping[str, Any], asked: list[dict[str, Any]]) -> Talk:
    korean = any(_HANGUL.search(_text(turn)) for _, turn, _ in _turns(sessions))
    lines: list[Line] = []
    places: dict[Place, int] = {}
    for number, turn, stamp in _turns(sessions):
        said = _moment(stamp)
        if found := re.findall(r"\d+", str(turn.get("dia_id", ""))):
            places[int(found[0]), int(found[-1])] = len(lines)
        day = _written(said, korean=korean) if said else stamp.rpartition(" on ")[2]
        lines.append(_line(len(lines), number, turn, day, int(said.timestamp() * 1000) if said else len(lines)))
    speakers = list(dict.fromkeys(line.speaker for line in lines))
    asker = str(sessions.get("speaker_a", speakers[0])) if korean else None
    return Talk(name, tuple(lines), tuple(_questions(asked, places)), asker)


def _turns(sessions: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any], str]]:
    numbers = sorted(int(key[8:]) for key in sessions if re.fullmatch(r"session_\d+", key))
    for number in numbers:
        stamp = str(sessions.get(f"session_{number}_date_time", ""))
        yield from ((number, turn, stamp) for turn in sessions[f"session_{number}"])


def _line(at: int, session: int, turn: dict[str, Any], day: str, said_at: int) -> Line:
    caption = turn.get("blip_caption") or ""
    caption = caption if isinstance(caption, str) else " ".join(map(str, caption))
    return Line(at, session, str(turn.get("speaker", "?")), _text(turn), day, said_at, caption)


def _text(turn: dict[str, Any]) -> str:
    return str(turn.get("clean_text") or turn.get("text") or "")


def _moment(stamp: str) -> datetime | None:
    """Local time, read as UTC: only the order and the day count."""
    for form in _FORMATS:
        try:
            return datetime.strptime(f"{stamp.strip()} +0000", f"{form} %z")
        except ValueError:
            continue
    return None


def _written(said: datetime, *, korean: bool) -> str:
    return f"{said.year}년 {said.month}월 {said.day}일" if korean else f"{said.day} {said:%B}, {said.year}"


def _questions(asked: list[dict[str, Any]], places: Mapping[Place, int]) -> Iterator[Asked]:
    for each in asked:
        held = each.get("evidence") or []
        named = _REFERENCE.findall(held if isinstance(held, str) else " ".join(map(str, held)))
        evidence = frozenset(places[place] for place in ((int(a), int(b)) for a, b in named) if place in places)
        if evidence:
            kind = each.get("category")
            name = CATEGORIES.get(kind, str(kind)) if isinstance(kind, int) else str(kind)
            yield Asked(str(each["question"]), name, evidence, str(each.get("answer", "")))
