"""What is said to the bot in a group, and what is left of it without the call."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram.groups import Me
from bot.channels.telegram.updates import Command, heard
from bot.engine.incoming import Edited, Incoming, Moved, Reach
from tests.telegram_updates import BOT, DATE, JISU, body, edit, membership, message

ME = Me(3, 4242, "Malbeot_bot")
GROUP = {"id": -5, "type": "group", "title": "모임"}
SUPERGROUP = {"id": -1005, "type": "supergroup", "title": "모임"}


def entity(kind: str, text: str, part: str, **fields: Any) -> dict[str, Any]:
    """An entity over `part`, counted in UTF-16 units as Telegram does."""
    before = text[: text.index(part)]
    units = {"offset": len(before.encode("utf-16-le")) // 2, "length": len(part.encode("utf-16-le")) // 2}
    return {"type": kind, **units, **fields}


def mentioning(text: str, name: str = "@malbeot_bot", **fields: Any) -> dict[str, Any]:
    return {"text": text, "entities": [entity("mention", text, name)], "chat": GROUP, **fields}


def event(of: Any) -> Any:
    return heard(of, ME).event


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@malbeot_bot 안녕", "안녕"),
        ("안녕 @malbeot_bot", "안녕"),
        ("😀😀 @malbeot_bot, 밥 먹었어?", "😀😀 밥 먹었어?"),
        ("@malbeot_bot, how are you?\nTell me.", "how are you?\nTell me."),
        ("@malbeot_bot", "@malbeot_bot"),
    ],
)
def test_a_mention_is_said_to_the_bot_and_its_name_is_left_out(text: str, left: str) -> None:
    told = event(message(**mentioning(text)))
    assert isinstance(told, Incoming)
    assert (told.text, told.chat, told.person, told.group) == (left, "-5:1001", "1001", "-5")


@pytest.mark.parametrize("chat", [GROUP, SUPERGROUP])
def test_a_reply_to_the_bot_is_said_to_it(chat: dict[str, Any]) -> None:
    told = event(message(text="응", chat=chat, reply_to_message=body(message_id=3, text="밥?", **{"from": BOT})))
    assert (told.text, told.reply_to, told.group) == ("응", "3", str(chat["id"]))


def test_a_name_without_an_at_and_a_caption_that_mentions_are_said_to_it() -> None:
    text = "Malbeot knows"
    named = entity("text_mention", text, "Malbeot", user=BOT)
    assert event(message(text=text, chat=GROUP, entities=[named])).text == "knows"
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 10, "height": 10}]
    caption = "@malbeot_bot 봐"
    shown = message(
        photo=photo, caption=caption, caption_entities=[entity("mention", caption, "@malbeot_bot")], chat=GROUP
    )
    assert (event(shown).kind, event(shown).text) == ("photo", "봐")


def test_a_command_counts_only_with_the_bots_name() -> None:
    for text, heard_it in (("/memory@malbeot_bot", True), ("/memory", False), ("/memory@other_bot", False)):
        said = message(text=text, chat=GROUP, entities=[entity("bot_command", text, text)])
        assert isinstance(event(said), Command) is heard_it


NOT_FOR_US = {
    "talk among others": message(text="안녕", chat=GROUP),
    "its name only called": message(text="malbeot_bot 안녕", chat=GROUP),
    "another bot": message(**mentioning("@other_bot hi", "@other_bot")),
    "a longer name": message(**mentioning("@malbeot_bot2 hi", "@malbeot_bot2")),
    "a reply to somebody": message(text="응", chat=GROUP, reply_to_message=body(message_id=3, text="밥?")),
    "an edit among others": edit(text="안녕", chat=GROUP),
    "somebody who came": message(new_chat_members=[JISU], chat=GROUP),
    "a bot that mentions it": message(**mentioning("@malbeot_bot beep", **{"from": {**BOT, "id": 1}})),
}


@pytest.mark.parametrize("name", NOT_FOR_US)
def test_what_is_not_said_to_the_bot_is_nothing_for_it(name: str) -> None:
    assert event(NOT_FOR_US[name]) is None


def test_an_edit_that_mentions_is_said_to_the_bot() -> None:
    told = event(edit(**mentioning("@malbeot_bot 안녕")))
    assert isinstance(told, Edited)
    assert told.message.text == "안녕"


def test_a_group_that_becomes_a_supergroup_is_told_from_either_side() -> None:
    expected = Moved(3, "telegram", "-5", "-1005")
    assert event(message(chat=GROUP, migrate_to_chat_id=-1005)) == expected
    assert event(message(chat=SUPERGROUP, migrate_from_chat_id=-5)) == expected


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("left", False), ("member", True)])
def test_being_put_out_of_a_group_and_taken_in_is_heard(status: str, reachable: bool) -> None:
    told = event(membership(status, chat=GROUP))
    assert told == Reach(3, "-5", "1001", "telegram", 7, reachable, DATE * 1000, "-5")
