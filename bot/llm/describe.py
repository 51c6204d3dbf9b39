"""From a description of servers, as settings give it, to the clients that speak to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.errors import ConfigError
from bot.llm.chain import Chain, Link
from bot.llm.chat_template import chat_template
from bot.llm.completions import CompletionsServer
from bot.llm.openai_server import OpenAIServer
from bot.llm.presets import PRESETS, preset_for
from bot.llm.reply import Timeouts
from bot.llm.server import Quirks, Server
from policies.server_order import Offer, Order

FIRST = "main"  # the server that `[llm]` itself describes


@dataclass(frozen=True)
class ServerSpec:
    """One server in words and numbers. `images` None: as its preset's models usually do."""

    offer: Offer
    base_url: str | None
    model: str
    preset: str = "auto"
    api: Literal["chat", "completions"] = "chat"
    template: str = "auto"
    api_key: str | None = field(default=None, repr=False)
    timeouts: Timeouts = field(default_factory=Timeouts)
    images: bool | None = None
    context_tokens: int | None = None


def chain_of(specs: Sequence[ServerSpec], order: Order, timeout_s: float, now: Callable[[], int]) -> Chain:
    """The servers as one model. Raises ConfigError: no address, no template."""
    links = [Link(spec.offer, server_of(spec), spec.context_tokens) for spec in specs]
    return Chain(links, order, timeout_s, now=now)


def server_of(spec: ServerSpec) -> Server:
    """The client of one server. Raises ConfigError: no address, no template."""
    url = spec.base_url or (PRESETS[spec.preset].base_url if spec.preset != "auto" else "")
    if not url:
        key = "llm.base_url" if spec.offer.name == FIRST else f"llm.servers.{spec.offer.name}.base_url"
        raise ConfigError(f"{key} is not set", fix="set it, or a preset whose servers have a usual address")
    preset = preset_for(spec.preset, url)
    quirks = Quirks(preset, preset.images if spec.images is None else spec.images)
    if spec.api == "chat":
        return OpenAIServer(url, spec.model, spec.api_key, spec.timeouts, quirks)
    template = chat_template(spec.template, spec.model)
    return CompletionsServer(url, spec.model, spec.api_key, spec.timeouts, template, quirks)
