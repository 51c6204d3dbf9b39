"""In which order the servers of a chain are asked. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from policies.draw import uniform

Order = Literal["priority", "price", "weight"]

# A companion's turn is nearly all input: 1,800 tokens in, 40 out.
_INPUT_SHARE = 0.98


@dataclass(frozen=True)
class Offer:
    """A server as far as its place matters. Prices per million tokens; None is unknown, which is not free."""

    name: str
    priority: int = 0
    price_in: float | None = None
    price_out: float | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Place:
    """A server's place and why."""

    name: str
    reason: str


def in_order(offers: Sequence[Offer], by: Order, seed: int) -> tuple[Place, ...]:
    """All servers: by priority (lowest first), by expected price, or drawn by weight without putting back.

    Equal ones keep their order. Weight 0 comes last and is asked only when all others fail. The draw (Efraimidis and
    Spirakis, 2006) depends on `seed` and the names alone.
    """
    ranks = {"priority": _by_priority, "price": _by_price, "weight": _by_weight}[by]
    ranked = sorted(((*ranks(offer, seed), offer.name) for offer in offers), key=lambda each: each[0])
    return tuple(Place(name, reason) for _, reason, name in ranked)


def _by_priority(offer: Offer, seed: int) -> tuple[float, str]:
    return offer.priority, f"priority {offer.priority}"


def _by_price(offer: Offer, seed: int) -> tuple[float, str]:
    if offer.price_in is None or offer.price_out is None:
        return math.inf, "price unknown"
    price = _INPUT_SHARE * offer.price_in + (1 - _INPUT_SHARE) * offer.price_out
    return price, f"about {price:.3g} per million tokens"


def _by_weight(offer: Offer, seed: int) -> tuple[float, str]:
    if offer.weight <= 0:
        return math.inf, "weight 0"
    drawn = uniform(seed, f"server:{offer.name}")
    return -math.log(1 - drawn) / offer.weight, f"drawn with weight {offer.weight:g}"
