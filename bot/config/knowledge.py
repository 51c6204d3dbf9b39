"""Settings of the documents a persona may draw on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from bot.config.section import Section


class KnowledgeSettings(Section):
    """Documents (`malbeot knowledge add`), how they are cut, found and quoted."""

    passage_characters: int = Field(700, ge=200, le=4_000)
    """The longest passage a document is cut into; another length cuts all documents anew at the next reindex."""
    overlap_characters: int = Field(100, ge=0, le=1_000)
    """How much of a passage begins the next one."""
    floor: float = Field(0.4, ge=0, le=1)
    """The score from which a passage is worth quoting; below it nothing is."""
    most: int = Field(3, ge=0, le=20)
    """Most passages in one prompt; 0: documents are not used in talk."""
    tokens: int = Field(400, ge=0, le=100_000)
    """Most tokens of a prompt that passages take."""
    reranker: str = ""
    """A sentence-transformers cross-encoder, by name or folder, that orders the best passages anew; empty: none."""
    index: Literal["chroma", "exact"] = "chroma"
    """What searches the vectors: a Chroma index made from the database, or the database's vectors themselves."""
    chroma_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+/?$")] | None = None
    """A Chroma server, such as http://127.0.0.1:8000; empty: Chroma in this process."""
    summary_tokens: int = Field(400, ge=50, le=4_000)
    """How long a document's summary may be."""
    summary_parallel: int = Field(4, ge=1, le=64)
    """How many parts of a document the model summarises at once."""

    @field_validator("chroma_url", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """TOML has no null."""
        return None if value == "" else value

    @model_validator(mode="after")
    def _passages_end(self) -> KnowledgeSettings:
        if self.overlap_characters > self.passage_characters // 2:
            raise ValueError("overlap_characters must be at most half of passage_characters")
        return self
