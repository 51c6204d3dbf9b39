"""The `[telegram]` table: tokens from wherever secrets may stand, several bots, and mistakes told without repeating them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.app import bot_lines
from bot.channels.telegram.listener import Hook
from bot.cli.serving import hook_of
from bot.config import load_settings, sample_file, shown_with_origin
from bot.config.telegram import TelegramSettings
from bot.errors import ConfigError, FileMistakes

TOKEN = "123456789:AAH" + "x-Y_z" * 7
OTHER = "987654321:AAH" + "a-B_c" * 7


@pytest.fixture
def toml(home: Path) -> Path:
    home.mkdir(parents=True)
    (home / "secrets").mkdir()
    return home / "malbeot.toml"


def lines() -> list[tuple[str, str, str]]:
    return [(each.token, each.persona, each.setting) for each in bot_lines(load_settings())]


def test_without_a_token_it_is_said_where_to_get_one(home: Path) -> None:
    with pytest.raises(ConfigError, match=r"telegram\.token: missing") as error:
        lines()
    assert "malbeot init" in str(error.value)


def test_a_token_may_stand_in_a_variable_or_in_the_secrets_folder(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (toml.parent / "secrets" / "telegram__token").write_text(f"{TOKEN}\n")
    assert lines() == [(TOKEN, "bom", "telegram.token")]
    monkeypatch.setenv("MALBEOT_TELEGRAM__TOKEN", OTHER)
    assert lines() == [(OTHER, "bom", "telegram.token")]


def test_a_token_in_the_file_is_refused_and_not_repeated(toml: Path) -> None:
    toml.write_text(f'[telegram]\ntoken = "{TOKEN}"\n')
    with pytest.raises(FileMistakes, match="secrets") as error:
        load_settings()
    assert TOKEN[10:] not in str(error.value)


@pytest.mark.parametrize("wrong", ["hello", "987654321", "123456789:short", f"bot{TOKEN}", f"{TOKEN} {TOKEN}"])
def test_what_has_not_the_shape_of_a_token_is_refused_and_not_repeated(
    toml: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("MALBEOT_TELEGRAM__TOKEN", wrong)
    with pytest.raises(ConfigError, match="not a bot token") as error:
        load_settings()
    assert wrong not in str(error.value)


def test_several_bots_have_their_tokens_and_personas(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('[chat]\npersona = "bom"\n[telegram.bots.day]\n[telegram.bots.night]\npersona = "wren"\n')
    (toml.parent / "secrets" / "telegram__bots__day__token").write_text(TOKEN)
    monkeypatch.setenv("MALBEOT_TELEGRAM__BOTS__NIGHT__TOKEN", OTHER)
    assert lines() == [
        (TOKEN, "bom", "telegram.bots.day.token"),
        (OTHER, "wren", "telegram.bots.night.token"),
    ]


def test_the_first_bot_comes_before_the_named_ones(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("MALBEOT_TELEGRAM__BOTS__MORE__TOKEN", OTHER)
    assert [setting for _, _, setting in lines()] == ["telegram.token", "telegram.bots.more.token"]


def test_a_named_bot_without_its_token_is_named(toml: Path) -> None:
    toml.write_text('[telegram.bots.night]\npersona = "wren"\n')
    with pytest.raises(ConfigError, match=r"telegram\.bots\.night\.token: missing"):
        lines()


MISTAKES: list[tuple[str, str]] = [
    ('[telegram.bots."Night Owl"]', "telegram.bots"),
    ('[telegram.bots.night]\npersonna = "wren"', "personna"),
    ('[telegram]\naccess = "everybody"', "access"),
    ('[telegram]\nallow = ["@jisu"]', "allow"),
    ('[telegram]\non_unknown = "maybe"', "on_unknown"),
    ('[telegram]\napi_url = "api.telegram.org"', "api_url"),
    ("[telegram]\npoll_timeout_s = 60", "poll_timeout_s"),
    ("[telegram]\nper_second = -1", "per_second"),
    ('[telegram]\nmode = "hook"', "mode"),
    ('[telegram]\nwebhook_url = "http://bot.example.org/telegram"', "webhook_url"),
    ('[telegram]\nwebhook_url = "https://bot.example.org/?a=b"', "webhook_url"),
    ('[telegram]\nwebhook_listen = "8443"', "webhook_listen"),
    ("[telegram]\nwebhook_max_connections = 101", "webhook_max_connections"),
]


@pytest.mark.parametrize(("text", "field"), MISTAKES)
def test_a_mistake_is_told_with_its_place(toml: Path, text: str, field: str) -> None:
    toml.write_text(text)
    with pytest.raises(FileMistakes) as error:
        load_settings()
    (mistake,) = error.value.mistakes
    assert field in mistake.field
    assert mistake.line == text.count("\n") + 1


@pytest.mark.parametrize("wrong", ["short", "a secret with blanks in it", "열여섯 글자보다 긴 비밀 열쇠말", "x" * 257])
def test_a_webhook_secret_that_can_be_guessed_or_that_telegram_refuses_is_refused_and_not_repeated(
    toml: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("MALBEOT_TELEGRAM__WEBHOOK_SECRET", wrong)
    with pytest.raises(ConfigError, match="16 to 256") as error:
        load_settings()
    assert wrong not in str(error.value)


def test_a_webhook_needs_its_address_and_its_secret_and_is_told_how_to_make_one() -> None:
    secret, url = "correct-horse_battery", "https://bot.example.org/telegram"
    assert hook_of(TelegramSettings(webhook_url=url)) is None, "it is polled"
    with pytest.raises(ConfigError, match=r"telegram\.webhook_url: missing"):
        hook_of(TelegramSettings(mode="webhook", webhook_secret=SecretStr(secret)))
    with pytest.raises(ConfigError, match=r"telegram\.webhook_secret: missing") as error:
        hook_of(TelegramSettings(mode="webhook", webhook_url=url))
    assert "token_urlsafe" in str(error.value)
    hook = hook_of(TelegramSettings(mode="webhook", webhook_url=url, webhook_secret=SecretStr(secret)))
    assert hook == Hook(url, secret, "127.0.0.1:8443", 40)


def test_by_default_only_an_owner_may_talk_and_nothing_is_lost() -> None:
    settings = TelegramSettings()
    assert (settings.access, settings.allow, settings.on_unknown) == ("owner", (), "resend")
    assert (settings.chat_interval_ms, settings.per_second) == (1000, 30)


def test_tokens_are_shown_by_their_end_at_most(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("MALBEOT_TELEGRAM__BOTS__MORE__TOKEN", OTHER)
    shown = {each.key: each.value for each in shown_with_origin(load_settings())}
    assert shown["telegram.token"] == f"…{TOKEN[-4:]}"
    assert shown["telegram.bots.more.token"] == f"…{OTHER[-4:]}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), min_size=1, max_size=40))
def test_a_sample_with_chosen_values_says_exactly_them(model: str) -> None:
    chosen: dict[str, Any] = {"chat.language": "en", "llm.base_url": "http://127.0.0.1:8000/v1", "llm.model": model}
    told = tomllib.loads(sample_file(chosen))
    assert told["chat"] == {"language": "en"}
    assert told["llm"] == {"base_url": "http://127.0.0.1:8000/v1", "model": model}


def test_a_sample_with_chosen_values_loads(toml: Path) -> None:
    toml.write_text(sample_file({"chat.persona": "wren", "llm.model": 'C:\\models\\"gemma"'}), "utf-8")
    settings = load_settings()
    assert (settings.chat.persona, settings.llm.model) == ("wren", 'C:\\models\\"gemma"')
    assert (settings.telegram, settings.timing) == (TelegramSettings(), type(settings.timing)())
