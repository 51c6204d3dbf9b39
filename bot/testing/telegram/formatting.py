"""Text with entities: HTML read as Telegram reads it, given entities checked, lengths in UTF-16 code units."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.testing.telegram.refused import bad

Entity = dict[str, Any]
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>[^<>]*)>")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}", re.ASCII)
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?")
_ENTITY_OF: Mapping[str, str] = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}


@dataclass(frozen=True)
class Formatted:
    """Text as people see it, and what is bold in it."""

    text: str
    entities: tuple[Entity, ...] = ()

    def under(self, text_name: str, entities_name: str) -> dict[str, Any]:
        """As fields of a message."""
        fields: dict[str, Any] = {text_name: self.text} if self.text else {}
        return fields | ({entities_name: list(self.entities)} if self.entities else {})


def width(text: str) -> int:
    """UTF-16 code units: what Telegram's offsets count."""
    return len(text.encode("utf-16-le")) // 2


def read_formatted(text: str, parse_mode: str, entities: Sequence[Entity]) -> Formatted:
    """Text as sent by a bot, trimmed at both ends as Telegram does.

    Raises:
        Refused: broken HTML, an unknown parse mode, an entity outside the text.
    """
    mode = parse_mode.lower()
    if mode not in {"", "html"}:
        raise bad(f"unsupported parse_mode (the emulator reads HTML and plain text, not {parse_mode})")
    return _trimmed(_from_html(text) if mode else Formatted(text, _checked(entities, width(text))))


def typed_entities(text: str) -> dict[str, Any]:
    """A command a person typed at the beginning and the names they mention, as a field of a message."""
    found = _COMMAND.match(text)
    command = [{"type": "bot_command", "offset": 0, "length": found.end()}] if found else []
    names = [
        {"type": "mention", "offset": width(text[: name.start()]), "length": width(name.group())}
        for name in _MENTION.finditer(text, found.end() if found else 0)
    ]
    return {"entities": command + names} if command or names else {}


def _checked(entities: Sequence[Entity], length: int) -> tuple[Entity, ...]:
    for entity in entities:
        start, size = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(size, int) or not isinstance(entity.get("type"), str):
            raise bad("can't parse MessageEntity: type, offset and length are required")
        if start < 0 or size <= 0 or start + size > length:
            raise bad(f"entity of {size} units at {start} reaches beyond the text")
    return tuple(entities)


def _trimmed(said: Formatted) -> Formatted:
    """Without white space at both ends; entities move along, those that only covered white space go."""
    lead = width(said.text) - width(said.text.lstrip())
    text = said.text.strip()
    room = width(text)
    moved = []
    for entity in said.entities:
        start = max(0, entity["offset"] - lead)
        end = min(room, entity["offset"] + entity["length"] - lead)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return Formatted(text, tuple(moved))


@dataclass
class _Reading:
    """HTML read so far."""

    text: str = ""
    open: list[tuple[str, Entity]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def begin(self, tag: str, rest: str, at: int) -> None:
        if tag not in _ENTITY_OF:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {at}')
        entity: Entity = {"type": _ENTITY_OF[tag], "offset": width(self.text)}
        link = _HREF.search(rest)
        if tag == "a" and link:
            entity["url"] = html.unescape(next(filter(None, link.groups()), ""))
        self.open.append((tag, entity))

    def end(self, tag: str, at: int) -> None:
        if not self.open:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {at}")
        opened, entity = self.open.pop()
        if opened != tag:
            raise bad(
                f"can't parse entities: Unmatched end tag at byte offset {at}, "
                f'expected "</{opened}>", found "</{tag}>"'
            )
        length = width(self.text) - entity["offset"]
        if length and (entity["type"] != "text_link" or entity.get("url")):
            self.entities.append({**entity, "length": length})


def _from_html(source: str) -> Formatted:
    reading, position = _Reading(), 0
    for tag in _TAG.finditer(source):
        reading.text += _plain(source, position, tag.start())
        at = len(source[: tag.start()].encode())
        name = tag["name"].lower()
        if tag["close"]:
            reading.end(name, at)
        else:
            reading.begin(name, tag["rest"], at)
        position = tag.end()
    reading.text += _plain(source, position, len(source))
    if reading.open:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{reading.open[-1][0]}\"")
    return Formatted(reading.text, tuple(sorted(reading.entities, key=lambda entity: int(entity["offset"]))))


def _plain(source: str, start: int, end: int) -> str:
    """Text between tags; a lone `<` is what people forget to escape."""
    piece = source[start:end]
    if "<" in piece:
        at = len(source[: start + piece.index("<")].encode())
        raise bad(f"can't parse entities: Unsupported start tag at byte offset {at}")
    return html.unescape(piece)
