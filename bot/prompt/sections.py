"""What a prompt is made of. Every piece knows the messages and facts it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.llm.model import Role
from policies.budget import SectionRule

SectionName = Literal[
    "safety",
    "persona",
    "examples",
    "history",
    "summary",
    "earlier",
    "documents",
    "recalled",
    "facts",
    "moment",
    "message",
]


@dataclass(frozen=True)
class Piece:
    """A part of a section that is kept or left out whole. `sources` are message ids."""

    text: str
    sources: tuple[int, ...] = ()
    role: Role = "system"


@dataclass(frozen=True)
class Section:
    """Pieces in order of worth: what is cut is cut from the end."""

    name: SectionName
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class LedgerLine:
    """What one section asked for, got, and why. Tokens are estimates unless the ledger says `exact`."""

    section: str
    state: str
    tokens: int
    wanted: int
    pieces: int
    offered: int
    reason: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Ledger:
    """Where the tokens of a prompt went. `budget` = context - reply; `used` <= `budget`."""

    counter: str
    exact: bool
    context_tokens: int
    reply_tokens: int
    budget: int
    used: int
    lines: tuple[LedgerLine, ...]


# Tokens are shared in this order of priority; history gets most of what is left.
SECTION_RULES: tuple[SectionRule, ...] = (
    SectionRule("safety", 0, 0, 0, priority=0, required=True),
    SectionRule("persona", 0, 0, 0, priority=1, required=True),
    SectionRule("message", 128, 512, 1024, priority=2),
    SectionRule("moment", 0, 96, 128, priority=3),
    SectionRule("facts", 64, 256, 512, priority=4),
    SectionRule("history", 256, 1000, 3000, priority=5),
    SectionRule("recalled", 0, 320, 512, priority=6),
    SectionRule("documents", 0, 320, 640, priority=7),
    SectionRule("examples", 96, 320, 600, priority=8),
    SectionRule("summary", 0, 200, 400, priority=9),
    SectionRule("earlier", 0, 150, 300, priority=10),
)


def section_rules(recall_tokens: int, document_tokens: int) -> tuple[SectionRule, ...]:
    """The rules with the operator's bounds for what was said word for word, and for quotations of documents."""
    bounds = {"recalled": recall_tokens, "documents": document_tokens}
    return tuple(_bounded(rule, bounds[rule.name]) if rule.name in bounds else rule for rule in SECTION_RULES)


def _bounded(rule: SectionRule, most: int) -> SectionRule:
    return replace(rule, target=min(rule.target, most), maximum=most)
