"""Trouble on order, and sending limits, as the real aiogram meets them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.testing.telegram.faults import KINDS
from tests.emulated import JISU, TOKEN, Stage, stage

pytestmark = pytest.mark.loopback
# kind → what aiogram raises, whether the message was delivered
MEANING: dict[str, tuple[type[Exception] | None, bool]] = {
    "delay": (None, True),
    "status": (ClientDecodeError, False),
    "cut_before": (TelegramNetworkError, False),
    "cut_after": (TelegramNetworkError, True),
    "malformed": (ClientDecodeError, True),
    "too_many": (TelegramRetryAfter, False),
    "refuse": (TelegramBadRequest, False),
    "duplicate_update": (None, True),
}


@pytest.fixture
async def on() -> AsyncIterator[Stage]:
    async with stage() as opened:
        await opened.act("start")
        yield opened


def said(on: Stage) -> list[str]:
    return [row["text"] for row in on.events("bot_message")]


def test_every_kind_of_trouble_is_tested() -> None:
    assert set(MEANING) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
async def test_trouble_hits_the_next_call_and_only_that(on: Stage, kind: str) -> None:
    await on.act("fault", method="sendMessage", kind=kind, seconds=0)
    error, delivered = MEANING[kind]
    if error:
        with pytest.raises(error):
            await on.bot.send_message(JISU, "first")
    else:
        await on.bot.send_message(JISU, "first")
    assert said(on) == (["first"] if delivered else [])
    assert (await on.bot.send_message(JISU, "second")).text == "second"
    assert [(row["method"], row["kind"]) for row in on.events("fault")] == [("sendmessage", kind)]


async def test_trouble_comes_as_often_as_ordered_and_in_that_order(on: Stage) -> None:
    await on.act("fault", method="sendMessage", kind="too_many", count=2, retry_after=9)
    await on.act("fault", method="*", kind="status", code=502, body='{"ok":false,"description":"Bad Gateway"}')
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as limit:
            await on.bot.send_message(JISU, "a")
        assert limit.value.retry_after == 9
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await on.bot.send_message(JISU, "a")
    await on.bot.send_message(JISU, "b")
    assert said(on) == ["b"]


async def test_trouble_that_has_not_happened_can_be_cancelled(on: Stage) -> None:
    await on.act("fault", method="sendMessage", kind="cut_before", count=5)
    await on.act("clear_faults")
    await on.bot.send_message(JISU, "a")
    assert said(on) == ["a"]


async def test_a_delayed_message_is_delivered_though_its_sender_has_hung_up(on: Stage) -> None:
    await on.act("fault", method="sendMessage", kind="delay", seconds=0.3)
    with pytest.raises(TelegramNetworkError):
        await on.bot.send_message(JISU, "late", request_timeout=0.05)
    await on.until(lambda: bool(said(on)))
    assert said(on) == ["late"]


async def test_an_update_can_come_twice_though_it_was_confirmed(on: Stage) -> None:
    await on.act("fault", method="getUpdates", kind="duplicate_update")
    first = await on.bot.get_updates()
    again = await on.bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.update_id for update in again] == [first[0].update_id]
    assert await on.bot.get_updates(offset=first[-1].update_id + 1) == []


async def test_a_poll_cut_after_the_effect_loses_nothing(on: Stage) -> None:
    await on.act("fault", method="getUpdates", kind="cut_after")
    with pytest.raises(TelegramNetworkError):
        await on.bot.get_updates()
    assert [update.message.text for update in await on.bot.get_updates()] == ["/start"]


@pytest.mark.parametrize(("kind", "count"), [("cut_before", 2), ("cut_after", 1), ("status", 1)])
async def test_a_download_can_fail_too(on: Stage, kind: str, count: int) -> None:
    """Twice where the client by itself tries a GET again that failed on a used connection."""
    await on.act("document", name="a.bin", size=300_000)
    file_id = on.events("user_message")[-1]["message"]["document"]["file_id"]
    file = await on.bot.get_file(file_id)
    await on.act("fault", method="file", kind=kind, count=count)
    with pytest.raises(Exception, match=r"500|Server disconnected|payload|reset|Connection"):
        await on.bot.download_file(file.file_path)
    assert len((await on.bot.download_file(file.file_path)).read()) == 300_000


async def test_limits_are_off_until_switched_on_and_let_short_bursts_pass(on: Stage) -> None:
    for number in range(7):
        await on.bot.send_message(JISU, str(number))
    await on.act("limits", on=True)
    for number in range(5):
        await on.bot.send_message(JISU, f"burst {number}")
    with pytest.raises(TelegramRetryAfter) as limit:
        await on.bot.send_message(JISU, "one too many")
    assert 1 <= limit.value.retry_after <= 5
    await on.act("advance", ms=limit.value.retry_after * 1000)
    await on.bot.send_message(JISU, "in time")
    assert said(on)[-2:] == ["burst 4", "in time"]


async def test_a_group_takes_20_messages_a_minute(on: Stage) -> None:
    await on.act("group", id=-100, title="모임")
    await on.act("limits", on=True)
    for number in range(20):
        await on.bot.send_message(-100, str(number))
    with pytest.raises(TelegramRetryAfter):
        await on.bot.send_message(-100, "21")


async def test_a_token_takes_30_messages_a_second_over_all_chats(on: Stage) -> None:
    for number in range(1, 32):
        await on.act("user", user=0, id=number, first_name="A")
        await on.act("start", user=number)
    await on.act("limits", on=True)
    answers = [await on.raw("sendMessage", {"chat_id": number, "text": "a"}) for number in range(1, 32)]
    assert {status for status, _ in answers[:30]} == {200}
    refused = answers[30][1]
    assert refused["parameters"] == {"retry_after": 1}
    assert refused["description"] == "Too Many Requests: retry after 1"


async def test_a_body_that_is_not_what_it_says_is_refused(on: Stage) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]"):
        async with on.http.post(f"{on.url}/bot{TOKEN}/getMe", data=body, headers=headers) as answer:
            assert (answer.status, (await answer.json())["error_code"]) == (400, 400)


async def test_a_request_above_50_mb_is_refused(on: Stage) -> None:
    form = aiohttp.FormData({"chat_id": str(JISU)})
    form.add_field("document", io.BytesIO(bytes(50 * 1024 * 1024)), filename="film.mkv")
    async with on.http.post(f"{on.url}/bot{TOKEN}/sendDocument", data=form) as answer:
        assert (answer.status, (await answer.json())["description"]) == (413, "Request Entity Too Large")
