"""`malbeot doctor` and `malbeot init`: what is wrong is said with what to do, and nothing is changed or overwritten."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import Settings, load_settings, sample_file
from tests.command import malbeot
from tests.personas import PERSONA, write_persona


def findings(*args: str, code: int = 0) -> dict[str, dict[str, str]]:
    """What the doctor found, by check."""
    ran = malbeot("doctor", "--offline", "--json", *args)
    assert ran.code == code
    return {each["check"]: each for each in ran.json}


def test_a_fresh_home_is_healthy_but_for_the_unconfirmed_crisis_lines(home: Path) -> None:
    found = findings()
    assert {name: each["state"] for name, each in found.items() if each["state"] != "ok"} == {
        "crisis line ko": "warn",
        "crisis line en": "warn",
    }
    assert "safety.hotlines.ko.confirmed = true" in found["crisis line ko"]["advice"]
    assert "109" in found["crisis line ko"]["finding"]
    assert not home.exists()


def test_a_confirmed_crisis_line_is_no_longer_warned_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_SAFETY__HOTLINES__KO__CONFIRMED", "true")
    found = findings()
    assert (found["crisis line ko"]["state"], found["crisis line en"]["state"]) == ("ok", "warn")


def test_a_broken_persona_file_fails_with_its_lines(home: Path) -> None:
    write_persona(home / "personas", persona=PERSONA.replace("who:", "whoo:"))
    found = findings(code=1)["persona mina"]
    assert found["state"] == "fail"
    assert "persona.yaml:3:1 whoo: unknown key, did you mean 'who'?" in found["finding"]
    assert found["advice"] == "correct the lines named"


def test_a_persona_with_findings_is_warned_of(home: Path) -> None:
    write_persona(home / "personas", answers=None)
    found = findings()["persona mina"]
    assert found["state"] == "warn"
    assert found["advice"] == "`malbeot persona check mina`"


def test_a_configured_persona_that_is_not_there_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_CHAT__PERSONA", "nobody")
    found = findings(code=1)["persona"]
    assert (found["state"], found["advice"]) == ("fail", "one of bom, wren")


def test_wrong_settings_fail_with_the_place_of_the_mistake(home: Path) -> None:
    home.mkdir()
    (home / "malbeot.toml").write_text("[chat]\nlanguage = 3\n", "utf-8")
    found = findings(code=1)
    assert list(found) == ["settings"]
    assert "malbeot.toml:2:1 chat.language" in found["settings"]["finding"]


def test_a_database_of_a_newer_version_fails_and_is_left_alone(home: Path) -> None:
    malbeot("db", "migrate")
    file = home / "malbeot.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = file.read_bytes()
    found = findings(code=1)["database"]
    assert found["state"] == "fail"
    assert "9999 is newer than this version" in found["finding"]
    assert file.read_bytes() == before
    refused = malbeot("turns", "list")
    assert refused.code == 1
    assert "nothing was touched" in refused.err
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_fails(home: Path) -> None:
    home.mkdir()
    (home / "malbeot.db").write_text("these are not the tables you are looking for" * 100, "utf-8")
    found = findings(code=1)["database"]
    assert "can't be read as a database" in found["finding"]
    assert found["advice"] == "restore a backup"


def test_a_tokenizer_that_is_not_there_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_LLM__TOKENIZER", "/nowhere/tokenizer.json")
    assert findings(code=1)["token counter"]["advice"] == "llm.tokenizer: no such file"


def test_the_doctor_prints_a_table_for_people(home: Path) -> None:
    ran = malbeot("doctor", "--offline")
    assert ran.code == 0
    assert ran.out.splitlines()[0].split()[:2] == ["check", "finding"]
    assert "crisis line ko" in ran.out


def test_without_a_model_the_doctor_asks_no_server(home: Path) -> None:
    ran = malbeot("doctor", "--json")
    assert ran.code == 0
    assert next(each for each in ran.json if each["check"] == "model")["finding"] == (
        "none configured; the answer groups talk"
    )


def test_init_makes_a_home_whose_settings_file_sets_nothing_yet(home: Path) -> None:
    ran = malbeot("init")
    assert ran.code == 0
    assert ran.out.strip() == str(home / "malbeot.toml")
    assert (home / "malbeot.toml").read_text("utf-8") == sample_file()
    assert (home / "personas").is_dir()
    assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700
    assert load_settings() == Settings()


def test_init_never_overwrites(home: Path) -> None:
    malbeot("init")
    (home / "malbeot.toml").write_text('[chat]\npersona = "wren"\n', "utf-8")
    (home / "secrets" / "llm__api_key").write_text("hunter2", "utf-8")
    ran = malbeot("init")
    assert ran.code == 0
    assert "is there already; left as it is" in ran.err
    assert (home / "malbeot.toml").read_text("utf-8") == '[chat]\npersona = "wren"\n'
    assert (home / "secrets" / "llm__api_key").read_text("utf-8") == "hunter2"
