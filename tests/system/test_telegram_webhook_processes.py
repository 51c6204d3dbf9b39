"""Real `malbeot run` processes behind a webhook: who is let in, killed before they could say 200, changing over."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from bot.channels.telegram.webhook import LARGEST_BYTES, SECRET_HEADER
from bot.storage.migrate import open_database
from bot.storage.tables import InboxRow, Message
from bot.testing.telegram.control import Control
from tests.system.processes import TOKEN, run, start
from tests.system.test_telegram_processes import JISU, configured, done, ended, listening, until
from tests.telegram_updates import body

pytestmark = pytest.mark.loopback
SECRET = "correct-horse_battery"


@dataclass
class Front:
    """A proxy before the webhook, on `url`: `after` is called with the bot's answer, before Telegram hears of it."""

    to: str
    after: Callable[[int], None] = lambda status: None
    statuses: list[int] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def front() -> Iterator[Front]:
    told = Front(f"http://127.0.0.1:{free_port()}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in ("Content-Type", SECRET_HEADER) if self.headers[name]}
            try:
                answer = httpx.post(told.to + self.path, content=content, headers=headers, trust_env=False)
            except httpx.HTTPError:
                self.send_error(502)
                return
            told.statuses.append(answer.status_code)
            told.after(answer.status_code)
            self.send_response(answer.status_code)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def hooked(home: Path, control: Control, front: Front, mode: str = "webhook") -> Path:
    """A home whose bot is reached through the front."""
    if not home.exists():
        configured(home, control.url)
        (home / "secrets" / "telegram__webhook_secret").write_text(SECRET)
        (home / "plain.toml").write_text((home / "malbeot.toml").read_text())
    more = f'mode = "{mode}"\nwebhook_url = "{front.url}/hook"\nwebhook_listen = "{front.to.removeprefix("http://")}"\n'
    plain = (home / "plain.toml").read_text()
    (home / "malbeot.toml").write_text(plain.replace("[telegram]\n", f"[telegram]\n{more}"))
    return home


def said(home: Path) -> Counter[str]:
    """What was taken in, and how often."""
    database = open_database(home / "malbeot.db", writable=False)
    try:
        query = select(Message).where(Message.author == "person")
        return database.read_now(lambda session: Counter(str(each.text) for each in session.exec(query)))
    finally:
        database.close()


def test_requests_without_with_a_wrong_and_with_the_right_secret(
    home: Path, control: Control, front: Front, running: list[subprocess.Popen[str]]
) -> None:
    process = start(hooked(home, control, front), "run", "--verbose")
    running.append(process)
    until(lambda: listening(control), process)
    url = f"{front.to}/hook/{TOKEN.partition(':')[0]}"
    forged = {"update_id": 7, "message": body(text="a very private word", message_id=900)}
    with httpx.Client(trust_env=False) as http:
        for secret, status in ((None, 401), ("wrong", 403), (SECRET, 200)):
            headers = {SECRET_HEADER: secret} if secret else {}
            assert http.post(url, json=forged, headers=headers).status_code == status
        headers = {SECRET_HEADER: SECRET, "content-type": "application/json"}
        assert http.post(url, content=b" " * (LARGEST_BYTES + 1), headers=headers).status_code == 413
        assert http.post(url, content=iter([b" " * LARGEST_BYTES] * 2), headers=headers).status_code == 413
        assert http.get(url).status_code == 405
        assert http.post(f"{front.to}/", json=forged).status_code == 404
    until(lambda: done(home, control), process)
    words = ended(process)
    assert (process.returncode, said(home)) == (0, Counter({"a very private word": 1})), words
    assert not any(each in words for each in ("private word", SECRET, TOKEN, "POST /hook")), words


def test_killed_after_the_commit_and_before_telegram_heard_of_it_the_update_is_taken_once(
    home: Path, control: Control, front: Front, running: list[subprocess.Popen[str]]
) -> None:
    process = start(hooked(home, control, front), "run")
    running.append(process)
    until(lambda: listening(control), process)
    killed = threading.Event()

    def kill_it(status: int) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed.set()
        raise ConnectionAbortedError  # Telegram's connection is cut

    front.after = kill_it
    phone = control.user(JISU, "지수", "ko")
    phone.say("나 오늘 시험 망했어")
    assert killed.wait(60)
    front.after = lambda status: None
    assert said(home) == Counter({"나 오늘 시험 망했어": 1})
    assert control.state()["bots"][0]["pending"] == 1, "Telegram brings it again"
    again = start(home, "run")
    running.append(again)
    until(lambda: control.advance(10_000) and done(home, control), again)
    words = ended(again)
    assert (again.returncode, said(home)) == (0, Counter({"나 오늘 시험 망했어": 1})), words
    texts = [row["text"] for row in control.transcript() if row["event"] == "bot_message"]
    assert len(texts) == len(set(texts))
    assert texts


def test_changing_between_polling_and_webhook_loses_nothing_that_waits(
    home: Path, control: Control, front: Front, running: list[subprocess.Popen[str]]
) -> None:
    phone, expected = control.user(JISU, "지수", "ko"), Counter[str]()
    for number, mode in enumerate(("webhook", "polling", "webhook")):
        hooked(home, control, front, mode)
        phone.say(f"아까 {number}번 했어")  # nobody listens
        process = start(home, "run")
        running.append(process)
        until(lambda: listening(control) and done(home, control), process)
        phone.say(f"지금 {number}번 했어")
        until(lambda: done(home, control), process)
        assert (ended(process), process.returncode)[1] == 0
        expected += Counter([f"아까 {number}번 했어", f"지금 {number}번 했어"])
    assert said(home) == expected


def test_killed_under_shuffled_deliveries_nothing_is_lost_or_taken_twice(
    home: Path, control: Control, front: Front, running: list[subprocess.Popen[str]]
) -> None:
    hooked(home, control, front)
    control.shuffle(on=True)
    control.fault("webhook", "duplicate_update", 8)
    people = [control.user(JISU + number, f"P{number}", "en") for number in range(3)]
    expected = Counter[str]()
    for round_, how in enumerate((signal.SIGKILL, None)):
        process = start(home, "run")
        running.append(process)
        until(lambda: listening(control), process)
        seen = len(control.transcript())
        for number in range(4):
            for phone in people:
                text = f"{phone.user} says {number} in {round_}."
                phone.say(text)
                expected[text] += 1
        if how:
            control.wait_for(lambda row: row["event"] == "webhook" and row["problem"] is None, since=seen)
            process.send_signal(how)
            process.communicate()
    until(lambda: control.advance(5_000) and done(home, control), process)
    words = ended(process)
    assert (process.returncode, words.count("Traceback")) == (0, 0), words
    assert said(home) == expected
    database = open_database(home / "malbeot.db", writable=False)
    rows = database.read_now(lambda session: list(session.exec(select(InboxRow))))
    database.close()
    assert all(row.turn_id for row in rows)


@pytest.mark.parametrize("missing", ["webhook_secret", "webhook_url"])
def test_a_webhook_without_its_settings_says_what_to_do(
    home: Path, control: Control, front: Front, missing: str
) -> None:
    hooked(home, control, front)
    (home / "secrets" / "telegram__webhook_secret").unlink() if missing == "webhook_secret" else None
    if missing == "webhook_url":
        text = (home / "malbeot.toml").read_text().replace(f'webhook_url = "{front.url}/hook"\n', "")
        (home / "malbeot.toml").write_text(text)
    told = run(home, "run")
    assert told.returncode == 2
    assert f"telegram.{missing}: missing" in told.stderr


def test_an_address_that_is_taken_ends_it_with_words(home: Path, control: Control, front: Front) -> None:
    hooked(home, control, front)
    with socket.create_server(("127.0.0.1", int(front.to.rpartition(":")[2]))):
        told = run(home, "run")
    assert told.returncode == 1
    assert "telegram.webhook_listen: can't listen on" in told.stderr
