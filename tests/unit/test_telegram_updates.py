"""What the channel reads out of Telegram's updates, kind by kind and attachment by attachment."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.types import Update

from bot.channels.telegram.groups import Me
from bot.channels.telegram.updates import ALLOWED_UPDATES, Command, heard, started
from bot.engine.incoming import Edited, Incoming, Pressed, Reach, Reacted
from bot.prompt.attachments import Attachment, from_json
from tests.telegram_updates import BOT, CHAT, DATE, FILE, JISU, body, edit, membership, message, reaction, update

BOT_ID = 3
ME = Me(BOT_ID, int(BOT["id"]), str(BOT["username"]))
GROUP = {"id": -5, "type": "group", "title": "모임"}
CHANNEL = {"id": -100, "type": "channel", "title": "소식"}


def event(of: Any) -> Any:
    return heard(of, ME).event


def attached(**content: Any) -> Attachment | None:
    told = event(message(**content))
    assert isinstance(told, Incoming)
    return from_json(told.attachments) if told.attachments else None


def test_a_text_message_is_heard_with_who_said_it_where_and_when() -> None:
    assert event(message(text="안녕")) == Incoming(
        bot_id=BOT_ID,
        chat="1001",
        person="1001",
        channel="telegram",
        text="안녕",
        said_at=DATE * 1000,
        update_id=7,
        external_id="5",
        language="ko",
    )


def test_a_reply_names_the_message_it_answers() -> None:
    told = event(message(text="응", reply_to_message=body(message_id=3, text="밥 먹었어?")))
    assert told.reply_to == "3"


@pytest.mark.parametrize(
    ("code", "language"), [("ko", "ko"), ("ko-KR", "ko"), ("en", "en"), ("de", "en"), ("ja", "en"), (None, None)]
)
def test_the_language_of_the_app_is_korean_english_or_unknown(code: str | None, language: str | None) -> None:
    sender = {name: value for name, value in {**JISU, "language_code": code}.items() if value is not None}
    assert event(message(text="hm", **{"from": sender})).language == language


def test_an_edit_carries_the_new_words_and_when_they_were_written() -> None:
    told = event(edit(text="안뇽"))
    assert isinstance(told, Edited)
    assert (told.message.text, told.message.external_id, told.message.update_id) == ("안뇽", "5", 7)
    assert told.edited_at == (DATE + 60) * 1000


def test_reactions_are_heard_as_they_stand_now() -> None:
    hearts = ({"type": "emoji", "emoji": "❤"}, {"type": "custom_emoji", "custom_emoji_id": "1"}, {"type": "paid"})
    assert event(reaction(*hearts)) == Reacted(
        BOT_ID, "1001", "1001", "telegram", 7, "5", ("❤", "custom_emoji", "paid"), DATE * 1000
    )
    assert event(reaction()).emoji == (), "taken back"


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("left", False), ("member", True)])
def test_blocking_and_unblocking_are_heard(status: str, reachable: bool) -> None:
    assert event(membership(status)) == Reach(BOT_ID, "1001", "1001", "telegram", 7, reachable, DATE * 1000)


NOTHING_FOR_US = {
    "a group": message(text="안녕", chat=GROUP),
    "an edit in a group": edit(text="안녕", chat=GROUP),
    "a reaction in a group": reaction(chat=GROUP),
    "a channel's post": update(channel_post=body(text="소식", chat=CHANNEL, **{"from": None})),
    "a channel's post as a message": message(text="소식", chat=CHANNEL, **{"from": None}),
    "a bot's message": message(text="beep", **{"from": BOT}),
    "a message from nobody": message(text="…", **{"from": None}),
    "an edit by nobody": edit(text="…", **{"from": None}),
    "a reaction of nobody": reaction(user=None, actor_chat=CHANNEL),
    "a button": update(callback_query={"id": "1", "from": JISU, "chat_instance": "1", "data": "x"}),
    "a kind of the future": update(telepathy={"from": JISU, "thought": "…"}),
    "nothing at all": update(),
    "a pinned message": message(pinned_message=body(message_id=4, text="이것")),
    "a new background": message(chat_background_set={"type": {"type": "chat_theme", "theme_name": "x"}}),
    "a timer of the chat": message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
    "a permission to write": message(write_access_allowed={}),
}


@pytest.mark.parametrize("name", NOTHING_FOR_US)
def test_what_no_person_said_in_private_or_to_the_bot_holds_nothing_for_us_and_says_why(name: str) -> None:
    told = heard(NOTHING_FOR_US[name], ME)
    assert told.event is None
    assert told.why


def test_reactions_and_blocks_must_be_asked_for_by_name() -> None:
    assert {"message", "edited_message", "message_reaction", "callback_query", "my_chat_member"} == set(ALLOWED_UPDATES)


def pressed(data: str = "p:less", **fields: Any) -> Update:
    return update(callback_query={"id": "1", "from": JISU, "chat_instance": "1", "data": data, **fields})


@pytest.mark.parametrize("button", ["less", "more", "stop", "yes", "no"])
def test_a_pressed_button_says_what_is_wanted_and_under_which_message(button: str) -> None:
    kind = "c" if button in ("yes", "no") else "p"
    for shown in (body(from_user=BOT), {"chat": CHAT, "message_id": 5, "date": 0}):  # one of long ago has no text
        told = event(pressed(f"{kind}:{button}", message=shown))
        assert isinstance(told, Pressed)
        assert (told.chat, told.person, told.button, told.external_id) == ("1001", "1001", button, "5")


@pytest.mark.parametrize(
    "query",
    [
        pressed("p:", message=body()),
        pressed("c:stop", message=body()),
        pressed("p:less" * 10, message=body()),
        pressed(message=body(chat={"id": 1002, "type": "private", "first_name": "Min"})),
        pressed(message=body(chat={"id": -100, "type": "supergroup", "title": "우리"})),
        pressed(inline_message_id="abc"),
    ],
    ids=["no button", "two kinds mixed", "too much", "somebody else's chat", "a group", "another bot's message"],
)
def test_a_button_that_is_not_ours_or_not_theirs_holds_nothing(query: Update) -> None:
    assert heard(query, ME).event is None


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/start", "start", ""),
        ("/start payload_1-2", "start", "payload_1-2"),
        ("/help@malbeot_bot", "help", ""),
        ("/Forget 땅콩 버터", "forget", "땅콩 버터"),
        ("/remember\n땅콩 알레르기", "remember", "땅콩 알레르기"),
        ("/remember@malbeot_bot   두 번 ", "remember", "두 번"),
    ],
)
def test_a_slash_makes_a_command_of_a_message(text: str, name: str, rest: str) -> None:
    told = event(message(text=text))
    assert isinstance(told, Command)
    assert (told.name, told.rest, told.message.text) == (name, rest, text)


def test_a_slash_in_a_caption_or_later_or_before_other_words_makes_none() -> None:
    talk = [{"text": text} for text in ("/", "/ 오늘 어땠어?", "/home/me/a.txt 이 파일 알아?", "//help", "/7시")]
    for content in (*talk, {"text": "1/2"}, {"text": " 안녕 /help"}, {"caption": "/help", "photo": [photo(10, 10)]}):
        assert isinstance(event(message(**content)), Incoming)


def test_starting_is_the_beginning_of_a_talk_without_words() -> None:
    told = started(event(message(text="/start from_a_friend")), "from_a_friend")
    assert (told.text, told.kind) == ("", "start")
    assert from_json(str(told.attachments)) == Attachment("start", payload="from_a_friend")


def photo(width: int, height: int, name: str = "f1") -> dict[str, Any]:
    return {**FILE, "file_id": name, "width": width, "height": height}


def test_of_a_photo_the_largest_size_that_helps_a_model_is_taken() -> None:
    sizes = [photo(90, 67, "s"), photo(1280, 960, "m"), photo(2560, 1920, "l")]
    known = {"unique_id": "u1", "media_type": "image/jpeg", "size": 1000}
    assert attached(photo=sizes, caption="봐") == Attachment("photo", file_id="m", **known)
    assert attached(photo=sizes[2:]) == Attachment("photo", file_id="l", **known), "better too large than none"
    told = event(message(photo=sizes, caption="봐"))
    assert (told.kind, told.text) == ("photo", "봐")


STICKER = {**FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
FILED: dict[str, Any] = {"file_id": "f1", "unique_id": "u1", "size": 1000}
VIDEO = {**FILE, "width": 1, "height": 1, "duration": 3}
PLACE = {"latitude": 37.5, "longitude": 127.0}
POLL: dict[str, Any] = {
    "id": "1",
    "question": "몇 시?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
ATTACHMENTS: dict[str, tuple[dict[str, Any], Attachment]] = {
    "sticker": (
        {"sticker": {**STICKER, "emoji": "🙂", "set_name": "Bears"}},
        Attachment("sticker", emoji="🙂", name="Bears", **FILED),
    ),
    "a sticker without emoji and of an empty set": ({"sticker": STICKER}, Attachment("sticker", **FILED)),
    "a voice message of an hour": (
        {"voice": {**FILE, "duration": 3600, "mime_type": "audio/ogg"}},
        Attachment("voice", seconds=3600, media_type="audio/ogg", **FILED),
    ),
    "audio": (
        {"audio": {**FILE, "duration": 10, "file_name": "a.mp3"}},
        Attachment("audio", seconds=10, name="a.mp3", **FILED),
    ),
    "video": ({"video": VIDEO}, Attachment("video", seconds=3, **FILED)),
    "a round video": ({"video_note": {**FILE, "length": 1, "duration": 3}}, Attachment("video", seconds=3, **FILED)),
    "an animation, which comes with a document": (
        {"animation": VIDEO, "document": FILE},
        Attachment("video", seconds=3, **FILED),
    ),
    "a document of 20 MB": (
        {"document": {**FILE, "file_size": 20_971_520, "file_name": "논문.pdf", "mime_type": "application/pdf"}},
        Attachment(
            "document", file_id="f1", unique_id="u1", size=20_971_520, name="논문.pdf", media_type="application/pdf"
        ),
    ),
    "a document without a name": ({"document": FILE}, Attachment("document", **FILED)),
    "location": ({"location": PLACE}, Attachment("location", **PLACE)),
    "a venue, which comes with a location": (
        {"venue": {"location": PLACE, "title": "한강", "address": "서울"}, "location": PLACE},
        Attachment("location", name="한강", **PLACE),
    ),
    "a contact, of which nothing is kept": (
        {"contact": {"phone_number": "010-1234-5678", "first_name": "민"}},
        Attachment("contact"),
    ),
    "poll": ({"poll": POLL}, Attachment("poll", name="몇 시?")),
    "dice": ({"dice": {"emoji": "🎲", "value": 4}}, Attachment("sticker", emoji="🎲 4")),
    "a story": ({"story": {"chat": CHAT, "id": 1}}, Attachment("other", name="story")),
    "something of the future": ({"smell": {"of": "roses"}}, Attachment("other", name="unknown")),
}


@pytest.mark.parametrize("name", ATTACHMENTS)
def test_what_comes_with_a_message_is_kept_as_far_as_a_turn_can_use_it(name: str) -> None:
    content, expected = ATTACHMENTS[name]
    assert attached(**content) == expected
    assert event(message(**content)).kind == expected.kind


PERSON = {
    "type": "user",
    "date": DATE,
    "sender_user": {"id": 9, "is_bot": False, "first_name": "민", "last_name": "이"},
}
ORIGINS: dict[str, tuple[dict[str, Any], str]] = {
    "a person": (PERSON, "민 이"),
    "somebody hidden": ({"type": "hidden_user", "date": DATE, "sender_user_name": "Somebody"}, "Somebody"),
    "a channel": ({"type": "channel", "date": DATE, "chat": CHANNEL, "message_id": 1}, "소식"),
    "a group": ({"type": "chat", "date": DATE, "sender_chat": GROUP}, "모임"),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_forwarded_words_are_known_to_be_somebody_elses(name: str) -> None:
    origin, whose = ORIGINS[name]
    assert attached(text="그렇대", forward_origin=origin) == Attachment("none", origin=whose)
    assert event(message(text="그렇대", forward_origin=origin)).kind == "text"
    assert attached(document=FILE, forward_origin=origin) == Attachment("document", origin=whose, **FILED)


def test_plain_words_have_no_attachment() -> None:
    assert attached(text="안녕") is None
