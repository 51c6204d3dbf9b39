"""Real processes, killed at random moments and started again: is anything lost, or answered twice?

    .venv/bin/python -m benchmarks.kill --kills 40 --db sqlite --seed 1 --json
    .venv/bin/python -m benchmarks.kill --kills 500 --db postgres --seed 1 --resume kills.jsonl --json

Twelve people write in bursts to `malbeot run` through the emulated Telegram (10 ms for every call); a model server
answers at once or within 300 ms; `on_unknown = resend`. One process on SQLite; on PostgreSQL an ingest, two workers and
a sender, any of which may be hit. Leases last 4 s instead of 30, so that what a dead process held is taken over while
people still write. SIGKILL comes 0 to 1.5 s after the process is ready, in 15 of 100 cases while it starts, in 40 of
100 after the bot has said something more (so that a slow machine's talk gets on); the process is started again at once.
Then nobody writes any more, everything is answered, and the emulator's transcript and the database are read: see
`benchmarks.load.history`.

`messages`: said by people; `lost`: not answered, or the answer not heard whole; `answered_twice`: consumed by two
turns; `out_of_order`: chats that heard bubbles, or had messages consumed, out of order; `replies`: turns;
`duplicate_sends`: bubbles heard again. Exit code 1 when something was lost, answered twice or out of order.

With `--resume FILE` the kills are made in pieces of 50 on fresh data; each finished piece is a line of FILE, and N is
the sum to reach in it, so an interrupted run goes on where it was. Without FILE all kills hit one deployment.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import func
from sqlmodel import Session, col, select

from benchmarks.load.deployment import KINDS, TOKEN, Deployment, deployment
from benchmarks.load.fleet import Told, fleet, orderly
from benchmarks.load.history import Answer, History, Verdict, judge
from benchmarks.load.machine import machine
from benchmarks.load.numbered_model import NumberedServer
from bot.storage.tables import Chat, InboxRow, OutboxRow, TurnRow

CHATS, WORKERS, PIECE = 12, 2, 50
LEASE_MS = 4_000
_FIRST_PERSON, _READY_S, _DRAIN_S = 1_000, 60, 150
_LATEST_S = 1.5
_WHILE_STARTING, _START_LASTS_S = 0.15, 0.5  # the share of kills that come while a process starts
_WHILE_TALKING, _SILENCE_S = 0.4, 8.0  # the share that waits for the bot to say something first
_POLLING, _READY = ("all", "ingest"), ": ready"
_HUMAN = {
    "TIMING__PRESET": "instant",  # else the persona's hours would decide what is measured
    "TIMING__FINISHED_WAIT_MS": "100",
    "TIMING__UNFINISHED_WAIT_MS": "250",
    "TIMING__JAMO_MS": "5",
    "TIMING__CHAR_MS": "5",
    "TELEGRAM__ON_UNKNOWN": "resend",
    "LLM__MODEL": NumberedServer.model,
    "LLM__PRESET": "vllm",
}
say = Console(stderr=True, highlight=False).print


@dataclass
class Life:
    """One process that is started again and again."""

    name: str
    role: str
    pid: int = 0
    polls_before: int = 0
    words_before: int = 0  # characters in its log when this life began


class Ward:
    """The processes of a deployment, and who starts and kills them."""

    def __init__(self, place: Deployment, zygote: Told, telegram: Told, url: str, model_url: str) -> None:
        self._place, self._zygote, self._telegram, self._url = place, zygote, telegram, url
        self._more = {**_HUMAN, "LLM__BASE_URL": model_url}
        self.lives = [Life(f"{role}-{number}", role) for number, role in enumerate(place.roles(WORKERS))]
        for life in self.lives:
            self.start(life)

    def start(self, life: Life) -> None:
        """Begin a new life."""
        env = self._place.environment(self._url, life.name, self._more)
        argv = ["run"] if life.role == "all" else ["run", "--role", life.role]
        life.polls_before, life.words_before = self._telegram.ask(do="polls"), len(self._words(life))
        life.pid = self._zygote.ask(do="start", env=env, argv=argv, log=str(self.log(life)))

    def kill(self, life: Life) -> None:
        """End it where it stands. Raises RuntimeError: it had ended by itself."""
        status = self._zygote.ask(do="kill", pid=life.pid)
        if status != 9:
            raise RuntimeError(f"{life.name} ended by itself ({status}): {self.last_words(life)}")

    def stop(self) -> None:
        """End all in an orderly way."""
        for life in self.lives:
            self._zygote.ask(do="stop", pid=life.pid)

    def log(self, life: Life) -> Path:
        """What it said, in all its lives."""
        return self._place.home / f"{life.name}.log"

    def last_words(self, life: Life) -> str:
        """The end of its log."""
        return " / ".join(self._words(life).strip().splitlines()[-3:])

    def wait_until_ready(self, life: Life) -> None:
        """Until it polls, or says that it is ready. Raises RuntimeError."""
        end = time.monotonic() + _READY_S
        while not self._ready(life):
            if time.monotonic() > end:
                raise RuntimeError(f"{life.name} was not ready within {_READY_S} s: {self.last_words(life)}")
            time.sleep(0.02)

    def wait_for_words(self) -> None:
        """Until the bot has said something more, but not for ever."""
        heard, end = self._telegram.ask(do="heard"), time.monotonic() + _SILENCE_S
        while self._telegram.ask(do="heard") == heard and time.monotonic() < end:
            time.sleep(0.02)

    def _ready(self, life: Life) -> bool:
        if life.role in _POLLING:
            return bool(self._telegram.ask(do="polls") > life.polls_before)
        return _READY in self._words(life)[life.words_before :]

    def _words(self, life: Life) -> str:
        return self.log(life).read_text("utf-8") if self.log(life).exists() else ""


def measured(db: str, kills: int, seed: int) -> Verdict:
    """So many kills of one deployment. Raises RuntimeError: a process ended by itself, or the drain has no end."""
    with deployment(db) as place, fleet(place.home / "logs") as processes:
        telegram = Told(processes.start("telegram", "benchmarks.load.telegram", TOKEN))
        zygote = Told(processes.start("zygote", "benchmarks.load.zygote", str(LEASE_MS)))
        url = telegram.hear()["url"]
        zygote.hear()
        with NumberedServer(seed) as model:
            ward = Ward(place, zygote, telegram, url, model.base_url)
            for life in ward.lives:
                ward.wait_until_ready(life)
            telegram.ask(do="chatter", first=_FIRST_PERSON, chats=CHATS, seed=seed)
            _kill(ward, kills, random.Random(seed))
            telegram.ask(do="hush")
            _drain(place, telegram)
            ward.stop()
        return judge(_history(place, telegram.ask(do="history")))


def _kill(ward: Ward, kills: int, draw: random.Random) -> None:
    for number in range(kills):
        life, moment = draw.choice(ward.lives), draw.random()
        if number and moment < _WHILE_STARTING:
            time.sleep(draw.uniform(0, _START_LASTS_S))
        else:
            ward.wait_until_ready(life)
            if moment > 1 - _WHILE_TALKING:
                ward.wait_for_words()
            time.sleep(draw.uniform(0, _LATEST_S))
        ward.kill(life)
        ward.start(life)
        if (number + 1) % 10 == 0:
            say(f"{number + 1}/{kills} kills")


def _drain(place: Deployment, telegram: Told) -> None:
    """Until everything said is answered and sent."""
    end = time.monotonic() + _DRAIN_S
    with place.opened() as database:
        while telegram.ask(do="pending") or database.read_now(_unfinished):
            if time.monotonic() > end:
                say(f"not everything was answered within {_DRAIN_S} s")
                return  # the verdict will say what is missing
            time.sleep(0.2)


def _unfinished(session: Session) -> int:
    waiting = select(func.count()).select_from(InboxRow).where(col(InboxRow.turn_id).is_(None))
    unsent = select(func.count()).select_from(OutboxRow).where(col(OutboxRow.state).in_(["new", "sending"]))
    return session.exec(waiting.where(InboxRow.kind == "message")).one() + session.exec(unsent).one()


def _history(place: Deployment, told: dict[str, Any]) -> History:
    """What the emulator told, with the turns of the database."""
    with place.opened() as database:
        answers = database.read_now(lambda session: list(_answers(session)))
    said = {int(chat): updates for chat, updates in told["said"].items()}
    return History(said, answers, {int(chat): texts for chat, texts in told["heard"].items()})


def _answers(session: Session) -> Iterator[Answer]:
    """Each turn, by what its record says it answered: not by the inbox, which could only name one turn."""
    chats = {chat.id: int(chat.external_id) for chat in session.exec(select(Chat)) if chat.external_id.isdigit()}
    # An answer taken back was never begun: if anything of it was heard, it counts as a bubble nobody queued.
    said = col(TurnRow.chat_id).in_(chats) & (col(TurnRow.action) != "taken_back")
    for turn in session.exec(select(TurnRow).where(said).order_by(col(TurnRow.id))):
        updates = tuple(int(each["update_id"]) for each in json.loads(str(turn.record))["updates"])
        queued = select(OutboxRow).where(OutboxRow.turn_id == turn.id, OutboxRow.state != "cancelled")
        bubbles = tuple(str(row.body) for row in session.exec(queued.order_by(col(OutboxRow.seq))))
        yield Answer(chats[turn.chat_id], updates, bubbles)


def pieces(file: Path, db: str) -> list[dict[str, Any]]:
    """The finished pieces of one database. Raises ValueError for a line that isn't one."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [piece for piece in map(json.loads, lines) if piece["db"] == db]


def summed(parts: list[dict[str, Any]]) -> dict[str, int]:
    """The counts of all pieces together."""
    names = ("kills", "messages", "lost", "answered_twice", "out_of_order", "replies", "duplicate_sends")
    return {name: sum(int(part[name]) for part in parts) for name in names}


def _piece(db: str, kills: int, seed: int) -> dict[str, Any]:
    return {"db": db, "seed": seed, "kills": kills, **asdict(measured(db, kills, seed))}


def resumed(file: Path, db: str, kills: int, seed: int) -> list[dict[str, Any]]:
    """Pieces until there are so many kills in the file; each is written down as soon as it is finished."""
    file.parent.mkdir(parents=True, exist_ok=True)
    while (left := kills - summed(pieces(file, db))["kills"]) > 0:
        say(f"{db}: {left} kills to go")
        piece = _piece(db, min(left, PIECE), seed + len(pieces(file, db)))
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(piece) + "\n")
    return pieces(file, db)


def main(arguments: list[str] | None = None) -> None:
    """Print the report; exits with 1 when something was lost, answered twice or out of order."""
    parser = argparse.ArgumentParser(description="kill -9 at random moments, and what became of the talk.")
    parser.add_argument("--kills", type=int, default=12, metavar="N")
    parser.add_argument("--db", choices=KINDS, required=True)
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="go on until FILE holds N kills of this database")
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    options = parser.parse_args(arguments)
    orderly()
    if options.resume:
        parts = resumed(options.resume, options.db, options.kills, options.seed)
    else:
        parts = [_piece(options.db, options.kills, options.seed)]
    found = summed(parts)
    print(json.dumps(found | {"db": options.db, "machine": machine()}, indent=None if options.json else 2))
    sys.exit(1 if found["lost"] or found["answered_twice"] or found["out_of_order"] else 0)


if __name__ == "__main__":
    main()
