"""Long polling: what is confirmed and when, what is tried again, and what ends it with words for a person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from aiogram import exceptions as told
from aiogram.methods import GetUpdates
from aiogram.types import Update

from bot.channels.telegram.poller import Poller
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.errors import ChannelStopped, StorageError
from bot.testing.clock import FakeClock
from tests.telegram_updates import body, message

METHOD = GetUpdates()
UNAUTHORIZED = told.TelegramUnauthorizedError(METHOD, "Unauthorized")
Answer = Sequence[Update] | BaseException


class Scripted:
    """Answers getUpdates from a script; at its end the poller is told to stop."""

    def __init__(self, clock: FakeClock, *answers: Answer) -> None:
        self.clock, self.answers, self.stopping = clock, list(answers), asyncio.Event()
        self.asked: list[dict[str, Any]] = []
        self.taken: list[int] = []
        self.times: list[int] = []

    async def get_updates(self, **fields: Any) -> Sequence[Update]:
        self.asked.append(fields)
        self.times.append(self.clock.now())
        if not self.answers:
            self.stopping.set()
            await asyncio.sleep(60)
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def take(self, update: Update) -> None:
        self.taken.append(update.update_id)

    @property
    def offsets(self) -> list[int | None]:
        return [fields["offset"] for fields in self.asked]

    async def poll(self, take: Callable[[Update], Any] | None = None) -> None:
        poller = Poller(self, "@bot", self.clock, take or self.take)  # type: ignore[arg-type]
        async with asyncio.timeout(10):
            await poller.run(self.stopping)


def some(*ids: int) -> list[Update]:
    return [message(each, text="안녕") for each in ids]


def unreadable(*raw: Any) -> told.ClientDecodeError:
    return told.ClientDecodeError("Failed to deserialize object", ValueError(), {"ok": True, "result": list(raw)})


def good(update_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": body(text="안녕")}


def bad(update_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": "five"}}


async def test_the_kinds_that_are_used_are_asked_for_and_nothing_is_confirmed_before_it_was_taken() -> None:
    bot = Scripted(FakeClock(), some(7, 8), some(9))
    await bot.poll()
    assert bot.taken == [7, 8, 9]
    assert bot.offsets == [None, 9, 10]
    assert set(bot.asked[0]["allowed_updates"]) == set(ALLOWED_UPDATES)
    assert bot.asked[0]["request_timeout"] > bot.asked[0]["timeout"]


async def test_after_a_silence_a_smaller_update_id_is_asked_for_too() -> None:
    bot = Scripted(FakeClock(), some(900), [], some(3), some(4))
    await bot.poll()
    assert bot.taken == [900, 3, 4]
    assert bot.offsets == [None, 901, None, 4, 5]


async def test_a_server_that_does_not_wait_for_news_is_not_asked_without_a_pause() -> None:
    clock = FakeClock()
    bot = Scripted(clock, [], [], [])
    await bot.poll()
    assert all(later - earlier >= 500 for earlier, later in zip(bot.times, bot.times[1:], strict=False))


@pytest.mark.parametrize(
    "trouble",
    [
        told.TelegramServerError(METHOD, "Bad Gateway"),
        told.TelegramNetworkError(METHOD, "no network"),
        told.ClientDecodeError("Failed to decode object", ValueError(), "<html>"),
        unreadable("nothing of ours"),
        told.ClientDecodeError("Failed to deserialize object", ValueError(), {"ok": True, "result": "odd"}),
        ConnectionResetError(),
    ],
    ids=lambda each: type(each).__name__,
)
async def test_trouble_on_the_way_is_met_with_growing_pauses_and_two_lines_in_the_log(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FakeClock()
    bot = Scripted(clock, trouble, trouble, trouble, some(7))
    with caplog.at_level(logging.WARNING):
        await bot.poll()
    assert bot.taken == [7]
    pauses = [later - earlier for earlier, later in zip(bot.times, bot.times[1:4], strict=False)]
    assert pauses == [1_000, 2_000, 4_000]
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 2, "it is told when it begins and when it is over"


async def test_a_pause_the_server_asks_for_is_kept() -> None:
    clock = FakeClock()
    bot = Scripted(clock, told.TelegramRetryAfter(METHOD, "Too Many Requests", 17), some(7))
    await bot.poll()
    assert bot.times[1] - bot.times[0] == 17_000


async def test_one_unreadable_update_keeps_no_other_back(caplog: pytest.LogCaptureFixture) -> None:
    bot = Scripted(FakeClock(), unreadable(good(7), bad(8), good(9)), some(10))
    await bot.poll()
    assert bot.taken == [7, 9, 10]
    assert bot.offsets[1] == 10
    assert "update 8 can't be read" in caplog.text


async def test_an_unreadable_update_at_the_end_is_passed_over_the_next_time() -> None:
    bot = Scripted(FakeClock(), unreadable(good(7), bad(8)), unreadable(bad(8)), some(9))
    await bot.poll()
    assert bot.taken == [7, 9]
    assert bot.offsets == [None, 8, 9, 10]


@pytest.mark.parametrize("refused", [UNAUTHORIZED, told.TelegramNotFound(METHOD, "Not Found")])
async def test_a_refused_token_ends_it_with_words(refused: Exception) -> None:
    bot = Scripted(FakeClock(), some(7), refused)
    with pytest.raises(ChannelStopped, match="@bot: Telegram refuses the token"):
        await bot.poll()
    assert bot.taken == [7]


CONFLICT = told.TelegramConflictError(METHOD, "Conflict: terminated by other getUpdates request")


async def test_somebody_else_who_goes_on_polling_ends_it_with_words() -> None:
    with pytest.raises(ChannelStopped, match="somebody else polls this bot"):
        await Scripted(FakeClock(), CONFLICT, CONFLICT, CONFLICT).poll()


async def test_a_poll_left_over_from_a_killed_process_is_waited_for() -> None:
    clock = FakeClock()
    bot = Scripted(clock, CONFLICT, CONFLICT, some(7))
    await bot.poll()
    assert bot.taken == [7]
    assert bot.times[1] - bot.times[0] == 5_000


async def test_an_update_that_cannot_be_stored_is_tried_until_it_can_and_confirmed_only_then() -> None:
    clock, failures = FakeClock(), [StorageError("database or disk is full")] * 3
    bot = Scripted(clock, some(7, 8))

    async def take(update: Update) -> None:
        if failures:
            raise failures.pop()
        await bot.take(update)

    await bot.poll(take)
    assert bot.taken == [7, 8]
    assert bot.offsets == [None, 9]
    assert bot.times[1] - bot.times[0] == 1_000 + 2_000 + 4_000


async def test_stopping_while_an_update_cannot_be_stored_leaves_it_with_the_server() -> None:
    bot = Scripted(FakeClock(), some(7, 8))

    async def take(_: Update) -> None:
        bot.stopping.set()
        raise StorageError("database or disk is full")

    await bot.poll(take)
    assert bot.offsets == [None], "nothing was confirmed"


async def test_one_odd_update_does_not_silence_everybody(caplog: pytest.LogCaptureFixture) -> None:
    bot = Scripted(FakeClock(), some(7, 8))

    async def take(update: Update) -> None:
        if update.update_id == 7:
            raise ValueError("private words")
        await bot.take(update)

    await bot.poll(take)
    assert bot.taken == [8]
    assert "update 7 failed (ValueError)" in caplog.text
    assert "private words" not in caplog.text


async def test_stopping_ends_a_poll_that_waits() -> None:
    bot = Scripted(FakeClock())
    await bot.poll()
    assert bot.asked
