"""The emulator as a process, its remote control, and a transcript that outlives it; the page over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from bot.testing.telegram.control import Control, ControlError, Phone
from bot.testing.telegram.process import EmulatorProcess

pytestmark = pytest.mark.loopback
TOKEN = "42:demo"


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmulatorProcess]:
    with EmulatorProcess() as process:
        yield process


@pytest.fixture
def control(emulator: EmulatorProcess) -> Iterator[Control]:
    with Control(emulator.url) as opened:
        opened.add_bot(TOKEN, "demo_bot", "Demo")
        yield opened


def call(url: str, method: str, **fields: object) -> httpx.Response:
    return httpx.post(f"{url}/bot{TOKEN}/{method}", json=fields, trust_env=False, timeout=60)


def test_the_emulator_does_without_aiogram() -> None:
    script = (
        "import sys, bot.testing.telegram.__main__; print([name for name in sys.modules if name.startswith('aiogram')])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_it_says_where_it_is_and_ends_when_its_starter_has_gone() -> None:
    command = [sys.executable, "-m", "bot.testing.telegram", "--bot", TOKEN, "demo_bot", "Demo", "--until-stdin-closes"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    assert call(url, "getMe").json()["result"]["username"] == "demo_bot"
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_taken_port_is_an_error_with_a_reason(emulator: EmulatorProcess) -> None:
    with pytest.raises(RuntimeError, match=r"did not start: .*address already in use"):
        EmulatorProcess(port=int(emulator.url.rpartition(":")[2]))


def test_a_killed_emulator_comes_back_on_its_port_with_its_conversation(tmp_path: Path) -> None:
    state = tmp_path / "transcript.jsonl"
    first = EmulatorProcess(state)
    with Control(first.url) as control:
        control.add_bot(TOKEN, "demo_bot", "Demo")
        phone = control.user(7, "지수", "ko")
        phone.start()
        answer = call(first.url, "sendMessage", chat_id=7, text="Hello").json()["result"]["message_id"]
        phone.react(answer, "👍")
        newest = max(row.get("update_id") or 0 for row in control.transcript())
    first.kill()
    assert not first.running
    with EmulatorProcess(state, port=int(first.url.rpartition(":")[2])) as second, Control(second.url) as control:
        assert second.url == first.url
        assert [row["event"] for row in control.transcript()][-3:] == ["user_message", "bot_message", "user_reaction"]
        control.add_bot(TOKEN, "demo_bot", "Demo")
        assert Phone(control, 7).say("still there?", reply_to=answer) == 3
        assert control.transcript()[-1]["update_id"] > newest
        assert call(second.url, "editMessageText", chat_id=7, message_id=answer, text="Hi").json()["ok"]
    assert TOKEN not in state.read_text("utf-8")


def test_a_phone_does_everything_a_person_does(control: Control) -> None:
    phone = control.user(20, "지수", "ko")
    sent = [phone.start("claim"), phone.say("안녕"), phone.photo(b"jpeg", "하늘"), phone.sticker("🌙", "moods")]
    sent += [phone.voice(3), phone.video(4), phone.document("a.txt", b"abc"), phone.document("b.bin", 30_000_000)]
    sent += [phone.location(37.5, 127.0), phone.contact("+8210", "민수"), phone.forward("들었어?", "민수")]
    assert sent == list(range(1, 12))
    assert phone.edit(2, "안녕!") == 2
    assert phone.react(2, "❤") == phone.react(2, None) == 2
    assert phone.block() == phone.unblock() == 11
    events = [row["event"] for row in control.transcript() if row["chat"] == 20]
    assert events == [
        "user_added",
        *["user_message"] * 11,
        "user_edit",
        "user_reaction",
        "user_reaction",
        "blocked",
        "unblocked",
    ]
    kinds = [row["kind"] for row in control.transcript() if row["chat"] == 20 and row["event"] == "user_message"]
    assert kinds == "text text photo sticker voice video document document location contact text".split()


def test_a_phone_talks_to_the_bot_it_was_given_and_in_groups(control: Control) -> None:
    control.add_bot("43:other", "other_bot", "Other")
    control.group(-9, "모임")
    phone = control.user(21, "민수")
    assert phone.with_bot("other_bot").start() == 1
    assert phone.in_group(-9).say("다들 안녕") == 1
    rows = [row for row in control.transcript() if row["event"] == "user_message"]
    assert [(row["bot"], row["chat"]) for row in rows[-2:]] == [(43, 21), (42, -9)]


def test_waiting_ends_with_the_row_that_fits(control: Control, emulator: EmulatorProcess) -> None:
    phone = control.user(22, "지수")
    phone.start()
    answer = Thread(target=call, args=(emulator.url, "sendMessage"), kwargs={"chat_id": 22, "text": "Hello"})
    answer.start()
    row = control.wait_for(lambda row: row["event"] == "bot_message" and row["chat"] == 22)
    answer.join()
    assert row["text"] == "Hello"


def test_waiting_in_vain_names_the_events_and_no_words(control: Control) -> None:
    phone = control.user(23, "지수")
    since = len(control.transcript())
    phone.say("a secret")
    with pytest.raises(TimeoutError, match=r"there were \['user_message'\]") as error:
        control.wait_for(lambda row: False, timeout=0.2, since=since)
    assert "secret" not in str(error.value)


def test_what_the_bot_asked_is_kept_as_it_asked(control: Control, emulator: EmulatorProcess) -> None:
    control.user(24, "지수").start()
    call(emulator.url, "sendMessage", chat_id=24, text="Hello")
    request = control.requests()[-1]
    assert (request["method"], request["fields"]) == ("sendMessage", {"chat_id": 24, "text": "Hello"})
    assert control.requests(since=request["seq"]) == []


def test_arrangements_are_within_reach(control: Control, emulator: EmulatorProcess) -> None:
    control.user(25, "지수").start()
    control.limits(on=False)
    assert control.sticker_set("empty", [])["stickers"] == []
    control.fault("sendMessage", "refuse", code=403, description="Forbidden: user is deactivated")
    assert call(emulator.url, "sendMessage", chat_id=25, text="a").json()["error_code"] == 403
    control.fault("sendMessage", "cut_before")
    control.clear_faults()
    assert call(emulator.url, "sendMessage", chat_id=25, text="a").json()["ok"]
    assert control.raw_update({"telepathy": {}}) < control.raw_update({"telepathy": {}})
    number = control.reset_update_ids()
    assert control.raw_update({"telepathy": {}}) == number
    before = control.state()["now"]
    assert control.advance(3_600_000) >= before + 3_600_000


def test_a_pressed_button_gives_the_query(control: Control, emulator: EmulatorProcess) -> None:
    phone = control.user(26, "지수")
    phone.start()
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    call(emulator.url, "sendMessage", chat_id=26, text="Well?", reply_markup=keyboard)
    query = phone.press(2, "yes")
    assert call(emulator.url, "answerCallbackQuery", callback_query_id=query).json() == {"ok": True, "result": True}


def test_a_revoked_bot_is_shown_as_such(control: Control, emulator: EmulatorProcess) -> None:
    control.add_bot("44:gone", "gone_bot", "Gone")
    control.revoke("44:gone")
    assert {bot["username"]: bot["revoked"] for bot in control.state()["bots"]}["gone_bot"] is True
    assert httpx.post(f"{emulator.url}/bot44:gone/getMe", trust_env=False).status_code == 401


def test_a_refused_act_is_an_error_with_its_reason(control: Control) -> None:
    with pytest.raises(ControlError, match="there is nobody with id 404"):
        Phone(control, 404).say("hi")


@pytest.mark.parametrize("path", ["/", "/phone/phone.js", "/phone/phone.css", "/phone/words.js", "/phone/mark.svg"])
def test_the_page_is_served_with_a_policy_that_lets_nothing_in(emulator: EmulatorProcess, path: str) -> None:
    answer = httpx.get(f"{emulator.url}{path}", trust_env=False)
    assert answer.status_code == 200
    assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "charset=utf-8" in answer.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/phone/page.py", "/phone/..%2fcontrol.py", "/phone/"])
def test_nothing_but_the_page_is_served(emulator: EmulatorProcess, path: str) -> None:
    assert httpx.get(f"{emulator.url}{path}", trust_env=False).status_code == 404


def test_an_uploaded_page_is_offered_for_saving_and_never_shown(control: Control, emulator: EmulatorProcess) -> None:
    phone = control.user(27, "지수")
    phone.document("a.html", b"<script>alert(1)</script>", mime_type="text/html")
    file = control.transcript()[-1]["message"]["document"]["file_id"]
    answer = httpx.get(f"{emulator.url}/_control/file/{file}", trust_env=False)
    assert (answer.headers["Content-Disposition"], answer.headers["Content-Type"]) == (
        "attachment",
        "application/octet-stream",
    )
    assert httpx.get(f"{emulator.url}/_control/file/nothing", trust_env=False).status_code == 404
