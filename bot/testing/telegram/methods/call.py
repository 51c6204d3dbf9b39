"""One call of a method: who calls, with what, in which world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.chats import Chat, Message, Stored
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.formatting import Formatted, read_formatted, width
from bot.testing.telegram.refused import Refused, bad, moved
from bot.testing.telegram.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_BLOCKED = Refused(403, "Forbidden: bot was blocked by the user")
_KICKED = Refused(403, "Forbidden: bot was kicked from the group chat")


@dataclass(frozen=True)
class Call:
    """What every method function is given; each returns the `result` or raises Refused."""

    world: World
    bot: BotAccount
    fields: Fields

    def chat(self) -> Chat:
        """The chat of `chat_id`; refused when the person has blocked the bot."""
        chat = self.world.chat_of(self.bot, self.fields.values.get("chat_id"))
        if chat.moved_to is not None:
            raise moved(chat.moved_to)
        if chat.blocked:
            raise _BLOCKED if chat.private else _KICKED
        return chat

    def text(self) -> Formatted:
        """`text` with its entities, 1–4096 units long after parsing."""
        said = self._formatted("text", "entities")
        if not said.text:
            raise bad("message text is empty")
        return said

    def draft_text(self) -> Formatted:
        """`text` of a draft, which may be empty."""
        return self._formatted("text", "entities")

    def caption(self) -> dict[str, Any]:
        """`caption` with its entities, as fields of a message."""
        return self._formatted("caption", "caption_entities").under("caption", "caption_entities")

    def _formatted(self, text: str, entities: str) -> Formatted:
        fields = self.fields
        said = read_formatted(fields.text(text), fields.text("parse_mode"), fields.objects(entities))
        # Documented as characters after parsing. UTF-16 units are the strictest reading of that.
        if width(said.text) > (LONGEST_TEXT if text == "text" else LONGEST_CAPTION):
            raise bad("message is too long" if text == "text" else "message caption is too long")
        return said

    def reply(self, chat: Chat) -> dict[str, Any]:
        """The message replied to, as a field of a message; empty when it isn't a reply."""
        wanted = self.fields.record("reply_parameters")
        number = wanted.get("message_id") or self.fields.integer("reply_to_message_id")
        if number is None:
            return {}
        stored = chat.messages.get(int(number))
        if stored is not None:
            return {"reply_to_message": without_reply(stored.message)}
        if wanted.get("allow_sending_without_reply") or self.fields.flag("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")

    def keyboard(self) -> dict[str, Any]:
        """The inline keyboard as a field of a message; other keyboards are taken and not kept, as in Telegram."""
        rows = self.fields.record("reply_markup").get("inline_keyboard")
        if rows is None:
            return {}
        for button in (button for row in rows for button in row):
            data = button.get("callback_data")
            if data is not None and not 1 <= len(data.encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
        return {"reply_markup": {"inline_keyboard": rows}}

    def post(self, chat: Chat, content: dict[str, Any]) -> Message:
        """Put the bot's message into the chat, within the limits; gives the message."""
        now = self.world.clock.now()
        extra = self.reply(chat) | self.keyboard()
        self.world.limits.spend(self.bot.id, chat.id, group=not chat.private, now=now)
        message = self.world.draft_message(chat, self.bot.user(), **content, **extra)
        self.world.record("bot_message", self.bot, chat, chat.add(message, from_bot=True))
        return message

    def message(self, chat: Chat, otherwise: str) -> Stored:
        """The message of `message_id`; refused with the words `otherwise` when there is none."""
        stored = chat.messages.get(self.fields.required("message_id"))
        if stored is None:
            raise bad(otherwise)
        return stored


def without_reply(message: Message) -> Message:
    """A message as it stands inside another: replies don't nest."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}
