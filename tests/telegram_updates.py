"""Updates as Telegram sends them, for tests of the channel: JSON in, aiogram's model out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.types import Update

JISU = {"id": 1001, "is_bot": False, "first_name": "지수", "language_code": "ko"}
BOT = {"id": 4242, "is_bot": True, "first_name": "봄", "username": "malbeot_bot"}
CHAT = {"id": 1001, "type": "private", "first_name": "지수"}
DATE = 1_790_000_000
FILE = {"file_id": "f1", "file_unique_id": "u1", "file_size": 1000}


def update(update_id: int = 7, **fields: Any) -> Update:
    """An update of any kind."""
    return Update.model_validate({"update_id": update_id, **fields})


def body(**content: Any) -> dict[str, Any]:
    """A private message of JISU's; None leaves a field out."""
    fields = {"message_id": 5, "from": JISU, "chat": CHAT, "date": DATE, **content}
    return {name: value for name, value in fields.items() if value is not None}


def message(update_id: int = 7, **content: Any) -> Update:
    """A private message as an update."""
    return update(update_id, message=body(**content))


def edit(update_id: int = 7, **content: Any) -> Update:
    """An edited message as an update."""
    return update(update_id, edited_message=body(**{"edit_date": DATE + 60, **content}))


def reaction(*emoji: Mapping[str, Any], **fields: Any) -> Update:
    """The person's reactions to message 5 are now these."""
    change = {"chat": CHAT, "message_id": 5, "user": JISU, "date": DATE, "old_reaction": [], "new_reaction": emoji}
    return update(message_reaction={name: value for name, value in {**change, **fields}.items() if value is not None})


def membership(status: str, **fields: Any) -> Update:
    """The bot is now a `status` of the chat."""
    now = {"status": status, "user": BOT, **({"until_date": 0} if status == "kicked" else {})}
    change = {"chat": CHAT, "from": JISU, "date": DATE, "old_chat_member": {"status": "member", "user": BOT}}
    return update(my_chat_member={**change, "new_chat_member": now, **fields})
