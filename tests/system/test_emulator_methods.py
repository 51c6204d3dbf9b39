"""Every method of the emulator, called by the real aiogram and by bare HTTP, as Telegram would answer it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import BotCommand, BufferedInputFile, ReactionTypeEmoji, ReplyParameters

from bot.testing.telegram.methods.table import NAMES
from tests.emulated import JISU, PNG, TOKEN, Stage, extras, request_model, response_model, stage

pytestmark = pytest.mark.loopback
HOURS_MS = 60 * 60 * 1000
FILE = "a document's file id"
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
# One good call of every method. Before it, JISU pressed START (message 1) and sent a document (2), the bot sent a text
# with a button (3) and a captioned document (4), and JISU pressed the button (query "?").
GOOD: Mapping[str, Mapping[str, Any]] = {
    "answerCallbackQuery": {"callback_query_id": "?", "text": "Noted"},
    "deleteMessage": {"chat_id": JISU, "message_id": 3},
    "deleteMessages": {"chat_id": JISU, "message_ids": [1, 3, 99]},
    "deleteMyCommands": {"language_code": "ko"},
    "deleteWebhook": {"drop_pending_updates": True},
    "editMessageCaption": {"chat_id": JISU, "message_id": 4, "caption": "Another"},
    "editMessageReplyMarkup": {"chat_id": JISU, "message_id": 3},
    "editMessageText": {"chat_id": JISU, "message_id": 3, "text": "Another", "reply_markup": KEYBOARD},
    "getChat": {"chat_id": JISU},
    "getFile": {"file_id": FILE},
    "getMe": {},
    "getMyCommands": {"scope": {"type": "all_private_chats"}, "language_code": "ko"},
    "getMyDescription": {},
    "getMyName": {"language_code": "en"},
    "getMyShortDescription": {},
    "getStickerSet": {"name": "moods"},
    "getUpdates": {"limit": 2, "allowed_updates": ["message", "callback_query"]},
    "getWebhookInfo": {},
    "sendChatAction": {"chat_id": JISU, "action": "typing"},
    "sendDocument": {"chat_id": JISU, "document": FILE, "caption": "<i>Look</i>", "parse_mode": "HTML"},
    "sendLocation": {"chat_id": JISU, "latitude": 37.5, "longitude": 127},
    "sendMessage": {"chat_id": JISU, "text": "안녕", "reply_parameters": {"message_id": 1}, "reply_markup": KEYBOARD},
    "sendMessageDraft": {"chat_id": JISU, "draft_id": 1, "text": "Hel"},
    "sendPhoto": {"chat_id": JISU, "photo": "https://example.com/a.jpg", "caption": "A"},
    "sendSticker": {"chat_id": JISU, "sticker": FILE},
    "sendVoice": {"chat_id": JISU, "voice": FILE, "duration": 3},
    "setMessageReaction": {"chat_id": JISU, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "❤"}]},
    "setMyCommands": {"commands": [{"command": "help", "description": "도움말"}], "language_code": "ko"},
    "setMyDescription": {"description": "Somebody to talk with"},
    "setMyName": {"name": "말벗", "language_code": "ko"},
    "setMyShortDescription": {"short_description": "A companion"},
    "setWebhook": {"url": "https://example.com/hook", "secret_token": "abc", "max_connections": 3},
}


@pytest.fixture
async def on() -> AsyncIterator[Stage]:
    async with stage() as opened:
        await opened.act("start")
        yield opened


async def prepared(on: Stage, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The world that GOOD speaks of; gives the fields with the real file and query ids."""
    await on.act("sticker_set", name="moods", emojis=["🙂", "🌙"])
    await on.act("document", name="notes.txt", content="aGVsbG8=")
    file = on.events("user_message")[-1]["message"]["document"]["file_id"]
    await on.raw("sendMessage", {"chat_id": JISU, "text": "Well?", "reply_markup": KEYBOARD})
    await on.raw("sendDocument", {"chat_id": JISU, "document": file, "caption": "Here"})
    query = await on.act("press", message_id=3, data="yes")
    return {
        name: {FILE: file, "?": query}.get(value) or value if isinstance(value, str) else value
        for name, value in fields.items()
    }


def as_form(fields: Mapping[str, Any], *, multipart: bool) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=multipart)
    for name, value in fields.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    return form


def test_the_table_of_good_calls_has_every_method() -> None:
    assert set(GOOD) == set(NAMES)


@pytest.mark.parametrize("body", ["json", "urlencoded", "multipart", "query"])
@pytest.mark.parametrize("method", NAMES)
async def test_a_good_call_is_understood_in_every_form_and_answered_in_telegrams_shape(
    on: Stage, method: str, body: str
) -> None:
    fields = await prepared(on, GOOD[method])
    url = f"{on.url}/bot{TOKEN}/{method.upper() if body == 'query' else method}"
    match body:
        case "json":
            sending = on.http.post(url, json=fields)
        case "query":
            plain = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
            sending = on.http.get(url, params=plain)
        case _:
            sending = on.http.post(url, data=as_form(fields, multipart=body == "multipart"))
    async with sending as answer:
        told = await answer.json()
    assert (answer.status, told["ok"]) == (200, True), told
    response_model(method, told)
    request = on.world.requests[-1]
    assert extras(request_model({**request, "method": method})) == []


async def test_aiogram_sends_every_kind_of_message_and_gets_it_back(on: Stage) -> None:
    picture, note = BufferedInputFile(PNG, "a.png"), BufferedInputFile("메모".encode(), "메모.txt")
    text = await on.bot.send_message(JISU, "<b>안녕</b> &amp; 반가워", parse_mode="HTML")
    photo = await on.bot.send_photo(JISU, picture, caption="하늘")
    again = await on.bot.send_photo(JISU, photo.photo[-1].file_id)
    document = await on.bot.send_document(JISU, note)
    voice = await on.bot.send_voice(JISU, BufferedInputFile(b"OggS", "a.ogg"), duration=2)
    sticker = await on.bot.send_sticker(JISU, BufferedInputFile(b"RIFF", "a.webp"), emoji="🙂")
    assert (text.text, text.entities[0].type) == ("안녕 & 반가워", "bold")
    assert (photo.photo[-1].width, photo.photo[-1].height, photo.caption) == (2, 3, "하늘")
    assert again.photo[-1].file_id == photo.photo[-1].file_id
    assert (document.document.file_name, document.document.file_size) == ("메모.txt", 6)
    assert (voice.voice.duration, sticker.sticker.emoji) == (2, "🙂")
    assert [row["kind"] for row in on.events("bot_message")] == [
        "text",
        "photo",
        "photo",
        "document",
        "voice",
        "sticker",
    ]
    assert [message.message_id for message in (text, photo, again, document, voice, sticker)] == [2, 3, 4, 5, 6, 7]


async def test_what_a_person_uploads_is_what_get_file_downloads(on: Stage) -> None:
    await on.act("photo", content="iVBORw==", caption="하늘")
    update = (await on.bot.get_updates())[-1]
    file = await on.bot.get_file(update.message.photo[-1].file_id)
    assert (await on.bot.download_file(file.file_path)).read() == b"\x89PNG"
    assert update.message.caption == "하늘"


async def test_a_link_lasts_an_hour_and_only_for_the_bot_that_asked(on: Stage) -> None:
    await on.act("document", name="a.bin", size=100_000)
    file_id = on.events("user_message")[-1]["message"]["document"]["file_id"]
    path = (await on.bot.get_file(file_id)).file_path
    await on.act("bot", token="43:other", username="other_bot", name="Other")
    async with on.http.get(f"{on.url}/file/bot43:other/{path}") as answer:
        assert answer.status == 404
    status, told = await on.raw("getFile", {"file_id": file_id}, token="43:other")
    assert (status, "wrong file_id" in told["description"]) == (400, True)
    async with on.http.get(f"{on.url}/file/bot{TOKEN}/{path}") as answer:
        assert await answer.read() == bytes(100_000)
    await on.act("advance", ms=HOURS_MS + 1000)
    async with on.http.get(f"{on.url}/file/bot{TOKEN}/{path}") as answer:
        assert answer.status == 404


async def test_a_file_above_20_mb_is_announced_and_cannot_be_downloaded(on: Stage) -> None:
    await on.act("document", name="film.mkv", size=20 * 1024 * 1024 + 1)
    document = (await on.bot.get_updates())[-1].message.document
    assert document.file_size == 20 * 1024 * 1024 + 1
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await on.bot.get_file(document.file_id)


BAD: Mapping[str, tuple[str, Mapping[str, Any], int, str]] = {
    "no text": ("sendMessage", {"chat_id": JISU}, 400, "message text is empty"),
    "white space": ("sendMessage", {"chat_id": JISU, "text": " \n "}, 400, "message text is empty"),
    "only tags": ("sendMessage", {"chat_id": JISU, "text": "<b></b>", "parse_mode": "HTML"}, 400, "text is empty"),
    "too long": ("sendMessage", {"chat_id": JISU, "text": "가" * 4097}, 400, "message is too long"),
    "long caption": (
        "sendPhoto",
        {"chat_id": JISU, "photo": "https://a.bc/d", "caption": "가" * 1025},
        400,
        "caption is too",
    ),
    "nobody": ("sendMessage", {"chat_id": 99, "text": "a"}, 400, "chat not found"),
    "no chat": ("sendMessage", {"text": "a"}, 400, "chat_id is empty"),
    "reply to nothing": (
        "sendMessage",
        {"chat_id": JISU, "text": "a", "reply_parameters": {"message_id": 77}},
        400,
        "replied not found",
    ),
    "unclosed tag": (
        "sendMessage",
        {"chat_id": JISU, "text": "<b>a", "parse_mode": "HTML"},
        400,
        "can't parse entities",
    ),
    "markdown": (
        "sendMessage",
        {"chat_id": JISU, "text": "a", "parse_mode": "MarkdownV2"},
        400,
        "unsupported parse_mode",
    ),
    "entity outside": (
        "sendMessage",
        {"chat_id": JISU, "text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        400,
        "beyond the text",
    ),
    "not json": ("sendMessage", {"chat_id": JISU, "text": "a", "entities": "[{"}, 400, "isn't JSON"),
    "long button": (
        "sendMessage",
        {
            "chat_id": JISU,
            "text": "a",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a" * 65}]]},
        },
        400,
        "BUTTON_DATA_INVALID",
    ),
    "unknown photo": ("sendPhoto", {"chat_id": JISU, "photo": "nothing"}, 400, "wrong file identifier"),
    "no photo": ("sendPhoto", {"chat_id": JISU}, 400, "no photo in the request"),
    "no place": ("sendLocation", {"chat_id": JISU, "latitude": "north", "longitude": 1}, 400, "location is invalid"),
    "unknown action": ("sendChatAction", {"chat_id": JISU, "action": "sleeping"}, 400, "wrong parameter action"),
    "draft zero": ("sendMessageDraft", {"chat_id": JISU, "draft_id": 0, "text": "a"}, 400, "non-zero"),
    "edit nothing": (
        "editMessageText",
        {"chat_id": JISU, "message_id": 77, "text": "a"},
        400,
        "message to edit not found",
    ),
    "edit theirs": ("editMessageText", {"chat_id": JISU, "message_id": 1, "text": "a"}, 400, "message can't be edited"),
    "edit to the same": (
        "editMessageText",
        {"chat_id": JISU, "message_id": 2, "text": "Hello"},
        400,
        "message is not modified",
    ),
    "caption of a text": ("editMessageCaption", {"chat_id": JISU, "message_id": 2, "caption": "a"}, 400, "no caption"),
    "edit no number": (
        "editMessageText",
        {"chat_id": JISU, "message_id": "two", "text": "a"},
        400,
        "expected an Integer",
    ),
    "delete nothing": ("deleteMessage", {"chat_id": JISU, "message_id": 77}, 400, "message to delete not found"),
    "delete none": ("deleteMessages", {"chat_id": JISU, "message_ids": []}, 400, "1 to 100"),
    "delete many": ("deleteMessages", {"chat_id": JISU, "message_ids": list(range(101))}, 400, "1 to 100"),
    "react to nothing": ("setMessageReaction", {"chat_id": JISU, "message_id": 77}, 400, "message to react not found"),
    "unknown emoji": (
        "setMessageReaction",
        {"chat_id": JISU, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "🧦"}]},
        400,
        "REACTION_INVALID",
    ),
    "two reactions": (
        "setMessageReaction",
        {"chat_id": JISU, "message_id": 1, "reaction": [{"type": "emoji", "emoji": e} for e in "👍👎"]},
        400,
        "REACTIONS_TOO_MANY",
    ),
    "unknown file": ("getFile", {"file_id": "nothing"}, 400, "wrong file_id"),
    "unknown set": ("getStickerSet", {"name": "nothing"}, 400, "STICKERSET_INVALID"),
    "capital command": (
        "setMyCommands",
        {"commands": [{"command": "Help", "description": "a"}]},
        400,
        "BOT_COMMAND_INVALID",
    ),
    "bare command": (
        "setMyCommands",
        {"commands": [{"command": "help", "description": ""}]},
        400,
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "101 commands": ("setMyCommands", {"commands": [{"command": "a", "description": "a"}] * 101}, 400, "TOO_MUCH"),
    "unknown scope": ("setMyCommands", {"commands": [], "scope": {"type": "friends"}}, 400, "unsupported type"),
    "unknown language": ("setMyCommands", {"commands": [], "language_code": "korean"}, 400, "invalid language code"),
    "long name": ("setMyName", {"name": "a" * 65}, 400, "too long"),
    "old query": ("answerCallbackQuery", {"callback_query_id": "1"}, 400, "query is too old"),
    "plain http": ("setWebhook", {"url": "http://example.com"}, 400, "HTTPS"),
    "bad secret": ("setWebhook", {"url": "https://example.com", "secret_token": "a b"}, 400, "unallowed characters"),
    "wrong filter": ("getUpdates", {"allowed_updates": {"message": True}}, 400, "allowed updates"),
    "no such method": ("sendLove", {"chat_id": JISU}, 404, "method not found"),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_bad_call_is_refused_and_changes_nothing(on: Stage, case: str) -> None:
    await on.raw("sendMessage", {"chat_id": JISU, "text": "Hello"})
    shown = len(on.events("bot_message", "bot_edit", "bot_delete", "bot_reaction", "typing", "bot_draft"))
    method, fields, code, reason = BAD[case]
    status, told = await on.raw(method, fields)
    assert (status, told["ok"], told["error_code"]) == (code, False, code)
    assert reason in told["description"]
    assert len(on.events("bot_message", "bot_edit", "bot_delete", "bot_reaction", "typing", "bot_draft")) == shown


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (PNG[:16] + (9000).to_bytes(4, "big") + (1001).to_bytes(4, "big"), "PHOTO_INVALID_DIMENSIONS"),
        (PNG[:16] + (100).to_bytes(4, "big") + (2001).to_bytes(4, "big"), "PHOTO_INVALID_DIMENSIONS"),
        (PNG + bytes(10 * 1024 * 1024), "too big for a photo"),
    ],
)
async def test_a_photo_must_be_a_picture_of_sensible_size(on: Stage, content: bytes, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await on.bot.send_photo(JISU, BufferedInputFile(content, "a.png"))


async def test_a_token_is_unknown_malformed_or_revoked(on: Stage) -> None:
    assert (await on.raw("getMe", token="42:nobody")) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert (await on.raw("getMe", token="nobody"))[0] == 404
    await on.act("revoke", token=TOKEN)
    with pytest.raises(TelegramUnauthorizedError):
        await on.bot.get_me()


async def test_a_blocked_bot_may_not_do_anything_in_that_chat_until_unblocked(on: Stage) -> None:
    await on.bot.send_message(JISU, "Hello")
    await on.act("block")
    for call in (
        on.bot.send_message(JISU, "a"),
        on.bot.send_chat_action(JISU, "typing"),
        on.bot.edit_message_text("b", chat_id=JISU, message_id=2),
    ):
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await call
    await on.act("unblock")
    assert (await on.bot.send_message(JISU, "a")).text == "a"
    changes = [update.my_chat_member for update in await on.bot.get_updates() if update.my_chat_member]
    assert [(each.old_chat_member.status, each.new_chat_member.status) for each in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_a_reaction_replaces_the_one_before_and_setting_it_twice_is_no_news(on: Stage) -> None:
    heart, thumb = [ReactionTypeEmoji(emoji="❤")], [ReactionTypeEmoji(emoji="👍")]
    for reaction in (heart, heart, thumb, [], []):
        assert await on.bot.set_message_reaction(JISU, 1, reaction) is True
    assert [row["emoji"] for row in on.events("bot_reaction")] == ["❤", "👍", None]


async def test_a_reaction_is_taken_with_the_selector_keyboards_add(on: Stage) -> None:
    await on.bot.set_message_reaction(JISU, 1, [ReactionTypeEmoji(emoji="❤\ufe0f")])
    assert on.events("bot_reaction")[-1]["emoji"] == "❤"


async def test_typing_lasts_5_seconds_or_until_the_next_message(on: Stage) -> None:
    chat = on.account.chats[JISU]
    await on.bot.send_chat_action(JISU, "typing")
    row = on.events("typing")[-1]
    assert (row["action"], row["until"] - on.world.clock.now() <= 5000) == ("typing", True)
    assert chat.doing(on.world.clock.now()) == "typing"
    assert chat.doing(row["until"]) == ""
    await on.bot.send_message(JISU, "a")
    assert chat.doing(on.world.clock.now()) == ""


async def test_a_draft_is_shown_for_30_seconds_and_may_be_empty(on: Stage) -> None:
    assert await on.bot.send_message_draft(JISU, draft_id=7, text="Hel") is True
    await on.raw("sendMessageDraft", {"chat_id": JISU, "draft_id": 7})
    assert [row["text"] for row in on.events("bot_draft")] == ["Hel", ""]
    assert on.events("bot_draft")[0]["until"] - on.events("bot_draft")[0]["at"] in range(29_990, 30_001)


async def test_messages_can_be_deleted_for_48_hours(on: Stage) -> None:
    await on.bot.send_message(JISU, "a")
    await on.act("advance", ms=48 * HOURS_MS - 60_000)
    await on.bot.delete_message(JISU, 2)
    await on.act("advance", ms=120_000)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await on.bot.delete_message(JISU, 1)
    assert [row["message_id"] for row in on.events("bot_delete")] == [2]


async def test_a_reply_names_the_message_and_may_go_without_it(on: Stage) -> None:
    answer = await on.bot.send_message(JISU, "a", reply_parameters=ReplyParameters(message_id=1))
    assert answer.reply_to_message.message_id == 1
    missing = ReplyParameters(message_id=77, allow_sending_without_reply=True)
    assert (await on.bot.send_message(JISU, "b", reply_parameters=missing)).reply_to_message is None
    assert [row["reply_to"] for row in on.events("bot_message")] == [1, None]


async def test_an_edit_keeps_number_and_date_and_drops_the_keyboard_that_is_not_sent_again(on: Stage) -> None:
    await on.raw("sendMessage", {"chat_id": JISU, "text": "a", "reply_markup": KEYBOARD})
    edited = await on.bot.edit_message_text("b", chat_id=JISU, message_id=2)
    assert (edited.message_id, edited.text, edited.reply_markup) == (2, "b", None)
    assert edited.edit_date is not None
    assert on.events("bot_edit")[-1]["text"] == "b"


async def test_commands_are_kept_by_scope_and_language_and_the_phone_shows_the_nearest(on: Stage) -> None:
    await on.bot.set_my_commands([BotCommand(command="help", description="Help")])
    await on.bot.set_my_commands([BotCommand(command="help", description="도움말")], language_code="ko")
    assert [each.description for each in await on.bot.get_my_commands()] == ["Help"]
    assert (await on.get("phone", user=JISU))["commands"] == [{"command": "help", "description": "도움말"}]
    await on.bot.delete_my_commands(language_code="ko")
    assert (await on.get("phone", user=JISU))["commands"][0]["description"] == "Help"


async def test_a_name_and_a_description_are_shown_in_the_persons_language(on: Stage) -> None:
    await on.bot.set_my_description("Hello")
    await on.bot.set_my_description("안녕하세요", language_code="ko")
    await on.bot.set_my_name("말벗", language_code="ko")
    phone = await on.get("phone", user=JISU)
    assert (phone["description"], phone["bot"]["first_name"]) == ("안녕하세요", "말벗")
    assert (await on.bot.get_my_description()).description == "Hello"
    await on.bot.set_my_description("", language_code="ko")
    assert (await on.get("phone", user=JISU))["description"] == "Hello"


async def test_a_pressed_button_reaches_the_bot_and_its_answer_the_phone(on: Stage) -> None:
    await on.raw("sendMessage", {"chat_id": JISU, "text": "Well?", "reply_markup": KEYBOARD})
    query = await on.act("press", message_id=2, data="yes")
    update = (await on.bot.get_updates())[-1].callback_query
    assert (update.id, update.data, update.message.message_id) == (query, "yes", 2)
    await on.bot.answer_callback_query(query, text="Noted")
    assert on.events("button_answered")[-1]["text"] == "Noted"
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await on.bot.answer_callback_query(query)


async def test_two_bots_have_chats_of_their_own_with_the_same_person(on: Stage) -> None:
    await on.act("bot", token="43:other", username="other_bot", name="Other")
    assert (await on.raw("sendMessage", {"chat_id": JISU, "text": "a"}, token="43:other"))[0] == 400
    assert await on.act("start", bot="other_bot", payload="hi") == 1
    status, told = await on.raw("sendMessage", {"chat_id": JISU, "text": "a"}, token="43:other")
    assert (status, told["result"]["message_id"], told["result"]["from"]["id"]) == (200, 2, 43)
    assert [update.message.text for update in await on.bot.get_updates()] == ["/start"]


async def test_a_part_of_a_form_may_name_its_type(on: Stage) -> None:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("chat_id", str(JISU))
    form.add_field("text", "안녕")
    form.add_field("reply_parameters", '{"message_id": 1}', content_type="application/json")
    async with on.http.post(f"{on.url}/bot{TOKEN}/sendMessage", data=form) as answer:
        assert (await answer.json())["result"]["reply_to_message"]["message_id"] == 1
