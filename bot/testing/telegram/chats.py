"""People, chats and messages as plain values. A message is the dictionary Telegram would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]


@dataclass
class Person:
    """Somebody with a phone."""

    id: int
    first_name: str
    language_code: str
    username: str = ""

    def user(self) -> dict[str, Any]:
        """As a Telegram User."""
        user = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
            "username": self.username,
        }
        return {name: value for name, value in user.items() if value != ""}


@dataclass
class Stored:
    """One message, and who reacted with what: user or bot id → emoji."""

    message: Message
    from_bot: bool
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Unique in its chat."""
        return int(self.message["message_id"])


@dataclass
class Shown:
    """Something on the screen for a while: a chat action or a draft, until a time in milliseconds."""

    what: str
    until: int


@dataclass
class Chat:
    """One chat of one bot. A private chat has the id of its person."""

    id: int
    type: str = "private"
    title: str = ""
    messages: dict[int, Stored] = field(default_factory=dict)
    last_id: int = 0
    blocked: bool = False
    moved_to: int | None = None  # the supergroup that a group became
    action: Shown | None = None
    draft: Shown | None = None

    @property
    def private(self) -> bool:
        """A person and the bot, nobody else."""
        return self.type == "private"

    def next_id(self) -> int:
        """A number for the next message; numbers are never used again."""
        self.last_id += 1
        return self.last_id

    def add(self, message: Message, *, from_bot: bool) -> Stored:
        """Keep a message; the bot's ends its chat action and its draft."""
        stored = Stored(message, from_bot)
        self.messages[stored.id] = stored
        self.last_id = max(self.last_id, stored.id)
        if from_bot:
            self.action = self.draft = None
        return stored

    def doing(self, now: int) -> str:
        """The chat action shown at this time, empty when none is."""
        return self.action.what if self.action and now < self.action.until else ""

    def described(self, person: Person | None) -> dict[str, Any]:
        """As a Telegram Chat."""
        if not self.private:
            return {"id": self.id, "type": self.type, "title": self.title}
        chat = {"id": self.id, "type": "private"}
        if person is None:
            return chat
        named = {"first_name": person.first_name, "username": person.username}
        return chat | {name: value for name, value in named.items() if value}


def words_of(message: Message) -> str:
    """The text of a message or its caption."""
    return str(message.get("text", message.get("caption", "")))


_KINDS = ("photo", "sticker", "voice", "document", "location", "video", "contact")


def kind_of(message: Message) -> str:
    """What a message carries; text when nothing else."""
    return next((kind for kind in _KINDS if kind in message), "text")
