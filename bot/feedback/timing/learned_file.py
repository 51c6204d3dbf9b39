"""The file of a learned timing: JSON, one column a line, so that it can be read and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from policies.timing.learned import Learned, LearnedUnusable

_FIX = "write it with `malbeot timing fit LOGS --out FILE`"


def write_learned(path: Path, values: Mapping[str, object]) -> None:
    """Write beside the place and move over it: a reader never sees half a file."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(as_text(values), encoding="utf-8")
    beside.replace(path)


def as_text(values: Mapping[str, object]) -> str:
    """JSON with every column on one line."""
    parts = []
    for name, value in values.items():
        if name == "columns" and isinstance(value, dict):
            rows = ",\n".join(f"    {json.dumps(column)}: {json.dumps(row)}" for column, row in value.items())
            parts.append(f'  "columns": {{\n{rows}\n  }}')
        else:
            parts.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read_learned(path: Path) -> Learned:
    """The learned timing in a file. LearnedUnusable names the file and what to do."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LearnedUnusable(f"{path}: no such file", fix=_FIX) from error
    except ValueError as error:
        raise LearnedUnusable(f"{path}: is not JSON", fix=_FIX) from error
    if not isinstance(values, dict):
        raise LearnedUnusable(f"{path}: is no learned timing", fix=_FIX)
    try:
        return Learned.from_values(values)
    except LearnedUnusable as error:
        raise LearnedUnusable(f"{path}: {error.message}", fix=error.fix) from error
