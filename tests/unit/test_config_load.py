"""Settings: which source wins, and what becomes of wrong ones. All mistakes at once, each where it stands."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from bot.config import Settings, load_settings, sample_file, shown_with_origin
from bot.errors import ConfigError, FileMistakes
from tests.command import malbeot

KEY = "sk-" + "a1b2c3d4" * 4
TELEGRAM = "123456789:" + "AAbbCCdd_-" * 4


@pytest.fixture
def toml(home: Path) -> Path:
    """Where the settings file is written to."""
    (home / "secrets").mkdir(parents=True)
    return home / "malbeot.toml"


def secret(home: Path, name: str, value: str) -> None:
    (home / "secrets" / name).write_text(value, "utf-8")


def refused(kind: type[ConfigError] | type[FileMistakes]) -> list[str]:
    """The lines of the error, without its advice."""
    with pytest.raises(kind) as raised:
        load_settings()
    assert raised.value.exit_code == 2
    return raised.value.message.splitlines()


def test_without_any_source_the_defaults_hold(home: Path) -> None:
    settings = load_settings()
    assert {row.origin for row in shown_with_origin(settings)} == {"default"}
    assert (settings.chat.persona, settings.chat.language, settings.llm.base_url) == ("bom", "ko", None)


def test_a_variable_beats_a_secret_beats_the_file_beats_the_default(
    home: Path, toml: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_force() -> tuple[str, str]:
        rows = {row.key: row for row in shown_with_origin(load_settings())}
        return rows["llm.model"].value, rows["llm.model"].origin

    assert in_force() == ("", "default")
    toml.write_text('[llm]\nmodel = "from-file"\n', "utf-8")
    assert in_force() == ("from-file", "file")
    secret(home, "llm__model", "from-secret\n")
    assert in_force() == ("from-secret", "secret")
    monkeypatch.setenv("MALBEOT_LLM__MODEL", "from-variable")
    assert in_force() == ("from-variable", "variable")


def test_sources_are_merged_key_by_key(home: Path, toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('[llm]\nmodel = "small"\nbase_url = "http://127.0.0.1:1/v1"\n', "utf-8")
    secret(home, "llm__api_key", KEY)
    monkeypatch.setenv("MALBEOT_LLM__TOTAL_TIMEOUT_S", "5")
    llm = load_settings().llm
    assert (llm.model, llm.base_url, llm.total_timeout_s) == ("small", "http://127.0.0.1:1/v1", 5)
    assert llm.api_key is not None
    assert llm.api_key.get_secret_value() == KEY


def test_confirming_a_hotline_keeps_its_name_and_number(toml: Path) -> None:
    toml.write_text("[safety.hotlines.ko]\nconfirmed = true\n", "utf-8")
    lines = load_settings().safety.hotlines
    assert (lines.ko.name, lines.ko.number, lines.ko.confirmed) == ("자살예방상담전화", "109", True)
    assert lines.en == Settings().safety.hotlines.en


def test_an_empty_variable_is_ignored(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('[chat]\npersona = "wren"\n', "utf-8")
    monkeypatch.setenv("MALBEOT_CHAT__PERSONA", "")
    assert load_settings().chat.persona == "wren"


def test_an_empty_value_in_the_file_means_not_set(toml: Path) -> None:
    toml.write_text('[llm]\nbase_url = ""\ntokenizer = ""\ntokenize_url = ""\napi_key = ""\n', "utf-8")
    assert load_settings().llm == Settings().llm
    assert load_settings().llm.api_key is None


def test_all_mistakes_of_the_file_are_reported_at_once_where_they_stand(toml: Path) -> None:
    toml.write_text(
        "# mine\n"
        "[chat]\n"
        'language = "fr"\n'
        '  time_zone = "Mars/Olympus"\n'
        'personna = "bom"\n'
        "\n"
        "[answers]\n"
        "confident = 3\n"
        "[llm]\n"
        'base_url = "localhost:8000"\n'
        "[nonsense]\n"
        "a = 1\n",
        "utf-8",
    )
    found = refused(FileMistakes)
    assert [re.sub(r"^.*malbeot\.toml:", "", line).split(":")[:3] for line in found] == [
        ["3", "1 chat.language", " Input should be 'ko' or 'en' (got 'fr')"],
        [
            "4",
            "3 chat.time_zone",
            " not a time zone; use a name such as Asia/Seoul or Europe/London (got 'Mars/Olympus')",
        ],
        ["5", "1 chat.personna", " unknown key, did you mean chat.persona?"],
        ["8", "1 answers.confident", " Input should be less than or equal to 1 (got 3)"],
        ["10", "1 llm.base_url", " String should match pattern '^https?"],
        ["11", "1 nonsense", " unknown key"],
    ]


def test_a_mistake_deep_in_a_dotted_table_is_found_there(toml: Path) -> None:
    toml.write_text('[safety.hotlines.ko]\nconfirmed = "perhaps"\n[safety.hotlines.fr]\nname = "x"\n', "utf-8")
    found = refused(FileMistakes)
    assert [line.split("malbeot.toml:")[1][:40] for line in found] == [
        "2:1 safety.hotlines.ko.confirmed: Input ",
        "3:1 safety.hotlines.fr: unknown key, did",
    ]


def test_a_table_that_is_no_table_is_refused(toml: Path) -> None:
    toml.write_text("chat = 3\n", "utf-8")
    assert refused(FileMistakes) == [
        f"{toml}:1:1 chat: Input should be a valid dictionary or instance of ChatSettings (got 3)"
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[chat]\nlanguage = \n", "2:12"),
        ("[chat\n", "1:6"),
        ("[chat]\na = 1\na = 2\n", "3:6"),
        ("persona = bom\n", "1:11"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_place(text: str, place: str, toml: Path) -> None:
    toml.write_text(text, "utf-8")
    found = refused(FileMistakes)
    assert len(found) == 1
    assert found[0].startswith(f"{toml}:{place} toml: ")


def test_a_file_that_is_not_utf_8_is_refused(toml: Path) -> None:
    toml.write_bytes('[chat]\npersona = "봄"\n'.encode("euc-kr"))
    assert "can't be read" in refused(ConfigError)[0]


def test_unknown_variables_are_refused_together_with_what_may_be_meant(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALBEOT_CHAT__PERSONNA", "bom")
    monkeypatch.setenv("MALBEOT_LLM_MODEL", "small")
    monkeypatch.setenv("MALBEOT_QQQQ", "1")
    assert refused(ConfigError) == [
        "MALBEOT_CHAT__PERSONNA: unknown variable, did you mean MALBEOT_CHAT__PERSONA?",
        "MALBEOT_LLM_MODEL: unknown variable, did you mean MALBEOT_LLM__MODEL?",
        "MALBEOT_QQQQ: unknown variable",
    ]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("MALBEOT_CHAT__LANGUAGE", "fr", "MALBEOT_CHAT__LANGUAGE: Input should be 'ko' or 'en' (got 'fr')"),
        ("MALBEOT_CHAT__TIME_ZONE", "Mars/X", "MALBEOT_CHAT__TIME_ZONE: not a time zone; use a name such as"),
        ("MALBEOT_ANSWERS__CONFIDENT", "much", "MALBEOT_ANSWERS__CONFIDENT: Input should be a valid number"),
        ("MALBEOT_LLM__MODEL__SIZE", "7", "MALBEOT_LLM__MODEL: Input should be a valid string"),
        ("MALBEOT_CHAT", "bom", 'error parsing value for field "chat"'),
        ("MALBEOT_CHAT", '{"personna": "bom"}', "MALBEOT_CHAT__PERSONNA: unknown key, did you mean chat.persona?"),
    ],
)
def test_a_wrong_variable_is_named(
    name: str, value: str, problem: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert refused(ConfigError)[0].startswith(problem)


def test_a_wrong_variable_is_not_blamed_on_the_file(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('[chat]\nlanguage = "ko"\n', "utf-8")
    monkeypatch.setenv("MALBEOT_CHAT__LANGUAGE", "fr")
    assert refused(ConfigError) == ["MALBEOT_CHAT__LANGUAGE: Input should be 'ko' or 'en' (got 'fr')"]


def test_mistakes_of_all_sources_are_reported_together(home: Path, toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text("[answers]\nconfident = 3\n", "utf-8")
    secret(home, "llm__api_keyy", KEY)
    secret(home, "prompt__context_tokens", "7")
    monkeypatch.setenv("MALBEOT_CHAT__LANGUAGE", "fr")
    monkeypatch.setenv("MALBEOT_CHAT__PERSONNA", "bom")
    found = refused(ConfigError)
    assert [line.removeprefix(f"{home}/") for line in found] == [
        "malbeot.toml:2:1 answers.confident: Input should be less than or equal to 1 (got 3)",
        "MALBEOT_CHAT__PERSONNA: unknown variable, did you mean MALBEOT_CHAT__PERSONA?",
        "secrets/llm__api_keyy: no such setting, did you mean llm__api_key?",
        "MALBEOT_CHAT__LANGUAGE: Input should be 'ko' or 'en' (got 'fr')",
        "secrets/prompt__context_tokens: Input should be greater than or equal to 512",
    ]


def test_files_editors_and_orchestrators_leave_in_the_secrets_folder_are_ignored(home: Path, toml: Path) -> None:
    secret(home, ".gitkeep", "")
    (home / "secrets" / "..data").mkdir()
    assert load_settings() == Settings()


def test_a_wrong_secret_is_named_but_never_shown(home: Path, toml: Path) -> None:
    secret(home, "prompt__context_tokens", KEY)
    ran = malbeot("config", "show")
    assert ran.code == 2
    assert "secrets/prompt__context_tokens: Input should be a valid integer" in ran.err
    assert KEY[:8] not in ran.err + ran.out


@pytest.mark.parametrize("token", [KEY, TELEGRAM])
def test_what_looks_like_a_token_is_refused_in_the_file_and_not_repeated(token: str, toml: Path) -> None:
    toml.write_text(f'[llm]\nmodel = "small"\napi_key = "{token}"\n# {token}\n', "utf-8")
    ran = malbeot("config", "show")
    assert ran.code == 2
    assert f"{toml}:3:12 api_key: looks like a secret; put it into the {toml.parent}/secrets folder" in ran.err
    assert f"{toml}:4:3 " in ran.err
    assert token not in ran.err + ran.out


@pytest.mark.parametrize("origin", [("--origin",), ()])
@pytest.mark.parametrize("as_json", [("--json",), ()])
def test_secrets_are_never_shown_whole(
    origin: tuple[str, ...], as_json: tuple[str, ...], home: Path, toml: Path
) -> None:
    secret(home, "llm__api_key", f"{KEY}\n")
    ran = malbeot("config", "show", *origin, *as_json)
    assert ran.code == 0
    assert KEY[:12] not in ran.out + ran.err
    assert KEY[-4:] in ran.out


def test_a_short_secret_is_not_shown_at_all(home: Path, toml: Path) -> None:
    secret(home, "llm__api_key", "hunter2")
    ran = malbeot("config", "show", "--origin", "--json")
    assert ran.json["llm.api_key"] == {"value": "…", "origin": "secret"}


def test_config_show_lists_every_setting_and_where_it_comes_from(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('[chat]\nlanguage = "en"\n', "utf-8")
    monkeypatch.setenv("MALBEOT_CHAT__PERSONA", "wren")
    shown = malbeot("config", "show", "--origin", "--json").json
    assert shown["chat.language"] == {"value": "en", "origin": "file"}
    assert shown["chat.persona"] == {"value": "wren", "origin": "variable"}
    assert shown["safety.hotlines.ko.number"] == {"value": "109", "origin": "default"}
    table = malbeot("config", "show", "--origin").out.splitlines()
    assert table[0].split() == ["setting", "value", "origin"]
    assert len(table) == len(shown) + 1


def uncommented() -> str:
    return "\n".join(re.sub(r"^# (?=[a-z_]+ = )", "", line) for line in sample_file().splitlines())


def test_the_sample_as_it_is_sets_nothing(toml: Path) -> None:
    toml.write_text(sample_file(), "utf-8")
    assert load_settings() == Settings()
    assert {row.origin for row in shown_with_origin(load_settings())} == {"default"}


def test_the_sample_uncommented_holds_every_setting_at_its_default(home: Path, toml: Path) -> None:
    defaults = Settings()
    toml.write_text(uncommented(), "utf-8")
    assert load_settings() == defaults
    values = tomllib.loads(uncommented())
    assert set(values) == set(Settings.model_fields)
    for name, table in values.items():
        assert set(table) == set(type(getattr(defaults, name)).model_fields)


def test_the_home_folder_can_be_chosen_and_is_here_otherwise(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert malbeot("config", "path").out.strip() == str(home / "malbeot.toml")
    monkeypatch.delenv("MALBEOT_HOME")
    monkeypatch.chdir(tmp_path)
    assert malbeot("config", "path").out.strip() == str(tmp_path / ".malbeot" / "malbeot.toml")
    assert "MALBEOT_HOME" not in os.environ


def test_a_token_in_the_wrong_setting_is_not_repeated_either(toml: Path) -> None:
    toml.write_text(f'[llm]\nbase_url = "{KEY}"\n', "utf-8")
    ran = malbeot("config", "show")
    assert ran.code == 2
    assert f"{toml}:2:1 llm.base_url" in ran.err
    assert KEY not in ran.err


def test_a_password_in_an_address_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_LLM__BASE_URL", "http://me:hidden@127.0.0.1:8000/v1")
    assert "hidden" not in str(shown_with_origin(load_settings()))
