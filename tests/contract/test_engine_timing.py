"""When the engine speaks: put off, silent, reacting, cut short, and first. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.channels.commands import Commands
from bot.engine.clock_watch import ClockWatch
from bot.engine.proactive import KIND
from bot.feedback.replay import Replay
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database, is_shared
from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.tables import ConsentEvent, InboxRow, IntentRow, OutboxRow, Person, Relationship, Timer, TurnRow
from policies.timing.rules import WEEKDAYS, Proactive, Silence, Span, StateDelay, TimingRules, Week
from tests.companion import INDEXES, Companion

SEOUL = ZoneInfo("Asia/Seoul")
NIGHT = Week((Span(WEEKDAYS, 0, 8 * 60, "asleep"),), "Asia/Seoul", "none")
ASLEEP = TimingRules(week=NIGHT, delays=(StateDelay("asleep", 1.0, 5 * 60_000),))


@pytest.fixture
def friend(database: Database) -> Companion:
    """Somebody who talks at noon of a Tuesday in Seoul."""
    companion = Companion(database)
    _go_to(companion, 12)
    return companion


def _go_to(companion: Companion, hour: int, minute: int = 0, day: int = 1) -> None:
    at = int(datetime(2026, 12, day, hour, minute, tzinfo=SEOUL).timestamp() * 1000)
    companion.clock.advance(at - companion.clock.now())


def _with(companion: Companion, rules: TimingRules) -> Companion:
    """The same people under another policy; what was sent before is forgotten."""
    return replace(companion, settings=replace(companion.settings, policy=rules))


def _all(database: Database, table: type) -> list:
    return list(database.read_now(lambda session: session.exec(select(table)).all()))


async def test_who_sleeps_answers_after_waking_and_the_record_tells_both_decisions(
    friend: Companion, database: Database
) -> None:
    await friend.say("안녕")
    _go_to(friend, 3, day=2)
    sleeper = _with(friend, ASLEEP)
    assert await sleeper.say("나 잠이 안 와") == []
    (timer,) = _all(database, Timer)
    woken = datetime.fromtimestamp((timer.due or 0) / 1000, SEOUL)
    assert (woken.day, woken.hour >= 8, woken.hour < 12) == (2, True, True)
    assert timer.deferred is not None
    why = await Commands(database, sleeper.clock, timer.chat_id, "en", "").run("/why")
    assert why.startswith("Not answered yet; it comes up again in about ")
    assert timer.owner is None
    sleeper.clock.advance((timer.due or 0) - sleeper.clock.now())
    await sleeper.engine.settle()
    assert sleeper.transport.texts
    put_off, answered = sleeper.records()[-1].timing.decisions
    assert (put_off.action, put_off.state) == ("later", "asleep")
    assert put_off.probabilities["later"] == 1
    assert answered.action == "reply"
    assert _all(database, Timer)[0].deferred is None


async def test_a_message_that_comes_while_an_answer_is_put_off_is_answered_with_it(
    friend: Companion, database: Database
) -> None:
    await friend.say("안녕")
    _go_to(friend, 3, day=2)
    sleeper = _with(friend, ASLEEP)
    await sleeper.say("나 잠이 안 와")
    _go_to(friend, 9, day=2)
    await sleeper.say("아 이제 일어났다")
    record = sleeper.records()[-1]
    assert [update.text for update in record.updates] == ["나 잠이 안 와", "아 이제 일어났다"]
    assert [decision.action for decision in record.timing.decisions] == ["later", "reply"]
    assert all(row.turn_id is not None for row in _all(database, InboxRow))


async def test_a_crisis_is_answered_at_once_whatever_the_persona_does(friend: Companion) -> None:
    await friend.say("안녕")
    _go_to(friend, 3, day=2)
    sleeper = _with(friend, ASLEEP)
    assert await sleeper.say("죽고 싶어")
    assert sleeper.records()[-1].timing.decisions[-1].probabilities == {
        "reply": 1.0, "later": 0.0, "react": 0.0, "silent": 0.0, "come_back": 0.0,
    }  # fmt: skip


async def test_what_is_read_and_left_is_consumed_counted_and_told(friend: Companion, database: Database) -> None:
    await friend.say("안녕")
    friend.clock.advance(3_600_000)
    quiet = _with(friend, TimingRules(silence=Silence(1.0, 1, ("closing",))))
    assert await quiet.say("응") == []
    (turn,) = [row for row in _all(database, TurnRow) if row.action == "silent"]
    assert turn.source == "timing"
    assert all(row.turn_id is not None for row in _all(database, InboxRow))
    assert _all(database, Relationship)[0].silences == 1
    quiet.clock.advance(60_000)
    assert await quiet.say("응"), "one silence a day was allowed"


async def test_a_reaction_stands_for_an_answer(friend: Companion) -> None:
    await friend.say("안녕")
    friend.clock.advance(3_600_000)
    merry = _with(friend, TimingRules(reaction_share=1.0))
    assert await merry.say("ㅋㅋㅋㅋ") == []
    (reaction,) = merry.transport.beside
    assert reaction.kind == "reaction"
    assert merry.records()[-1].timing.plan.action == "react"


@pytest.mark.parametrize(("manner", "heard"), [("cancel", 1), ("finish", 2)])
async def test_a_message_between_two_bubbles_cuts_the_rest_unless_the_persona_finishes(
    friend: Companion, database: Database, manner: str, heard: int
) -> None:
    await friend.say("안녕")
    talker = _with(friend, TimingRules(when_interrupted=manner, least_typing_ms=3000, pause_ms=5000))  # type: ignore[arg-type]
    chat_id = await talker.hear("나 오늘 시험 망했어")
    talker.clock.advance(5_000)
    await talker.engine.worker.step()
    _split(database)
    first, second, *_ = _bubbles(database)
    talker.clock.advance(first.due - talker.clock.now())
    await talker.engine.sender.step()
    await talker.hear("아 잠깐만")
    states = [row.state for row in _bubbles(database)]
    rest = "cancelled" if heard == 1 else "new"
    assert states == ["sent", *[rest] * (len(states) - 1)]
    assert chat_id == second.chat_id


def _bubbles(database: Database) -> list[OutboxRow]:
    """Those of the newest turn that speaks."""
    rows = [row for row in _all(database, OutboxRow) if row.kind == "text"]
    newest = max(row.turn_id or 0 for row in rows)
    return sorted((row for row in rows if row.turn_id == newest), key=lambda row: row.seq)


def _split(database: Database) -> None:
    """A reply of one bubble gets a second one: what is tested is not the splitter."""

    def write(session: Session) -> None:
        rows = [row for row in session.exec(select(OutboxRow)) if row.kind == "text" and row.state == "new"]
        if len(rows) == 1:
            row = rows[0]
            session.add(
                OutboxRow(
                    chat_id=row.chat_id, person_id=row.person_id, turn_id=row.turn_id, seq=row.seq + 1,
                    key=f"{row.key}+", body=Owned(row.person_id, row.body), due=row.due + 10_000, typing_ms=1_000,
                )
            )  # fmt: skip

    database.write_now(write)


async def test_a_burst_is_one_turn_and_nobody_is_refused_for_being_quick(friend: Companion) -> None:
    await friend.say("안녕")
    person = _with(friend, TimingRules(unfinished_wait_ms=3000, finished_wait_ms=2500))
    for text in ("아니", "근데", "있잖아", "오늘", "진짜", "힘들었어"):
        await person.hear(text)
        person.clock.advance(1_600)
    await person.engine.settle()
    assert len(person.records()[-1].updates) == 6


def _agree(database: Database, **bond: object) -> None:
    def write(session: Session) -> None:
        person = session.exec(select(Person)).one()
        person.time_zone = "Asia/Seoul"
        session.add(ConsentEvent(person_id=known(person.id), purpose="proactive", granted=True, at=0))
        if bond:
            session.execute(update(Relationship).values(**bond))

    database.write_now(write)


CARING = TimingRules(proactive=Proactive(most_a_day=1), week=Week((), "Asia/Seoul", "none"))


async def test_an_interview_told_of_is_asked_about_once_after_it_and_never_at_night(
    friend: Companion, database: Database
) -> None:
    """ "나 내일 3시에 면접 있어" and three days."""
    carer = _with(friend, CARING)
    await carer.say("안녕")
    _agree(database)
    await carer.say("나 내일 3시에 면접 있어")
    before = len(carer.transport.sent)
    end = carer.clock.now() + 3 * 86_400_000
    while carer.clock.now() < end:
        carer.clock.advance(20 * 60_000)
        await carer.engine.settle()
    (said,) = [each for each in carer.transport.sent[before:] if "면접" in each[1]]
    at = datetime.fromtimestamp(said[0] / 1000, SEOUL)
    assert (at.day, 16 <= at.hour <= 22) == (2, True)
    (asked,) = [row for row in _all(database, IntentRow) if row.kind == "interview"]
    assert asked.state == "sent"
    turn = next(row for row in _all(database, TurnRow) if row.id == asked.turn_id)
    assert turn.action == "proactive"
    assert not any(row.message_id is None for row in _all(database, InboxRow)), "no message was made up"
    assert _all(database, Relationship)[0].unanswered == 1
    await carer.say("붙었어!")
    assert _all(database, Relationship)[0].unanswered == 0


async def test_what_they_bring_up_first_is_not_asked(friend: Companion, database: Database) -> None:
    carer = _with(friend, CARING)
    await carer.say("안녕")
    _agree(database)
    await carer.say("나 내일 3시에 면접 있어")
    _go_to(carer, 16, 30, day=2)
    await carer.say("면접 끝났어! 잘 본 것 같아")
    (row,) = [row for row in _all(database, IntentRow) if row.kind == "interview"]
    assert (row.state, row.fate) == ("cancelled", "they brought it up first")


async def test_without_agreement_nothing_is_kept_and_nobody_is_written_to(
    friend: Companion, database: Database
) -> None:
    carer = _with(friend, CARING)
    await carer.say("나 내일 3시에 면접 있어")
    assert _all(database, IntentRow) == []
    assert [row for row in _all(database, Timer) if row.kind == KIND] == []


async def test_quiet_holds_back_what_is_due_and_withdrawn_consent_drops_it(
    friend: Companion, database: Database
) -> None:
    carer = _with(friend, CARING)
    await carer.say("안녕")
    _agree(database)
    await carer.say("나 내일 3시에 면접 있어")
    _go_to(carer, 17, 5, day=2)
    database.write_now(lambda it: it.execute(update(Relationship).values(quiet_until=carer.clock.now() + 7_200_000)))
    await carer.engine.settle()
    assert [row.state for row in _all(database, IntentRow) if row.kind == "interview"] == ["waiting"]
    person = database.read_now(lambda session: session.exec(select(col(Person.id))).one()) or 0
    database.write_now(
        lambda it: it.add(ConsentEvent(person_id=person, purpose="proactive", granted=False, at=carer.clock.now()))
    )
    carer.clock.advance(3 * 3_600_000)
    await carer.engine.settle()
    assert [row.fate for row in _all(database, IntentRow) if row.kind == "interview"] == ["not opted in"]


async def test_who_writes_on_before_anything_was_said_is_answered_for_all_of_it(
    friend: Companion, database: Database
) -> None:
    await friend.say("안녕")
    talker = _with(friend, TimingRules(least_typing_ms=3000))
    await talker.hear("나 오늘 회사에서 혼났어")
    talker.clock.advance(1_000)
    await talker.engine.worker.step()
    assert [row.state for row in _bubbles(database)] == ["new"]
    before = len(talker.transport.sent)
    await talker.hear("어떻게 생각해?")
    await talker.engine.settle()
    record = talker.records()[-1]
    assert [update.text for update in record.updates] == ["나 오늘 회사에서 혼났어", "어떻게 생각해?"]
    assert len(talker.transport.sent[before:]) == len(record.bubbles), "the first answer was never heard"
    assert all(row.turn_id is not None for row in _all(database, InboxRow))


async def test_who_writes_on_and_on_is_answered_nevertheless(friend: Companion) -> None:
    await friend.say("안녕")
    talker = _with(friend, TimingRules(least_typing_ms=3000, most_typing_ms=3000))
    before = len(talker.transport.sent)
    for number in range(30):
        await talker.hear(f"{number}번째로 하는 말이야.")
        for _ in range(3):
            talker.clock.advance(500)
            await talker.engine.worker.step()
            await talker.engine.sender.step()
    assert len(talker.transport.sent) > before


async def test_a_day_after_a_crisis_nothing_is_left_put_off_or_only_reacted_to(friend: Companion) -> None:
    await friend.say("안녕")
    _go_to(friend, 3, day=2)
    sleeper = _with(friend, replace(ASLEEP, silence=Silence(1.0, 9, ("closing",)), reaction_share=1.0))
    assert await sleeper.say("죽고 싶어")
    sleeper.clock.advance(60_000)
    assert await sleeper.say("응")
    sleeper.clock.advance(2 * 3_600_000)
    assert await sleeper.say("진짜 너무 힘들어")


async def test_a_clock_set_back_a_day_keeps_nobody_waiting(friend: Companion, database: Database) -> None:
    await friend.say("안녕")
    talker = _with(friend, TimingRules(least_typing_ms=3000))
    await talker.hear("뭐 해?")
    talker.clock.advance(1_000)
    await talker.engine.worker.step()
    watch = ClockWatch(database, talker.clock, talker.engine.hint)
    await watch.look()
    talker.clock.advance(-86_400_000)
    await watch.look()
    before = len(talker.transport.sent)
    end = talker.clock.now() + 60_000
    while talker.clock.now() < end:
        talker.clock.advance(1_000)
        await talker.engine.worker.step()
        await talker.engine.sender.step()
    shared = database.read_now(is_shared)
    assert shared or talker.transport.sent[before:], "several machines have several clocks"


async def test_one_event_told_of_three_times_is_asked_about_once(friend: Companion, database: Database) -> None:
    carer = _with(friend, CARING)
    await carer.say("안녕")
    _agree(database)
    for text in ("나 내일 3시에 면접 있어", "아 내일 3시 면접 너무 떨려", "내일 면접 3시인데 뭐 입지"):
        await carer.say(text)
    assert len([row for row in _all(database, IntentRow) if row.kind == "interview"]) == 1


async def test_their_own_words_are_answered_before_anything_is_asked(friend: Companion, database: Database) -> None:
    carer = _with(friend, CARING)
    await carer.say("안녕")
    _agree(database)
    await carer.say("나 내일 3시에 면접 있어")
    _go_to(carer, 17, 4, day=2)
    database.write_now(lambda it: it.execute(update(IntentRow).values(due=carer.clock.now())))
    database.write_now(
        lambda it: it.execute(update(Timer).where(col(Timer.kind) == KIND).values(due=carer.clock.now()))
    )
    await carer.hear("이따 말해 줄게")
    database.write_now(lambda it: it.execute(update(Timer).where(col(Timer.kind) == "turn").values(due=None)))
    await carer.engine.worker.step()
    (row,) = [row for row in _all(database, IntentRow) if row.kind == "interview"]
    assert row.state == "waiting"
    assert row.due > carer.clock.now()


async def test_what_was_written_first_replays_identically(friend: Companion, database: Database) -> None:
    carer = _with(friend, CARING)
    await carer.say("안녕")
    _agree(database)
    await carer.say("나 내일 3시에 면접 있어")
    _go_to(carer, 18, day=2)
    await carer.engine.settle()
    (turn,) = [row for row in _all(database, TurnRow) if row.action == "proactive"]
    told = await Replay(database, INDEXES, ByteCounter(0.4)).run([known(turn.id)])
    assert (told.identical, told.differing) == (1, ())
