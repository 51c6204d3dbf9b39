"""Turn rows, content-addressed snapshots, consumed messages, heard replies and the counters' calibration."""

from __future__ import annotations

import pytest
from sqlmodel import Session, col, select

from bot.errors import NotFound
from bot.storage.calibration import LEAST, MARGIN, NEWEST, calibration
from bot.storage.database import Database
from bot.storage.tables import InboxRow, ModelCall, Snapshot
from bot.storage.turns import (
    consume,
    get_turn,
    keep_snapshots,
    last_heard,
    list_turns,
    put_served,
    put_turn,
    snapshot,
    take_calls,
)
from tests.rows import NOW, Place, place, said, turn


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def call(at: Place, attempt: str = "a", **values: object) -> ModelCall:
    usual = {
        "attempt": attempt, "chat_id": at.chat_id, "person_id": at.person_id, "purpose": "reply", "model": "m",
        "server": "s", "counter": "bytes", "counted_tokens": 100, "reserved_tokens": 1, "started_at": NOW,
        "estimated": False,
    }  # fmt: skip
    return ModelCall(**(usual | values))


def test_content_is_stored_once_under_its_hash(database: Database) -> None:
    for body in ({"a": "말벗"}, {"a": "말벗"}):
        database.write_now(lambda session: keep_snapshots(session, {"h": ("persona", lambda: body)}, NOW))  # noqa: B023
    database.write_now(lambda session: keep_snapshots(session, {"i": ("settings", lambda: [1, None])}, NOW))
    assert database.read_now(lambda session: len(session.exec(select(Snapshot)).all())) == 2
    assert database.read_now(lambda session: snapshot(session, "h")) == {"a": "말벗"}
    assert database.read_now(lambda session: snapshot(session, "i")) == [1, None]


def test_a_missing_snapshot_or_turn_says_so(database: Database) -> None:
    with pytest.raises(NotFound, match="no snapshot h"):
        database.read_now(lambda session: snapshot(session, "h"))
    with pytest.raises(NotFound, match="no turn 5"):
        database.read_now(lambda session: get_turn(session, 5))


def test_a_turn_takes_its_own_model_calls_only(database: Database, here: Place) -> None:
    def write(session: Session) -> int:
        session.add_all([call(here, "mine"), call(here, "mine"), call(here, "discarded")])
        session.flush()
        row = {
            "bot_id": here.bot_id, "chat_id": here.chat_id, "person_id": here.person_id, "generation": 1,
            "attempt": "mine", "created_at": NOW, "source": "model", "persona_hash": "p", "settings_hash": "s",
        }  # fmt: skip
        turn_id = put_turn(session, row, "{}", [])
        take_calls(session, "mine", turn_id)
        return turn_id

    turn_id = database.write_now(write)
    calls = database.read_now(lambda session: session.exec(select(ModelCall).order_by(col(ModelCall.id))).all())
    assert [each.turn_id for each in calls] == [turn_id, turn_id, None]


def test_exactly_the_rows_that_were_read_are_consumed_and_only_once(database: Database, here: Place) -> None:
    def write(session: Session) -> list[int]:
        rows = [
            InboxRow(
                bot_id=here.bot_id, chat_id=here.chat_id, person_id=here.person_id, update_id=n,
                message_id=said(session, here, "hi"), received_at=NOW,
            )
            for n in range(3)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return [row.id or 0 for row in rows]

    ids = database.write_now(write)
    first, second = (database.write_now(lambda session: turn(session, here, name, [])) for name in "ab")  # noqa: B023
    assert database.write_now(lambda session: consume(session, ids[:2], first)) == 2
    assert database.write_now(lambda session: consume(session, ids, second)) == 1
    rows = database.read_now(lambda session: session.exec(select(InboxRow)).all())
    assert [row.turn_id for row in rows] == [first, first, second]


def test_heard_replies_are_counted_back_from_a_bound(database: Database, here: Place) -> None:
    turn_id = database.write_now(lambda session: turn(session, here, "a", []))
    for replies in (["x", "y"], ["x"], ["z"]):
        database.write_now(
            lambda session: put_served(session, here.person_id, here.bot_id, turn_id, replies, NOW)  # noqa: B023
        )

    def heard(bound: int, depth: int = 1000) -> object:
        return database.read_now(lambda session: last_heard(session, here.person_id, here.bot_id, bound, depth))

    assert heard(4) == {"z": 0, "x": 1, "y": 2}
    assert heard(3) == {"x": 0, "y": 1}
    assert heard(4, depth=1) == {"z": 0}
    assert heard(0) == {}


def test_turns_are_listed_newest_first_and_by_chat(database: Database, here: Place) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    ids = database.write_now(lambda session: [turn(session, at, "record", []) for at in (here, other, here)])
    assert [row.id for row in database.read_now(lambda session: list_turns(session, 2))] == [ids[2], ids[1]]
    mine = database.read_now(lambda session: list_turns(session, 9, [here.chat_id]))
    assert [row.id for row in mine] == [ids[2], ids[0]]


def test_a_counter_is_not_calibrated_by_too_few_calls(database: Database, here: Place) -> None:
    for _ in range(LEAST - 1):
        database.write_now(lambda session: session.add(call(here, prompt_tokens=150)))
    database.write_now(lambda session: session.add_all([call(here), call(here, prompt_tokens=0)]))
    assert database.read_now(lambda session: calibration(session, "m", "bytes")) is None
    database.write_now(lambda session: session.add(call(here, prompt_tokens=150)))
    assert database.read_now(lambda session: calibration(session, "m", "bytes")) == pytest.approx(1.5 * MARGIN)


def test_a_counter_is_calibrated_by_the_largest_ratio_of_its_own_newest_calls(database: Database, here: Place) -> None:
    old, other = call(here, prompt_tokens=900), call(here, prompt_tokens=800, model="another")
    database.write_now(lambda session: session.add_all([old, other, call(here, prompt_tokens=700, counter="tiktoken")]))
    assert database.read_now(lambda session: calibration(session, "m", "bytes")) is None
    for tokens in [110, 130, *[120] * (NEWEST - 2)]:
        database.write_now(lambda session: session.add(call(here, prompt_tokens=tokens)))  # noqa: B023
    assert database.read_now(lambda session: calibration(session, "m", "bytes")) == pytest.approx(1.3 * MARGIN)


def test_counts_that_were_scaled_already_are_scaled_back(database: Database, here: Place) -> None:
    for _ in range(LEAST):
        database.write_now(lambda session: session.add(call(here, counter="bytes*0.5", prompt_tokens=120)))
    assert database.read_now(lambda session: calibration(session, "m", "bytes")) == pytest.approx(0.6 * MARGIN)
