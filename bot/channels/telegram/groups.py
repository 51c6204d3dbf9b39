"""Groups: whether a message is said to the bot, and what is left of it without the call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiogram.types import Message, MessageEntity

KINDS = frozenset({"group", "supergroup"})


@dataclass(frozen=True)
class Me:
    """A bot: its row in the database, and how Telegram knows it."""

    row_id: int
    id: int
    username: str


def is_addressed(message: Message, me: Me) -> bool:
    """Whether somebody mentions the bot, answers it, or gives it a command by its name."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    return any(_calls(entity, _text(message), me) for entity in _entities(message))


def words_to(message: Message, me: Me) -> str:
    """The text without the bot's name; the name alone stays, it is all that was said."""
    text, said = _text(message), _text(message)
    for entity in _entities(message):
        if entity.type != "bot_command" and _calls(entity, text, me):
            said = re.sub(rf"{re.escape(entity.extract_from(text))}[,:]?[ \t]*", "", said, count=1)
    return said.strip() or text


def _calls(entity: MessageEntity, text: str, me: Me) -> bool:
    said, name = entity.extract_from(text).casefold(), f"@{me.username}".casefold()
    if entity.type == "text_mention":
        return entity.user is not None and entity.user.id == me.id
    return (entity.type == "mention" and said == name) or (entity.type == "bot_command" and said.endswith(name))


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _entities(message: Message) -> list[Any]:
    return message.entities or message.caption_entities or []
