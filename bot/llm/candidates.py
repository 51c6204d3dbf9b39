"""The servers a turn may ask, one after the other. A model that stands alone is a row of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.llm.model import Model


@dataclass(frozen=True)
class Candidate:
    """A server in its place. `skipped`: why it isn't asked; `evidence`: what is known of its health.

    `name` is empty for a model that belongs to no chain.
    """

    name: str
    model: Model
    context_tokens: int | None = None
    rule: str = ""  # priority | price | weight
    reason: str = ""
    evidence: str = ""
    skipped: str | None = None


@runtime_checkable
class ModelChain(Protocol):
    """Something that offers several servers."""

    def candidates(self, seed: int) -> Iterable[Candidate]:
        """The servers in the order to ask them. To be read one at a time: what became of one decides on the next."""
        ...


def candidates_of(model: Model, seed: int) -> Iterable[Candidate]:
    """The servers behind `model`."""
    return model.candidates(seed) if isinstance(model, ModelChain) else (Candidate("", model),)
