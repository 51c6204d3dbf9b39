"""The emulator's small parts: pictures' sizes, fields, updates, limits, faults, reactions, transcript."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from bot.testing.telegram.clock import MovableClock
from bot.testing.telegram.faults import Faults
from bot.testing.telegram.fields import Fields, Upload
from bot.testing.telegram.images import size_of
from bot.testing.telegram.limits import Limits
from bot.testing.telegram.reactions import EMOJI, plain
from bot.testing.telegram.refused import Refused
from bot.testing.telegram.transcript import Transcript
from bot.testing.telegram.updates import UpdateQueue
from bot.testing.telegram.world import World

JPEG = (
    b"\xff\xd8"
    + b"\xff\xe0"
    + struct.pack(">H", 4)
    + b"ab"
    + b"\xff\xc2"
    + struct.pack(">HBHHB", 11, 8, 30, 20, 3)
    + bytes(6)
)
PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n" + bytes(8) + struct.pack(">II", 20, 30),
    "gif": b"GIF89a" + struct.pack("<HH", 20, 30),
    "jpeg": JPEG,
    "webp": b"RIFF" + bytes(4) + b"WEBPVP8 " + bytes(10) + struct.pack("<HH", 20, 30),
    "webp lossless": b"RIFF" + bytes(4) + b"WEBPVP8L" + bytes(5) + (19 | 29 << 14).to_bytes(4, "little"),
    "webp extended": b"RIFF"
    + bytes(4)
    + b"WEBPVP8X"
    + bytes(8)
    + (19).to_bytes(3, "little")
    + (29).to_bytes(3, "little"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_pictures_size_is_read_from_its_first_bytes(kind: str) -> None:
    assert size_of(PICTURES[kind]) == (20, 30)


@pytest.mark.parametrize(
    "data", [b"", b"text", *(picture[: 1 if kind == "jpeg" else -1] for kind, picture in PICTURES.items()), JPEG[:12]]
)
def test_what_is_no_whole_picture_has_no_size(data: bytes) -> None:
    assert size_of(data) is None


def test_fields_are_read_as_sent_or_as_json_in_a_string() -> None:
    upload = Upload("a.png", b"a", "image/png")
    fields = Fields(
        {"n": "7", "m": 7, "on": "true", "list": "[{}]", "same": [{}], "f": "attach://x", "id": "abc"}, {"x": upload}
    )
    assert (fields.integer("n"), fields.integer("m"), fields.integer("none")) == (7, 7, None)
    assert (fields.flag("on"), fields.flag("none")) == (True, False)
    assert fields.objects("list") == fields.objects("same") == [{}]
    assert (fields.file("f"), fields.file("id"), fields.file("none"), fields.file("x")) == (upload, "abc", "", upload)


@pytest.mark.parametrize(
    "read",
    [
        lambda fields: fields.integer("word"),
        lambda fields: fields.required("none"),
        lambda fields: fields.structure("word"),
        lambda fields: fields.objects("number"),
        lambda fields: fields.record("list"),
        lambda fields: fields.file("lost"),
    ],
)
def test_a_field_of_the_wrong_kind_is_a_bad_request(read: Any) -> None:
    with pytest.raises(Refused) as refused:
        read(Fields({"word": "seven", "number": 7, "list": "[]", "lost": "attach://gone"}))
    assert refused.value.code == 400


def test_a_limit_leaves_no_update_out_of_those_that_come_again() -> None:
    queue = UpdateQueue(5)
    queue.repeat([{"update_id": 1}, {"update_id": 2}])
    queue.put("message", {}, 0)
    assert [update["update_id"] for update in queue.ready(1, 0)] == [1]
    assert [update["update_id"] for update in queue.ready(9, 0)] == [2, 5]


def test_a_filtered_update_takes_no_number() -> None:
    queue = UpdateQueue(5)
    assert queue.put("message_reaction", {}, 0) is None
    assert queue.put("message", {}, 0) == 5


def test_a_limit_says_how_long_to_wait_and_does_not_count_what_it_refuses() -> None:
    limits = Limits(on=True)
    for _ in range(5):
        limits.spend(1, 2, group=False, now=10_000)
    for now, wait in ((10_001, 5), (14_000, 1)):
        with pytest.raises(Refused) as refused:
            limits.spend(1, 2, group=False, now=now)
        assert refused.value.parameters == {"retry_after": wait}
    limits.spend(1, 2, group=False, now=15_000)
    limits.spend(1, 3, group=False, now=10_001)


def test_trouble_for_any_method_spares_the_poll() -> None:
    faults = Faults()
    faults.order("*", "cut_before", 1, {})
    assert faults.take("getUpdates") is None
    assert faults.take("sendPhoto") is not None
    assert faults.take("sendPhoto") is None


def test_the_list_of_reactions_has_telegrams_73() -> None:
    assert len(set(EMOJI)) == len(EMOJI) == 73
    assert plain("❤\ufe0f\u200d🔥") == "❤\u200d🔥"


def test_the_transcript_goes_on_where_it_ended_and_drops_a_torn_line(tmp_path: Path) -> None:
    file = tmp_path / "new" / "transcript.jsonl"
    first = Transcript(MovableClock(), file)
    first.add("user_message", 1, 2, text="안녕")
    first.add("typing", 1, 2)
    with file.open("ab") as torn:
        torn.write(b'{"seq": 3, "eve')
    again = Transcript(MovableClock(), file)
    assert [row["event"] for row in again.since(0)] == ["user_message", "typing"]
    assert again.add("blocked", 1, 2)["seq"] == 3
    again.close()
    assert [row["seq"] for row in Transcript(MovableClock(), file).since(0)] == [1, 2, 3]
    assert file.stat().st_mode & 0o077 == 0


def test_a_new_world_finds_people_chats_and_reactions_of_the_old_one(tmp_path: Path) -> None:
    world = World(tmp_path / "t.jsonl")
    row = {"message": {"chat": {"id": 7, "type": "private"}, "text": "a"}}
    add = world.transcript.add
    add("user_added", None, 7, user={"id": 7, "first_name": "지수", "language_code": "ko"})
    for number, event in enumerate(("user_message", "bot_message", "bot_message"), 1):
        message = {**row["message"], "message_id": number}
        add(event, 42, 7, message_id=number, message=message)
    add("bot_edit", 42, 7, message_id=2, message={**row["message"], "message_id": 2, "text": "b"})
    add("bot_delete", 42, 7, message_id=3)
    add("user_reaction", 42, 7, message_id=2, emoji="👍", user=7)
    add("blocked", 42, 7, user=7)
    again = World(tmp_path / "t.jsonl")
    account = again.add_bot("42:demo", "demo_bot", "Demo")
    chat = account.chats[7]
    assert again.people[7].first_name == "지수"
    assert ({*chat.messages}, chat.messages[2].message["text"], chat.messages[2].reactions) == ({1, 2}, "b", {7: "👍"})
    assert (chat.blocked, chat.next_id()) == (True, 4)
