"""Real processes: killed at random moments, two at once, without the right to write, interrupted."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.storage.migrate import open_database
from bot.storage.tables import InboxRow, JobRow, Message, OutboxRow, Timer, TurnRow
from bot.turn.record import from_json
from tests.idle import OF_MEMORY
from tests.system.processes import PATIENCE_S, run, start

LINES = (
    "안녕",
    "나는 지수야",
    "나 오늘 시험 망했어",
    "배고파",
    "ㅋㅋㅋ",
    "뭐해?",
    "내 이름이 뭐라고?",
    "비 온다",
    "졸려",
    "잘 자",
)


def check_all_is_answered(where: Path | str) -> tuple[list[str], list[str]]:
    """Each stored message is in exactly one turn, and nothing is left to send. Returns what was said and answered."""

    def check(session: Session) -> tuple[list[str], list[str]]:
        turns = session.exec(select(TurnRow).where(TurnRow.action != "taken_back").order_by(col(TurnRow.id))).all()
        answered = [(u.inbox_id, row.id) for row in turns for u in from_json(str(row.record)).updates]
        inbox = session.exec(select(InboxRow).order_by(col(InboxRow.id))).all()
        assert sorted(answered) == [(row.id, row.turn_id) for row in inbox]
        said = session.exec(select(Message).where(Message.author == "person").order_by(col(Message.id))).all()
        assert [row.message_id for row in inbox] == [message.id for message in said]
        of_turns = col(OutboxRow.turn_id).in_([row.id for row in turns])
        query = select(OutboxRow).where(of_turns).order_by(col(OutboxRow.chat_id), col(OutboxRow.seq))
        bubbles = session.exec(query).all()
        assert {bubble.state for bubble in bubbles} <= {"sent", "cancelled"}
        begun = {bubble.turn_id for bubble in bubbles if bubble.state == "sent"}
        assert {bubble.turn_id for bubble in bubbles} == begun, "only the rest of an answer is cut by who speaks up"
        bubbles = [bubble for bubble in bubbles if bubble.state == "sent"]
        assert {timer.due for timer in session.exec(select(Timer))} <= {None}
        assert session.exec(select(JobRow).where(col(JobRow.person_id).is_not(None), ~OF_MEMORY)).all() == []
        return [str(message.text) for message in said], [str(bubble.body) for bubble in bubbles]

    database = open_database(where / "malbeot.db" if isinstance(where, Path) else where)
    try:
        return database.read_now(check)
    finally:
        database.close()


def spoken(out: str) -> list[str]:
    """The persona's lines of a plain dialogue."""
    return [line.removeprefix("봄: ") for line in out.splitlines() if line.startswith("봄: ")]


def test_killed_at_random_moments_no_message_is_lost_and_none_is_answered_twice(home: Path) -> None:
    """At a human pace; a kill can cost at most one bubble being said twice."""
    draw, heard, fed = random.Random(20261121), [], []
    for kill in range(6):
        with start(home, "chat", "--plain") as process:
            lines = [f"{LINES[(kill + step) % len(LINES)]} {kill}{step}" for step in range(4)]
            fed += lines
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("".join(f"{line}\n" for line in lines))
            process.stdin.flush()
            first = "" if kill == 5 else process.stdout.readline()  # the last one dies while it starts
            time.sleep(draw.uniform(0, 5))
            process.send_signal(signal.SIGKILL)
            heard += spoken(first + process.stdout.read())
    last = run(home, "chat", "--fast", "--plain")
    assert (last.returncode, last.stderr.count("Traceback")) == (0, 0)
    heard += spoken(last.stdout)
    said, answered = check_all_is_answered(home)
    assert set(said) <= set(fed)
    assert len(said) == len(set(said)) >= 1
    queued = [" ".join(text.split()) for text in answered]
    assert [text for n, text in enumerate(heard) if n == 0 or heard[n - 1] != text] == [
        text for n, text in enumerate(queued) if n == 0 or queued[n - 1] != text
    ], "everything was said, in order"
    assert len(heard) - len(queued) <= 6


def test_a_new_line_after_a_kill_is_answered_behind_what_was_left(home: Path) -> None:
    process = start(home, "chat", "--plain")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("안녕\n")
    process.stdin.flush()
    assert process.stdout.readline() == "you: 안녕\n"
    process.stdout.readline()  # the first bubble; more are being running
    process.kill()
    process.communicate()
    last = run(home, "chat", "--fast", "--plain", stdin="배고파\n")
    assert last.returncode == 0
    said, answered = check_all_is_answered(home)
    assert said == ["안녕", "배고파"]
    lines = last.stdout.splitlines()
    assert len(lines[: lines.index("you: 배고파")]) >= len(answered) - len(lines), "what was left comes first"


def test_two_conversations_at_once_are_both_answered_and_can_be_read_meanwhile(
    home: Path, running: list[subprocess.Popen[str]]
) -> None:
    two = [start(home, "chat", "--fast", "--plain") for _ in range(2)]
    running += two
    outs: list[list[str]] = [[], []]

    def listen(number: int) -> None:
        stream = two[number].stdout
        assert stream is not None
        outs[number].extend(stream)

    ears = [threading.Thread(target=listen, args=(number,)) for number in range(2)]
    for ear in ears:
        ear.start()
    for line in LINES[:5]:
        for process in two:
            assert process.stdin is not None
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
    while not all(any(line.startswith("봄: ") for line in out) for out in outs):
        assert all(process.poll() is None for process in two)
        time.sleep(0.05)
    listed = run(home, "turns", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert {turn["said"] for turn in json.loads(listed.stdout)} <= set(LINES)
    for process, ear in zip(two, ears, strict=True):
        assert process.stdin is not None
        process.stdin.close()
        ear.join(PATIENCE_S)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    for out in outs:
        assert [line for line in out if line.startswith("you: ")] == [f"you: {line}\n" for line in LINES[:5]]
    said, _ = check_all_is_answered(home)
    assert sorted(said) == sorted(LINES[:5] * 2)
    turns = json.loads(run(home, "turns", "list", "--json").stdout)
    assert sorted(turn["said"] for turn in turns) == sorted(LINES[:5] * 2), "one line, one turn"


def test_several_first_starts_at_once_make_one_database(home: Path, running: list[subprocess.Popen[str]]) -> None:
    several = [start(home, "db", "migrate") for _ in range(4)]
    running += several
    for process in several:
        out, err = process.communicate("", timeout=PATIENCE_S)
        assert (process.returncode, err) == (0, ""), out
    assert run(home, "chat", "--fast", "--plain", stdin="안녕\n").returncode == 0


@pytest.mark.parametrize("command", [("chat", "--fast", "--plain"), ("db", "migrate")])
def test_a_folder_that_cannot_be_written_gives_one_clear_line(home: Path, command: tuple[str, ...]) -> None:
    home.mkdir()
    home.chmod(0o555)
    try:
        refused = run(home, *command, stdin="안녕\n", unprivileged=True)
    finally:
        home.chmod(0o755)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "can't be" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert list(home.iterdir()) == []


def test_a_database_that_cannot_be_written_gives_one_clear_line_and_is_left_as_it_is(home: Path) -> None:
    assert run(home, "chat", "--fast", "--plain", stdin="안녕\n").returncode == 0
    before = (home / "malbeot.db").read_bytes()
    for file in home.iterdir():
        file.chmod(0o444)  # a log must stand beside the database: even reading needs a writable folder
    home.chmod(0o555)
    try:
        refused = run(home, "chat", "--fast", "--plain", stdin="배고파\n", unprivileged=True)
        listed = run(home, "turns", "list", "--json", unprivileged=True)
    finally:
        home.chmod(0o755)
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1), refused.stderr
    assert (home / "malbeot.db").read_bytes() == before
    assert (listed.returncode, listed.stdout, len(listed.stderr.splitlines())) == (1, "", 1), listed.stderr
    assert "make it and its folder writable" in listed.stderr
    again = json.loads(run(home, "turns", "list", "--json").stdout)
    assert [turn["said"] for turn in again] == ["안녕"]


def test_stdout_of_a_script_is_the_dialogue_and_nothing_else(home: Path) -> None:
    ended = run(home, "chat", "--fast", "--plain", stdin="안녕\n나 오늘 시험 망했어\n")
    assert ended.returncode == 0
    lines = ended.stdout.splitlines()
    assert all(line.startswith(("you: ", "봄: ")) for line in lines)
    assert [line for line in lines if line.startswith("you: ")] == ["you: 안녕", "you: 나 오늘 시험 망했어"]
    assert lines[-1].startswith("봄: ")
    assert spoken(ended.stdout) == [" ".join(text.split()) for text in check_all_is_answered(home)[1]]


@pytest.mark.parametrize("pace", [["--fast"], []], ids=["waiting for a line", "in the middle of an answer"])
def test_ctrl_c_leaves_at_once_without_a_traceback(
    home: Path, running: list[subprocess.Popen[str]], pace: list[str]
) -> None:
    process = start(home, "chat", "--plain", *pace)
    running.append(process)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("안녕\n")
    process.stdin.flush()
    for _ in range(3 if pace else 2):
        process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert run(home, "chat", "--fast", "--plain").returncode == 0
    assert check_all_is_answered(home)[0] == ["안녕"]
