"""Chat logs for fitting: JSON lines `{"chat", "from", "ts", "text"}`, read line by line, every bad line named.

`ts` is ISO 8601 (without an offset: local time as it stood on the wall) or milliseconds since the epoch. Lines may come
in any order. An absent or null `text` is a message without words. Other fields are ignored.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import FileMistakes, Mistake
from policies.errors import MalbeotError

MOST_NAMED = 20
_EARLIEST_MS, _LATEST_MS = 631_152_000_000, 4_102_444_800_000  # 1990 to 2100
_MINUTE = 60_000
_STAMP = 'write ISO 8601 ("2026-01-27T21:03:05+09:00") or milliseconds since the epoch'


class LogUnusable(MalbeotError):
    """A chat log can't be used."""

    exit_code = 2


@dataclass(frozen=True)
class Message:
    """One line. `offset_ms` from UTC where the stamp named one; `local` where the stamp is a wall clock's."""

    chat: str
    sender: str
    at: int
    text: str
    offset_ms: int | None = None
    local: bool = False


@dataclass(frozen=True)
class Log:
    """Chats by name, each in order of time; `resolution_ms` 60,000 where stamps tell no seconds (then spread)."""

    chats: Mapping[str, tuple[Message, ...]]
    resolution_ms: int
    ends_at: int


class _Bad(Exception):
    """What is wrong with a line: field, problem, value."""

    def __init__(self, field: str, problem: str, value: str = "") -> None:
        super().__init__(problem)
        self.field, self.problem, self.value = field, problem, value


def read_logs(paths: Iterable[Path], progress: Callable[[int], None] = lambda _: None) -> Log:
    """All messages of these files as one log; `progress` is given the bytes read. FileMistakes, LogUnusable."""
    messages: list[Message] = []
    mistakes: list[Mistake] = []
    more = stampless = lines = 0
    for path in paths:
        for number, read in _lines(path, progress):
            lines += 1
            if isinstance(read, Message):
                messages.append(read)
                continue
            stampless += read.field == "ts" and not read.value
            if len(mistakes) < MOST_NAMED:
                mistakes.append(Mistake(str(path), number, 1, read.field, read.problem, read.value))
            else:
                more += 1
    _refuse(mistakes, more, all_stampless=lines > 0 and stampless == lines)
    if not messages:
        raise LogUnusable("the log has no messages", fix='give JSON lines {"chat", "from", "ts", "text"}')
    return arranged(messages)


def arranged(messages: Iterable[Message]) -> Log:
    """Messages by chat and time. Where no stamp tells seconds, those of one minute are spread over it in order."""
    chats: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        chats[message.chat].append(message)
    ordered = {name: tuple(sorted(chat, key=lambda each: each.at)) for name, chat in chats.items()}
    coarse = all(message.at % _MINUTE == 0 for chat in ordered.values() for message in chat)
    if coarse:
        ordered = {name: tuple(_spread(chat)) for name, chat in ordered.items()}
    fine = any(message.at % 1000 for chat in ordered.values() for message in chat)
    ends_at = max(chat[-1].at for chat in ordered.values())
    return Log(ordered, _MINUTE if coarse else 1 if fine else 1000, ends_at)


def _spread(chat: tuple[Message, ...]) -> Iterator[Message]:
    """Where the stamps are minutes, a delay of "0" is anything below one: the middle of its share stands for it."""
    counts: dict[int, int] = defaultdict(int)
    for message in chat:
        counts[message.at] += 1
    taken: dict[int, int] = defaultdict(int)
    for message in chat:
        yield replace(message, at=message.at + int((taken[message.at] + 0.5) / counts[message.at] * _MINUTE))
        taken[message.at] += 1


def _refuse(mistakes: list[Mistake], more: int, *, all_stampless: bool) -> None:
    if all_stampless:
        raise LogUnusable(f"{mistakes[0].file}: no line has a time stamp (field ts)", fix=_STAMP)
    if more:
        last = mistakes[-1]
        mistakes.append(replace(last, line=last.line + 1, field="…", problem=f"and {more} more bad lines", value=""))
    if mistakes:
        raise FileMistakes(mistakes)


def _lines(path: Path, progress: Callable[[int], None]) -> Iterator[tuple[int, Message | _Bad]]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            progress(len(raw))
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                if line:
                    yield number, _message(line)
            except UnicodeDecodeError:
                yield number, _Bad("line", "is not UTF-8: save the file as UTF-8")
            except _Bad as bad:
                yield number, bad


def _message(line: str) -> Message:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _Bad("line", "is not JSON: one object a line is wanted") from error
    if not isinstance(row, dict):
        raise _Bad("line", 'must be an object {"chat", "from", "ts", "text"}', type(row).__name__)
    at, offset, local = _stamp(row.get("ts"))
    return Message(_name(row, "chat"), _name(row, "from"), at, _text(row.get("text")), offset, local)


def _name(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise _Bad(field, "must be a name: a string or a whole number", _shown(value))
    return str(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Bad("text", "must be a string (or absent, for a photo)", type(value).__name__)
    return value


def _stamp(value: object) -> tuple[int, int | None, bool]:
    """Milliseconds, the offset in milliseconds if it was named, and whether it is a wall clock's time."""
    if value is None or value == "":
        raise _Bad("ts", f"is missing: {_STAMP}")
    if isinstance(value, str) and not value.strip().lstrip("-").isdigit():
        return _iso(value.strip())
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not math.isfinite(float(value)):
        raise _Bad("ts", f"is no time: {_STAMP}", _shown(value))
    return _bounded(int(float(value)), value), None, False


def _iso(value: str) -> tuple[int, int | None, bool]:
    try:
        time = datetime.fromisoformat(value)
        offset = time.utcoffset()
        at = round((time if offset is not None else time.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise _Bad("ts", f"is no time: {_STAMP}", _shown(value)) from error
    return _bounded(at, value), None if offset is None else int(offset.total_seconds() * 1000), offset is None


def _bounded(at: int, value: object) -> int:
    if _EARLIEST_MS <= at * 1000 <= _LATEST_MS:
        raise _Bad("ts", "looks like seconds: give milliseconds (times 1000)", _shown(value))
    if not _EARLIEST_MS <= at <= _LATEST_MS:
        raise _Bad("ts", "must lie between 1990 and 2100", _shown(value))
    return at


def _shown(value: object) -> str:
    return repr(value)[:40]
