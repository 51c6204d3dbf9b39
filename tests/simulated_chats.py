"""Generated chats under every kind of policy and person, and the promises broken in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.feedback.timing.virtual.chat import VirtualChat
from bot.feedback.timing.virtual.checking import violations
from bot.feedback.timing.virtual.everyday import Habits, everyday
from bot.feedback.timing.virtual.transcript import Person
from bot.persona.shelf import SHIPPED, PersonaShelf
from policies.timing.presets import PRESETS
from policies.timing.rules import Silence, TimingChoices, TimingRules

ZONES = ("Asia/Seoul", "America/New_York", "Europe/London", "Australia/Lord_Howe")
STAGES = ("new", "acquainted", "close")
# Every condition, so often that caps and second questions are met.
_SILENT = Silence(0.8, 2, ("closing", "statement", "question", "sticker", "late_night", "busy"))


def broken_in(seeds: Iterable[int]) -> dict[str, int]:
    """Names of broken invariants and how often; empty when all is well."""
    rules, broken = policies(), Counter[str]()
    for seed in seeds:
        heard = everyday(habits(seed), seed)
        broken.update(violations(VirtualChat(person(seed), rules[seed % len(rules)], heard, seed).run()))
    return {name: count for name, count in broken.items() if count}


def policies() -> tuple[TimingRules, ...]:
    """The shipped personas', the presets on a persona's week, and one that is silent whenever it may be."""
    shelf = PersonaShelf([SHIPPED])
    own = [shelf.get(name).timing_rules(TimingChoices()) for name in shelf.names()]
    presets = [replace(each, week=own[0].week, floor=0.02) for each in PRESETS.values()]
    return (*own, *presets, replace(own[0], silence=_SILENT, floor=0.1))


def person(seed: int) -> Person:
    """Some are minors, some never agreed."""
    return Person("p", ZONES[seed % 4], STAGES[seed % 3], minor=seed % 11 == 0, opted_in=seed % 5 != 0)


def habits(seed: int) -> Habits:
    """One or two days of a few messages, some that may not wait."""
    language = "ko" if seed % 2 else "en"
    return Habits(1 + seed % 3 // 2, 6, ZONES[seed % 4], language, crisis=0.03)
