"""One system over talks: how much evidence reaches each budget, and how long it takes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.systems import Answer, Maker, System
from benchmarks.recall.talk import Asked, Talk, evened
from memory.episodes.block import tokens_of
from memory.episodes.line import Line
from memory.episodes.words import terms

UNITS = (5, 10, 20, 50)
ALONE = 200  # lines of each talk that are added one by one, to see what one costs; the rest come together
CATEGORIES_1_TO_4 = frozenset({"multi-hop", "temporal", "open-domain", "single-hop"})

Advance = Callable[[], None]


@dataclass
class Shares:
    """Per question: its category, the share of its evidence in each budget and in the first k units."""

    categories: list[str] = field(default_factory=list)
    in_budget: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    in_units: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    search_ms: list[float] = field(default_factory=list)
    add_ms: list[float] = field(default_factory=list)
    embed_ms: list[float] = field(default_factory=list)
    empty: int = 0


def measured(
    maker: Maker, talks: Sequence[Talk], vectors: KeptVectors, budgets: Sequence[int], tick: Advance
) -> Shares:
    """`tick` is called after each question. Raises ValueError for a block beyond its budget."""
    shares = Shares()
    for talk in talks:
        system = maker(vectors, talk.asker)
        _add(system, talk.lines, shares)
        system.search("", budgets[0])  # what a system prepares at its first search is no part of a search
        for asked in talk.questions:
            _ask(system, asked, talk.lines, budgets, shares)
            tick()
    return shares


def _add(system: System, lines: Sequence[Line], shares: Shares) -> None:
    """The last ones alone, to see how long each takes, and how long what is done of it behind the reply."""
    alone = min(ALONE, len(lines))
    behind: Callable[[], None] | None = getattr(system, "embed", None)
    system.add(lines[: len(lines) - alone])
    if behind:
        behind()
    for line in lines[len(lines) - alone :]:
        shares.add_ms.append(_timed(partial(system.add, [line]))[1])
        if behind:
            shares.embed_ms.append(_timed(behind)[1])


def _ask(system: System, asked: Asked, lines: Sequence[Line], budgets: Sequence[int], shares: Shares) -> None:
    shares.categories.append(asked.category)
    answer = Answer("")
    for budget in budgets:
        answer, taken = _timed(partial(system.search, asked.text, budget))
        if tokens_of(answer.block) > budget:
            raise ValueError(f"a block of {tokens_of(answer.block)} tokens for {budget}")
        shares.search_ms.append(taken)
        shares.in_budget[budget].append(delivered(answer, asked, lines))
    shares.empty += not answer.block
    for count in UNITS:
        ranked = {line for unit in answer.ranked[:count] for line in unit}
        shares.in_units[count].append(len(ranked & asked.evidence) / len(asked.evidence))


def delivered(answer: Answer, asked: Asked, lines: Sequence[Line]) -> float:
    """Share of evidence lines whose complete text stands in the block, and which the system means to have put there.

    A fact stands for the line it was learned from if all words of the right answer stand in the fact.
    """
    block = evened(answer.block)
    claimed = asked.evidence if answer.lines is None else asked.evidence & answer.lines
    whole = {i for i in claimed if evened(lines[i].text) in block}
    right = set(terms(asked.answer))
    told = {line for text, line in answer.facts if right and right <= set(terms(text)) and evened(text) in block}
    return len(whole | (told & asked.evidence)) / len(asked.evidence)


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = call()
    return result, 1000 * (time.perf_counter() - start)


def report(shares: Shares) -> dict[str, Any]:
    """The fields of one system, shares in percent."""
    categories = np.array(shares.categories)
    groups = {"all": np.ones(len(categories), dtype=bool)}
    groups["1-4"] = np.isin(categories, list(CATEGORIES_1_TO_4))
    groups |= {name: categories == name for name in sorted(set(shares.categories))}
    found = {
        name: {str(budget): _percent(np.array(values)[group]) for budget, values in shares.in_budget.items()}
        for name, group in groups.items()
        if group.any()
    }
    full = {str(budget): _percent(np.array(values) == 1) for budget, values in shares.in_budget.items()}
    units = {str(count): _percent(np.array(values)) for count, values in shares.in_units.items() if any(values)}
    milliseconds = {"latency_ms": _percentiles(shares.search_ms), "add_ms": _percentiles(shares.add_ms)}
    if shares.embed_ms:
        milliseconds["embed_ms"] = _percentiles(shares.embed_ms)
    return found | {"full": full, "r": units, "empty": shares.empty} | milliseconds


def _percent(values: np.ndarray[Any, Any]) -> float:
    return round(100 * float(np.mean(values)), 2)


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(values, share)), 2) for share in (50, 95)} if values else {}
