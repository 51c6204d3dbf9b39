"""Writes a settings file: every setting with its meaning and default, commented out, and chosen ones set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from bot.config.settings import Settings


def sample_file(values: Mapping[str, Any] = MappingProxyType({})) -> str:
    """A `malbeot.toml` with every setting, its meaning and its default, all commented out but `values` (by key)."""
    blocks = []
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            blocks.append("\n".join([f"# {field.description}", f"[{name}]", *_sample_lines(name, section, values)]))
    return "\n\n".join(blocks) + "\n"


def _sample_lines(table: str, section: type[BaseModel], values: Mapping[str, Any]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        key = f"{table}.{name}"
        yield f"# {field.description}"
        if key in values:
            yield f"{name} = {_toml_value(values[key])}"
        else:
            yield f"# {name} = {_toml_value(field.get_default(call_default_factory=True))}"


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, BaseModel):
        return _toml_value(value.model_dump())
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml_value(child)}" for key, child in value.items()) + " }"
    if isinstance(value, tuple):
        return f"[{', '.join(_toml_value(each) for each in value)}]"
    return '""' if value is None else json.dumps(str(value), ensure_ascii=False)
