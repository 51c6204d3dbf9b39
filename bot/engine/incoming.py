"""What a channel hands to the engine, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Incoming:
    """A message. `update_id` None: the channel doesn't number its updates, the bot row does.

    `attachments`: one `bot.prompt.attachments.Attachment` as JSON. `reply_to`: the channel's id of the message it
    answers. `language`: what the channel knows of the person's, used until a message shows another. `group`: the
    channel's id of the group it was said in; the chat is then this person's alone, `GROUP:PERSON`.
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
    group: str | None = None


def chat_in_group(group: str, person: str) -> str:
    """The id of a person's own conversation in a group."""
    return f"{group}:{person}"


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
    """The person blocked the bot, or lets it write again; with `group`: the bot was put out of it, or taken in."""

    bot_id: int
    chat: str
    person: str
    channel: str
    update_id: int
    reachable: bool
    at: int = 0
    group: str | None = None


Button = Literal["less", "more", "stop", "yes", "no"]


@dataclass(frozen=True)
class Pressed:
    """The person pressed a button under a message the persona began, or under the question whether it may begin one.

    `external_id`: the channel's id of that message. A press has no time of its own.
    """

    bot_id: int
    chat: str
    person: str
    channel: str
    update_id: int
    button: Button
    external_id: str


@dataclass(frozen=True)
class Moved:
    """A group has another id from now on."""

    bot_id: int
    channel: str
    old: str
    new: str


Event = Incoming | Edited | Reacted | Pressed | Reach | Moved
