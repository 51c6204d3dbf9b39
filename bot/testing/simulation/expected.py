"""What people's messages should read as, worked out from what they did and which updates were taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.engine.incoming import Edited, Incoming
from bot.testing.simulation.messenger import Update
from bot.testing.simulation.store import Store

Key = tuple[str, str]  # chat, the messenger's id of the message


@dataclass
class Expected:
    """`words[key]`: (edited at, update, text) of the newest version that was taken before the message was answered."""

    words: dict[Key, tuple[int, int, str]] = field(default_factory=dict)
    answered: set[Key] = field(default_factory=set)

    def taken(self, update: Update) -> None:
        """An update was committed."""
        event = update.event
        message, edited_at = (event.message, event.edited_at) if isinstance(event, Edited) else (event, 0)
        if not isinstance(message, Incoming) or message.external_id is None:
            return
        key, version = (message.chat, message.external_id), (edited_at, update.id, message.text)
        if key not in self.answered:
            self.words[key] = max(version, self.words.get(key, version))

    def reopened(self, store: Store, messages: Sequence[int]) -> None:
        """The answer to these was taken back before it was said: what is edited now is answered as it reads then."""
        for message in messages:
            self.answered.difference_update(store.rows(_NAME, message))

    def answered_wrongly(self, store: Store, turn: int) -> str | None:
        """Whether a turn's record holds other words than the newest; its messages count as answered from now on."""
        rows = [row for row in store.rows(_ANSWERED, turn) if row[1] is not None]  # None: a crisis an edit brought
        if [int(row[1]) for row in rows] != sorted(int(row[1]) for row in rows):
            return f"turn {turn} read {rows}, which is not the order in which it was said"
        for chat, external_id, text in rows:
            self.answered.add((chat, external_id))
            newest = self.words[chat, external_id][2]
            if text != newest:
                return f"turn {turn} answered {text!r}, but message {external_id} of {chat} reads {newest!r}"
        return None


_NAME = """
SELECT chats.external_id, messages.external_id FROM messages JOIN chats ON chats.id = messages.chat_id
WHERE messages.id = ?
"""
_ANSWERED = """
SELECT chats.external_id, messages.external_id, json_extract(said.value, '$.text')
FROM turns JOIN json_each(turns.record, '$.updates') AS said
JOIN messages ON messages.id = json_extract(said.value, '$.message_id') JOIN chats ON chats.id = turns.chat_id
WHERE turns.id = ?
"""
