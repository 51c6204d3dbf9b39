"""The emoji a message can be reacted to with: https://core.telegram.org/bots/api#reactiontypeemoji."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.testing.telegram.refused import bad

EMOJI = tuple(
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡".split()
)
_SELECTOR = "\ufe0f"  # keyboards add it to ask for the coloured picture; it isn't part of the reaction


def plain(emoji: str) -> str:
    """The emoji as the list spells it.

    Raises:
        Refused: it isn't in the list.
    """
    spelled = emoji.replace(_SELECTOR, "")
    if spelled not in EMOJI:
        raise bad("REACTION_INVALID")
    return spelled


def emoji_of(reaction: Mapping[str, Any]) -> str:
    """The emoji of a ReactionType; bots can't pay, and custom emoji aren't emulated."""
    if reaction.get("type") != "emoji":
        raise bad("REACTION_INVALID")
    return plain(str(reaction.get("emoji", "")))


def as_types(emoji: str) -> list[dict[str, str]]:
    """A list of ReactionType; empty for no reaction."""
    return [{"type": "emoji", "emoji": emoji}] if emoji else []
