"""The operator's handbook names only commands, settings, profiles, figures and files there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
import yaml

from bot.cli.main import app
from bot.config import load_settings, shown_with_origin
from bot.storage.figures import Figures
from bot.web.metrics import rendered

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
COMMAND = re.compile(
    r"(?:^|`|&& |MALBEOT_HOME=\S+ |run --rm --volume \S+ )(malbeot (?:db|run|alive|doctor|turns)\b[^`\n#&]*)", re.M
)


@pytest.mark.parametrize("line", sorted({found.strip() for found in COMMAND.findall(PAGE)}))
def test_every_command_on_the_page_can_be_given(line: str) -> None:
    words = line.split()[1:]
    command, context = typer.main.get_command(app), None
    while words and hasattr(command, "commands"):
        context = command.make_context("malbeot", [], parent=context, resilient_parsing=True)
        command = command.commands[words.pop(0)]
    if hasattr(command, "commands"):
        return
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_profile_on_the_page_is_one() -> None:
    known = {profile for service in SERVICES.values() for profile in service["profiles"]}
    assert set(re.findall(r"--profile (\S+?)[` ]", PAGE)) <= known
    table = PAGE.partition("| profile |")[2].partition("\n\n")[0]
    assert {name for row in table.splitlines()[2:] for name in re.findall(r"`([\w-]+)`", row.split("|")[1])} == known


def test_every_variable_and_secret_on_the_page_is_a_setting(home: Path) -> None:
    keys = {row.key for row in shown_with_origin(load_settings())}
    variables = set(re.findall(r"MALBEOT_\w+", PAGE)) - {"MALBEOT_HOME"}
    assert {name.removeprefix("MALBEOT_").lower().replace("__", ".") for name in variables} <= keys
    assert {name.replace("__", ".") for name in re.findall(r"\b[a-z]+__[a-z_]+\b", PAGE)} <= keys


def test_every_figure_on_the_page_is_told_and_every_one_told_is_on_the_page() -> None:
    told = set(re.findall(r"^# TYPE (\w+)", rendered(Figures(0, 0, 0, 0, {}, {}, {}, {}, 0)).decode(), re.M))
    shown = set(re.findall(r"`(malbeot_\w+)", PAGE))
    assert shown <= told
    assert told - shown <= {"malbeot_overdue_timers", "malbeot_running_turns"}


def test_every_file_on_the_page_exists() -> None:
    for named in re.findall(r"`((?:deploy|docs)/[\w./]*)`|\]\(([\w./]+\.md)\)", PAGE):
        assert (ROOT / (named[0] or f"docs/{named[1]}")).exists(), named
