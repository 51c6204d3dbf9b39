"""People talking on Telegram: what they send reaches the turn, what the companion says reaches them, in order."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.pictures import TelegramPictures
from bot.channels.telegram.words import HELP, MENUS
from bot.llm.model import Completion, ModelRequest, Picture
from bot.prompt.attachments import from_json
from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from bot.storage.tables import Chat, FactRow, Message, ModelCall, OutboxRow, Signal, TurnRow
from bot.testing.model import BusyModel, ScriptedModel
from policies.pace import PaceLimits
from tests.emulated import PNG
from tests.on_telegram import BOTS, JISU, MIN, TOKENS, OnTelegram, on_telegram, talking

pytestmark = pytest.mark.loopback


def last(request: ModelRequest) -> str:
    """The person's words as the model was given them."""
    return request.messages[-1].content


def persons(on: OnTelegram) -> list[Any]:
    return [message for message in on.rows(Message) if message.author == "person"]


async def test_start_begins_a_talk_and_keeps_what_its_link_carried(database: Database) -> None:
    async with on_telegram(database) as on:
        on.act("start", payload="from_a_friend")
        await on.settled()
        assert on.heard()
        (said,) = persons(on)
        assert (said.kind, str(said.text)) == ("start", "")
        assert from_json(str(said.attachments)).payload == "from_a_friend"


async def test_bubbles_come_in_order_each_after_typing(database: Database) -> None:
    async with talking(database, model=BusyModel()) as on:
        answer = await on.answered("how are you?")
        assert [text.split()[0] for text in answer[-2:]] == ["Here", "And"]
        on.put(Outgoing("typed slowly", on.now + 10_000, typing_ms=10_000))
        await on.settled()
        assert len(on.events("typing")) in (2, 3), "at once, after 4 s and after 8 s, unless this machine is busy"
        assert on.heard()[-1] == "typed slowly"


async def test_messages_to_one_chat_keep_the_distance_of_the_settings(database: Database) -> None:
    async with talking(database, limits=PaceLimits(6_000, 30), speed=10) as on:
        on.put(*(Outgoing(str(number), on.now) for number in range(2)))
        await on.settled()
        first, second = on.events("bot_message")
        assert (first["text"], second["text"]) == ("0", "1")
        assert second["at"] - first["at"] > 200, "six seconds, hurried ten times"


async def test_replies_and_forwards_reach_the_turn(database: Database) -> None:
    model = ScriptedModel(["The river is lovely.", "Indeed."])
    async with talking(database, model=model) as on:
        await on.answered("where shall we walk?")
        bubble = on.events("bot_message")[-1]
        await on.answered("why there?", reply_to=bubble["message_id"])
        assert f"(in reply to “{bubble['text']}”) why there?" in last(model.requests[-1])
        on.act("forward", text="The bridge is closed.", from_name="Sora")
        await on.settled()
        assert "(forwarded somebody else's message) The bridge is closed." in last(model.requests[-1])
        assert persons(on)[-2].reply_to is not None


async def test_whatever_is_sent_is_stored_and_told_to_the_turn(database: Database) -> None:
    model, nothing = ScriptedModel(["I see."]), base64.b64encode(b"x").decode()
    sent: list[tuple[str, dict[str, Any], str]] = [
        ("sticker", {"emoji": "🙂", "set_name": "", "content": nothing}, "(sent a sticker: 🙂)"),
        ("voice", {"seconds": 3600, "content": nothing}, "(sent a voice message: 3600 s)"),
        ("document", {"name": "a.pdf", "size": 20_971_520}, "(sent a file: a.pdf)"),
        ("location", {"latitude": 37.5, "longitude": 127.0}, "(sent a location: 37.5000, 127.0000)"),
        ("contact", {"phone_number": "010", "first_name": "Sora"}, "(sent a contact)"),
        ("video", {"seconds": 3, "content": nothing, "caption": "look"}, "(sent a video: 3 s) look"),
        ("photo", {"content": base64.b64encode(PNG).decode(), "caption": "see"}, "(sent a photo) see"),
    ]
    async with talking(database, model=model) as on:
        for kind, fields, told in sent:
            on.act(kind, **fields)
            await on.settled()
            assert told in last(model.requests[-1])
            assert persons(on)[-1].kind == kind
        assert len(on.rows(TurnRow)) == 2 + len(sent)


async def test_a_photo_can_be_fetched_for_a_model_that_sees_and_a_file_cannot_pass_for_one(database: Database) -> None:
    async with talking(database) as on:
        on.act("photo", content=base64.b64encode(PNG).decode(), caption="see")
        on.act("document", name="a.png", size=20_971_520)
        await on.settled()
        (each,) = on.channel.connected
        photo, document = (f"{each.row_id}:{from_json(str(row.attachments)).file_id}" for row in persons(on)[-2:])
        found = await TelegramPictures({each.row_id: each.bot})([photo, document, "99:unknown", f"{each.row_id}:gone"])
        assert found == {photo: Picture("image/png", PNG)}


async def test_a_message_edited_before_the_answer_is_answered_as_it_reads_now(database: Database) -> None:
    async def meanwhile(number: int) -> None:
        if number == 3:
            on.act("edit", message_id=message_id, text="I like dogs")
            await on.until(lambda: on.pending() == 0)

    model = BusyModel(meanwhile)
    async with talking(database, model=model) as on:
        message_id = on.say("I like cats")
        await on.settled()
        assert "I like dogs" in last(model.requests[-1])
        assert on.heard() == ["Here is answer 4.", "And the end of 4."]
        assert [str(message.text) for message in persons(on)][-1] == "I like dogs"


async def test_reactions_are_kept_with_the_turn_they_are_about(database: Database) -> None:
    async with talking(database) as on:
        await on.answered("tell me something")
        bubble = on.events("bot_message")[-1]["message_id"]
        on.act("react", message_id=bubble, emoji="❤")
        on.act("react", message_id=bubble, emoji=None)
        await on.settled()
        first, second = on.rows(Signal)
        assert (str(first.value), str(second.value)) == ("❤", "")
        assert first.turn_id == on.rows(TurnRow)[-1].id == second.turn_id


async def test_blocking_is_respected_and_unblocking_answers_what_waited(database: Database) -> None:
    async with talking(database) as on:
        on.put(Outgoing("later", on.now + 60_000))
        on.act("block")
        await on.settled()
        (chat, other) = on.rows(Chat)
        assert (chat.reachable, other.reachable) == (False, True)
        assert on.rows(OutboxRow)[-1].state == "cancelled"
        assert on.heard() == []
        on.act("unblock")
        assert (await on.answered("I'm back"))[-1] == "Yes, I see."
        assert on.heard(MIN) == []


async def test_a_block_noticed_only_when_sending_closes_the_chat_too(database: Database) -> None:
    async with talking(database) as on:
        on.fault("sendMessage", "refuse", code=403, description="Forbidden: bot was blocked by the user")
        on.put(Outgoing("one", on.now), Outgoing("two", on.now))
        await on.settled()
        assert [row.state for row in on.rows(OutboxRow)][-2:] == ["dead", "cancelled"]
        assert not on.rows(Chat)[0].reachable


async def test_several_bots_in_one_process_are_different_companions(database: Database) -> None:
    async with on_telegram(database, personas=("bom", "wren"), model=ScriptedModel(["Yes."])) as on:
        for bot in BOTS:
            on.act("text", text="who are you?", bot=bot)
        await on.settled()
        assert len(on.heard()) >= 1
        assert len(on.heard(bot=BOTS[1])) >= 1
        chats, turns = on.rows(Chat), on.rows(TurnRow)
        assert len({chat.bot_id for chat in chats}) == 2
        assert len({chat.person_id for chat in chats}) == 1, "the person is the same"
        assert len({turn.persona_hash for turn in turns}) == 2


async def test_a_bubble_too_long_for_telegram_comes_in_parts(database: Database) -> None:
    words = " ".join(f"{number}😀😀😀" for number in range(100, 640))  # under 4,000 characters, over 4,096 units
    async with talking(database, model=ScriptedModel([words])) as on:
        answer = await on.answered("tell me everything")
        assert len(answer) == 2
        assert " ".join(answer) == words
        assert all(len(text.encode("utf-16-le")) <= 2 * 4096 for text in answer)
        assert on.events("refused") == []


async def test_photos_reactions_and_edits_go_out_through_the_outbox(database: Database, tmp_path: Path) -> None:
    picture = tmp_path / "walk.png"
    picture.write_bytes(PNG)
    async with talking(database) as on:
        said = on.say("show me")
        await on.settled()
        person, bubble = persons(on)[-1], on.rows(Message)[-1]
        on.put(
            Outgoing("on the way", on.now, kind="photo", media=str(picture)),
            Outgoing("👍", on.now, kind="reaction", target_id=person.id),
            Outgoing("Yes, I do see.", on.now, kind="edit", target_id=bubble.id),
            Outgoing("gone", on.now, kind="photo", media=str(tmp_path / "gone.png")),
            Outgoing("", on.now, kind="reaction", target_id=person.id),
        )
        await on.settled()
        photo = next(row for row in on.events("bot_message") if row["kind"] == "photo")
        assert (photo["text"], photo["message"]["photo"][0]["width"]) == ("on the way", 2)
        reactions = [(row["message_id"], row["emoji"]) for row in on.events("bot_reaction")]
        assert reactions == [(said, "👍"), (said, None)]
        assert [row["text"] for row in on.events("bot_edit")] == ["Yes, I do see."]
        assert [row.state for row in on.rows(OutboxRow)][-5:] == ["sent", "sent", "sent", "dead", "sent"]


async def test_an_edit_or_reaction_that_may_have_arrived_is_simply_sent_again(database: Database) -> None:
    async with talking(database, on_unknown="drop") as on:
        on.say("hm")
        await on.settled()
        person, bubble = persons(on)[-1], on.rows(Message)[-1]
        for method in ("setMessageReaction", "editMessageText"):
            on.fault(method, "cut_after")
        on.put(
            Outgoing("👍", on.now, kind="reaction", target_id=person.id),
            Outgoing("Better.", on.now, kind="edit", target_id=bubble.id),
        )
        await on.settled()
        assert [row.state for row in on.rows(OutboxRow)][-2:] == ["sent", "sent"]
        assert [row["text"] for row in on.events("bot_edit")] == ["Better."]


async def test_the_menus_are_shown_in_the_persons_language(database: Database) -> None:
    async with on_telegram(database) as on:
        shown = on.emulator.world.bots[TOKENS[0]].commands
        told = {
            language: {each["command"]: each["description"] for each in menu} for (_, language), menu in shown.items()
        }
        assert told == {"ko": MENUS["ko"], "en": MENUS["en"], "": MENUS["en"]}
        commands = {line.split()[0].removeprefix("/") for line in HELP["en"].splitlines() if line.startswith("/")}
        assert set(MENUS["en"]) == set(MENUS["ko"]) == commands | {"help"}


async def test_commands_are_answered_and_are_no_part_of_the_talk(database: Database) -> None:
    model = ScriptedModel(["Yes, I see."])
    async with talking(database, model=model) as on:
        asked = len(model.requests)
        assert await on.answered("/help") == [HELP["ko"]]
        assert await on.answered("/help@day_bot", MIN) == [HELP["en"]]
        assert await on.answered("/memory", MIN) == ["Nothing is known yet."]
        assert await on.answered("/remember I'm allergic to peanuts", MIN) == ["Kept: I'm allergic to peanuts"]
        assert "peanuts" in (await on.answered("/memory", MIN))[0]
        assert "not a command" in (await on.answered("/why", MIN))[0], "it names servers: the operator's alone"
        assert "not a command" in (await on.answered("/dance", MIN))[0]
        assert len(model.requests) == asked, "no model was asked"


async def test_forgetting_shows_first_asks_and_then_erases(database: Database) -> None:
    async with talking(database) as on:
        await on.answered("/remember I'm allergic to peanuts", MIN)
        await on.answered("I ate peanuts today", MIN)
        assert "First find" in (await on.answered("/forget yes", MIN))[0]
        found = "\n".join(await on.answered("/forget peanuts", MIN))
        assert "I ate peanuts today" in found
        assert "Erased" in (await on.answered("/forget yes", MIN))[0]
        stored = "".join(str(row) for table in (Message, FactRow, OutboxRow, TurnRow) for row in on.rows(table))
        assert "peanut" not in stored
        assert "I found nothing with" in (await on.answered("/forget peanuts", MIN))[0]


async def test_a_command_that_comes_twice_is_done_once(database: Database) -> None:
    async with talking(database) as on:
        on.fault("getUpdates", "duplicate_update")
        await on.answered("hello", MIN)  # the poll that waits now is the one in trouble
        assert await on.answered("/remember I like rain", MIN) == ["Kept: I like rain"]
        assert on.events("fault")
        assert [str(message.text) for message in on.rows(Message)].count("I like rain") == 1


async def test_an_edited_command_is_not_done_again_and_not_taken_for_talk(database: Database) -> None:
    async with talking(database) as on:
        number = on.say("/forget peanut", MIN)
        await on.settled()
        before = len(on.rows(Message))
        on.act("edit", MIN, message_id=number, text="/forget peanuts")
        await on.settled()
        assert len(on.rows(Message)) == before
        assert len(on.heard(MIN)) == 1


@pytest.mark.parametrize("words", ["/죽고 싶어", "/help 죽고 싶어", "/start 죽고 싶어"])
async def test_a_crisis_is_heard_behind_a_slash_too(database: Database, words: str) -> None:
    async with talking(database) as on:
        assert "109" in " ".join(await on.answered(words))
        assert on.rows(TurnRow)[-1].source == "template"


async def test_groups_channels_and_other_bots_are_left_aside(database: Database) -> None:
    group = {"id": -5, "type": "group", "title": "g"}
    message = {"message_id": 1, "date": 1, "chat": group, "from": {"id": JISU, "is_bot": False, "first_name": "j"}}
    async with talking(database) as on:
        before = len(on.rows(Message))
        for update in ({"message": {**message, "text": "hello bot"}}, {"channel_post": {**message, "text": "news"}}):
            on.arrange("raw_update", update=update)
        await on.settled()
        assert len(on.rows(Message)) == before
        assert len(on.rows(Chat)) == 2
        assert on.heard() == []


class Thinking:
    """A model that composes for an hour about the sea, unless it is interrupted."""

    name, server = "slow", "http://slow"

    def __init__(self) -> None:
        self.asked = self.interrupted = 0

    async def complete(self, request: ModelRequest) -> Completion:
        if "sea" not in last(request):
            return Completion("Hello.", 10, 2, "stop")
        self.asked += 1
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self.interrupted += 1
            raise
        raise AssertionError("unreachable")


async def test_a_crisis_waits_neither_for_a_composing_model_nor_for_what_is_left_to_say(database: Database) -> None:
    model = Thinking()
    async with talking(database, model=model) as on:
        on.put(Outgoing("a bubble for later", on.now + 3_600_000))
        on.say("tell me about the sea", JISU)
        await on.until(lambda: model.asked == 1)
        on.say("죽고 싶어", JISU)
        await on.until(lambda: any("109" in text for text in on.heard()))
        assert model.interrupted == 1
        assert [row.state for row in on.rows(OutboxRow) if str(row.body) == "a bubble for later"] == ["cancelled"]
        call = on.rows(ModelCall)[-1]
        assert (call.state, call.problem) == ("failed", "interrupted")


async def test_an_answered_message_edited_into_a_crisis_is_heard(database: Database) -> None:
    async with talking(database) as on:
        number = on.say("나 오늘 그냥 그래", JISU)
        await on.settled()
        on.act("edit", JISU, message_id=number, text="나 오늘 죽고 싶어")
        await on.until(lambda: any("109" in text for text in on.heard()))
