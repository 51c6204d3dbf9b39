"""The `[llm]` table of the settings: one server, or a chain of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, field_validator

from bot.config.section import Section

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
PresetName = Literal[
    "auto", "vllm", "llama_cpp", "llama_cpp_python", "ollama", "tgi", "nim", "friendli", "backend_ai", "transformers",
    "lm_studio", "openai", "gateway",
]  # fmt: skip


class ServerSettings(Section):
    """One server."""

    preset: PresetName = "auto"
    """What kind of server it is (docs/models.md); auto: by its address, then by what it says of itself."""
    base_url: Url | None = None
    """An OpenAI-compatible server, such as http://127.0.0.1:8000/v1; empty: where servers of the preset usually are."""
    model: str = ""
    """The model's name as the server knows it."""
    api: Literal["chat", "completions"] = "chat"
    """Whether the server applies the model's chat template (chat) or malbeot does (completions)."""
    template: str = "auto"
    """For completions: chatml, llama3, …, a .jinja file or a tokenizer_config.json; auto: by the model's name."""
    api_key: SecretStr | None = None
    """The server's key; put it into the secrets folder or a variable, never into the file."""
    images: Literal["auto", "yes", "no"] = "auto"
    """Whether the model sees; auto: as servers of the preset usually do. Others are told in words what a picture is."""
    context_tokens: int = Field(0, ge=0, le=1_000_000)
    """The server's own context, if smaller than `prompt.context_tokens`; 0: not smaller."""
    price_in: float | None = Field(None, ge=0, le=100_000)
    """What a million tokens of prompt cost, in any currency; empty: unknown, which is not free."""
    price_out: float | None = Field(None, ge=0, le=100_000)
    """What a million tokens of reply cost."""
    tokenizer: Path | None = None
    """The model's tokenizer.json, for exact token counts."""
    tokenize_url: Url | None = None
    """The server's tokenize endpoint, if it isn't one of the usual ones beside `base_url`."""
    connect_timeout_s: float = Field(3, gt=0, le=60)
    """Seconds to reach the server."""
    first_token_timeout_s: float = Field(15, gt=0, le=600)
    """Seconds until the first token."""
    total_timeout_s: float = Field(60, gt=0, le=3600)
    """Seconds for a whole reply."""

    @field_validator(
        "base_url", "api_key", "tokenizer", "tokenize_url", "price_in", "price_out", mode="before", check_fields=False
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """TOML has no null: `base_url = ""` in the file means the same as an empty variable."""
        return None if value == "" else value


class ChainedServerSettings(ServerSettings):
    """One more server; timeouts it doesn't set are those of `[llm]`."""

    priority: int = Field(0, ge=-1000, le=1000)
    """Lower is asked first, with `llm.order = "priority"`; `llm.base_url` has 0, equal ones keep the file's order."""
    weight: float = Field(1, ge=0, le=1000)
    """Its share of the turns, with `llm.order = "weight"`; 0: only when all others fail."""


class LlmSettings(ServerSettings):
    """The sLLM. Without a server the answer groups do the talking."""

    servers: dict[Name, ChainedServerSettings] = Field(default_factory=dict)
    """More servers, by a name of your choice: `[llm.servers.NAME]` with the keys above, `priority` and `weight`."""
    order: Literal["priority", "price", "weight"] = "priority"
    """Which server is asked first; the next ones follow when it fails."""
    chain_timeout_s: float = Field(90, gt=0, le=3600)
    """Seconds for all servers together; then the answer groups answer."""
