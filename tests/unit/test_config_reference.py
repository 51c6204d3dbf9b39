"""`docs/settings.md` is what `malbeot config reference` prints, and leaves no setting out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import load_settings, reference, shown_with_origin
from tests.command import malbeot

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(
    r"^\| `(?P<key>[\w.]+)` \| (?:`(?P<default>.*?)`)? ?\| (?P<meaning>.+?) \| `(?P<variable>\w+)` \|$", re.M
)


def test_the_page_in_the_documentation_is_what_the_command_prints() -> None:
    ran = malbeot("config", "reference")
    assert ran.code == 0
    assert PAGE.read_text("utf-8") == ran.out, "stale: malbeot config reference > docs/settings.md"


def test_every_setting_stands_in_it_once_with_its_default(home: Path) -> None:
    rows = [(row["key"], row["default"] or "") for row in ROW.finditer(reference())]
    shown = [
        (row.key, row.value.lower() if row.value in ("True", "False") else row.value)
        for row in shown_with_origin(load_settings())
    ]
    assert sorted(rows) == sorted(shown)


@pytest.mark.parametrize("row", list(ROW.finditer(reference())), ids=lambda row: row["key"])
def test_every_setting_has_a_meaning_and_a_variable_that_sets_it(
    row: re.Match[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(row["meaning"]) > 10
    assert "None" not in row["meaning"]
    value = row["default"] or {
        "llm.base_url": "http://a/v1",
        "embeddings.base_url": "http://a/v1",
        "llm.tokenize_url": "http://a/v1",
        "llm.price_in": "0.5",
        "llm.price_out": "0.5",
        "llm.servers": "{}",
        "telegram.token": "123456789:" + "AAbbCCdd_-" * 4,
        "telegram.bots": "{}",
        "telegram.webhook_url": "https://a/telegram",
        "telegram.webhook_secret": "AAbbCCdd_-" * 4,
        "telegram.allow": "[1]",
        "database.url": "postgresql://user@host/name",
        "knowledge.chroma_url": "http://127.0.0.1:8000",
        "chat.time_zone": "UTC",
        "timing.preset": "slow",
        "timing.finished_wait_ms": "1",
        "timing.unfinished_wait_ms": "1",
        "timing.jamo_ms": "1",
        "timing.char_ms": "1",
    }.get(row["key"], "x")
    monkeypatch.setenv(row["variable"], value)
    origins = {each.key: each.origin for each in shown_with_origin(load_settings())}
    assert origins[row["key"]] == "variable"
