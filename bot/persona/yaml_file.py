"""Reads a YAML file into a pydantic model; every mistake is reported with its line and column, all at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import FileMistakes, Mistake

Model = TypeVar("Model", bound=BaseModel)
_MOST_BYTES, _DEEPEST, _LONGEST_SHOWN = 4_000_000, 20, 60


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as people mean it (and YAML 1.2 reads it): yes, no, on, off, 10:30 and 2026-01-27 are words."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {
        first: [(tag, pattern) for tag, pattern in rules if tag.rpartition(":")[2] in ("null", "float", "merge")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))


def load(path: Path, model: type[Model], shown_as: str | None = None) -> Model:
    """Parse and validate. Raises FileMistakes naming `file:line:column field: problem (got value)`."""
    name = shown_as or str(path)
    text = _read(path, name)
    root = _compose(text, name)
    unfit = list(_unfit_keys(root, name))
    try:
        value = model.model_validate(_values(text, name, unfit))
    except ValidationError as error:
        raise FileMistakes([*unfit, *(_mistake(detail, root, name, model) for detail in error.errors())]) from None
    if unfit:
        raise FileMistakes(unfit)
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
        _refuse_traps(text, name)
        root = yaml.compose(text, Loader=PlainLoader)
    except yaml.YAMLError as error:
        raise FileMistakes([_yaml_mistake(error, name)]) from None
    if not isinstance(root, yaml.MappingNode):
        raise FileMistakes([Mistake(name, 1, 1, "file", "must hold keys and values")])
    return root


def _refuse_traps(text: str, name: str) -> None:
    """Aliases (a few lines of them can stand for billions of values) and nesting no persona needs."""
    depth = 0
    for event in yaml.parse(text, Loader=PlainLoader):
        if isinstance(event, yaml.AliasEvent):
            raise FileMistakes([_at(event.start_mark, name, "yaml", "aliases (*name) are not allowed; write it out")])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise FileMistakes([_at(event.start_mark, name, "yaml", f"nested deeper than {_DEEPEST} levels")])


def _values(text: str, name: str, unfit: Sequence[Mistake]) -> Any:
    """Plain values. Raises FileMistakes for tags."""
    try:
        return yaml.load(text, Loader=PlainLoader)
    except yaml.YAMLError as error:
        raise FileMistakes(unfit or [_yaml_mistake(error, name)]) from None
    except (ValueError, TypeError) as error:  # !!int x, unhashable keys
        raise FileMistakes(unfit or [Mistake(name, 1, 1, "yaml", str(error))]) from None


def _yaml_mistake(error: yaml.YAMLError, name: str) -> Mistake:
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return _at(getattr(error, "problem_mark", None), name, "yaml", problem)


def _at(mark: Any, name: str, field: str, problem: str) -> Mistake:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)  # the C loader has a Mark of its own
    return Mistake(name, line, column, field, problem)


def _unfit_keys(node: yaml.Node, name: str) -> Iterator[Mistake]:
    """Keys that stand twice in one mapping, or aren't text."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                yield _at(key.start_mark, name, "yaml", "a key must be a word")
            elif key.value in seen:
                yield _at(key.start_mark, name, key.value, "stands here twice")
            else:
                seen.add(key.value)
            yield from _unfit_keys(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _unfit_keys(value, name)


def _mistake(detail: ErrorDetails, root: yaml.Node, name: str, model: type[BaseModel]) -> Mistake:
    steps = [step for step in detail["loc"] if step != "[key]"]
    mark = _mark(root, steps, of_key=detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",))
    problem = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        problem = "unknown key" + _did_you_mean(str(steps[-1]), _siblings(model))
    shown = "" if detail["type"] in ("missing", "value_error") else _shown(detail["input"])
    field = ".".join(str(step) for step in steps) or "file"
    return replace(_at(mark, name, field, problem), value=shown)


def _mark(root: yaml.Node, steps: Sequence[int | str], *, of_key: bool) -> yaml.Mark:
    """Where the deepest node on the way begins; for an unknown or bad key, where the key does."""
    key = node = root
    for step in steps:
        below = _child(node, step)
        if below is None:
            break
        key, node = below
    return (key if of_key else node).start_mark


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """(key, value) of a mapping's entry; an item of a list stands for both."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
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
