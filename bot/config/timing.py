"""The `[timing]` table: what the operator says about when answers come."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from bot.config.section import Section


class TimingSettings(Section):
    """When answers come. What is left out is the persona's own (`timing:` in persona.yaml, docs/timing.md)."""

    preset: Literal["attentive", "natural", "slow", "instant"] | None = None
    """`attentive`, `natural`, `slow` or `instant`: these numbers instead of the persona's; its week stays."""
    mode: Literal["rules", "model", "learned"] = "rules"
    """Who chooses within the rules: the rules, control marks of the model, or a model fitted on chat logs."""
    floor: float = Field(0.02, ge=0, le=0.2)
    """The least probability of every admissible action. Above 0, policies can be compared from what was recorded."""
    model_file: str = ""
    """What `malbeot timing fit` wrote; needed by the mode `learned`."""
    finished_wait_ms: int | None = Field(None, ge=0, le=60_000)
    """Wait for more after a message that looks finished, in milliseconds up to 60,000."""
    unfinished_wait_ms: int | None = Field(None, ge=0, le=60_000)
    """Wait for more after a message that looks unfinished, in milliseconds up to 60,000."""
    jamo_ms: int | None = Field(None, ge=0, le=1000)
    """Typing one jamo of Hangul, in milliseconds up to 1,000."""
    char_ms: int | None = Field(None, ge=0, le=1000)
    """Typing one other character, in milliseconds up to 1,000."""
    proactive: bool = True
    """Whether personas may write first to those who agreed; false: never."""
    fast: bool = False
    """No waiting and no typing time at all: for machines that talk, not for people."""

    @field_validator("preset", "finished_wait_ms", "unfinished_wait_ms", "jamo_ms", "char_ms", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _learned_has_a_model(self) -> Self:
        if self.mode == "learned" and not self.model_file:
            raise ValueError("mode learned needs model_file; write one with: malbeot timing fit LOGS --out FILE")
        return self
