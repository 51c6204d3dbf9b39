"""Changing what was sent: edits, deletions, reactions, answers to pressed buttons."""

from __future__ import annotations

from typing import Any

from bot.testing.telegram.chats import Chat, Message, Stored, kind_of
from bot.testing.telegram.methods.call import Call
from bot.testing.telegram.reactions import emoji_of
from bot.testing.telegram.refused import bad

DELETABLE_MS = 48 * 60 * 60 * 1000
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def edit_message_text(call: Call) -> Message:
    """https://core.telegram.org/bots/api#editmessagetext"""
    chat = call.chat()
    stored = _own(call, chat)
    if kind_of(stored.message) != "text":
        raise bad("there is no text in the message to edit")
    return _edit(call, chat, stored, ("text", "entities"), call.text().under("text", "entities"))


def edit_message_caption(call: Call) -> Message:
    """https://core.telegram.org/bots/api#editmessagecaption"""
    chat = call.chat()
    stored = _own(call, chat)
    if kind_of(stored.message) not in {"photo", "document", "voice", "video"}:
        raise bad("there is no caption in the message to edit")
    return _edit(call, chat, stored, ("caption", "caption_entities"), call.caption())


def edit_message_reply_markup(call: Call) -> Message:
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""
    chat = call.chat()
    return _edit(call, chat, _own(call, chat), (), {})


def delete_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage"""
    chat = call.chat()
    _delete(call, chat, call.message(chat, "message to delete not found"))
    return True


def delete_messages(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessages: those that aren't there are skipped."""
    chat, numbers = call.chat(), call.fields.structure("message_ids")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
        raise bad("message identifiers must be 1 to 100")
    found = [chat.messages[int(number)] for number in numbers if int(number) in chat.messages]
    for stored in found:
        _delete(call, chat, stored)
    return True


def set_message_reaction(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction: one a message; none removes it."""
    chat = call.chat()
    stored = call.message(chat, "message to react not found")
    wanted = call.fields.objects("reaction")
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = emoji_of(wanted[0]) if wanted else ""
    if stored.reactions.get(call.bot.id, "") != emoji:
        stored.reactions[call.bot.id] = emoji
        call.world.transcript.add("bot_reaction", call.bot.id, chat.id, message_id=stored.id, emoji=emoji or None)
    return True


def answer_callback_query(call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery"""
    query, text = call.fields.text("callback_query_id"), call.fields.text("text")
    if query not in call.bot.queries:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    chat = call.bot.queries.pop(query)
    alert = call.fields.flag("show_alert")
    call.world.transcript.add("button_answered", call.bot.id, chat, query=query, text=text, alert=alert)
    return True


def _own(call: Call, chat: Chat) -> Stored:
    stored = call.message(chat, "message to edit not found")
    if not stored.from_bot:
        raise bad("message can't be edited")
    return stored


def _edit(call: Call, chat: Chat, stored: Stored, replaced: tuple[str, ...], content: dict[str, Any]) -> Message:
    """Put the new content and keyboard in place of the old."""
    old = stored.message
    going = {*replaced, "reply_markup", "edit_date"}
    new = {name: value for name, value in old.items() if name not in going} | content | call.keyboard()
    if {**new, "edit_date": 0} == {**old, "edit_date": 0}:
        raise bad(_SAME)
    stored.message = new | {"edit_date": call.world.clock.now() // 1000}
    call.world.record("bot_edit", call.bot, chat, stored)
    return stored.message


def _delete(call: Call, chat: Chat, stored: Stored) -> None:
    if call.world.clock.now() - stored.message["date"] * 1000 > DELETABLE_MS:
        raise bad("message can't be deleted for everyone")
    del chat.messages[stored.id]
    call.world.transcript.add("bot_delete", call.bot.id, chat.id, message_id=stored.id)
