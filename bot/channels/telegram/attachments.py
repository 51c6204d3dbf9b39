"""What a Telegram message carries besides words, by a table of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.prompt.attachments import Attachment

if TYPE_CHECKING:
    from aiogram.types import Message, PhotoSize

_REPORTS = frozenset(
    "boost_added chat_background_set chat_shared checklist_tasks_added checklist_tasks_done connected_website "
    "forum_topic_closed forum_topic_created forum_topic_edited forum_topic_reopened "
    "message_auto_delete_timer_changed passport_data pinned_message poll_option_added poll_option_deleted "
    "proximity_alert_triggered refunded_payment successful_payment users_shared video_chat_ended "
    "video_chat_participants_invited video_chat_scheduled video_chat_started web_app_data write_access_allowed".split()
)
_VISION_SIDE = 1280  # more pixels than this cost vision models tokens without telling them more


def attachment_of(message: Message) -> Attachment | None:
    """The attachment, or None for plain words."""
    origin = _origin(message)
    for field, read in _FIELDS.items():
        value = getattr(message, field, None)
        if value:
            return Attachment(**{"origin": origin, **read(value)})
    if message.text is None and message.caption is None:
        return Attachment("other", name=_content(message), origin=origin)
    return Attachment("none", origin=origin) if origin else None


def happened(message: Message) -> bool:
    """Whether it only reports something (a pinned message, a new background): nothing was said."""
    return _content(message) in _REPORTS


def _content(message: Message) -> str:
    """The library's word for what it is, as Telegram spells it."""
    return str.__str__(message.content_type)


def _origin(message: Message) -> str | None:
    """Who said what is forwarded, as far as Telegram tells."""
    origin: Any = message.forward_origin
    if origin is None:
        return None
    sender = getattr(origin, "sender_user", None)
    chat = getattr(origin, "chat", None) or getattr(origin, "sender_chat", None)
    name = sender.full_name if sender else getattr(chat, "title", None)
    return name or getattr(origin, "sender_user_name", None) or str(origin.type)


def _photo(sizes: list[PhotoSize]) -> dict[str, Any]:
    """The largest size a model makes use of."""
    fitting = [size for size in sizes if max(size.width, size.height) <= _VISION_SIDE] or sizes[:1]
    best = max(fitting, key=lambda size: size.width * size.height)
    return {"kind": "photo", "media_type": "image/jpeg", **_file(best)}


def _file(value: Any) -> dict[str, Any]:
    return {"file_id": value.file_id, "unique_id": value.file_unique_id, "size": value.file_size}


def _sound(kind: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {
        "kind": kind,
        "seconds": value.duration,
        "media_type": getattr(value, "mime_type", None),
        "name": getattr(value, "file_name", None),
        **_file(value),
    }


def _document(value: Any) -> dict[str, Any]:
    return {"kind": "document", "name": value.file_name, "media_type": value.mime_type, **_file(value)}


def _location(value: Any) -> dict[str, Any]:
    return {"kind": "location", "latitude": value.latitude, "longitude": value.longitude}


_FIELDS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "photo": _photo,
    "sticker": lambda value: {"kind": "sticker", "emoji": value.emoji, "name": value.set_name, **_file(value)},
    "voice": _sound("voice"),
    "audio": _sound("audio"),
    "animation": _sound("video"),
    "video": _sound("video"),
    "video_note": _sound("video"),
    "document": _document,
    "venue": lambda value: {**_location(value.location), "name": value.title},
    "location": _location,
    "contact": lambda value: {"kind": "contact"},  # a third person's data: not kept
    "poll": lambda value: {"kind": "poll", "name": value.question},
    "dice": lambda value: {"kind": "sticker", "emoji": f"{value.emoji} {value.value}"},
}
