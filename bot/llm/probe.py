"""Looks for an OpenAI-compatible server on localhost's usual ports, quickly and without side effects."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

USUAL_PORTS = (11434, 8000, 8080, 1234, 5000, 8001)  # Ollama, vLLM and transformers serve, llama.cpp, LM Studio, …
_PATIENCE = 0.4


@dataclass(frozen=True)
class FoundServer:
    """A server that lists at least one model."""

    base_url: str
    model: str


async def find_local_server(ports: tuple[int, ...] = USUAL_PORTS) -> FoundServer | None:
    """The first server that answers, in order of `ports`. Takes at most half a second."""
    found = await asyncio.gather(*(_ask(port) for port in ports))
    return next((server for server in found if server), None)


async def _ask(port: int) -> FoundServer | None:
    if not await _listens(port):
        return None
    import httpx

    base_url = f"http://127.0.0.1:{port}/v1"
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
            models = (await client.get(f"{base_url}/models")).json()["data"]
            return FoundServer(base_url, str(models[0]["id"]))
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return None


async def _listens(port: int) -> bool:
    """A closed port costs no import of an HTTP client."""
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
