"""The baseline: a bare aiogram bot that sends one message for each it gets, one update after the other.

    python -m benchmarks.load.echo_bot API_URL TOKEN

`handle_as_tasks=False` is the only setting under which the library doesn't lose updates when the process dies.
"""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def serve(api_url: str, token: str) -> None:
    """Until a signal comes."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer("응, 듣고 있어.")

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
    await dispatcher.start_polling(bot, handle_as_tasks=False, polling_timeout=10)


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:3]))
