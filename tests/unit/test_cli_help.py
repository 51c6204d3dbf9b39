"""The command's surface: help everywhere, nothing heavy imported for it, wrong input ends with 2."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from bot.cli.main import app
from tests.command import malbeot

HEAVY = (
    "torch", "chromadb", "aiogram", "langchain", "langchain_core", "langchain_openai", "sqlalchemy", "sqlmodel",
    "alembic", "numpy", "tiktoken", "tokenizers", "httpx",
)  # fmt: skip


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


COMMANDS = list(commands(typer.main.get_command(app)))


def loaded_after(code: str) -> set[str]:
    """Top-level modules a fresh interpreter holds after running `code`."""
    report = "sys.stderr.write(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    script = f"import json, sys\n{code}\n{report}"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stderr))


def test_the_nouns_are_those_of_the_documentation() -> None:
    nouns = {path[0] for path in COMMANDS if path}
    assert {"chat", "config", "db", "doctor", "init", "persona", "replay", "turns"} <= nouns


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    ran = malbeot(*path, "--help")
    assert ran.code == 0
    assert ran.err == ""
    usage = next(line for line in ran.out.splitlines() if "Usage:" in line)
    assert f" {' '.join(path)} [OPTIONS]".replace("  ", " ") in usage
    explained = [line for line in ran.out.splitlines() if line.strip() and "Usage:" not in line]
    assert len(explained) > 1


def test_help_says_what_the_exit_codes_mean() -> None:
    assert "0 done, 1 failed, 2 wrong settings, files or options" in " ".join(malbeot("--help").out.split())


def test_importing_the_command_loads_nothing_heavy() -> None:
    assert loaded_after("import bot.cli.main") & set(HEAVY) == set()


def test_printing_the_help_loads_nothing_heavy() -> None:
    code = (
        "sys.argv = ['malbeot', 'chat', '--help']\nfrom bot.cli.main import main\ntry: main()\nexcept SystemExit: pass"
    )
    assert loaded_after(code) & set(HEAVY) == set()


def test_reading_the_settings_loads_no_database_and_no_model_client(home: object) -> None:
    code = (
        "sys.argv = ['malbeot', 'config', 'show']\nfrom bot.cli.main import main\ntry: main()\nexcept SystemExit: pass"
    )
    assert loaded_after(code) & set(HEAVY) == set()


@pytest.mark.parametrize(
    "args",
    [
        ("dance",),
        ("turns", "show"),
        ("turns", "show", "one"),
        ("turns", "list", "--limit", "0"),
        ("turns", "list", "--limitt", "3"),
        ("chat", "--lang", "fr"),
        ("chat", "--quickly"),
        ("replay", "run"),
        ("persona", "schema", "prompt"),
        ("db", "backup"),
    ],
)
def test_wrong_input_ends_with_2_and_says_why_on_stderr(args: tuple[str, ...]) -> None:
    ran = malbeot(*args)
    assert ran.code == 2
    assert ran.out == ""
    assert "Error" in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_language_is_named_with_those_there_are() -> None:
    assert "'fr' is not a language; use ko or en" in malbeot("chat", "--lang", "fr").err


def test_the_module_can_be_run_like_the_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True)
    assert ran.returncode == 0
    assert "Usage:" in ran.stdout
