"""What monitoring is told: numbers from the tables, nobody's words, and why something isn't ready."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlmodel import Session

from bot.config import load_settings
from bot.storage.database import Database
from bot.storage.migrate import known_revisions
from bot.storage.owned import Owned
from bot.storage.tables import InboxRow, JobRow, ModelCall, OutboxRow, Timer
from bot.testing.clock import FakeClock
from bot.web.monitoring import Monitoring, web_app
from policies.errors import MalbeotError
from tests.rows import NOW, Place, everything_of, place, said, turn

HOUR = 3_600_000


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
async def client(database: Database, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the application, without a network."""
    app = web_app(Monitoring(database, clock, known_revisions()[-1]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://monitored") as asking:
        yield asking


def samples(page: str) -> dict[str, float]:
    """`name` or `name:label` to value, as a Prometheus server reads the page."""

    def each() -> Iterator[tuple[str, float]]:
        for family in text_string_to_metric_families(page):
            assert family.documentation.endswith(".")
            for sample in family.samples:
                yield ":".join((sample.name, *sample.labels.values())), sample.value

    found = list(each())
    assert len(found) == len(dict(found))
    return dict(found)


def delivery(at: Place, seq: int, state: str) -> OutboxRow:
    return OutboxRow(
        chat_id=at.chat_id, person_id=at.person_id, seq=seq, key=f"k{seq}", body=Owned(at.person_id, "x"), due=NOW,
        state=state,
    )  # fmt: skip


def waiting(session: Session, at: Place, number: int) -> InboxRow:
    message = said(session, at, f"message {number}")
    own = {"bot_id": at.bot_id, "chat_id": at.chat_id, "person_id": at.person_id}
    return InboxRow(**own, update_id=number, message_id=message, received_at=NOW)


async def test_an_empty_deployment_reads_zero_everywhere(client: httpx.AsyncClient) -> None:
    found = samples((await client.get("/metrics")).text)
    assert set(found.values()) == {0}
    assert {"malbeot_waiting_messages", "malbeot_deliveries:dead", "malbeot_turns_last_hour:model"} <= set(found)


async def test_the_figures_are_those_of_the_tables(
    client: httpx.AsyncClient, database: Database, clock: FakeClock
) -> None:
    def fill(session: Session) -> None:
        late, held, later = (place(session, name) for name in ("late", "held", "later"))
        session.add_all(waiting(session, late, number) for number in (1, 2, 3))
        session.add_all(
            delivery(late, seq, state) for seq, state in enumerate(("new", "sent", "sent", "unknown", "dead"))
        )
        due = {"due": NOW - 2_500, "generation": 1}
        session.add(Timer(bot_id=late.bot_id, chat_id=late.chat_id, **due))
        session.add(Timer(bot_id=held.bot_id, chat_id=held.chat_id, **due, owner="o", lease_until=NOW + 1))
        session.add(Timer(bot_id=later.bot_id, chat_id=later.chat_id, due=NOW + 1, generation=1))
        session.add(JobRow(name="j", key="j", due=NOW, state="dead"))
        recent = turn(session, late, "{}", [])
        call = {
            "attempt": "a", "turn_id": recent, "chat_id": late.chat_id, "person_id": late.person_id, "purpose": "reply",
            "model": "m", "server": "s", "counter": "bytes", "counted_tokens": 1, "reserved_tokens": 1,
        }  # fmt: skip
        used = {"prompt_tokens": 100, "reply_tokens": 7}
        session.add_all(ModelCall(**call, started_at=NOW, **used) for _ in range(2))
        session.add(ModelCall(**call, started_at=NOW, state="failed"))
        session.add(ModelCall(**call, started_at=NOW - HOUR, **used))

    database.write_now(fill)
    found = samples((await client.get("/metrics")).text)
    assert {name: value for name, value in found.items() if value} == {
        "malbeot_waiting_messages": 3,
        "malbeot_overdue_timers": 1,
        "malbeot_lateness_seconds": 2.5,
        "malbeot_running_turns": 1,
        "malbeot_failed_model_calls_last_hour": 1,
        "malbeot_deliveries:new": 1,
        "malbeot_deliveries:sent": 2,
        "malbeot_deliveries:unknown": 1,
        "malbeot_deliveries:dead": 1,
        "malbeot_jobs:dead": 1,
        "malbeot_turns_last_hour:groups": 1,
        "malbeot_tokens_last_hour:prompt": 200,
        "malbeot_tokens_last_hour:reply": 14,
    }
    clock.advance(HOUR)
    assert samples((await client.get("/metrics")).text)["malbeot_turns_last_hour:groups"] == 0


async def test_no_word_and_no_name_of_a_person_is_told(client: httpx.AsyncClient, database: Database) -> None:
    canary = "카나리아 mangrove"
    database.write_now(lambda session: everything_of(session, place(session, canary), canary))
    for path in ("/live", "/ready", "/metrics"):
        page = (await client.get(path)).text
        assert "mangrove" not in page
        assert "카나리아" not in page


async def test_ready_means_the_database_is_there_at_our_revision(client: httpx.AsyncClient, database: Database) -> None:
    ready = await client.get("/ready")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    database.write_now(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    other = await client.get("/ready")
    assert (other.status_code, "0001" in other.text) == (503, True)


async def test_without_a_database_it_lives_but_is_not_ready(
    client: httpx.AsyncClient, database: Database, home: Path
) -> None:
    database.write_now(lambda session: session.execute(text("DROP TABLE alembic_version")))
    database.write_now(lambda session: session.execute(text("DROP TABLE outbox")))
    assert (await client.get("/live")).status_code == 200
    for path in ("/ready", "/metrics"):
        answer = await client.get(path)
        assert answer.status_code == 503
        assert answer.text.startswith("database: ")
        assert str(home) not in answer.text


@pytest.mark.parametrize("ask", [("POST", "/ready", 405), ("GET", "/", 404), ("GET", "/metrics/", 200)])
async def test_nothing_else_is_answered(ask: tuple[str, str, int], client: httpx.AsyncClient) -> None:
    method, path, status = ask
    assert (await client.request(method, path, follow_redirects=True)).status_code == status


@pytest.mark.parametrize("value", ["8080", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "http://a:80", "a b:80"])
def test_what_is_no_address_to_listen_at_is_refused(value: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_WEB__LISTEN", value)
    with pytest.raises(MalbeotError, match="HOST:PORT"):
        load_settings()


@pytest.mark.parametrize("value", ["127.0.0.1:8080", "[::1]:80", "0.0.0.0:9000", "localhost:1"])
def test_addresses_to_listen_at(value: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_WEB__LISTEN", value)
    assert load_settings().web.listen == value
