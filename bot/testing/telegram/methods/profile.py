"""What a bot says about itself and can ask about others: commands, name, descriptions, chats, files, sticker sets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.testing.telegram.methods.call import Call
from bot.testing.telegram.refused import bad

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = frozenset(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member".split()
)
# What may be said about a bot, and in how many characters.
_LENGTHS: Mapping[str, int] = {"name": 64, "description": 512, "short_description": 120}
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_me(call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getme"""
    rights = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return {**call.bot.user(), **dict.fromkeys(rights, False), "has_main_web_app": False, "has_topics_enabled": False}


def get_chat(call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchat: also of a chat whose person has blocked the bot."""
    chat = call.world.chat_of(call.bot, call.fields.values.get("chat_id"))
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return {**call.world.described(chat), **full}


def get_file(call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getfile: the link lasts an hour."""
    file = call.world.files.of_bot(call.bot.id, call.fields.text("file_id"))
    return {**file.described(), "file_path": call.world.files.link(file, call.world.clock.now())}


def get_sticker_set(call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getstickerset: those made through the control API."""
    found = call.world.sticker_sets.get(call.fields.text("name"))
    if found is None:
        raise bad("STICKERSET_INVALID")
    return found


def set_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands"""
    commands, audience = call.fields.objects("commands"), _audience(call)
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not _COMMAND.fullmatch(str(each.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(each.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[audience] = commands
    _tell(call)
    return True


def get_my_commands(call: Call) -> list[dict[str, Any]]:
    """https://core.telegram.org/bots/api#getmycommands: of exactly this scope and language."""
    return call.bot.commands.get(_audience(call), [])


def delete_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands"""
    call.bot.commands.pop(_audience(call), None)
    _tell(call)
    return True


def setting(name: str) -> Callable[[Call], bool]:
    """setMyName, setMyDescription, setMyShortDescription: one function for each."""

    def set_it(call: Call) -> bool:
        text = call.fields.text(name)
        if len(text) > _LENGTHS[name]:
            raise bad(f"{name} is too long")
        language = _language(call)
        if text:
            call.bot.profile[name, language] = text
        else:
            call.bot.profile.pop((name, language), None)
        _tell(call)
        return True

    return set_it


def getting(name: str) -> Callable[[Call], dict[str, str]]:
    """getMyName, getMyDescription, getMyShortDescription: in the language, else as for everybody."""

    def get_it(call: Call) -> dict[str, str]:
        everybody = call.bot.profile.get((name, ""), call.bot.name if name == "name" else "")
        return {name: call.bot.profile.get((name, _language(call)), everybody)}

    return get_it


def _language(call: Call) -> str:
    code = call.fields.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def _audience(call: Call) -> tuple[str, str]:
    """The scope, written the one way it can be, and the language."""
    scope = call.fields.record("scope") or {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    return json.dumps(scope, sort_keys=True), _language(call)


def _tell(call: Call) -> None:
    """The phones show it at once."""
    call.world.transcript.add("profile_changed", call.bot.id)
