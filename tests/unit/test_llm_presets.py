"""Presets: found by address or by what a server says of itself, and named alike in settings and documentation."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from bot.config.llm import PresetName
from bot.llm.presets import PRESETS, preset_by_owner, preset_for

PAGE = Path(__file__).parents[2] / "docs" / "models.md"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://api.friendli.ai/serverless/v1", "friendli"),
        ("https://integrate.api.nvidia.com/v1", "nim"),
        ("https://openrouter.ai/api/v1", "gateway"),
        ("https://my.backend.ai/v1", "backend_ai"),
        ("http://127.0.0.1:11434/v1", "ollama"),
        ("http://localhost:1234/v1", "lm_studio"),
        ("http://192.168.0.3:8080/v1", "llama_cpp"),
        ("http://127.0.0.1:8000/v1", "generic"),
        ("http://notopenai.com/v1", "generic"),
        ("http://api.openai.com.evil.example/v1", "generic"),
        ("http://host:99999/v1", "generic"),
    ],
)
def test_auto_goes_by_the_address(url: str, name: str) -> None:
    assert preset_for("auto", url).name == name


def test_a_named_preset_is_taken_wherever_it_is() -> None:
    assert preset_for("vllm", "http://127.0.0.1:11434/v1").name == "vllm"


@pytest.mark.parametrize(
    ("owner", "name"), [("vllm", "vllm"), ("me", "llama_cpp_python"), ("library", "ollama"), ("llamacpp", "llama_cpp")]
)
def test_a_server_tells_its_kind(owner: str, name: str) -> None:
    found = preset_by_owner([{"id": "a", "owned_by": owner}])
    assert found is not None
    assert found.name == name


def test_a_list_that_tells_nothing_says_nothing() -> None:
    assert preset_by_owner([]) is None
    assert preset_by_owner([{"id": "a"}, {"owned_by": "jisu"}]) is None


def test_settings_know_every_preset_and_no_other() -> None:
    assert set(get_args(PresetName)) == {"auto", *PRESETS}


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_stands_in_the_documentation(name: str) -> None:
    assert f"| `{name}` |" in PAGE.read_text("utf-8")
