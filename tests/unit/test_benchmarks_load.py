"""The load tests' own parts: people who count, a ceiling that turns, pieces that add up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.kill import pieces, summed
from benchmarks.load.people import People, Tally, percentiles
from benchmarks.load.raw_sql import Turns, connector, prepare
from bot.testing.telegram.world import World

TOKEN = "123456789:" + "a" * 35


def test_percentiles_are_values_that_occurred() -> None:
    assert percentiles(range(1, 101)) == {"p50": 51, "p99": 100}
    assert percentiles([7.25]) == {"p50": 7.2, "p99": 7.2}
    assert percentiles([]) == {"p50": None, "p99": None}


def test_a_message_without_a_reply_and_a_reply_too_many_are_told_apart() -> None:
    tally = Tally()
    tally.said.update({1: 3, 2: 1})
    tally.heard.update({1: 2, 2: 2, 3: 1})
    assert tally.lost() == (1, 2)


async def answer(people: People, chat: int) -> None:
    people.world.transcript.add("bot_message", people.bot.id, chat, text="응")


async def test_people_count_what_they_hear_and_how_long_after_the_update_was_handed_out() -> None:
    world = World()
    world.add_bot(TOKEN, "load_bot", "Load")
    people = People(world, 1000, 2)
    people.say(1000)
    people.say(1001)
    assert people.idle == []
    given = people.bot.updates.ready(100, world.clock.now())
    assert [update["message"]["chat"]["id"] for update in given] == [1000, 1001]
    await answer(people, 1000)
    await answer(people, 5000)
    assert people.idle == [1000]
    assert (people.tally.heard, people.tally.lost()) == ({1000: 1}, (1, 0))
    assert len(people.tally.overhead_ms) == 1
    assert [chat for chat, _ in people.tally.woken] == [5000]


def test_the_ceiling_makes_whole_turns(tmp_path: Path) -> None:
    file = str(tmp_path / "raw.db")
    prepare(file, pending=10)
    turns, connection = Turns(connector(file)(), 1, postgres=False), connector(file)()
    for number in range(3):
        turns._turn(1 + number, number)
    counted = "SELECT count(*) FROM raw_inbox WHERE turn IS NOT NULL"
    assert connection.execute(counted).fetchone() == (3,)
    assert connection.execute("SELECT DISTINCT state FROM raw_outbox").fetchall() == [("sent",)]
    assert connection.execute("SELECT count(*), count(due) FROM raw_timer").fetchone() == (13, 10)
    assert turns.done == 3


def test_pieces_of_one_database_add_up(tmp_path: Path) -> None:
    file = tmp_path / "kills.jsonl"
    counts = {"messages": 9, "lost": 0, "answered_twice": 0, "out_of_order": 0, "replies": 4, "duplicate_sends": 1}
    lines = [{"db": db, "seed": 1, "kills": 50, **counts} for db in ("sqlite", "postgres", "sqlite")]
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert summed(pieces(file, "sqlite")) == {"kills": 100, **{name: 2 * count for name, count in counts.items()}}
    assert summed(pieces(tmp_path / "none.jsonl", "sqlite"))["kills"] == 0


def test_a_spoiled_piece_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "kills.jsonl"
    file.write_text("half a li", "utf-8")
    with pytest.raises(ValueError, match="Expecting value"):
        pieces(file, "sqlite")
