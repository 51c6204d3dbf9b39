"""Every setting in a table: its key, default, meaning and variable. `docs/settings.md` is this text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from bot.config.settings import FILE_NAME, NESTED, PREFIX, SECRETS_NAME, Settings

_INTRODUCTION = f"""# Settings

Made by `malbeot config reference`. `malbeot config show --origin` shows what is in force and why,
`malbeot config sample` prints a `{FILE_NAME}` to start from.

A value comes from the first of these that has it: a `{PREFIX}…` variable, a file in the `{SECRETS_NAME}` folder (named
like the key with `{NESTED}` for the dot, such as `llm{NESTED}api_key`), `{FILE_NAME}`, the default. The file and the
folder lie in `{PREFIX}HOME` (default `./.malbeot`). Unknown keys are refused everywhere; empty variables are ignored.
"""


def reference() -> str:
    """The page, as Markdown."""
    sections = (
        _section(name, str(field.description), field.annotation)
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    )
    return "\n".join([_INTRODUCTION, *sections])


def _section(name: str, meaning: str, model: type[BaseModel]) -> str:
    rows = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in _rows(model, (name,)))
    head = ("| key | default | meaning | variable |", "|---|---|---|---|")
    return "\n".join([f"## `[{name}]`", "", meaning, "", *head, *rows, ""])


def _rows(model: type[BaseModel], path: tuple[str, ...], defaults: Any = None) -> Iterator[tuple[str, ...]]:
    shapes = model.model_json_schema()["properties"]
    for name, field in model.model_fields.items():
        default = getattr(defaults, name, None) if defaults else field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from _rows(type(default), (*path, name), default)
            continue
        variable = f"{PREFIX}{NESTED.join((*path, name))}".upper()
        meaning = f"{field.description}{_limits(shapes[name])}"
        yield f"`{'.'.join((*path, name))}`", _value(default), meaning, f"`{variable}`"


def _value(default: Any) -> str:
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return "" if default is None or default in ("", (), {}) else f"`{shown}`"


def _limits(shape: dict[str, Any]) -> str:
    if "enum" in shape:
        return f" One of {', '.join(f'`{value}`' for value in shape['enum'])}."
    if "maximum" not in shape:
        return ""
    least = shape.get("minimum", shape.get("exclusiveMinimum"))
    return f" {'From' if 'minimum' in shape else 'More than'} {least:,} to {shape['maximum']:,}."
