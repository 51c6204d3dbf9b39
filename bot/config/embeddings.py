"""Settings of the embedder that compares what people say with the answer groups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from bot.config.section import Section


class EmbeddingSettings(Section):
    """The embedder. Without `model` and `base_url` the shipped ones compare: no network, no key."""

    model: str = ""
    """A sentence-transformers model, by name or folder; needs `pip install "malbeot[embeddings]"`."""
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    """An OpenAI-compatible server with an embeddings endpoint, such as http://127.0.0.1:8000/v1."""
    endpoint_model: str = ""
    """The embedding model's name as that server knows it; servers of one model need none."""
    api_key: SecretStr | None = None
    """The server's key; put it into the secrets folder or a variable, never into the file."""
    query_prefix: str = ""
    """What stands before a text that asks; empty: what the model is known to want (the e5 and bge families)."""
    document_prefix: str = ""
    """What stands before a text that is found; empty: what the model is known to want."""
    batch: int = Field(64, ge=1, le=2048)
    """Most texts in one request."""
    timeout_s: float = Field(5, gt=0, le=120)
    """Seconds for one request; after a failure the shipped embedder compares, for half a minute at least."""

    @field_validator("base_url", "api_key", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """TOML has no null."""
        return None if value == "" else value

    @model_validator(mode="after")
    def _one_of_both(self) -> EmbeddingSettings:
        if self.model and self.base_url:
            raise ValueError("set `model` or `base_url`, not both: one embedder compares")
        return self
