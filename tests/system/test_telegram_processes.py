"""Real `malbeot run` and `malbeot demo telegram` processes against the emulator's own: killed, stopped, refused."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.storage.migrate import open_database
from bot.testing.telegram.control import Control, Phone
from tests.idle import idle
from tests.system.processes import PATIENCE_S, TOKEN, start
from tests.system.test_processes import check_all_is_answered

pytestmark = pytest.mark.loopback
JISU, MIN = 1001, 1002
BEFORE, MEANWHILE = "나 오늘 시험 망했어", "배고파"


def configured(home: Path, url: str, access: str = "open", token: str = TOKEN) -> Path:
    """A home whose settings lead to the emulator; its bot waits and types at a fraction of a human's time."""
    (home / "secrets").mkdir(parents=True)
    (home / "secrets" / "telegram__token").write_text(token)
    pace = "finished_wait_ms = 100\nunfinished_wait_ms = 200\njamo_ms = 5\nchar_ms = 5\n"
    limits = "chat_interval_ms = 100\n"
    (home / "malbeot.toml").write_text(f'[telegram]\napi_url = "{url}"\naccess = "{access}"\n{limits}[timing]\n{pace}')
    return home


def until(true: Callable[[], Any], process: subprocess.Popen[str] | None = None) -> None:
    """Wait for something to become true while the process lives."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        assert process is None or process.poll() is None, process.communicate()[1] if process else ""
        time.sleep(0.05)


def listening(control: Control) -> bool:
    return bool(control.state()["bots"][0]["listening"])


def done(home: Path, control: Control) -> bool:
    """Whether every update is confirmed and everything it brought about is done."""
    database = open_database(home / "malbeot.db", writable=False)
    try:
        return control.state()["bots"][0]["pending"] == 0 and database.read_now(idle)
    finally:
        database.close()


def ended(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> str:
    """End it in an orderly way; gives what it said."""
    process.send_signal(how)
    return process.communicate(timeout=PATIENCE_S)[1]


def heard(control: Control) -> dict[int, list[str]]:
    """What the bot's messages say, by chat."""
    texts: dict[int, list[str]] = defaultdict(list)
    for row in control.transcript():
        if row["event"] == "bot_message":
            texts[row["chat"]].append(" ".join(row["text"].split()))
    return texts


def phones(control: Control) -> list[Phone]:
    return [control.user(JISU, "지수", "ko"), control.user(MIN, "Min", "en")]


def test_killed_in_the_middle_of_replies_nothing_is_lost_and_nothing_answered_twice(
    home: Path, control: Control, running: list[subprocess.Popen[str]]
) -> None:
    """A kill can cost at most one bubble being said twice."""
    configured(home, control.url)
    draw, people, kills = random.Random(20261122), phones(control), 3
    for kill in range(kills + 1):
        process = start(home, "run")
        running.append(process)
        for phone in people:  # some of it before anybody listens
            phone.say(f"{BEFORE} {kill}")
        until(lambda: listening(control), process)
        seen = len(control.transcript())
        for phone in people:
            phone.say(f"{MEANWHILE} {kill}")
        if kill < kills:
            control.wait_for(lambda row: row["event"] in ("typing", "bot_message"), since=seen)
            time.sleep(draw.uniform(0, 0.8))
            process.send_signal(signal.SIGKILL)
            process.communicate()
    until(lambda: done(home, control), process)
    words = ended(process)
    assert (process.returncode, words.count("Traceback")) == (0, 0), words
    messages, queued = check_all_is_answered(home)
    said = [f"{text} {kill}" for kill in range(kills + 1) for text in (BEFORE, MEANWHILE)]
    assert sorted(messages) == sorted(2 * said)
    told = heard(control)
    assert sum(map(len, told.values())) - len(queued) <= kills
    in_order = [text for chat in (JISU, MIN) for text, _ in groupby(told[chat])]
    assert in_order == [text for text, _ in groupby(" ".join(each.split()) for each in queued)]


def test_an_owner_claims_the_bot_a_second_run_is_refused_and_stopping_finishes_what_was_begun(
    home: Path, control: Control, running: list[subprocess.Popen[str]]
) -> None:
    configured(home, control.url, access="owner")
    process = start(home, "run", "--verbose")
    running.append(process)
    assert process.stderr is not None
    link = None
    while link is None:
        line = process.stderr.readline()
        assert line, "it ended"
        link = re.search(r"https://t\.me/malbeot_bot\?start=(\S+)", line)
    until(lambda: listening(control), process)
    jisu, minsu = phones(control)
    jisu.start(link[1])
    minsu.say("낯선 사람의 말")
    control.wait_for(lambda row: row["event"] == "bot_message" and row["chat"] == MIN)
    until(lambda: done(home, control), process)

    second = start(home, "run")
    running.append(second)
    out, err = second.communicate(timeout=PATIENCE_S)
    assert (second.returncode, out, len(err.splitlines())) == (1, "", 1)
    assert "another `malbeot run` serves" in err

    seen = len(control.transcript())
    jisu.say("아주 비밀스러운 이야기가 있어")
    control.wait_for(lambda row: row["event"] == "typing", since=seen)
    begun = time.monotonic()
    words = ended(process)
    assert (process.returncode, "Traceback" in words) == (0, False), words
    assert time.monotonic() - begun < PATIENCE_S
    assert "stopped" in words
    for secret in (TOKEN, TOKEN[10:], link[1], "비밀", "낯선"):
        assert secret not in words
    assert "비밀스러운" in " ".join(check_all_is_answered(home)[0])
    assert any(row["event"] == "bot_message" for row in control.transcript(seen)), "what was begun is finished"


def test_a_token_revoked_while_it_serves_ends_it_with_words(
    home: Path, control: Control, running: list[subprocess.Popen[str]]
) -> None:
    process = start(configured(home, control.url), "run")
    running.append(process)
    until(lambda: listening(control), process)
    control.revoke(TOKEN)
    words = process.communicate(timeout=PATIENCE_S)[1]
    assert process.returncode == 1
    assert "Telegram refuses the token" in words
    assert "Traceback" not in words
    assert TOKEN[10:] not in words


def test_a_wrong_token_is_one_clear_line(home: Path, control: Control, running: list[subprocess.Popen[str]]) -> None:
    process = start(configured(home, control.url, token="987654321:" + "A" * 35), "run")
    running.append(process)
    out, words = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out, len(words.splitlines())) == (1, "", 1), words
    assert words.startswith("telegram.token: Telegram refuses this token")
    assert "A" * 35 not in words


def test_without_a_token_it_is_said_what_to_do(home: Path, running: list[subprocess.Popen[str]]) -> None:
    process = start(home, "run")
    running.append(process)
    out, words = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out, len(words.splitlines())) == (2, "", 1), words
    assert "malbeot init" in words
    assert "malbeot demo" in words


def demo_url(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    while line := process.stderr.readline():
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError("the demo ended")


def test_the_demo_serves_its_page_and_a_talk_that_goes_on_after_a_restart_when_kept(
    home: Path, running: list[subprocess.Popen[str]]
) -> None:
    for visit in range(2):
        process = start(home, "demo", "telegram", "--port", "0", "--keep")
        running.append(process)
        url = demo_url(process)
        page = httpx.get(url, trust_env=False)
        assert page.headers["content-type"].startswith("text/html")
        assert "<html" in page.text
        with Control(url) as control:
            until(lambda at=control: listening(at), process)  # type: ignore[misc]
            phone, seen = control.user(JISU, "지수", "ko"), len(control.transcript())
            phone.say(f"안녕 {visit}") if visit else phone.start()
            control.wait_for(lambda row: row["event"] == "bot_message", since=seen)
        words = ended(process, signal.SIGINT)
        assert (process.returncode, "Traceback" in words) == (0, False), words
    rows = [json.loads(line) for line in (home / "demo-telegram.jsonl").read_text("utf-8").splitlines()]
    numbers = [row["message_id"] for row in rows if row["event"] in ("user_message", "bot_message")]
    assert len(numbers) == len(set(numbers)), "numbers go on where they were"
