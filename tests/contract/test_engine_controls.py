"""What a person decides about messages the persona begins is done once, at once, and for all that waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, SQLModel, select

from bot.engine import controls
from bot.engine.incoming import Button, Pressed
from bot.engine.ingest import place
from bot.storage import intents, outbox, timers
from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from bot.storage.people import consents
from bot.storage.tables import (
    Chat,
    ConsentEvent,
    InboxRow,
    IntentRow,
    Message,
    OutboxRow,
    Person,
    Relationship,
    Signal,
    Timer,
)
from policies.proactive.intents import Intent
from tests.companion import Companion

T = TypeVar("T")
HOUR = 3_600_000
ASKED = Intent("interview", "면접", None, HOUR, 9 * HOUR, "they have an interview", None, 0.9)


@pytest.fixture
def companion(database: Database) -> Companion:
    companion = Companion(database)
    for person in ("jisu", "min"):
        database.write_now(lambda it, of=person: place(it, companion.incoming("", person=of), companion.clock.now()))
    return companion


def press(companion: Companion, button: Button, update_id: int = 700, person: str = "jisu", about: str = "9") -> None:
    event = Pressed(companion.bot_id, f"chat-{person}", person, "test", update_id, button, about)
    companion.database.write_now(lambda session: controls.take_pressed(session, event, companion.clock.now()))


def on_chat(companion: Companion, do: Callable[[Session, Chat], T], person: str = "jisu") -> T:
    def within(session: Session) -> T:
        return do(session, session.exec(select(Chat).where(Chat.external_id == f"chat-{person}")).one())

    return companion.database.write_now(within)


def rows(companion: Companion, table: type[SQLModel]) -> list[Any]:
    return companion.database.read_now(lambda session: list(session.exec(select(table))))


def opted_in(companion: Companion, person: str = "jisu") -> bool:
    return on_chat(companion, lambda session, chat: consents(session, chat.person_id)["proactive"], person)


def level(companion: Companion) -> str:
    return on_chat(companion, lambda session, chat: controls.standing(session, chat).level)


def fill(companion: Companion, person: str = "jisu") -> None:
    """An intent waits, a message about another is on its way, and so is a reply."""

    def within(session: Session, chat: Chat) -> None:
        assert chat.id is not None
        at = place(session, companion.incoming("", person=person), 0)
        intents.put(session, at, [ASKED], 0)
        wanted = [Outgoing("면접 잘 봤어?", HOUR, kind="proactive"), Outgoing("응", HOUR)]
        outbox.put(session, chat.id, chat.person_id, f"fill:{person}", wanted)
        begun = [Outgoing("나는 AI야.", HOUR), Outgoing("오늘 어땠어?", HOUR, kind="proactive")]
        outbox.put(session, chat.id, chat.person_id, f"turn:{person}", begun, turn_id=chat.id)
        timers.touch(session, chat.bot_id, chat.id, 0, 10, 10)
        session.add(Timer(bot_id=chat.bot_id, chat_id=chat.id, kind="proactive", due=HOUR, generation=3, owner="held"))

    on_chat(companion, within, person)


def test_nobody_is_written_to_first_before_they_agree(companion: Companion) -> None:
    assert not opted_in(companion)
    press(companion, "yes")
    assert opted_in(companion)
    assert not opted_in(companion, "min")


def test_a_press_that_comes_twice_counts_once(companion: Companion) -> None:
    for _ in range(2):
        press(companion, "more")
    assert level(companion) == "more"
    assert [(row.kind, row.update_id) for row in rows(companion, InboxRow)] == [("pressed", 700)]
    for _ in range(2):
        press(companion, "stop", 701)
    assert len(rows(companion, ConsentEvent)) == 1
    assert [str(row.value) for row in rows(companion, Signal)] == ["more", "stop"]


def test_less_and_more_go_one_step_and_stay_at_the_ends(companion: Companion) -> None:
    seen = []
    for number, button in enumerate(("less", "less", "more", "more", "more", "less")):
        press(companion, button, 700 + number)  # type: ignore[arg-type]  # each is one
        seen.append(level(companion))
    assert seen == ["less", "less", "normal", "more", "more", "normal"]


def test_who_wants_more_has_answered(companion: Companion) -> None:
    press(companion, "less")
    companion.database.write_now(lambda it: setattr(it.exec(select(Relationship)).one(), "unanswered", 3))
    press(companion, "less", 701)
    assert rows(companion, Relationship)[0].unanswered == 3
    press(companion, "more", 702)
    assert rows(companion, Relationship)[0].unanswered == 0


def test_stop_takes_back_all_that_waits_and_leaves_replies_and_other_people_alone(companion: Companion) -> None:
    for person in ("jisu", "min"):
        press(companion, "yes", 600 + len(person), person)
        fill(companion, person)
    press(companion, "stop")
    jisu = on_chat(companion, lambda session, chat: chat.id)
    assert (opted_in(companion), opted_in(companion, "min")) == (False, True)
    assert {(row.chat_id == jisu, row.state) for row in rows(companion, IntentRow)} == {
        (True, "cancelled"),
        (False, "waiting"),
    }
    assert {(str(row.body), row.state) for row in rows(companion, OutboxRow) if row.chat_id == jisu} == {
        ("면접 잘 봤어?", "cancelled"),
        ("응", "new"),
        ("나는 AI야.", "cancelled"),
        ("오늘 어땠어?", "cancelled"),
    }
    assert all(row.state == "new" for row in rows(companion, OutboxRow) if row.chat_id != jisu)
    mine = {row.kind: row for row in rows(companion, Timer) if row.chat_id == jisu}
    assert (mine["proactive"].due, mine["proactive"].owner, mine["proactive"].generation) == (None, None, 4)
    assert mine["turn"].due is not None
    assert all(row.due is not None for row in rows(companion, Timer) if row.chat_id != jisu)


def test_a_press_that_a_later_one_overtook_changes_nothing(companion: Companion) -> None:
    press(companion, "no", 801)
    press(companion, "yes", 800)
    assert not opted_in(companion)
    assert len(rows(companion, InboxRow)) == 2


def test_numbers_that_begin_anew_after_a_silent_week_are_heard(companion: Companion) -> None:
    press(companion, "yes", 5_000_000)
    companion.clock.advance(8 * 24 * HOUR)
    press(companion, "stop", 17)
    assert not opted_in(companion)


def test_a_minor_is_never_opted_in(companion: Companion) -> None:
    def grow_younger(session: Session, chat: Chat) -> None:
        session.get_one(Person, chat.person_id).age_status = "minor"

    on_chat(companion, grow_younger)
    press(companion, "yes")
    assert not opted_in(companion)
    assert not on_chat(companion, lambda session, chat: controls.opt_in(session, chat, 0))
    assert companion.database.read_now(lambda session: controls.is_minor(session, "test", "jisu"))
    assert not companion.database.read_now(lambda session: controls.is_minor(session, "test", "min"))
    assert not companion.database.read_now(lambda session: controls.is_minor(session, "test", "nobody"))


def test_quiet_level_and_zone_are_kept_and_shown_without_words_of_the_person(companion: Companion) -> None:
    fill(companion)
    on_chat(companion, lambda session, chat: controls.keep_quiet(session, chat, 5 * HOUR, 0))
    on_chat(companion, lambda session, chat: controls.set_level(session, chat, "less", 0))
    on_chat(companion, lambda session, chat: controls.set_zone(session, chat, "Asia/Seoul"))
    assert on_chat(companion, controls.standing) == controls.Standing(
        False, False, "less", 5 * HOUR, "Asia/Seoul", (("interview", HOUR),)
    )
    on_chat(companion, lambda session, chat: controls.keep_quiet(session, chat, None, 0))
    assert on_chat(companion, controls.standing).quiet_until is None


def test_a_press_is_a_signal_about_the_message_it_was_under(companion: Companion) -> None:
    fill(companion)
    bubble = next(row for row in rows(companion, OutboxRow) if row.kind == "proactive").message_id

    def arrive(session: Session) -> None:
        session.get_one(Message, bubble).external_id = "9"

    companion.database.write_now(arrive)
    press(companion, "less")
    (signal,) = rows(companion, Signal)
    assert (signal.kind, signal.message_id, signal.external_id) == ("button", bubble, "9")
