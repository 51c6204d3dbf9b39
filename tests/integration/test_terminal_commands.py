"""`/why`, `/help`, `/memory`, `/remember`, `/forget`: beside the talk, and true to what they say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.command import malbeot
from tests.companion import Companion
from tests.seated import Seated

RARE = "라연"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


def tables_holding(file: Path, word: str) -> set[str]:
    """Tables with a value, text or not, in which the word stands."""
    needle = word.encode()
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name
            for name in names
            for row in connection.execute(f'SELECT * FROM "{name}"')
            for value in row
            if needle in (value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass"))
            or word.encode("unicode_escape") in str(value).encode()
        }


@pytest.mark.parametrize(("language", "word"), [("ko", "지우기"), ("en", "erase")])
async def test_help_lists_every_command_in_the_language_of_the_talk(
    language: str, word: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database), language).types("/help")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert word in shown.err
    assert all(f"/{command}" in shown.err for command in ("why", "memory", "remember", "forget", "quit"))


@pytest.mark.parametrize("line", ["/", "/dance", "/forgett 봄", "/?"])
async def test_an_unknown_command_is_named_and_is_no_talk(
    line: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    companion = Companion(database)
    await Seated(companion).types(line)
    shown = capsys.readouterr()
    assert f"{line.split(maxsplit=1)[0]}은(는) 모르는 명령이에요. /help" in shown.err
    assert shown.out == ""
    assert companion.records() == []


async def test_why_before_the_first_turn_says_that_nothing_was_said(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database), "en").types("/why")
    assert capsys.readouterr().err.strip() == "Nothing has been said yet."


async def test_why_explains_the_last_turn(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    seated = Seated(Companion(database))
    await seated.types("안녕", "나 오늘 시험 망했어", "/WHY")
    shown, record = capsys.readouterr().err, seated.last()
    assert "turn 2" in shown
    for title in ("said", "answered", "reply source", "safety", "timing", "answer groups", "considered", "versions"):
        assert title in shown
    assert "나 오늘 시험 망했어" in shown
    assert all(bubble in shown for bubble in record.bubbles)
    assert record.route[-1].reason in shown
    assert record.cache.reason in shown


async def test_what_is_remembered_is_shown_and_answered_from(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = Seated(Companion(database))
    await seated.types("/memory", "/remember", "/remember   땅콩 알레르기가 있어  ", "나는 지수야", "/memory")
    shown = capsys.readouterr()
    assert "아직 아는 것이 없어요." in shown.err
    assert "무엇을? 예: /remember" in shown.err
    assert "기억했어요: 땅콩 알레르기가 있어" in shown.err
    assert "땅콩 알레르기가 있어" in shown.err.splitlines()[-2] + shown.err.splitlines()[-1]
    assert "지수" in shown.err.splitlines()[-2] + shown.err.splitlines()[-1]
    assert len(seated.companion.records()) == 1


async def test_forgetting_finds_asks_erases_and_shows_what_went(
    database: Database, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = Seated(Companion(database))
    await seated.types(
        "안녕",
        f"내 이름은 {RARE}이야",
        f"기억해줘: {RARE} 인형을 좋아해",
        f"/remember {RARE}는 비밀",
        "내 이름이 뭐라고?",
    )
    assert tables_holding(home / "malbeot.db", RARE) >= {"messages", "facts", "turns", "outbox"}
    capsys.readouterr()
    await seated.types(f"/forget {RARE}")
    asked = capsys.readouterr().err
    assert "찾은 것 — 지우려면 /forget yes" in asked
    assert f"{RARE} 인형을 좋아해" in asked
    assert f"“내 이름은 {RARE}이야”" in asked
    assert "messages" in tables_holding(home / "malbeot.db", RARE)
    await seated.types("/forget yes")
    gone = capsys.readouterr().err
    assert gone.startswith("지웠어요. 기억 ")
    assert "메시지" in gone
    assert RARE not in gone
    assert tables_holding(home / "malbeot.db", RARE) == set()
    await seated.types("/memory", "/forget yes", f"/forget {RARE}")
    after = capsys.readouterr().err
    assert "아직 아는 것이 없어요." in after
    assert "먼저 /forget 낱말 로 찾아 주세요." in after
    assert f"‘{RARE}’(으)로는 아무것도 찾지 못했어요." in after


async def test_forgetting_a_full_name_also_erases_what_the_persona_called_the_person(
    database: Database, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = Seated(Companion(database))
    await seated.types(
        f"내 이름은 도{RARE}이야", "내 이름이 뭐라고?", "내 이름 기억해?", f"/forget 도{RARE}", "/forget yes"
    )
    assert RARE in capsys.readouterr().out.split("내 이름이 뭐라고?")[1]
    assert tables_holding(home / "malbeot.db", RARE) == set()


async def test_what_was_forgotten_is_no_longer_answered(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    seated = Seated(Companion(database))
    await seated.types(f"내 이름은 {RARE}이야", f"/forget {RARE}", "/forget yes", "내 이름이 뭐라고?", "/why")
    shown = capsys.readouterr()
    assert RARE not in shown.out.split("내 이름이 뭐라고?")[1]
    assert RARE not in shown.err.split("지웠어요")[1]


async def test_forgetting_leaves_the_rest_of_the_talk_and_its_records(
    database: Database, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = Seated(Companion(database))
    await seated.types("나는 지수야", f"{RARE} 봤어", f"/forget {RARE}", "/forget 네", "/memory")
    assert "지수" in capsys.readouterr().err.splitlines()[-1]
    assert [update.text for record in seated.companion.records() for update in record.updates] == ["나는 지수야"]
    assert "messages" in tables_holding(home / "malbeot.db", "나는 지수야")


async def test_looking_for_nothing_asks_what(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    await Seated(Companion(database), "en").types("/forget", "/forget   ")
    assert capsys.readouterr().err.splitlines() == ["Forget what? For example: /forget peanuts"] * 2


async def test_why_after_forgetting_says_that_the_record_is_gone(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await Seated(Companion(database)).types(f"{RARE} 봤어", f"/forget {RARE}", "/forget yes", "/why")
    assert capsys.readouterr().err.splitlines()[-1] == "이 대화의 기록은 지워졌어요."


def test_after_maintenance_no_file_of_the_home_holds_what_was_forgotten(home: Path) -> None:
    lines = (f"내 이름은 {RARE}이야", f"/remember {RARE} 인형", f"/forget {RARE}", "/forget yes")
    assert malbeot("chat", "--plain", "--fast", stdin="\n".join(lines)).code == 0
    assert malbeot("db", "maintain").code == 0
    holding = [file.name for file in home.rglob("*") if file.is_file() and RARE.encode() in file.read_bytes()]
    assert holding == []
    assert tables_holding(home / "malbeot.db", RARE) == set()
    rows = malbeot("turns", "list", "--json").json
    assert [row["erased"] for row in rows] == [True]
    assert malbeot("turns", "show", "1").code == 1
    assert malbeot("replay", "run", "--own", "--json").json["skipped"] == 1
