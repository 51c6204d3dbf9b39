"""Commands that read: each gives JSON a program can take, the record of a turn is whole, what isn't there is said."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.testing.model import ScriptedModel
from tests.command import malbeot
from tests.companion import Companion

SAID = ("안녕", "나는 지수야", "나 오늘 시험 망했어")
RECORD_FIELDS = {
    "id", "bot", "chat", "person", "generation", "updates", "attachments", "safety", "timing", "cache", "candidates",
    "ledger", "messages", "calls", "raw_reply", "checks", "bubbles", "signals", "versions", "seed", "clock",
    "provenance", "consent",
}  # fmt: skip
VERSIONS = {"persona", "prompt", "policy", "settings", "knowledge", "embedder", "tokenizer", "code"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which three lines have been said."""
    folder = tmp_path_factory.mktemp("kept") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBEOT_HOME", str(folder))
        ran = malbeot("chat", "--plain", "--fast", stdin="\n".join(SAID))
        assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def talked(kept: Path, home: Path) -> Path:
    """This test's home, with a talk in it."""
    shutil.copytree(kept, home)
    return home


@pytest.mark.parametrize(
    "args",
    [
        ("config", "show"),
        ("config", "show", "--origin"),
        ("persona", "list"),
        ("persona", "check"),
        ("persona", "show", "bom"),
        ("turns", "list"),
        ("turns", "show", "1"),
        ("turns", "prompt", "1"),
        ("db", "path"),
        ("doctor", "--offline"),
        ("replay", "run", "--own"),
    ],
    ids=" ".join,
)
def test_every_reading_command_has_json_and_a_text_for_people(args: tuple[str, ...], talked: Path) -> None:
    as_json = malbeot(*args, "--json")
    assert as_json.code == 0
    assert as_json.json
    text = malbeot(*args)
    assert text.code == 0
    assert text.out.strip()
    assert text.out != as_json.out


@pytest.mark.parametrize("args", [("turns", "list"), ("replay", "run", "--own"), ("db", "path")], ids=" ".join)
def test_before_the_first_talk_there_is_simply_nothing(args: tuple[str, ...], home: Path) -> None:
    ran = malbeot(*args, "--json")
    assert ran.code == 0
    assert ran.json in ([], {"turns": 0, "identical": 0, "skipped": 0, "differing": []}) or not ran.json["exists"]


def test_turns_are_listed_newest_first_with_what_was_said(talked: Path) -> None:
    rows = malbeot("turns", "list", "--json").json
    assert [row["said"] for row in rows] == list(reversed(SAID))
    assert all(row["answered"] for row in rows)
    assert [row["said"] for row in malbeot("turns", "list", "--limit", "1", "--json").json] == [SAID[-1]]


def test_json_holds_hangul_as_hangul(talked: Path) -> None:
    assert SAID[-1] in malbeot("turns", "list", "--json").out


def test_a_record_has_every_field_that_decided_the_turn(talked: Path) -> None:
    record = malbeot("turns", "show", "2", "--json").json
    assert set(record) >= RECORD_FIELDS
    assert set(record["versions"]) >= VERSIONS
    assert record["id"] == 2
    assert [update["text"] for update in record["updates"]] == [SAID[1]]
    assert record["safety"]["category"] == "none"
    assert sum(record["timing"]["plan"]["probabilities"].values()) == pytest.approx(1)
    assert record["cache"]["verdict"] == "served"
    assert len([each for each in record["candidates"] if each["chosen"]]) >= 1
    assert record["learned"][0]["value"] == "지수"
    assert set(record["provenance"]["messages"]) >= {record["updates"][0]["message_id"]}
    assert record["signals"] == []


def test_bubbles_carry_their_planned_and_their_actual_time(talked: Path) -> None:
    for bubble in malbeot("turns", "show", "1", "--json").json["bubbles"]:
        assert bubble["state"] == "sent"
        assert bubble["text"]
        assert bubble["sent_at"] >= bubble["due"] > 1_700_000_000_000


async def test_a_record_of_a_model_turn_has_the_exact_messages_and_their_ledger(database: Database) -> None:
    model = ScriptedModel(["그랬구나. 오늘은 좀 쉬어."])
    await Companion(database, model=model).say("오늘 너무 힘들었어")
    record = malbeot("turns", "show", "1", "--json").json
    sent = [{"role": message.role, "content": message.content} for message in model.requests[0].messages]
    assert [{"role": each["role"], "content": each["content"]} for each in record["messages"]] == sent
    assert record["raw_reply"] == "그랬구나. 오늘은 좀 쉬어."
    assert [call["problem"] for call in record["calls"]] == [None]
    assert {line["section"] for line in record["ledger"]["lines"]} >= {"safety", "persona", "message"}
    assert all(check["passed"] for check in record["checks"])
    prompt = malbeot("turns", "prompt", "1", "--json").json
    assert prompt["messages"] == record["messages"]
    assert prompt["ledger"] == record["ledger"]
    text = malbeot("turns", "prompt", "1").out
    assert all(message["content"] in text for message in sent)


def test_a_turn_without_a_model_says_that_nothing_was_sent(talked: Path) -> None:
    assert malbeot("turns", "prompt", "1").out.startswith("nothing was sent to a model: ")


def test_replaying_ones_own_turns_finds_them_identical(talked: Path) -> None:
    assert malbeot("replay", "run", "--own", "--json").json == {
        "turns": 3,
        "identical": 3,
        "skipped": 0,
        "differing": [],
    }


def test_replaying_with_another_persona_shows_what_would_be_said(talked: Path) -> None:
    ran = malbeot("replay", "run", "--own", "--persona", "wren", "--json")
    assert ran.code == 0
    assert len(ran.json["differing"]) == 3
    assert all(each["before"] != each["after"] for each in ran.json["differing"])


def test_a_replay_that_differs_with_nothing_changed_ends_with_1(talked: Path) -> None:
    with closing(sqlite3.connect(talked / "malbeot.db")) as connection:
        (record,) = connection.execute("SELECT record FROM turns WHERE id = 2").fetchone()
        spoilt = {**json.loads(record), "seed": json.loads(record)["seed"] ^ 1, "disclosure": "never"}
        connection.execute("UPDATE turns SET record = ? WHERE id = 2", (json.dumps(spoilt),))
        connection.commit()
    ran = malbeot("replay", "run", "--own", "--json")
    assert ran.code == 1
    assert [each["turn"] for each in ran.json["differing"]] == [2]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("turns", "show", "99"), "no turn 99"),
        (("turns", "prompt", "99"), "no turn 99"),
        (("persona", "show", "nobody"), "no persona 'nobody'"),
        (("persona", "check", "nobody"), "no persona 'nobody'"),
        (("replay", "run", "--own", "--persona", "nobody"), "no persona 'nobody'"),
        (("chat", "--persona", "nobody"), "no persona 'nobody'"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(args: tuple[str, ...], problem: str, talked: Path) -> None:
    ran = malbeot(*args)
    assert ran.code == 1
    assert ran.out == ""
    assert problem in ran.err
    assert "Fix: " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "args", [("config", "show"), ("turns", "list"), ("chat", "--plain"), ("replay", "run", "--own")]
)
def test_wrong_settings_end_every_command_with_2(args: tuple[str, ...], talked: Path) -> None:
    (talked / "malbeot.toml").write_text("[chat]\nlanguage = 3\n", "utf-8")
    ran = malbeot(*args)
    assert ran.code == 2
    assert "malbeot.toml:2:1 chat.language: " in ran.err


def test_a_backup_holds_the_talk_and_never_takes_the_place_of_a_file(talked: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    ran = malbeot("db", "backup", str(target), "--json")
    assert ran.code == 0
    assert ran.json == {"path": str(target), "bytes": target.stat().st_size}
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (3,)
    taken = tmp_path / "taken.db"
    taken.write_text("mine", "utf-8")
    again = malbeot("db", "backup", str(taken))
    assert again.code == 1
    assert again.err == f"{taken} exists already Fix: name a new file\n"
    assert taken.read_text("utf-8") == "mine"


def test_there_is_no_backup_of_what_never_was(home: Path, tmp_path: Path) -> None:
    ran = malbeot("db", "backup", str(tmp_path / "copy.db"))
    assert ran.code == 1
    assert "no database at" in ran.err
    assert not (tmp_path / "copy.db").exists()


def test_the_databases_path_is_told_before_there_is_one(home: Path) -> None:
    told = malbeot("db", "path", "--json").json
    assert told["path"] == str(home / "malbeot.db")
    assert (told["exists"], told["revision"]) == (False, None)
    assert not (home / "malbeot.db").exists()


def test_migrating_twice_changes_nothing_the_second_time(home: Path) -> None:
    first, second = malbeot("db", "migrate", "--json").json, malbeot("db", "migrate", "--json").json
    assert first["before"] is None
    assert second == {"before": first["after"], "after": first["after"]}
