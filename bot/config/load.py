"""Loads the settings, says all that is wrong with them at once, shows where each value came from, secrets masked."""

from __future__ import annotations

import difflib
import itertools
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from bot.config.settings import FILE_NAME, NAMED_TABLES, NESTED, PREFIX, SECRETS_NAME, Settings, home, sources
from bot.errors import ConfigError, FileMistakes, Mistake

_NOT_SETTINGS = frozenset({f"{PREFIX}HOME"})
_PASSWORD = re.compile(r"(https?://)[^/@\s]+@")
_SECRET_SHAPE = re.compile(r"\b(sk-[A-Za-z0-9_-]{16,}|\d{6,}:[A-Za-z0-9_-]{30,})")


@dataclass(frozen=True)
class Shown:
    """One setting as `malbeot config show` prints it."""

    key: str
    value: str
    origin: str


def load_settings() -> Settings:
    """The settings in force. Raises FileMistakes (with lines) or ConfigError (variables, secrets), both exit code 2."""
    path = home() / FILE_NAME
    text = _toml(path)
    mistakes, outside = _tokens_in(path, text), {**_unknown_variables(), **_unknown_secrets()}
    try:
        settings = Settings()
    except ValidationError as error:
        _explain(error, path, text, mistakes, outside)
    except SettingsError as error:
        outside[""] = str(error)
    if outside:
        lines = [*map(str, sorted(mistakes)), *(f"{name}: {what}" if name else what for name, what in outside.items())]
        raise ConfigError("\n".join(lines), fix="`malbeot config reference` lists every setting and variable")
    if mistakes:
        raise FileMistakes(mistakes)
    return settings


def _toml(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        text = path.read_text("utf-8")
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        problem = re.sub(r" \(at .*\)$", "", str(error))
        raise FileMistakes([Mistake(str(path), line, column, "toml", problem)]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} can't be read: {error}") from None
    return text


def _unknown_variables() -> dict[str, str]:
    known = {f"{PREFIX}{key.replace('.', NESTED)}".upper() for key in setting_keys()}
    return {
        name: f"unknown variable{_did_you_mean(name, known, PREFIX)}"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in _NOT_SETTINGS and not _names_a_setting(name, known)
    }


def _names_a_setting(name: str, known: set[str]) -> bool:
    return name in known or any(name.startswith(f"{key}{NESTED}") or key.startswith(f"{name}{NESTED}") for key in known)


def _unknown_secrets() -> dict[str, str]:
    """Files in the secrets folder that no setting reads: a mistyped key would otherwise go unnoticed."""
    folder = home() / SECRETS_NAME
    known = {key.replace(".", NESTED) for key in setting_keys()}
    named = tuple(f"{key.replace('.', NESTED)}{NESTED}" for key in NAMED_TABLES)
    files = sorted(file for file in folder.glob("[!.]*") if file.is_file()) if folder.is_dir() else []
    return {
        str(file): f"no such setting{_did_you_mean(file.name.lower(), known)}"
        for file in files
        if file.name.lower() not in known and not file.name.lower().startswith(named)
    }


def _did_you_mean(word: str, known: set[str], prefix: str = "") -> str:
    """What all known words begin with says nothing about likeness."""
    near = difflib.get_close_matches(word.removeprefix(prefix), {each.removeprefix(prefix) for each in known}, n=1)
    return f", did you mean {prefix}{near[0]}?" if near else ""


def _tokens_in(path: Path, text: str) -> list[Mistake]:
    problem = f"looks like a secret; put it into the {home() / SECRETS_NAME} folder or a variable"
    return [
        Mistake(str(path), number, found.start() + 1, _key_before(line, found.start()), problem)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := _SECRET_SHAPE.search(line))
    ]


def _key_before(line: str, start: int) -> str:
    key = re.match(r"\s*([\w.-]+)\s*=", line[:start])
    return key[1] if key else "line"


def _explain(error: ValidationError, path: Path, text: str, mistakes: list[Mistake], outside: dict[str, str]) -> None:
    """Mistakes of the file carry its lines; those of variables and secrets name them."""
    found = {name: source() for name, source in sources().items()}
    for detail in error.errors():
        detail["loc"] = _key_of(detail["loc"])
        place = detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]
        origin = next((name for name, values in found.items() if _stands_in(values, place)), "variable")
        if origin == "file":
            mistakes.append(_mistake(detail, path, text))
        elif origin == "secret":
            name = NESTED.join(str(step) for step in detail["loc"])
            outside.setdefault(str(home() / SECRETS_NAME / name), _problem(detail))
        else:
            outside.setdefault(_variable(detail), f"{_problem(detail)}{_got(detail)}")


def _key_of(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The setting a mistake is in: not the place in its list, nor that it is in its name."""
    return tuple(itertools.takewhile(lambda step: isinstance(step, str) and step != "[key]", loc))


def _stands_in(table: Any, place: tuple[int | str, ...]) -> bool:
    """Whether a source sets this field (or table)."""
    for step in place:
        if not isinstance(table, Mapping) or step not in table:
            return False
        table = table[step]
    return True


def _mistake(detail: ErrorDetails, path: Path, text: str) -> Mistake:
    field = ".".join(str(step) for step in detail["loc"])
    line, column = _place(text, [str(step) for step in detail["loc"]])
    return Mistake(str(path), line, column, field, _problem(detail), _got(detail, bare=True))


def _place(text: str, steps: list[str]) -> tuple[int, int]:
    """Line and column of a key, or of the table it should stand in."""
    table, best = "", (1, 1)
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = header[1].strip().replace('"', "")
            if ".".join(steps).startswith(table):
                best = (number, 1)
        key = re.match(r"(\s*)([\w\".-]+)\s*=", line)
        if key and f"{table}.{key[2]}".strip(".").replace('"', "") == ".".join(steps):
            return number, len(key[1]) + 1
    return best


def _problem(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        return "unknown key" + _did_you_mean(".".join(str(step) for step in detail["loc"]), set(setting_keys()))
    return detail["msg"].removeprefix("Value error, ")


def _got(detail: ErrorDetails, *, bare: bool = False) -> str:
    if detail["type"] in ("missing", "extra_forbidden") or _is_secret(detail["loc"]):
        return ""
    shown = _SECRET_SHAPE.sub("…", repr(detail["input"]))[:60]
    return shown if bare else f" (got {shown})"


def _is_secret(loc: tuple[int | str, ...]) -> bool:
    return any("key" in str(step) or str(step) in ("token", "webhook_secret") for step in loc)


def _variable(detail: ErrorDetails) -> str:
    return f"{PREFIX}{NESTED.join(str(step) for step in detail['loc'])}".upper()


def setting_keys(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[str]:
    """Dotted names of all settings."""
    for name, field in model.model_fields.items():
        below = field.annotation
        if isinstance(below, type) and issubclass(below, BaseModel):
            yield from setting_keys(below, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def shown_with_origin(settings: Settings) -> tuple[Shown, ...]:
    """Every setting, its value (secrets show at most their last four characters) and which source set it."""
    found = {origin: dict(_flat(source())) for origin, source in sources().items()}
    return tuple(
        Shown(key, _masked(value), next((origin for origin, keys in found.items() if key in keys), "default"))
        for key, value in _flat(settings.model_dump())
    )


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, child in value.items():
            yield from _flat(child, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, value


def _masked(value: Any) -> str:
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        return f"…{secret[-4:]}" if len(secret) >= 16 else "…"
    return "" if value in (None, (), {}) else _PASSWORD.sub(r"\1…@", str(value))
