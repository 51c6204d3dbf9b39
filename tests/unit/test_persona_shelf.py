"""Personas on the shelf: which folder wins, edits between turns, and the hashes a version is known by."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.errors import FileMistakes, NotFound
from bot.persona.persona import from_snapshot
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.storage.database import Database
from tests.companion import Companion
from tests.personas import ANSWERS, PERSONA, made, write_persona


def test_the_operators_personas_come_before_the_shipped_ones(tmp_path: Path) -> None:
    write_persona(tmp_path)
    assert PersonaShelf([tmp_path, SHIPPED]).names() == ("mina", "bom", "wren")


def test_an_operators_persona_takes_the_place_of_a_shipped_one_with_its_name(tmp_path: Path) -> None:
    write_persona(tmp_path, "bom")
    shelf = PersonaShelf([tmp_path, SHIPPED])
    assert shelf.names() == ("bom", "wren")
    assert shelf.get("bom").name("ko") == "미나"


@pytest.mark.parametrize("key", ["nobody", "", ".", "..", "../shipped/bom", "bom/../wren", "/etc"])
def test_a_key_that_names_no_folder_of_the_shelf_is_not_found(key: str) -> None:
    with pytest.raises(NotFound, match=r"choose one of: bom, wren"):
        PersonaShelf([SHIPPED]).get(key)


def test_a_persona_that_never_was_good_cannot_be_had(tmp_path: Path) -> None:
    write_persona(tmp_path, persona="name: 3\n")
    with pytest.raises(FileMistakes):
        PersonaShelf([tmp_path]).get("mina")


async def test_an_edited_reply_is_said_at_the_next_turn(database: Database, tmp_path: Path) -> None:
    write_persona(tmp_path)
    companion = Companion(database, persona="mina", personas=PersonaShelf([tmp_path]))
    assert "어서 와" in await companion.say("안녕")
    write_persona(tmp_path, answers=ANSWERS.replace("어서 와", "왔구나 앉아"))
    assert await companion.say("안녕") == ["왔구나 앉아"]


async def test_a_bad_edit_keeps_the_last_good_version_until_it_is_mended(database: Database, tmp_path: Path) -> None:
    write_persona(tmp_path, answers=ANSWERS.replace("[어서 와]", "[어서 와, 왔어]"))
    shelf = PersonaShelf([tmp_path])
    companion = Companion(database, persona="mina", personas=shelf)
    heard = await companion.say("안녕")
    assert shelf.mistakes("mina") is None
    write_persona(tmp_path, answers=ANSWERS.replace("replies: [어서 와]", "replise: [빵 나왔어]"))
    heard += await companion.say("안녕")
    assert {"어서 와", "왔어"} <= set(heard)
    found = shelf.mistakes("mina")
    assert found is not None
    assert "unknown key, did you mean 'replies'?" in str(found)
    write_persona(tmp_path, answers=ANSWERS.replace("어서 와", "빵 나왔어"))
    assert await companion.say("안녕") == ["빵 나왔어"]
    assert shelf.mistakes("mina") is None


def test_a_new_answers_file_is_picked_up(tmp_path: Path) -> None:
    folder = write_persona(tmp_path, answers=None)
    shelf = PersonaShelf([tmp_path])
    assert shelf.get("mina").groups == ()
    (folder / "answers.ko.yaml").write_text(ANSWERS, "utf-8")
    assert shelf.get("mina").groups[0].name == "greeting"


def test_an_unchanged_persona_is_read_once(tmp_path: Path) -> None:
    write_persona(tmp_path)
    shelf = PersonaShelf([tmp_path])
    assert shelf.get("mina") is shelf.get("mina")


def test_a_persona_whose_folder_is_gone_is_not_found(tmp_path: Path) -> None:
    folder = write_persona(tmp_path)
    shelf = PersonaShelf([tmp_path])
    shelf.get("mina")
    shutil.rmtree(folder)
    with pytest.raises(NotFound):
        shelf.get("mina")


def test_fixed_lines_and_answers_leave_the_prompt_hash_alone(tmp_path: Path) -> None:
    write_persona(tmp_path)
    before = PersonaShelf([tmp_path]).get("mina")
    write_persona(
        tmp_path, persona=PERSONA.replace("나는 사람이", "난 사람이"), answers=ANSWERS.replace("어서 와", "왔네")
    )
    after = PersonaShelf([tmp_path]).get("mina")
    assert after.prompt_hash == before.prompt_hash
    assert after.snapshot_hash != before.snapshot_hash


@pytest.mark.parametrize(("old", "new"), [("빵집", "꽃집"), ("짧게", "길게"), ("미나,", "민아,"), ("0.5", "0.6")])
def test_what_reaches_the_prompt_changes_the_prompt_hash(old: str, new: str, tmp_path: Path) -> None:
    write_persona(tmp_path)
    before = PersonaShelf([tmp_path]).get("mina").prompt_hash
    write_persona(tmp_path, persona=PERSONA.replace(old, new))
    assert PersonaShelf([tmp_path]).get("mina").prompt_hash != before


@pytest.mark.parametrize("key", ["bom", "wren"])
def test_a_snapshot_stored_as_json_gives_the_same_persona_back(key: str) -> None:
    persona = PersonaShelf([SHIPPED]).get(key)
    again = from_snapshot(json.loads(json.dumps(persona.snapshot, ensure_ascii=False)))
    assert again == persona
    assert again.groups == persona.groups
    assert (again.snapshot_hash, again.prompt_hash) == (persona.snapshot_hash, persona.prompt_hash)


def test_two_groups_with_the_same_words_in_two_personas_are_two_groups(tmp_path: Path) -> None:
    write_persona(tmp_path, "one")
    write_persona(tmp_path, "two")
    shelf = PersonaShelf([tmp_path])
    ids = [group.id for key in ("one", "two") for group in shelf.get(key).groups]
    assert len(set(ids)) == len(ids)


def test_hours_that_pass_midnight_cover_both_sides_of_it() -> None:
    asleep = {"from": "23:00", "to": "07:00", "state": "asleep", "doing": {"ko": "자는 중"}}
    baking = {"from": "07:00", "to": "12:00", "state": "busy", "doing": {"ko": "빵 굽는 중"}}
    persona = made({"rhythm": [asleep, baking]})
    states = {
        clock: getattr(persona.hours(clock), "state", None) for clock in ("22:59", "23:00", "00:00", "06:59", "07:00")
    }
    assert states == {"22:59": None, "23:00": "asleep", "00:00": "asleep", "06:59": "asleep", "07:00": "busy"}
