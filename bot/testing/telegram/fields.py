"""The parameters of one call, whichever way they came: query, form, multipart or JSON; objects also as JSON strings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.testing.telegram.refused import bad


@dataclass(frozen=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Fields:
    """Typed reading of parameters; every reader raises Refused (400) for what Telegram couldn't read either."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; empty when it wasn't sent."""
        value = self.values.get(name)
        return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str) -> int | None:
        """A whole number, None when it wasn't sent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f'can\'t parse field "{name}": expected an Integer') from None

    def required(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.integer(name)
        if value is None:
            raise bad(f'parameter "{name}" is required')
        return value

    def flag(self, name: str) -> bool:
        """A Boolean; False when it wasn't sent."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:
        """A list or an object; None when it wasn't sent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse field \"{name}\": it isn't JSON") from None

    def objects(self, name: str) -> list[dict[str, Any]]:
        """A list of objects; empty when it wasn't sent."""
        value = self.structure(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise bad(f'can\'t parse field "{name}": expected an Array of Object')
        return value

    def record(self, name: str) -> dict[str, Any]:
        """An object; empty when it wasn't sent."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad(f'can\'t parse field "{name}": expected an Object')
        return value or {}

    def file(self, name: str) -> Upload | str:
        """A file sent along, by itself or as attach://, else the file id or address; empty when it wasn't sent."""
        if name in self.uploads:
            return self.uploads[name]
        text = self.text(name)
        if not text.startswith("attach://"):
            return text
        try:
            return self.uploads[text.removeprefix("attach://")]
        except KeyError:
            raise bad(f'can\'t find the file "{text}" among the uploaded') from None


async def read_fields(request: web.Request) -> Fields:
    """Read the whole request.

    Raises:
        Refused: its body isn't what its type says.
    """
    query = dict(request.query)
    if request.content_type == "application/json":
        return Fields({**query, **await _read_json(request)})
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return Fields(query)
    form = await request.post()
    values = {name: _as_text(value) for name, value in form.items() if not isinstance(value, web.FileField)}
    uploads = {
        name: Upload(value.filename, value.file.read(), value.content_type)
        for name, value in form.items()
        if isinstance(value, web.FileField)
    }
    return Fields({**query, **values}, uploads)


def _as_text(part: str | bytes | bytearray) -> str:
    """A part that names a type of its own, such as JSON, comes as bytes."""
    return part if isinstance(part, str) else part.decode("utf-8", "replace")


async def _read_json(request: web.Request) -> Mapping[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise bad("can't parse request: it isn't JSON") from None
    if not isinstance(body, dict):
        raise bad("can't parse request: expected a JSON object")
    return body
