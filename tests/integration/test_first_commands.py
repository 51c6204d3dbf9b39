"""`/first`, `/quiet`, `/zone` at a terminal: what they say is what then holds, and what they can't read they name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot.engine import controls
from bot.engine.ingest import place
from bot.storage import intents, outbox
from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from bot.storage.people import consents
from bot.storage.tables import Chat, ConsentEvent, Message, Person, Relationship
from policies.proactive.intents import Intent
from tests.companion import Companion
from tests.seated import Seated

HOUR = 3_600_000


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


class Typing:
    """Somebody types commands and reads what is shown."""

    def __init__(self, database: Database, language: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.seated, self.capsys = Seated(Companion(database), language), capsys

    @property
    def now(self) -> int:
        return self.seated.companion.clock.now()

    async def told(self, line: str) -> str:
        self.capsys.readouterr()
        await self.seated.types(line)
        shown = self.capsys.readouterr()
        assert shown.out == "", "a command is no talk"
        return shown.err.strip()

    def on_chat(self, do: Callable[[Session, Chat], Any]) -> Any:
        return self.seated.companion.database.write_now(lambda session: do(session, session.exec(select(Chat)).one()))

    @property
    def standing(self) -> controls.Standing:
        return self.on_chat(controls.standing)  # type: ignore[no-any-return]


@pytest.fixture
def english(database: Database, capsys: pytest.CaptureFixture[str]) -> Typing:
    return Typing(database, "en", capsys)


@pytest.fixture
def korean(database: Database, capsys: pytest.CaptureFixture[str]) -> Typing:
    return Typing(database, "ko", capsys)


async def test_first_is_off_until_switched_on_and_asks_where_one_lives(english: Typing) -> None:
    assert "Writing first: off" in await english.told("/first")
    told = await english.told("/first on")
    assert "/first off" in told
    assert "I'll go by UTC time" in told
    assert "/zone Tokyo" in told
    assert english.standing.opted_in
    assert (await english.told("/zone Tokyo")).startswith("All right, I'll go by Tokyo time.")
    assert english.standing.zone == "Asia/Tokyo"
    assert "/zone" not in await english.told("/first on")
    assert "/first on" in await english.told("/FIRST OFF")
    assert not english.standing.opted_in


async def test_in_korean_the_same_is_done_with_korean_words(korean: Typing) -> None:
    assert "먼저 말 걸기: 꺼짐" in await korean.told("/first")
    assert "어느 도시에 계세요?" in await korean.told("/first 켜기")
    assert korean.standing.opted_in
    assert (await korean.told("/zone 부산에 살아")).startswith("알겠어요. 서울 시간으로 생각할게요.")
    assert korean.standing.zone == "Asia/Seoul"
    assert await korean.told("/first 덜") == "알겠어요. 먼저 말을 거는 빈도: 덜 자주"
    assert korean.standing.level == "less"
    shown = await korean.told("/first")
    assert all(line in shown for line in ("먼저 말 걸기: 켜짐", "빈도: 덜 자주", "시간대: 서울", "기다리는 것: 없음"))
    await korean.told("/first 끄기")
    assert not korean.standing.opted_in


@pytest.mark.parametrize(
    ("line", "hours"), [("/quiet 3h", 3), ("/quiet 2d", 48), ("/quiet 3시간", 3), ("/quiet 이틀", 48)]
)
async def test_quiet_lasts_as_long_as_was_said(line: str, hours: int, english: Typing) -> None:
    await english.told(line)
    assert english.standing.quiet_until == english.now + hours * HOUR
    assert (await english.told("/quiet off")) == "All right, the quiet is over."
    assert english.standing.quiet_until is None


async def test_quiet_alone_is_until_nine_tomorrow_by_the_persons_own_clock(english: Typing) -> None:
    await english.told("/zone New York")
    told = await english.told("/quiet")
    assert "09:00 (New York time)" in told
    until, there = english.standing.quiet_until, ZoneInfo("America/New_York")
    assert until is not None
    tomorrow = datetime.fromtimestamp(until / 1000, there)
    assert (tomorrow.hour, tomorrow.minute) == (9, 0)
    assert (tomorrow.date() - datetime.fromtimestamp(english.now / 1000, there).date()).days == 1
    assert "Quiet until" in await english.told("/first")
    english.seated.companion.clock.advance(48 * HOUR)
    assert "Quiet: no" in await english.told("/first")


@pytest.mark.parametrize(
    ("line", "named", "example"),
    [
        ("/quiet soonish", "“soonish”", "/quiet 3h"),
        ("/quiet 0h", "“0h”", "a minute to a year"),
        ("/quiet 9999d", "“9999d”", "/first off"),
        ("/first perhaps", "“perhaps”", "/first on"),
        ("/zone Atlantis", "“Atlantis”", "/zone Seoul"),
        ("/zone " + "x" * 3000, "…”", "/zone Seoul"),
    ],
)
async def test_what_cannot_be_read_is_named_with_an_example_and_changes_nothing(
    line: str, named: str, example: str, english: Typing
) -> None:
    before = english.standing
    told = await english.told(line)
    assert named in told
    assert example in told
    assert len(told) < 300
    assert english.standing == before


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_minor_is_refused_kindly_and_can_still_switch_it_off(
    language: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    typing = Typing(database, language, capsys)
    typing.on_chat(lambda session, chat: setattr(session.get_one(Person, chat.person_id), "age_status", "minor"))
    told = await typing.told("/first on")
    assert ("미성년자" if language == "ko" else "under age") in told
    assert not typing.standing.opted_in
    assert database.read_now(lambda session: session.exec(select(ConsentEvent)).all()) == []
    assert ("미성년자" if language == "ko" else "under age") in await typing.told("/first")
    await typing.told("/first off")
    assert not typing.on_chat(lambda session, chat: consents(session, chat.person_id)["proactive"])


async def test_what_waits_is_shown_by_kind_and_time_without_the_persons_words(korean: Typing) -> None:
    await korean.told("/zone 서울")
    due = int(datetime(2027, 3, 5, 18, 30, tzinfo=ZoneInfo("Asia/Seoul")).timestamp() * 1000)
    secret = Intent("interview", "비밀회사 면접", None, due, due + HOUR, "", None, 0.9)

    def keep(session: Session, chat: Chat) -> None:
        seat = korean.seated.conversation.seat
        at = place(session, korean.seated.conversation._incoming(""), 0)
        assert at.chat_id == seat.chat_id
        intents.put(session, at, [secret], 0)

    korean.on_chat(keep)
    shown = await korean.told("/first")
    assert "- 면접: 서울 시간 3월 5일(금) 오후 6:30" in shown
    assert "비밀회사" not in shown


async def test_zone_alone_says_what_is_known(english: Typing) -> None:
    assert "/zone Seoul" in await english.told("/zone")
    await english.told("/zone UTC+9")
    assert "UTC+9 time" in await english.told("/zone")


async def test_commands_about_writing_first_leave_no_message_behind(english: Typing) -> None:
    for line in ("/first on", "/quiet 3h", "/zone Seoul", "/first more", "/first off"):
        await english.told(line)
    database = english.seated.companion.database
    assert database.read_now(lambda session: session.exec(select(Message)).all()) == []
    assert len(database.read_now(lambda session: session.exec(select(Relationship)).all())) == 1


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("내가 가끔 먼저 말을 걸어도 될까?", "대답은 /first on"),
        ("May I write first now and then?", "To answer: /first on"),
    ],
)
async def test_a_question_that_has_buttons_elsewhere_says_how_to_answer_it_here(
    question: str, answers: str, english: Typing
) -> None:
    def ask(session: Session, chat: Chat) -> None:
        assert chat.id is not None
        for kind in ("consent", "proactive"):
            outbox.put(session, chat.id, chat.person_id, f"ask:{kind}", [Outgoing(question, 0, kind=kind)])

    english.on_chat(ask)
    english.capsys.readouterr()
    await english.seated.conversation.engine.settle()
    shown = english.capsys.readouterr()
    assert shown.out.count(question) == 2
    assert shown.err.count(answers) == 1
