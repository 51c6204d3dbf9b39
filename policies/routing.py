"""Who answers this turn: a fixed template, the model, or the answer groups. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["template", "model", "groups", "timing"]


@dataclass(frozen=True)
class Route:
    """The reply source and why it was chosen."""

    source: Source
    reason: str


def choose_source(*, crisis: bool, asks_if_ai: bool, model_configured: bool) -> Route:
    """Neither a crisis nor a sincere "are you an AI?" is left to a model or to small talk."""
    if crisis:
        return Route("template", "safety: the crisis template answers")
    if asks_if_ai:
        return Route("template", "asked whether it is an AI: an honest line answers")
    if model_configured:
        return Route("model", "a model is configured")
    return Route("groups", "no model is configured")


def after_failure(problem: str) -> Route:
    """What to do when the model gave nothing usable."""
    return Route("groups", f"degraded: {problem}")
