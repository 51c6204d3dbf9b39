"""The `[memory]` table: what is remembered about a person, by whom it is read, and how much of it a prompt may hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.config.section import Section


class MemorySettings(Section):
    """What is remembered. A person who switched memory off, and what is said in groups, are never remembered."""

    extractor: Literal["rules", "model"] = "rules"
    """Who reads messages for facts: rules alone, or the sLLM as well, behind the reply."""
    extract_after_s: int = Field(180, ge=0, le=86_400)
    """How long behind a reply the sLLM reads what was said, in seconds; what came meanwhile is read with it."""
    summaries: Literal["extractive", "model", "off"] = "extractive"
    """Who summarises a talk that is over: the person's own sentences, the sLLM (checked against them), or nobody."""
    summary_characters: int = Field(900, ge=0, le=20_000)
    """Summaries of earlier talk in a prompt, in characters."""
    recall_tokens: int = Field(512, ge=0, le=100_000)
    """The most that earlier messages, word for word, may take of a prompt, in tokens; facts have room of their own."""
    floor: float = Field(0.03, ge=0, le=1)
    """Earlier messages less likely than this share of the likeliest one are left out, whatever room there is."""
    half_life_days: float = Field(60, ge=1, le=36_500)
    """After so many days without use a fact counts half in the ranking. Nothing is forgotten by it."""
    capacity_facts: int = Field(500, ge=1, le=100_000)
    """The most facts kept in mind about a person; beyond it the least important rest."""
    capacity_messages: int = Field(50_000, ge=100, le=10_000_000)
    """The most messages of a person that are searched, newest first."""
    passages_in_memory: int = Field(100_000, ge=1_000, le=100_000_000)
    """How many messages of all persons a process holds ready; others are read from the database when they write."""
