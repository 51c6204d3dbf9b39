"""What a channel hands to the engine, as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Incoming:
    """A message. `update_id` None: the channel doesn't number its updates, the bot row does.

    `attachments`: one `bot.prompt.attachments.Attachment` as JSON. `reply_to`: the channel's id of the message it
    answers. `language`: what the channel knows of the person's, used until a message shows another.
    """

    bot_id: int
    chat: str
    person: str
    channel: str
    text: str
    said_at: int
    update_id: int | None = None
    kind: str = "text"
    attachments: str | None = None
    external_id: str | None = None
    reply_to: str | None = None
    language: str | None = None
    body: str | None = None


@dataclass(frozen=True)
class Edited:
    """The person changed a message. `message`: as it reads now, with its own `update_id`."""

    message: Incoming
    edited_at: int


@dataclass(frozen=True)
class Reacted:
    """The person's reactions to a message are now these (empty: taken back)."""

    bot_id: int
    chat: str
    person: str
    channel: str
    update_id: int
    external_id: str
    emoji: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class Reach:
    """The person blocked the bot, or lets it write again."""

    bot_id: int
    chat: str
    person: str
    channel: str
    update_id: int
    reachable: bool


Event = Incoming | Edited | Reacted | Reach
