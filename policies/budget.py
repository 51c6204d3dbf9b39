"""Divides a prompt's tokens among its sections and says what was kept, trimmed or dropped, and why.

Integer arithmetic only: it never sees text. A section offers *pieces* (their sizes in tokens, most worth keeping
first); it gets whole pieces or none. Three rounds (minimum, target, maximum), each in order of priority, so that a
greedy section can't starve another one's minimum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policies.errors import MalbeotError

State = Literal["kept", "trimmed", "dropped", "empty"]


class BudgetTooSmall(MalbeotError):
    """A section that can't be left out doesn't fit into the prompt's budget."""


@dataclass(frozen=True)
class SectionRule:
    """How a section competes for tokens. `priority`: lower is served first; `required`: never trimmed."""

    name: str
    minimum: int
    target: int
    maximum: int
    priority: int
    required: bool = False


@dataclass(frozen=True)
class Allotment:
    """What one section got: `pieces` of those it offered, `tokens` of the `wanted` ones, and why."""

    section: str
    state: State
    tokens: int
    wanted: int
    pieces: int
    offered: int
    reason: str


def allot(total: int, rules: Sequence[SectionRule], pieces: Mapping[str, Sequence[int]]) -> tuple[Allotment, ...]:
    """Share `total` tokens among `rules` (order kept). The sum of `tokens` never exceeds `total`.

    Raises BudgetTooSmall when the required sections alone don't fit.
    """
    _check_required(total, rules, pieces)
    grants = _grants(total, rules, pieces)
    counts = {rule.name: _fitting(pieces.get(rule.name, ()), grants[rule.name]) for rule in rules}
    _spend_leftover(total, rules, pieces, counts)
    return tuple(_verdict(rule, pieces.get(rule.name, ()), counts[rule.name]) for rule in rules)


def _check_required(total: int, rules: Sequence[SectionRule], pieces: Mapping[str, Sequence[int]]) -> None:
    needs = {rule.name: sum(pieces.get(rule.name, ())) for rule in rules if rule.required}
    if sum(needs.values()) > total:
        parts = " + ".join(f"{name} {tokens}" for name, tokens in needs.items())
        raise BudgetTooSmall(
            f"prompt budget of {total} tokens is smaller than {parts} = {sum(needs.values())}",
            fix="raise prompt.context_tokens, lower prompt.reply_tokens, or shorten the persona",
        )


def _grants(total: int, rules: Sequence[SectionRule], pieces: Mapping[str, Sequence[int]]) -> dict[str, int]:
    granted = {rule.name: 0 for rule in rules}
    left = total
    by_priority = sorted(rules, key=lambda rule: (not rule.required, rule.priority))
    for level in ("minimum", "target", "maximum"):
        for rule in by_priority:
            wanted = sum(pieces.get(rule.name, ()))
            ceiling = wanted if rule.required else min(getattr(rule, level), wanted)
            more = min(left, max(0, ceiling - granted[rule.name]))
            granted[rule.name] += more
            left -= more
    return granted


def _fitting(sizes: Sequence[int], grant: int) -> int:
    used = 0
    for count, size in enumerate(sizes):
        used += size
        if used > grant:
            return count
    return len(sizes)


def _spend_leftover(
    total: int,
    rules: Sequence[SectionRule],
    pieces: Mapping[str, Sequence[int]],
    counts: dict[str, int],
) -> None:
    """Whole pieces leave gaps; give them to the next piece that fits, by priority."""
    left = total - sum(sum(pieces.get(name, ())[:count]) for name, count in counts.items())
    for rule in sorted(rules, key=lambda each: each.priority):
        sizes = pieces.get(rule.name, ())
        while counts[rule.name] < len(sizes):
            size = sizes[counts[rule.name]]
            if size > left or sum(sizes[: counts[rule.name] + 1]) > rule.maximum:
                break
            counts[rule.name] += 1
            left -= size


def _verdict(rule: SectionRule, sizes: Sequence[int], count: int) -> Allotment:
    wanted, tokens = sum(sizes), sum(sizes[:count])
    state, reason = _state(rule, sizes, count)
    return Allotment(rule.name, state, tokens, wanted, count, len(sizes), reason)


def _state(rule: SectionRule, sizes: Sequence[int], count: int) -> tuple[State, str]:
    if not sizes:
        return "empty", "nothing to say"
    if count == len(sizes):
        return "kept", "required" if rule.required else "fits"
    over = sum(sizes[: count + 1]) > rule.maximum
    limit = f"its maximum of {rule.maximum}" if over else "what sections before it left"
    if count == 0:
        return "dropped", f"its first piece ({sizes[0]} tokens) doesn't fit into {limit}"
    return "trimmed", f"{count} of {len(sizes)} pieces fit into {limit}"
