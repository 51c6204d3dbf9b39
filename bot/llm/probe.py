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
    base_url = f"http://127.0.0.1:{port}/v1"
    models = await list_models(base_url, None, _PATIENCE)
    return FoundServer(base_url, models[0]) if models else None


async def list_models(base_url: str, api_key: str | None, patience_s: float = 5) -> tuple[str, ...]:
    """The models a server says it has; none when it doesn't say."""
    import httpx

    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    try:
        async with httpx.AsyncClient(timeout=patience_s, trust_env=False, headers=headers) as client:
            listed = (await client.get(f"{base_url.rstrip('/')}/models")).json()["data"]
            return tuple(str(model["id"]) for model in listed)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError):
        return ()


async def _listens(port: int) -> bool:
    """A closed port costs no import of an HTTP client."""
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
