"""`malbeot init` with its questions: the token is tried at Telegram, what is secret is kept apart, nothing is overwritten."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.config import load_settings
from bot.testing.openai_server import ScriptedOpenAIServer
from bot.testing.telegram.control import Control
from tests.served_in_thread import serving_in_thread

pytestmark = pytest.mark.loopback
TOKEN = "123456789:AAH" + "x-Y_z" * 7
WRONG = "987654321:AAH" + "x-Y_z" * 7
PERSON = "ko\nbom\n"
NO_SERVER = "\n"


@pytest.fixture(scope="module")
def telegram() -> Iterator[str]:
    """The address of an emulator that knows TOKEN."""
    with serving_in_thread() as url:
        with Control(url) as control:
            control.add_bot(TOKEN, "malbeot_bot", "봄")
        yield url


@pytest.fixture(autouse=True)
def _at_the_emulator(telegram: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_TELEGRAM__API_URL", telegram)
    monkeypatch.setattr("bot.llm.probe.find_local_server", _none)


async def _none() -> None:
    """No server runs on this machine's usual ports."""


def init(typed: str, *options: str) -> Result:
    return CliRunner().invoke(app, ["init", *(options or ("--ask",))], input=typed)


def mode(file: Path) -> str:
    return oct(stat.S_IMODE(file.stat().st_mode))


def test_a_good_token_is_kept_where_only_this_user_reads_it(home: Path) -> None:
    ran = init(f"{TOKEN}\n{PERSON}{NO_SERVER}")
    assert ran.exit_code == 0, ran.output
    file = home / "secrets" / "telegram__token"
    assert file.read_text() == TOKEN
    assert (mode(file), mode(file.parent)) == ("0o600", "0o700")
    assert "@malbeot_bot is yours to run" in ran.output
    settings = load_settings()
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert TOKEN not in (home / "malbeot.toml").read_text()
    assert TOKEN[10:] not in ran.output


def test_a_token_that_telegram_refuses_is_told_and_asked_for_again(home: Path) -> None:
    ran = init(f"{WRONG}\nn\n{TOKEN}\n{PERSON}{NO_SERVER}")
    assert ran.exit_code == 0, ran.output
    assert "Telegram refuses this token" in ran.output
    assert (home / "secrets" / "telegram__token").read_text() == TOKEN


def test_a_token_that_can_not_be_tried_now_may_be_kept_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALBEOT_TELEGRAM__API_URL", "http://127.0.0.1:9")
    ran = init(f"{TOKEN}\ny\n{PERSON}{NO_SERVER}")
    assert ran.exit_code == 0, ran.output
    assert "can't be reached" in ran.output
    assert (home / "secrets" / "telegram__token").read_text() == TOKEN


def test_what_has_not_the_shape_of_a_token_is_never_kept(home: Path) -> None:
    ran = init(f"my token\n\n{PERSON}{NO_SERVER}")
    assert ran.exit_code == 0, ran.output
    assert "not the shape" in ran.output
    assert list((home / "secrets").iterdir()) == []
    assert load_settings().telegram.token is None


def test_who_wants_no_telegram_presses_enter(home: Path) -> None:
    assert init(f"\n{PERSON}{NO_SERVER}").exit_code == 0
    assert list((home / "secrets").iterdir()) == []


def test_language_and_persona_are_asked_for_until_they_exist(home: Path) -> None:
    ran = init(f"\nfr\nen\nnobody\nwren\n{NO_SERVER}")
    assert ran.exit_code == 0, ran.output
    assert "'fr' is not one of the choices" in ran.output
    assert (load_settings().chat.language, load_settings().chat.persona) == ("en", "wren")


def test_a_model_server_is_asked_for_its_models_and_its_key_kept_apart(home: Path) -> None:
    with ScriptedOpenAIServer() as server:
        ran = init(f"\n{PERSON}{server.base_url}\nvery-secret-key\n\n")
    assert ran.exit_code == 0, ran.output
    settings = load_settings()
    assert (settings.llm.base_url, settings.llm.model) == (server.base_url, ScriptedOpenAIServer.model)
    assert mode(home / "secrets" / "llm__api_key") == "0o600"
    assert "very-secret-key" not in (home / "malbeot.toml").read_text() + ran.output


def test_an_address_that_is_none_is_asked_for_again(home: Path) -> None:
    ran = init(f"\n{PERSON}localhost:8000\n\n")
    assert ran.exit_code == 0, ran.output
    assert "'localhost:8000' is not one of the choices" in ran.output
    assert not load_settings().llm.base_url


def test_what_is_there_is_never_overwritten(home: Path) -> None:
    (home / "secrets").mkdir(parents=True)
    kept = {home / "secrets" / "telegram__token": TOKEN, home / "secrets" / "llm__api_key": "the-first-key"}
    for file, text in kept.items():
        file.write_text(text)
    with ScriptedOpenAIServer() as server:
        first = init(f"{PERSON}{server.base_url}\n\n")
    assert first.exit_code == 0, first.output
    written = (home / "malbeot.toml").read_text()
    again = init("")
    assert again.exit_code == 0, again.output
    assert (home / "malbeot.toml").read_text() == written
    assert {file: file.read_text() for file in kept} == kept
    assert again.output.count("left as it is") == 2


def test_a_script_is_asked_nothing(home: Path) -> None:
    ran = init("", "--no-ask")
    assert (ran.exit_code, ran.output.strip()) == (0, str((home / "malbeot.toml").resolve()))
    load_settings()
