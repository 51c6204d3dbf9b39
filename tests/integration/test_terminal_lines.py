"""What a terminal takes in and gives out: only the dialogue on stdout, nothing lost, nothing obeyed."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from sqlmodel import select

from bot.storage.database import Database
from bot.storage.tables import Message, TurnRow
from bot.testing.model import ScriptedModel
from tests.command import Ran, malbeot
from tests.companion import Companion
from tests.seated import Seated


def talk(*lines: str, args: tuple[str, ...] = ()) -> Ran:
    """A whole `malbeot chat` over these lines."""
    return malbeot("chat", "--plain", "--fast", *args, stdin="\n".join(lines) + "\n")


def said_by_the_persona(ran: Ran, name: str = "봄") -> list[str]:
    return [line.removeprefix(f"{name}: ") for line in ran.out.splitlines() if line.startswith(f"{name}: ")]


def kept(database: Database) -> list[str]:
    """What the person said, as stored."""
    query = select(Message).where(Message.author == "person").order_by(Message.id)
    return database.read_now(lambda session: [str(message.text) for message in session.exec(query)])


def turns(database: Database) -> int:
    return database.read_now(lambda session: len(session.exec(select(TurnRow.id)).all()))


def test_only_the_dialogue_reaches_stdout_and_notices_go_to_stderr(home: Path) -> None:
    ran = talk("안녕", "/help", "/why", "/nonsense", "오늘 뭐 했어?")
    assert ran.code == 0
    first = said_by_the_persona(ran)[0]
    assert "AI" in first or "인공지능" in first
    assert {line.split(": ")[0] for line in ran.out.splitlines()} == {"you", "봄"}
    assert [line for line in ran.out.splitlines() if line.startswith("you: ")] == ["you: 안녕", "you: 오늘 뭐 했어?"]
    assert "/forget" not in ran.out
    assert "봄 (bom) — reply source: " in ran.err
    assert "/forget 낱말" in ran.err
    assert "reply source" in ran.err
    assert "/nonsense은(는) 모르는 명령이에요" in ran.err


def test_the_conversation_ends_at_quit(home: Path) -> None:
    ran = talk("안녕", "/quit", "이건 안 들려")
    assert "이건 안 들려" not in ran.out


def test_a_talk_without_a_line_is_no_mistake(home: Path) -> None:
    ran = malbeot("chat", "--plain", "--fast", stdin="")
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize("line", ["", "   ", "\t", "\u200b\u200b", "\x00\x07\x1b", "\u3164", "\ufeff"])
async def test_a_line_without_anything_visible_is_no_turn(
    line: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database)).types(line)
    assert capsys.readouterr().out == ""
    assert turns(database) == 0


async def test_a_line_of_five_thousand_characters_is_one_turn_and_nothing_of_it_is_lost(database: Database) -> None:
    text = " ".join(f"{number}번째 이야기를 하자면," for number in range(400))[:5000].strip()
    await Seated(Companion(database)).types(text)
    assert len(kept(database)) == 2
    assert " ".join(kept(database)) == text
    assert turns(database) == 1


async def test_a_line_without_a_single_space_is_cut_but_kept(database: Database) -> None:
    text = "아" * 9000
    await Seated(Companion(database)).types(text)
    assert [len(part) for part in kept(database)] == [4096, 4096, 808]
    assert "".join(kept(database)) == text
    assert turns(database) == 1


async def test_a_long_line_in_separate_letters_is_kept_as_whole_syllables(database: Database) -> None:
    await Seated(Companion(database)).types(unicodedata.normalize("NFD", "가나다 " * 1500))
    assert " ".join(kept(database)) == ("가나다 " * 1500).strip()


async def test_a_crisis_across_the_cut_of_a_long_line_is_still_heard(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ("어쩌고 " * 1200)[:4090].strip()
    await Seated(Companion(database)).types(f"{before} 죽고 싶어")
    assert turns(database) == 1
    assert "109" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", ["😂😂", "❤️", "👨‍👩‍👧‍👦", "🇰🇷", "ㅋㅋㅋㅋ", "ㅠㅠ", "...", "???", ":)", "1", "ㅇㅇ", "!"]
)
async def test_a_line_without_words_is_answered(
    line: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database)).types(line)
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == f"you: {line}"
    assert len(shown) >= 3
    assert all(answer.startswith("봄: ") for answer in shown[1:])


async def test_control_characters_never_reach_the_terminal(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database)).types("안녕\x1b[2J\x07 봄\x9b31m아\u202e", "/forget \x1b[2J", "/why")
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0] == "you: 안녕[2J 봄31m아"
    assert not [ch for ch in shown.out + shown.err if unicodedata.category(ch) in ("Cc", "Cf") and ch != "\n"]


async def test_control_characters_of_a_model_never_reach_the_terminal(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ScriptedModel(["응,\x1b]0;owned\x07 듣고 \x1b[31m있어\u202e."])
    await Seated(Companion(database, model=model)).types("안녕")
    shown = capsys.readouterr().out
    assert shown.splitlines()[-1] == "봄: 응,]0;owned 듣고 [31m있어."
    assert "\x1b" not in shown


async def test_words_that_look_like_markup_are_shown_as_they_are(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database)).types(
        "/remember [/b] :smile: [bold]굵게", "/memory", "[red]안녕[/red]", "/forget [/b]", "/[/b]"
    )
    shown = capsys.readouterr()
    assert shown.err.count("[/b] :smile: [bold]굵게") == 4
    assert "/[/b]은(는) 모르는 명령이에요." in shown.err
    assert "you: [red]안녕[/red]" in shown.out


@pytest.mark.parametrize(
    ("line", "hangul"),
    [
        ("오늘 meeting 너무 힘들었어 ugh", True),
        ("나 오늘 presentation 했는데 boss가 칭찬함", True),
        ("I'm so tired today, really", False),
        ("my mom's 김치찌개 is the best food ever", False),
    ],
)
async def test_a_mixed_line_is_answered_in_the_language_that_carries_it(
    line: str, hangul: bool, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database)).types(line)
    answers = [shown.removeprefix("봄: ") for shown in capsys.readouterr().out.splitlines()[1:]]
    assert [any("가" <= ch <= "힣" for ch in answer.replace("봄", "")) for answer in answers] == [hangul] * len(answers)


def test_wren_talks_english_when_asked_to(home: Path) -> None:
    ran = talk("😂", "I'm Alex", "what's my name?", args=("--persona", "wren", "--lang", "en"))
    assert ran.code == 0
    answers = said_by_the_persona(ran, "Wren")
    assert "AI" in answers[0]
    assert "Alex" in answers[-1] or "Alex" in answers[-2]
    assert not [ch for ch in ran.out if "가" <= ch <= "힣"]
    assert "Wren (wren) — reply source: " in ran.err


def test_bytes_that_are_no_text_do_not_end_the_talk(home: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--plain", "--fast"],
        input=b"\xff\xfe\n" + "안녕\n".encode(),
        capture_output=True,
        env={"MALBEOT_HOME": str(home), "PYTHONIOENCODING": "utf-8:strict", "PATH": ""},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert "you: 안녕" in ran.stdout.decode()


def test_a_second_terminal_on_the_same_home_is_the_same_person(home: Path) -> None:
    talk("나는 지수야")
    assert any("지수" in line for line in said_by_the_persona(talk("내 이름이 뭐라고?")))
