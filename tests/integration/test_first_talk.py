"""The main job end to end: a person talks, the persona answers, the record explains it and replays."""

from __future__ import annotations

import pytest

from bot.feedback.replay import Replay
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.turns import list_turns
from tests.companion import INDEXES, Companion


async def test_a_first_talk_in_korean_remembers_the_name(database: Database) -> None:
    companion = Companion(database)
    first = await companion.say("안녕!")
    assert len(first) >= 2
    assert "AI" in first[0] or "인공지능" in first[0]
    named = await companion.say("나는 지수야")
    assert "지수" in " ".join(named)
    await companion.say("요즘 회사 때문에 너무 힘들어")
    asked = await companion.say("내 이름이 뭐라고?")
    assert "지수" in " ".join(asked)


async def test_a_first_talk_in_english_remembers_the_name(database: Database) -> None:
    companion = Companion(database, persona="wren")
    assert "AI" in (await companion.say("hello!"))[0]
    assert "Alex" in " ".join(await companion.say("I'm Alex"))
    assert "Alex" in " ".join(await companion.say("what's my name?"))


@pytest.mark.parametrize("persona", ["bom", "wren"])
async def test_every_recorded_turn_replays_identically(database: Database, persona: str) -> None:
    companion = Companion(database, persona=persona)
    for text in (
        "안녕",
        "나는 지수야",
        "hello",
        "나 오늘 시험 망했어",
        "ㅋㅋㅋ",
        "죽고 싶어",
        "내 이름이 뭐라고?",
        "기억해줘: 땅콩 알레르기 있어",
    ):
        await companion.say(text)
    ids = [row.id or 0 for row in database.read_now(lambda session: list_turns(session, 100))]
    report = await Replay(database, INDEXES, ByteCounter(0.4)).run(ids)
    assert report.differing == ()
    assert report.identical == len(ids) == 8
