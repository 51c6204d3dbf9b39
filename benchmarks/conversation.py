"""Plays a scripted conversation to a persona without a model and prints the sheet a reader judges.

    .venv/bin/python -m benchmarks.conversation --lang ko --json

Sixty lines of an ordinary day (`benchmarks/data/conversations/`), written without a look at the groups, one line one
turn, 45 seconds apart, through `bot.turn.run` with the parts the application is built from. `repeated`: sentences of
the persona's said more than once; `mixed`: bubbles at another speech level than the persona's (Korean). Whether a
reply fits is for a reader to say. The same seed plays the same conversation.
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
from dataclasses import asdict, dataclass, field, replace
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
from bot.turn.outcome import Outcome
from bot.turn.record import TurnRecord
from bot.turn.run import Deps, run
from bot.turn.settings import TurnSettings
from policies.errors import MalbeotError
from policies.language.speech_level import levels
from retrieval.groups import sentences_of

SCRIPTS = Path(__file__).parent / "data" / "conversations"
PERSONAS = {"ko": "bom", "en": "wren"}
ZONE = "Asia/Seoul"
BEGINS = int(datetime(2026, 3, 7, 20, 0, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
A_TURN_MS = 45_000
OTHER_LEVELS = {"banmal": {"haeyo", "hasipsio"}, "haeyo": {"banmal"}, "hasipsio": {"banmal"}}


@dataclass(frozen=True)
class Turn:
    """One row of the sheet."""

    said: str
    answered: tuple[str, ...]
    group: str | None
    verdict: str
    why: str
    embedder: str


@dataclass
class Talk:
    """What a chat keeps from turn to turn. Facts learned are used in their turn only."""

    persona: Persona
    settings: TurnSettings
    language: str
    seed: int
    messages: list[Message] = field(default_factory=list)
    served: list[str] = field(default_factory=list)
    turns: int = 0
    disclosed_at: int | None = None
    topic: tuple[str, int] | None = None

    @property
    def now(self) -> int:
        return BEGINS + self.turns * A_TURN_MS

    def given(self, text: str) -> Given:
        """The next turn's input."""
        said = Message(len(self.messages) + 1, "person", "text", text, self.now)
        state = State(
            language=self.language,
            time_zone=ZONE,
            age_status="unknown",
            stage="new",
            speech_level=None,
            turns=self.turns,
            last_person_at=None,
            disclosed_at=self.disclosed_at,
            topic=self.topic[0] if self.topic else None,
            topic_at=self.topic[1] if self.topic else None,
            history_from=0,
            consent={},
        )
        ago: dict[str, int] = {}
        for index, reply in enumerate(reversed(self.served)):
            ago.setdefault(reply, index)
        update = Update(self.turns + 1, self.turns + 1, said, self.now, 0, "benchmark")
        return Given(
            bot_id=1,
            chat_id=1,
            person_id=1,
            generation=self.turns + 1,
            attempt="benchmark",
            now=self.now,
            seed=self.seed * 1000 + self.turns,
            updates=(update,),
            history=tuple(self.messages),
            earlier=(),
            state=state,
            bounds=Bounds(said.id, len(self.served), 0),
            last_heard=ago,
            persona=self.persona,
            settings=self.settings,
        )

    def keep(self, given: Given, outcome: Outcome) -> None:
        """Take over what the turn said and changed."""
        said = (Message(0, "persona", "text", bubble.text, given.now) for bubble in outcome.bubbles)
        for message in (given.updates[0].message, *said):
            self.messages.append(replace(message, id=len(self.messages) + 1))
        self.served += outcome.served
        self.turns += 1
        change = outcome.state
        self.disclosed_at = change.disclosed_at or self.disclosed_at
        if change.topic or change.topic_spent:
            self.topic = (change.topic, given.now) if change.topic else None


async def play(lines: Sequence[str], talk: Talk, deps: Deps) -> list[Turn]:
    """The whole conversation."""
    turns = []
    for line in lines:
        given = talk.given(line)
        outcome = await run(given, deps)
        talk.keep(given, outcome)
        turns.append(_turn(line, outcome.record))
    return turns


def _turn(said: str, record: TurnRecord) -> Turn:
    chosen = (f"{each.rule} {each.score:.2f} {each.evidence}" for each in record.candidates if each.chosen)
    why = next(chosen, record.cache.reason)
    return Turn(said, record.bubbles, record.cache.group, record.cache.verdict, why, record.versions.embedder)


def report(turns: Sequence[Turn], speech_level: str) -> dict[str, Any]:
    """Counts over the conversation, and its rows."""
    bubbles = [bubble for turn in turns for bubble in turn.answered]
    return {
        "turns": len(turns),
        "bubbles": len(bubbles),
        "repeated": list(repeated(bubbles)),
        "mixed": [bubble for bubble in bubbles if levels(bubble) & OTHER_LEVELS.get(speech_level, set())],
        "from_groups": sum(turn.verdict == "served" for turn in turns),
        "nothing_fitted": sum(turn.verdict == "fallback" for turn in turns),
        "sheet": [asdict(turn) for turn in turns],
    }


def repeated(bubbles: Sequence[str]) -> Iterator[str]:
    """Sentences that stand in more than one bubble."""
    said = Counter(sentence for bubble in bubbles for sentence in sentences_of(bubble))
    yield from (sentence for sentence, times in said.items() if times > 1)


def measured(lang: str, key: str, script: Path, seed: int) -> dict[str, Any]:
    """The sheet of one script. Raises OSError, MalbeotError."""
    lines = [line for line in script.read_text("utf-8").splitlines() if line.strip()]
    settings, shelf = load_settings(), persona_shelf()
    persona = shelf.get(key)
    with TemporaryDirectory() as folder:
        app = App(settings, open_database(Path(folder) / "conversation.db"), SystemClock(), shelf)
        talk = Talk(persona, replace(turn_settings(settings), time_zone=ZONE, language=lang), lang, seed)
        turns = asyncio.run(play(lines, talk, app.deps(None)))
        app.close()
    return {"lang": lang, "persona": key, "seed": seed, **report(turns, persona.voice(lang).speech_level)}


def machine() -> str:
    """What it ran on; the sheet doesn't depend on it."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(arguments: list[str] | None = None) -> None:
    """Print the dialogue on stderr and the sheet on stdout."""
    parser = argparse.ArgumentParser(description="A scripted conversation with a persona's answer groups.")
    parser.add_argument("--lang", choices=("ko", "en"), required=True)
    parser.add_argument("--persona", help="default: bom for ko, wren for en")
    parser.add_argument("--script", type=Path, help="one line a turn (default: the shipped one of the language)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    options = parser.parse_args(arguments)
    script = options.script or SCRIPTS / f"{options.lang}.txt"
    try:
        found = measured(options.lang, options.persona or PERSONAS[options.lang], script, options.seed)
    except (OSError, MalbeotError) as error:
        parser.error(str(error))
    for turn in found["sheet"]:
        print(f"you: {turn['said']}", *(f"  → {bubble}" for bubble in turn["answered"]), sep="\n", file=sys.stderr)
    print(json.dumps(found | {"machine": machine()}, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
