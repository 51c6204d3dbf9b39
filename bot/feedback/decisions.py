"""Logged timing decisions as rows for comparing policies off-line: JSON lines.

A decision: `{"turn", "person", "action", "probabilities": {action: p}, "context": {name: number}, "outcomes": {name:
number or null}, "safety"}`. The other policy: `{"turn", "probabilities"}`, or one line without `turn` that holds for
every row. Rows of safety turns are outside support (nothing was left to chance there) and are left out, as are those
whose outcome is not known.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, FileMistakes, Mistake
from bot.feedback.offline import Row

_MOST_NAMED = 20


@dataclass(frozen=True)
class Read:
    """Rows to compare by, and how many were left out for what reason."""

    rows: tuple[Row, ...]
    left_out: dict[str, int]


def read_rows(path: Path, target: Path | None, outcome: str) -> Read:
    """Decisions with `outcome`. Without `target` each row must name its own (`target`). FileMistakes, ConfigError."""
    targets = _targets(target) if target is not None else {}
    mistakes: list[Mistake] = []
    rows: list[Row] = []
    left_out: Counter[str] = Counter()
    for number, line in _objects(path, mistakes):
        reason = _left_out(line, outcome)
        if reason:
            left_out[reason] += 1
            continue
        try:
            rows.append(_row(line, targets, outcome))
        except (KeyError, TypeError, ValueError) as error:
            mistakes.append(Mistake(str(path), number, 1, *_told(error)))
    if mistakes:
        raise FileMistakes(mistakes[:_MOST_NAMED])
    return Read(tuple(rows), dict(left_out))


def _left_out(line: Mapping[str, Any], outcome: str) -> str:
    if line.get("safety") not in (None, "", "none"):
        return "safety turns are outside support"
    outcomes = line.get("outcomes")
    if isinstance(outcomes, dict) and outcomes.get(outcome) is None:
        return f"outcome {outcome} is not known"
    return ""


def _row(line: Mapping[str, Any], targets: Mapping[str | None, Mapping[str, float]], outcome: str) -> Row:
    own = line.get("target")
    target = targets.get(str(line.get("turn")), targets.get(None))
    if target is None:
        target = _shares(own, "target")
    return Row(
        person=str(line["person"]),
        context=_context(line.get("context") or {}),
        action=str(line["action"]),
        probabilities=_shares(line["probabilities"], "probabilities"),
        outcome=_number(line["outcomes"][outcome], f"outcomes.{outcome}"),
        target=target,
    )


def _targets(path: Path) -> dict[str | None, Mapping[str, float]]:
    mistakes: list[Mistake] = []
    found: dict[str | None, Mapping[str, float]] = {}
    for number, line in _objects(path, mistakes):
        try:
            turn = str(line["turn"]) if "turn" in line else None
            found[turn] = _shares(line["probabilities"], "probabilities")
        except (KeyError, TypeError, ValueError) as error:
            mistakes.append(Mistake(str(path), number, 1, *_told(error)))
    if mistakes:
        raise FileMistakes(mistakes[:_MOST_NAMED])
    if not found:
        raise ConfigError(f"{path}: no probabilities", fix='give JSON lines {"turn", "probabilities": {action: p}}')
    return found


def _objects(path: Path, mistakes: list[Mistake]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if isinstance(value, dict):
                yield number, value
            else:
                mistakes.append(Mistake(str(path), number, 1, "line", "must be one JSON object"))


def _shares(value: object, field: str) -> Mapping[str, float]:
    if not isinstance(value, dict) or not value:
        raise TypeError(f"{field}|must give a probability for every action")
    return {str(name): _number(share, f"{field}.{name}") for name, share in value.items()}


def _context(value: object) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise TypeError("context|must be an object of numbers")
    return {str(name): _number(each, f"context.{name}") for name, each in value.items()}


def _number(value: object, field: str) -> float:
    if not isinstance(value, bool | int | float) or not math.isfinite(value):
        raise ValueError(f"{field}|must be a finite number")
    return float(value)


def _told(error: Exception) -> tuple[str, str]:
    """Field and problem of a row that could not be read."""
    if isinstance(error, KeyError):
        return str(error.args[0]), "is missing"
    field, _, problem = str(error).partition("|")
    return (field, problem) if problem else ("line", "is not a logged decision")
