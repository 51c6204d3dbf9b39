"""Reads a YAML file into a pydantic model; every mistake is reported with its line and column, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import FileMistakes, Mistake

Model = TypeVar("Model", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES, _LONGEST_SHOWN = 4_000_000, 60


def load(path: Path, model: type[Model], shown_as: str | None = None) -> Model:
    """Parse and validate. Raises FileMistakes naming `file:line:column field: problem (got value)`."""
    name = shown_as or str(path)
    text = _read(path, name)
    root = _compose(text, name)
    repeated = list(_repeated_keys(root, name))
    try:
        value = model.model_validate(yaml.load(text, Loader=_Loader))
    except ValidationError as error:
        raise FileMistakes([*repeated, *(_mistake(detail, root, name, model) for detail in error.errors())]) from None
    if repeated:
        raise FileMistakes(repeated)
    return value


def _read(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FileMistakes([Mistake(name, 1, 1, "file", f"larger than {_MOST_BYTES} bytes")])
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise FileMistakes([Mistake(name, 1, 1, "file", f"isn't UTF-8 text: {error.reason}")]) from None
    except OSError as error:
        raise FileMistakes([Mistake(name, 1, 1, "file", str(error.strerror))]) from None


def _compose(text: str, name: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = getattr(error, "problem", None) or str(error)
        raise FileMistakes([Mistake(name, line, column, "yaml", problem)]) from None
    if not isinstance(root, yaml.MappingNode):
        raise FileMistakes([Mistake(name, 1, 1, "file", "must hold keys and values")])
    return root


def _repeated_keys(node: yaml.Node, name: str) -> Iterator[Mistake]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield Mistake(name, key.start_mark.line + 1, key.start_mark.column + 1, key.value, "stands here twice")
            seen.add(key.value)
            yield from _repeated_keys(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value, name)


def _mistake(detail: ErrorDetails, root: yaml.Node, name: str, model: type[BaseModel]) -> Mistake:
    steps = [step for step in detail["loc"] if step != "[key]"]
    node = _walk(root, steps)
    problem = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        problem = "unknown key" + _did_you_mean(str(steps[-1]), _siblings(model))
    shown = "" if detail["type"] in ("missing", "value_error") else _shown(detail["input"])
    field = ".".join(str(step) for step in steps) or "file"
    return Mistake(name, node.start_mark.line + 1, node.start_mark.column + 1, field, problem, shown)


def _walk(root: yaml.Node, steps: Sequence[int | str]) -> yaml.Node:
    """The deepest node on the way; for an unknown or bad mapping entry, its key."""
    node = root
    for step in steps:
        below = _child(node, step)
        if below is None:
            return node
        node = below
    return node


def _child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None


def _siblings(model: type[BaseModel]) -> list[str]:
    names: list[str] = []
    for schema in (model.model_json_schema(), *model.model_json_schema().get("$defs", {}).values()):
        names.extend(schema.get("properties", {}))
    return names


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {near[0]!r}?" if near else ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
