"""A server on this machine is found and named; closed ports and other programs are passed over."""

from __future__ import annotations

import asyncio

import pytest

from bot.llm.probe import FoundServer, find_local_server
from bot.testing.openai_server import ScriptedOpenAIServer, refusing_url

pytestmark = pytest.mark.loopback


def closed_port() -> int:
    return int(refusing_url().rsplit(":", 1)[1].split("/")[0])


async def test_a_server_that_lists_a_model_is_found() -> None:
    with ScriptedOpenAIServer() as server:
        found = await find_local_server((closed_port(), server.port))
    assert found == FoundServer(server.base_url, server.model)


async def test_closed_ports_offer_nothing() -> None:
    assert await find_local_server((closed_port(), closed_port())) is None


async def test_a_program_that_speaks_something_else_is_passed_over() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail ready\r\n")
        writer.close()

    other = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with other:
        assert await find_local_server((other.sockets[0].getsockname()[1],)) is None
