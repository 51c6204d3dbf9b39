"""How much small talk the answer groups carry without a model: answered, answered fittingly, answered by mistake.

    .venv/bin/python -m benchmarks.groups --data benchmarks/data/smalltalk.jsonl --split tune --json --confusions 20

The data is JSON lines {"text", "lang", "intent"} (intents of docs/answers.md; `none`: nothing a group should answer);
a line may name a "split". Every line is the first message of a new chat on an afternoon, run through `bot.turn.run`
with the parts the application is built from and no model, over an empty database in a temporary folder. `answered`:
share of lines with an intent that a group answered, in percent; `fitting`: by a group of that intent; `answered_none`:
share of `none` lines that a group answered. `ngrams`: the same by plain hashed n-grams instead of the embedders.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App, persona_shelf
from bot.choices import turn_settings
from bot.clock import SystemClock
from bot.config import load_settings
from bot.persona.persona import Persona
from bot.storage.migrate import open_database
from bot.turn.given import Bounds, Given, Message, State, Update
from bot.turn.group_indexes import HeldIndexes
from bot.turn.record import TurnRecord
from bot.turn.run import Deps, run
from bot.turn.settings import TurnSettings
from policies.errors import MalbeotError
from retrieval.shipped import ByNgrams

NONE, SEED = "none", 1
ZONE = "Asia/Seoul"
NOW = int(datetime(2026, 3, 4, 15, 0, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)


@dataclass(frozen=True)
class Line:
    """Something a person says, and what it is about."""

    text: str
    lang: str
    intent: str
    split: str | None = None


@dataclass(frozen=True)
class Answered:
    """A line with the intent and name of the group that answered it; None when no group did."""

    line: Line
    intent: str | None
    group: str | None
    why: str
    embedder: str = ""

    @property
    def fits(self) -> bool:
        return self.intent == self.line.intent


def read(file: Path, split: str | None = None) -> list[Line]:
    """The lines of a file, or of one split. Raises OSError; ValueError naming the line that can't be used."""
    lines = [_line(file, number, text) for number, text in enumerate(file.read_text("utf-8").splitlines(), 1) if text]
    chosen = [line for line in lines if split in (None, line.split)]
    if not chosen:
        raise ValueError(f"{file}: no lines" + (f" of split {split!r}" if split else ""))
    return chosen


def _line(file: Path, number: int, text: str) -> Line:
    try:
        values = json.loads(text)
        return Line(values["text"], values["lang"], values["intent"], values.get("split"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        wanted = '{"text": …, "lang": "ko" | "en", "intent": …}'
        raise ValueError(f"{file}:{number}: expected {wanted}, got {text[:80]!r}") from error


async def answer_all(lines: Sequence[Line], persona: Persona, settings: TurnSettings, deps: Deps) -> list[Answered]:
    """Each line as a talk of its own."""
    intents = {group.name: group.intent for group in persona.groups}
    answered = []
    for number, line in enumerate(lines):
        if number % 100 == 0:
            print(f"{number}/{len(lines)}", file=sys.stderr, flush=True)
        record = (await run(first_message(line, persona, settings), deps)).record
        group = record.cache.group if record.cache.verdict == "served" else None
        intent = intents.get(group, group) if group else None
        kept = None if intent == NONE else intent
        answered.append(Answered(line, kept, group, _evidence(record), record.versions.embedder))
    return answered


def _evidence(record: TurnRecord) -> str:
    """The rule, the score and the line that chose the group; for other answers, what the lookup says."""
    chosen = (f"{each.rule} {each.score:.2f} {each.evidence}" for each in record.candidates if each.chosen)
    return next(chosen, record.cache.reason)


def first_message(line: Line, persona: Persona, settings: TurnSettings) -> Given:
    """The turn a new person's first message starts, on an afternoon."""
    message = Message(id=1, author="person", kind="text", text=line.text, said_at=NOW)
    state = State(line.lang, ZONE, "unknown", "new", None, 0, None, NOW, None, None, 0, {})
    update = Update(1, 1, message, NOW, 0, "benchmark")
    return Given(1, 1, 1, 1, "benchmark", NOW, SEED, (update,), (), (), state, Bounds(1, 0, 0), {}, persona, settings)


def report(answered: Sequence[Answered]) -> dict[str, Any]:
    """The three shares in percent with what they are shares of; None for a share of nothing."""
    meant = [each for each in answered if each.line.intent != NONE]
    rest = [each for each in answered if each.line.intent == NONE]
    return {
        "answered": _percent([each.intent is not None for each in meant]),
        "fitting": _percent([each.fits for each in meant]),
        "answered_none": _percent([each.intent is not None for each in rest]),
        "lines": len(meant),
        "none_lines": len(rest),
    }


def by_language(answered: Sequence[Answered]) -> dict[str, dict[str, Any]]:
    """The report of each language."""
    languages = dict.fromkeys(each.line.lang for each in answered)
    return {lang: report([each for each in answered if each.line.lang == lang]) for lang in languages}


def confusions(answered: Sequence[Answered], most: int) -> Iterator[str]:
    """The commonest wrong answers (intent → group's intent), with the lines; unanswered lines are no confusion."""
    wrong = [each for each in answered if each.intent is not None and not each.fits]
    pairs = Counter((each.line.lang, each.line.intent, str(each.intent)) for each in wrong)
    for (lang, meant, got), times in pairs.most_common(most):
        yield f"{lang} {meant} → {got}: {times}"
        same = (each for each in wrong if (each.line.lang, each.line.intent, each.intent) == (lang, meant, got))
        yield from (f"    {each.line.text}  [{each.group}: {each.why}]" for each in same)


def _percent(hits: Sequence[bool]) -> float | None:
    return round(100 * sum(hits) / len(hits), 2) if hits else None


def measured(lines: Sequence[Line], key: str) -> tuple[list[Answered], dict[str, Any]]:
    """All lines answered by one persona, and the report. Raises MalbeotError for an unknown or spoiled persona."""
    settings, shelf = load_settings(), persona_shelf()
    persona = shelf.get(key)
    with TemporaryDirectory() as folder:
        app = App(settings, open_database(Path(folder) / "groups.db"), SystemClock(), shelf)
        deps = app.deps(None)
        plain = replace(deps, indexes=HeldIndexes(ByNgrams()))
        given = replace(turn_settings(settings), time_zone=ZONE)
        answered, baseline = (asyncio.run(answer_all(lines, persona, given, each)) for each in (deps, plain))
        app.close()
    embedders = sorted({each.embedder for each in answered})
    known = {"persona": key, "embedders": embedders, "confident": settings.answers.confident}
    ngrams = {**report(baseline), "languages": by_language(baseline)}
    return answered, {**report(answered), "languages": by_language(answered), "ngrams": ngrams, **known}


def machine() -> str:
    """What it ran on; the figures don't depend on it."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(arguments: list[str] | None = None) -> None:
    """Print the report; exits with a message when the data or the persona can't be used."""
    parser = argparse.ArgumentParser(description="Small talk answered by a persona's answer groups.")
    parser.add_argument("--data", type=Path, required=True, help="JSON lines of text, lang, intent")
    parser.add_argument("--split", help="only lines of this split")
    parser.add_argument("--persona", default="bom", help="whose groups (default: %(default)s)")
    parser.add_argument("--confusions", type=int, default=0, metavar="N", help="say the N commonest on stderr")
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    options = parser.parse_args(arguments)
    try:
        answered, found = measured(read(options.data, options.split), options.persona)
    except (OSError, ValueError, MalbeotError) as error:
        parser.error(str(error))
    print(*confusions(answered, options.confusions), sep="\n", file=sys.stderr)
    print(json.dumps(found | {"machine": machine()}, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
