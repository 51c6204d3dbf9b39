"""In which order servers are asked: by priority, by price, or drawn by weight."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from policies.server_order import Offer, in_order

CHEAP, DEAR, SECRETIVE = Offer("cheap", 2, 0.1, 0.4), Offer("dear", 1, 3.0, 15.0), Offer("secretive", 0)


def names(*offers: Offer, by: str, seed: int = 1) -> list[str]:
    return [place.name for place in in_order(offers, by, seed)]  # type: ignore[arg-type]


def test_the_lowest_priority_comes_first_and_equals_keep_their_order() -> None:
    assert names(CHEAP, DEAR, SECRETIVE, by="priority") == ["secretive", "dear", "cheap"]
    assert names(Offer("b"), Offer("a"), Offer("c"), by="priority") == ["b", "a", "c"]


def test_the_cheapest_comes_first_and_an_unknown_price_is_not_free() -> None:
    assert names(SECRETIVE, DEAR, CHEAP, by="price") == ["cheap", "dear", "secretive"]
    free = Offer("own", price_in=0, price_out=0)
    assert names(CHEAP, SECRETIVE, free, by="price") == ["own", "cheap", "secretive"]


def test_the_input_counts_most() -> None:
    chatty, terse = Offer("chatty", price_in=1.0, price_out=0.1), Offer("terse", price_in=0.9, price_out=3.0)
    assert names(chatty, terse, by="price") == ["terse", "chatty"]


def test_weights_are_shares_of_the_turns() -> None:
    offers = (Offer("a", weight=3), Offer("b", weight=1), Offer("never", weight=0))
    first = Counter(names(*offers, by="weight", seed=seed)[0] for seed in range(4000))
    assert 0.72 < first["a"] / 4000 < 0.78
    assert first["never"] == 0


def test_the_same_seed_draws_the_same_order() -> None:
    offers = [Offer(name) for name in "abcdef"]
    orders = {tuple(names(*offers, by="weight", seed=seed)) for seed in range(50)}
    assert len(orders) > 10
    assert names(*offers, by="weight", seed=3) == names(*offers, by="weight", seed=3)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=6), st.sampled_from(["priority", "price", "weight"]))
def test_every_server_has_one_place_and_a_reason(priorities: list[int], by: str) -> None:
    offers = [Offer(str(index), each, abs(each), abs(each), abs(each)) for index, each in enumerate(priorities)]
    places = in_order(offers, by, 7)  # type: ignore[arg-type]
    assert sorted(place.name for place in places) == sorted(offer.name for offer in offers)
    assert all(place.reason for place in places)
