"""Messages out of the bot: text, photo, sticker, document, voice, location, chat action, draft."""

from __future__ import annotations

from typing import Any

from bot.testing.telegram.chats import Message, Shown
from bot.testing.telegram.fields import Upload
from bot.testing.telegram.files import StoredFile
from bot.testing.telegram.images import size_of
from bot.testing.telegram.methods.call import Call
from bot.testing.telegram.refused import bad

ACTION_MS = 5_000
DRAFT_MS = 30_000
LARGEST_PHOTO = 10 * 1024 * 1024
_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)


def send_message(call: Call) -> Message:
    """https://core.telegram.org/bots/api#sendmessage"""
    chat = call.chat()
    return call.post(chat, call.text().under("text", "entities"))


def send_photo(call: Call) -> Message:
    """https://core.telegram.org/bots/api#sendphoto"""
    chat = call.chat()
    file = _sent_file(call, "photo")
    width, height = _checked_photo(file) if file.content else (1, 1)
    photo = [{**file.described(), "width": width, "height": height}]
    return call.post(chat, {"photo": photo, **call.caption()})


def send_sticker(call: Call) -> Message:
    """https://core.telegram.org/bots/api#sendsticker"""
    chat = call.chat()
    file = _sent_file(call, "sticker")
    return call.post(chat, {"sticker": sticker_object(file, call.fields.text("emoji"))})


def send_document(call: Call) -> Message:
    """https://core.telegram.org/bots/api#senddocument"""
    chat = call.chat()
    file = _sent_file(call, "document")
    upload = call.fields.file("document")
    name = upload.name if isinstance(upload, Upload) else file.path.rpartition("/")[2]
    document = {**file.described(), "file_name": name, "mime_type": file.mime_type}
    return call.post(chat, {"document": document, **call.caption()})


def send_voice(call: Call) -> Message:
    """https://core.telegram.org/bots/api#sendvoice"""
    chat = call.chat()
    file = _sent_file(call, "voice")
    voice = {**file.described(), "duration": call.fields.integer("duration") or 0, "mime_type": file.mime_type}
    return call.post(chat, {"voice": voice, **call.caption()})


def send_location(call: Call) -> Message:
    """https://core.telegram.org/bots/api#sendlocation"""
    chat = call.chat()
    try:
        place = {name: float(call.fields.text(name)) for name in ("latitude", "longitude")}
    except ValueError:
        raise bad("location is invalid") from None
    return call.post(chat, {"location": place})


def send_chat_action(call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction: shown for 5 s or until the bot's next message."""
    chat, action = call.chat(), call.fields.text("action")
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    until = call.world.clock.now() + ACTION_MS
    chat.action = Shown(action, until)
    call.world.transcript.add("typing", call.bot.id, chat.id, action=action, until=until)
    return True


def send_message_draft(call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendmessagedraft: a preview for 30 s, in private chats."""
    chat = call.chat()
    if not chat.private:
        raise bad("drafts can be shown in private chats only")
    if not call.fields.required("draft_id"):
        raise bad("draft_id must be non-zero")
    text = call.draft_text().text
    chat.draft = Shown(text, call.world.clock.now() + DRAFT_MS)
    call.world.transcript.add("bot_draft", call.bot.id, chat.id, text=text, until=chat.draft.until)
    return True


def sticker_object(file: StoredFile, emoji: str, set_name: str = "") -> dict[str, Any]:
    """A Sticker; without a set when it is sent as a loose file."""
    still = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    named = {name: value for name, value in (("emoji", emoji), ("set_name", set_name)) if value}
    return {**file.described(), **still, **named}


def _sent_file(call: Call, kind: str) -> StoredFile:
    """The file of a parameter: uploaded, or one the bot has seen, or an address (never fetched: it stays empty)."""
    given = call.fields.file(kind)
    if isinstance(given, Upload):
        if not given.content:
            raise bad("file must be non-empty")
        return call.world.files.keep(call.bot.id, kind, given.content, given.name, given.mime_type)
    if not given:
        raise bad(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        return call.world.files.keep(call.bot.id, kind, 0)
    known = call.world.files.get(given)
    if known is None or known.bot != call.bot.id:
        raise bad("wrong file identifier/HTTP URL specified")
    return known


def _checked_photo(file: StoredFile) -> tuple[int, int]:
    if file.size > LARGEST_PHOTO:
        raise bad("file is too big for a photo")
    size = size_of(file.content or b"")
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size
