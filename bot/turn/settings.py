"""The settings a turn depends on, as one value, stored once under its hash so that a turn can be run again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import TypeAdapter

from bot.persona.persona import content_hash
from policies.history import Strategy
from policies.timing.learned import Learned
from policies.timing.rules import TimingChoices, TimingRules


@dataclass(frozen=True)
class Hotline:
    """A crisis line. `confirmed` once the operator has checked it."""

    name: str
    number: str
    confirmed: bool = False


@dataclass(frozen=True)
class MemoryWork:
    """What the settings want done. `extracts`: a model reads for facts, `extract_after_ms` behind the reply."""

    summarises: bool = True
    extracts: bool = False
    extract_after_ms: int = 180_000


@dataclass(frozen=True)
class MemoryChoices:
    """`recall_tokens`: what was said word for word may take so much of the prompt. `half_life_days`: of facts.

    `floor`: what is less likely than this share of the likeliest passage is left out. `summary_characters`: of
    summaries in the prompt. `most_facts`: the strongest that are considered. `work`: behind replies.
    """

    recall_tokens: int = 512
    half_life_days: float = 60
    floor: float = 0.03
    summary_characters: int = 900
    most_facts: int = 500
    work: MemoryWork = field(default_factory=MemoryWork)


@dataclass(frozen=True)
class KnowledgeChoices:
    """Most passages of documents in a prompt, and most tokens they may take."""

    most: int = 3
    tokens: int = 400


@dataclass(frozen=True)
class TurnSettings:
    """Budgets in tokens, windows in replies, shares from 0 to 1.

    `timing`: the operator's choices over the persona's policy; `policy`: a whole policy instead of both (a replay under
    another one). `learned`: what `malbeot timing fit` wrote, for the mode of that name.
    """

    language: str = "ko"
    time_zone: str = "Asia/Seoul"
    timing: TimingChoices = field(default_factory=TimingChoices)
    policy: TimingRules | None = None
    learned: Mapping[str, object] | None = None
    context_tokens: int = 4096
    history_strategy: Strategy = "chunked"
    history_tokens: int = 1000
    ask_share: float = 0.35
    no_repeat_window: int = 60
    confident: float = 0.55
    picture_tokens: int = 0  # what a picture costs of the budget; 0: no server of ours can see
    hotlines: Mapping[str, Hotline] = field(default_factory=dict)
    memory: MemoryChoices = field(default_factory=MemoryChoices)
    knowledge: KnowledgeChoices = field(default_factory=KnowledgeChoices)

    @cached_property
    def hash(self) -> str:
        """Names this content."""
        return content_hash(settings_values(self))

    @cached_property
    def learned_timing(self) -> Learned | None:
        """The learned timing, if there is one. Raises LearnedUnusable."""
        return Learned.from_values(self.learned) if self.learned is not None else None


_ADAPTER = TypeAdapter(TurnSettings)


def settings_values(settings: TurnSettings) -> object:
    """Plain JSON values."""
    return _ADAPTER.dump_python(settings, mode="json")


def settings_from(values: object) -> TurnSettings:
    """The settings a snapshot was taken of."""
    return _ADAPTER.validate_python(values)
