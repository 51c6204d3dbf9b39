"""What people do with their phones: each act changes the world and queues the update the bot is to get."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.chats import Chat, Message, Person, Stored, kind_of
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.formatting import typed_entities, width
from bot.testing.telegram.images import size_of
from bot.testing.telegram.methods.call import LONGEST_TEXT, without_reply
from bot.testing.telegram.methods.sending import sticker_object
from bot.testing.telegram.reactions import as_types, plain
from bot.testing.telegram.refused import bad
from bot.testing.telegram.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_UNKNOWN_PICTURE = (800, 600)  # what is said about a picture whose size can't be read


class Hand:
    """One person's act in one chat with one bot, as read from the body of a control call."""

    def __init__(self, world: World, fields: Fields) -> None:
        self.world, self.fields = world, fields
        self.bot = find_bot(world, fields.values.get("bot"))
        self.person = find_person(world, fields.required("user"))
        self.chat = self._chat(fields.integer("chat") or self.person.id)

    def _chat(self, number: int) -> Chat:
        if number == self.person.id:
            return self.bot.chats.setdefault(number, Chat(number))
        if number not in self.bot.chats:
            raise bad(f"there is no group {number}; make it with /_control/group")
        return self.bot.chats[number]

    @property
    def now_s(self) -> int:
        """Unix seconds, as Telegram dates things."""
        return self.world.clock.now() // 1000

    def send(self, content: Mapping[str, Any]) -> int:
        """Put a message of this person into the chat; gives its id."""
        if self.chat.blocked:
            raise bad("this person has blocked the bot; unblock or start first")
        if self.chat.moved_to is not None:
            raise bad(f"this group is {self.chat.moved_to} now")
        more = {name: self.fields.text(name) for name in ("caption", "media_group_id") if self.fields.text(name)}
        body = {**content, **more, **self._reply()}
        message = self.world.draft_message(self.chat, self.person.user(), **body)
        stored = self.chat.add(message, from_bot=False)
        self.tell("user_message", "message", stored)
        return stored.id

    def tell(self, event: str, kind: str, stored: Stored) -> None:
        """Write it down and queue the update; `update_id` is None where the bot's filter drops it."""
        update = self.bot.updates.put(kind, stored.message, self.world.clock.now())
        self.world.record(event, self.bot, self.chat, stored, update_id=update)

    def note(self, event: str, kind: str, value: Any, **more: Any) -> None:
        """The same for what isn't a message."""
        update = self.bot.updates.put(kind, value, self.world.clock.now())
        self.world.transcript.add(event, self.bot.id, self.chat.id, user=self.person.id, update_id=update, **more)

    def message(self) -> Stored:
        """The message meant by `message_id`."""
        stored = self.chat.messages.get(self.fields.required("message_id"))
        if stored is None:
            raise bad(f"there is no message {self.fields.required('message_id')} in chat {self.chat.id}")
        return stored

    def content(self) -> bytes:
        """The file sent along, in base64."""
        try:
            return base64.b64decode(self.fields.text("content"), validate=True)
        except binascii.Error:
            raise bad("content isn't base64") from None

    def _reply(self) -> dict[str, Message]:
        number = self.fields.integer("reply_to")
        if number is None:
            return {}
        if number not in self.chat.messages:
            raise bad(f"there is no message {number} to reply to in chat {self.chat.id}")
        return {"reply_to_message": without_reply(self.chat.messages[number].message)}


def find_bot(world: World, wanted: Any) -> BotAccount:
    """The bot with this id, user name or token; the first one when nothing is said.

    Raises:
        Refused: there is none.
    """
    for account in world.bots.values():
        if wanted is None or wanted in {account.id, account.username, account.token, str(account.id)}:
            return account
    raise bad("there is no such bot; make one with /_control/bot")


def find_person(world: World, number: int) -> Person:
    """The person with this id.

    Raises:
        Refused: nobody has it.
    """
    if number not in world.people:
        raise bad(f"there is nobody with id {number}; make them with /_control/user")
    return world.people[number]


def _text(hand: Hand) -> dict[str, Any]:
    text = hand.fields.text("text").strip()
    if not text or width(text) > LONGEST_TEXT:
        raise bad(f"a text message has 1 to {LONGEST_TEXT} characters")
    return {"text": text, **typed_entities(text)}


def _photo(hand: Hand) -> dict[str, Any]:
    content = hand.content()
    file = hand.world.files.keep(hand.bot.id, "photo", content)
    width_px, height_px = size_of(content) or _UNKNOWN_PICTURE
    return {"photo": [{**file.described(), "width": width_px, "height": height_px}]}


def _sticker(hand: Hand) -> dict[str, Any]:
    file = hand.world.files.keep(hand.bot.id, "sticker", hand.content())
    return {"sticker": sticker_object(file, hand.fields.text("emoji"), hand.fields.text("set_name"))}


def _voice(hand: Hand) -> dict[str, Any]:
    file = hand.world.files.keep(hand.bot.id, "voice", hand.content(), mime_type=hand.fields.text("mime_type"))
    return {"voice": {**file.described(), "duration": hand.fields.required("seconds"), "mime_type": file.mime_type}}


def _video(hand: Hand) -> dict[str, Any]:
    file = hand.world.files.keep(hand.bot.id, "video", hand.content())
    shape = {"width": 1280, "height": 720, "duration": hand.fields.required("seconds"), "mime_type": file.mime_type}
    return {"video": {**file.described(), **shape}}


def _document(hand: Hand) -> dict[str, Any]:
    name, size = hand.fields.text("name"), hand.fields.integer("size")
    mime = hand.fields.text("mime_type")
    file = hand.world.files.keep(hand.bot.id, "document", hand.content() if size is None else size, name, mime)
    return {"document": {**file.described(), "file_name": name, "mime_type": file.mime_type}}


def _location(hand: Hand) -> dict[str, Any]:
    try:
        return {"location": {name: float(hand.fields.values[name]) for name in ("latitude", "longitude")}}
    except (KeyError, TypeError, ValueError):
        raise bad("a location has latitude and longitude, in degrees") from None


def _contact(hand: Hand) -> dict[str, Any]:
    return {"contact": {name: hand.fields.text(name) for name in ("phone_number", "first_name")}}


def _forward(hand: Hand) -> dict[str, Any]:
    """Somebody else's words; who they are is hidden, as most people's settings have it."""
    name = hand.fields.text("from_name") or "Somebody"
    origin = {"type": "hidden_user", "sender_user_name": name, "date": hand.now_s}
    return {**_text(hand), "forward_origin": origin}


def start(hand: Hand) -> int:
    """Press START, with the payload of a deep link perhaps; on a blocked bot it says restart, and unblocks."""
    if hand.chat.blocked:
        unblock(hand)
    payload = hand.fields.text("payload")
    if not _PAYLOAD.fullmatch(payload):
        raise bad("the payload of a deep link is up to 64 of A-Z, a-z, 0-9, _ and -")
    text = f"/start {payload}".strip()
    return hand.send({"text": text, **typed_entities(text)})


def edit(hand: Hand) -> int:
    """Change the text or caption of an own message."""
    stored, text = hand.message(), hand.fields.text("text").strip()
    if stored.from_bot or stored.message["from"]["id"] != hand.person.id:
        raise bad("people can edit their own messages only")
    name = "text" if kind_of(stored.message) == "text" else "caption"
    if name == "text" and not text:
        raise bad("a text message can't be emptied")
    kept = {key: value for key, value in stored.message.items() if key not in {"entities", name}}
    stored.message = {**kept, name: text, **typed_entities(text), "edit_date": hand.now_s}
    hand.tell("user_edit", "edited_message", stored)
    return stored.id


def react(hand: Hand) -> int:
    """Put a reaction on a message in place of the one before; no emoji takes it away."""
    stored = hand.message()
    emoji = plain(hand.fields.text("emoji")) if hand.fields.text("emoji") else ""
    before, stored.reactions[hand.person.id] = stored.reactions.get(hand.person.id, ""), emoji
    change = {
        "chat": hand.world.described(hand.chat),
        "message_id": stored.id,
        "user": hand.person.user(),
        "date": hand.now_s,
        "old_reaction": as_types(before),
        "new_reaction": as_types(emoji),
    }
    hand.note("user_reaction", "message_reaction", change, message_id=stored.id, emoji=emoji or None)
    return stored.id


def block(hand: Hand) -> int:
    """Stop the bot: it may not write any more."""
    return _member(hand, "blocked", blocked=True)


def unblock(hand: Hand) -> int:
    """Let the bot write again."""
    return _member(hand, "unblocked", blocked=False)


def press(hand: Hand) -> str:
    """Press an inline button with this `data`; gives the query's id."""
    stored, data = hand.message(), hand.fields.text("data")
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise bad("the message has no button with this data")
    query = str(len(hand.bot.queries) + hand.world.clock.now())
    hand.bot.queries[query] = hand.chat.id
    body = {"id": query, "from": hand.person.user(), "message": stored.message, "chat_instance": str(hand.chat.id)}
    hand.note("button_pressed", "callback_query", {**body, "data": data}, message_id=stored.id, query=query)
    return query


def _member(hand: Hand, event: str, *, blocked: bool) -> int:
    """Change whether the bot may write; the bot is told by my_chat_member. Gives the newest message's id."""
    if hand.chat.blocked == blocked:
        return hand.chat.last_id
    hand.chat.blocked = blocked
    member = {"status": "member", "user": hand.bot.user()}
    kicked = {"status": "kicked", "user": hand.bot.user(), "until_date": 0}
    change = {"chat": hand.world.described(hand.chat), "from": hand.person.user(), "date": hand.now_s}
    old, new = (member, kicked) if blocked else (kicked, member)
    hand.note(event, "my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})
    return hand.chat.last_id


def _sending(content: Callable[[Hand], Mapping[str, Any]]) -> Callable[[Hand], int]:
    return lambda hand: hand.send(content(hand))


ACTS: Mapping[str, Callable[[Hand], Any]] = {
    "text": _sending(_text),
    "photo": _sending(_photo),
    "sticker": _sending(_sticker),
    "voice": _sending(_voice),
    "video": _sending(_video),
    "document": _sending(_document),
    "location": _sending(_location),
    "contact": _sending(_contact),
    "forward": _sending(_forward),
    "start": start,
    "edit": edit,
    "react": react,
    "block": block,
    "unblock": unblock,
    "press": press,
}
