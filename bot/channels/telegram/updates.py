"""Turns a Telegram update into an event of ours, or says that there is nothing in it for us."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.channels.telegram import groups
from bot.channels.telegram.attachments import attachment_of, happened
from bot.channels.telegram.buttons import DATA, line_of
from bot.channels.telegram.groups import Me
from bot.engine.incoming import Edited, Event, Incoming, Moved, Pressed, Reach, Reacted, chat_in_group
from bot.prompt.attachments import Attachment, to_json

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, MessageReactionUpdated, Update, User

CHANNEL = "telegram"
_COMMAND = re.compile(r"/[A-Za-z][A-Za-z0-9_]{0,31}(@\w+)?(\s|$)")


@dataclass(frozen=True)
class Command:
    """A message that begins with `/`: `name` without the slash and the bot's name, and what follows."""

    name: str
    rest: str
    message: Incoming


@dataclass(frozen=True)
class Heard:
    """What an update holds. `event` None: nothing for us; `why` says so."""

    event: Event | Command | None
    why: str = ""


def heard(update: Update, me: Me) -> Heard:
    """Read one update."""
    for field, read in _KINDS.items():
        value = getattr(update, field, None)
        if value is None:
            continue
        chat = _chat_of(value)
        if chat is not None and chat.type in groups.KINDS:
            return _in_group(field, value, update.update_id, me)
        if chat is None or chat.type != "private":
            return Heard(None, "neither a private chat nor a group")
        event = read(value, update.update_id, me)
        return Heard(event) if event else Heard(None, f"a {field} in which no person says anything")
    return Heard(None, "a kind of update that is not used")


def _chat_of(value: Any) -> Any:
    """Where it happened; None: nowhere one can write to (the message of a button may be another bot's)."""
    return value.chat if hasattr(value, "chat") else getattr(value.message, "chat", None)


def address_of(chat: str) -> int:
    """Telegram's id of the place where a chat is held: the person's own, or the group's."""
    return int(chat.partition(":")[0])


def started(command: Command, payload: str) -> Incoming:
    """`/start` as the beginning of a talk, with what its link carried."""
    attachment = Attachment("start", payload=payload or None)
    return replace(command.message, text="", kind="start", attachments=to_json(attachment))


def is_command(text: str) -> bool:
    """Whether it has the shape of one; other words behind a slash are talk."""
    return _COMMAND.match(text) is not None


def _in_group(field: str, value: Any, update_id: int, me: Me) -> Heard:
    """Of a group's talk only what is said to the bot, and what becomes of the group."""
    if field == "my_chat_member":
        return Heard(_reach(value, update_id, me))
    if field in _NOT_IN_GROUPS:
        return Heard(None, f"a {field} in a group")
    if moved := _moved(value, me):
        return Heard(moved)
    if not groups.is_addressed(value, me):
        return Heard(None, "not said to the bot")
    event = _KINDS[field](value, update_id, me)
    return Heard(event) if event else Heard(None, f"a {field} in which no person says anything")


def _moved(message: Message, me: Me) -> Moved | None:
    """Told twice: in the group that was, and in the one that is."""
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    return Moved(me.row_id, CHANNEL, str(old), str(new)) if old != new else None


def _message(message: Message, update_id: int, me: Me) -> Incoming | Command | None:
    incoming = _incoming(message, update_id, me)
    if incoming is None or not is_command(message.text or ""):
        return incoming
    name, rest = [*(message.text or "")[1:].split(None, 1), "", ""][:2]
    return Command(name.partition("@")[0].lower(), rest.strip(), incoming)


def _incoming(message: Message, update_id: int, me: Me) -> Incoming | None:
    user = message.from_user
    if user is None or user.is_bot or happened(message):
        return None
    attachment = attachment_of(message)
    kind = attachment.kind if attachment and attachment.kind != "none" else "text"
    group = str(message.chat.id) if message.chat.type in groups.KINDS else None
    return Incoming(
        bot_id=me.row_id,
        chat=chat_in_group(group, str(user.id)) if group else str(message.chat.id),
        person=str(user.id),
        channel=CHANNEL,
        text=groups.words_to(message, me) if group else message.text or message.caption or "",
        said_at=_ms(message.date),
        update_id=update_id,
        kind=kind,
        attachments=to_json(attachment) if attachment else None,
        external_id=str(message.message_id),
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else None,
        language=language_of(user),
        group=group,
    )


def _edited(message: Message, update_id: int, me: Me) -> Edited | None:
    incoming = _incoming(message, update_id, me)
    edited_at = message.edit_date * 1000 if message.edit_date else _ms(message.date)
    return Edited(incoming, edited_at) if incoming else None


def _reacted(reaction: MessageReactionUpdated, update_id: int, me: Me) -> Reacted | None:
    if reaction.user is None:
        return None
    emoji = tuple(getattr(each, "emoji", "") or str(each.type) for each in reaction.new_reaction)
    chat, message = str(reaction.chat.id), str(reaction.message_id)
    return Reacted(me.row_id, chat, str(reaction.user.id), CHANNEL, update_id, message, emoji, _ms(reaction.date))


def _pressed(query: CallbackQuery, update_id: int, me: Me) -> Pressed | Command | None:
    """None: a button that isn't ours, or one in somebody else's chat. Those below a command's answer are commands."""
    button, message, line = DATA.get(query.data or ""), query.message, line_of(query.data or "")
    if message is None or message.chat.id != query.from_user.id:
        return None
    chat = str(message.chat.id)
    if line is not None:
        name, _, rest = line[1:].partition(" ")
        language = language_of(query.from_user)  # a press has no time of its own: it tells nothing of a block
        return Command(name, rest, Incoming(me.row_id, chat, chat, CHANNEL, line, 0, update_id, language=language))
    if button is None:
        return None
    return Pressed(me.row_id, chat, chat, CHANNEL, update_id, button, str(message.message_id))


def _reach(change: ChatMemberUpdated, update_id: int, me: Me) -> Reach:
    reachable, at = change.new_chat_member.status not in ("kicked", "left"), _ms(change.date)
    chat, person = str(change.chat.id), str(change.from_user.id)
    group = chat if change.chat.type in groups.KINDS else None
    return Reach(me.row_id, chat, person, CHANNEL, update_id, reachable, at, group)


def language_of(user: User) -> str | None:
    """Korean for Korean apps, English for all others: what is answered in until words show another language."""
    return None if user.language_code is None else "ko" if user.language_code.startswith("ko") else "en"


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


_KINDS: Mapping[str, Callable[[Any, int, Me], Event | Command | None]] = {
    "message": _message,
    "edited_message": _edited,
    "message_reaction": _reacted,
    "callback_query": _pressed,
    "my_chat_member": _reach,
}
ALLOWED_UPDATES = tuple(_KINDS)
_NOT_IN_GROUPS = frozenset({"message_reaction", "callback_query"})
