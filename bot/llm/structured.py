"""Answers as JSON: asked for in words where a server has no schema mode, and repaired or rejected in any case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import ModelError
from bot.llm.model import ChatMessage


def asking_for(schema: Mapping[str, Any], messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
    """The messages, the last one ending in a request for JSON that fits `schema`."""
    wanted = json.dumps(schema, ensure_ascii=False)
    *before, last = messages
    words = (
        f"{last.content}\n\nAnswer with one JSON object that fits this JSON schema, and with nothing else:\n{wanted}"
    )
    return (*before, replace(last, content=words))


def parse(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The object in a model's answer.

    Code fences, words around it, trailing commas and the like are repaired. Raises ModelError, naming the path that
    doesn't fit and never the value, which is private.
    """
    value = _read(text)
    if not isinstance(value, dict):
        raise ModelError("the answer holds no JSON object")
    import jsonschema

    mistakes = jsonschema.Draft202012Validator(dict(schema)).iter_errors(value)
    worst = min(mistakes, key=lambda each: (len(each.absolute_path), each.json_path), default=None)
    if worst is not None:
        raise ModelError(f"the answer's JSON doesn't fit the schema: {worst.json_path} breaks {worst.validator!r}")
    return value


def _read(text: str) -> Any:
    start, end = text.find("{"), text.rfind("}")
    try:
        return json.loads(text[start : end + 1])
    except ValueError:
        pass
    if start < 0:
        return None
    import json_repair

    try:
        return json_repair.loads(text[start:])
    except (ValueError, RecursionError):
        return None
