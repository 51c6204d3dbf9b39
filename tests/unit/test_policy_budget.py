"""How a prompt's tokens are shared among its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.budget import Allotment, BudgetTooSmall, SectionRule, allot

SIZES = st.lists(st.integers(0, 80), max_size=8)


@st.composite
def rules_and_pieces(draw: st.DrawFn) -> tuple[tuple[SectionRule, ...], Mapping[str, Sequence[int]]]:
    rules, pieces = [], {}
    for index in range(draw(st.integers(1, 6))):
        minimum, target, maximum = sorted(draw(st.lists(st.integers(0, 200), min_size=3, max_size=3)))
        name = f"s{index}"
        required = draw(st.booleans()) and index < 2
        rules.append(SectionRule(name, minimum, target, maximum, draw(st.integers(0, 5)), required))
        pieces[name] = draw(SIZES)
    return tuple(rules), pieces


def by_name(allotments: Sequence[Allotment]) -> dict[str, Allotment]:
    return {each.section: each for each in allotments}


def room_for_required(rules: Sequence[SectionRule], pieces: Mapping[str, Sequence[int]]) -> int:
    return sum(sum(pieces[rule.name]) for rule in rules if rule.required)


@given(rules_and_pieces(), st.integers(0, 500))
def test_the_sum_never_exceeds_the_total(
    offered: tuple[tuple[SectionRule, ...], Mapping[str, Sequence[int]]], extra: int
) -> None:
    rules, pieces = offered
    total = room_for_required(rules, pieces) + extra
    assert sum(each.tokens for each in allot(total, rules, pieces)) <= total


@given(rules_and_pieces(), st.integers(0, 500))
def test_required_sections_are_never_trimmed(
    offered: tuple[tuple[SectionRule, ...], Mapping[str, Sequence[int]]], extra: int
) -> None:
    rules, pieces = offered
    got = by_name(allot(room_for_required(rules, pieces) + extra, rules, pieces))
    for rule in rules:
        if rule.required:
            assert got[rule.name].pieces == len(pieces[rule.name])
            assert got[rule.name].tokens == sum(pieces[rule.name])


@given(rules_and_pieces(), st.integers(0, 500))
def test_a_section_gets_whole_pieces_from_the_front_within_its_maximum(
    offered: tuple[tuple[SectionRule, ...], Mapping[str, Sequence[int]]], extra: int
) -> None:
    rules, pieces = offered
    for rule, each in zip(rules, allot(room_for_required(rules, pieces) + extra, rules, pieces), strict=True):
        assert each.section == rule.name
        assert each.tokens == sum(pieces[rule.name][: each.pieces])
        assert (each.wanted, each.offered) == (sum(pieces[rule.name]), len(pieces[rule.name]))
        assert rule.required or each.tokens <= rule.maximum


@given(rules_and_pieces(), st.integers(0, 500))
def test_no_next_piece_is_left_out_that_would_still_fit(
    offered: tuple[tuple[SectionRule, ...], Mapping[str, Sequence[int]]], extra: int
) -> None:
    rules, pieces = offered
    total = room_for_required(rules, pieces) + extra
    allotments = allot(total, rules, pieces)
    left = total - sum(each.tokens for each in allotments)
    for rule, each in zip(rules, allotments, strict=True):
        if each.pieces < each.offered:
            following = pieces[rule.name][each.pieces]
            assert following > left or each.tokens + following > rule.maximum


@given(rules_and_pieces(), st.integers(0, 500))
def test_the_state_says_what_happened(
    offered: tuple[tuple[SectionRule, ...], Mapping[str, Sequence[int]]], extra: int
) -> None:
    rules, pieces = offered
    for each in allot(room_for_required(rules, pieces) + extra, rules, pieces):
        expected = (
            "empty"
            if not each.offered
            else "kept"
            if each.pieces == each.offered
            else "trimmed"
            if each.pieces
            else "dropped"
        )
        assert each.state == expected


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200)), min_size=1, max_size=6), st.integers(0, 400))
def test_every_minimum_is_served_before_anybodys_target(wishes: list[tuple[int, int]], extra: int) -> None:
    rules = tuple(
        SectionRule(f"s{index}", minimum, minimum + more, 1000, priority=index)
        for index, (minimum, more) in enumerate(wishes)
    )
    pieces = {rule.name: [1] * 500 for rule in rules}
    total = sum(minimum for minimum, _ in wishes) + extra
    for rule, each in zip(rules, allot(total, rules, pieces), strict=True):
        assert each.tokens >= rule.minimum


def test_a_greedy_first_section_leaves_the_last_one_its_minimum() -> None:
    rules = (SectionRule("greedy", 10, 900, 1000, 0), SectionRule("modest", 30, 60, 90, 1))
    got = by_name(allot(100, rules, {"greedy": [1] * 1000, "modest": [1] * 90}))
    assert (got["greedy"].tokens, got["modest"].tokens) == (70, 30)


def test_targets_are_served_before_any_maximum() -> None:
    rules = (SectionRule("first", 0, 40, 100, 0), SectionRule("second", 0, 40, 100, 1))
    got = by_name(allot(100, rules, {"first": [1] * 100, "second": [1] * 100}))
    assert (got["first"].tokens, got["second"].tokens) == (60, 40)


def test_the_lower_priority_number_is_served_first_whatever_the_order() -> None:
    rules = (SectionRule("late", 50, 50, 50, 9), SectionRule("early", 50, 50, 50, 1))
    got = by_name(allot(60, rules, {"late": [10] * 5, "early": [10] * 5}))
    assert (got["early"].tokens, got["late"].tokens) == (50, 10)


def test_what_whole_pieces_left_over_goes_to_the_next_piece_that_fits() -> None:
    rules = (SectionRule("big", 0, 50, 50, 0), SectionRule("small", 0, 0, 50, 1))
    got = by_name(allot(60, rules, {"big": [30, 30], "small": [10, 10, 10]}))
    assert (got["big"].tokens, got["small"].tokens) == (30, 30)


def test_nothing_to_say_is_empty_and_costs_nothing() -> None:
    assert allot(10, (SectionRule("facts", 5, 5, 5, 0),), {}) == (
        Allotment("facts", "empty", 0, 0, 0, 0, "nothing to say"),
    )


def test_kept_sections_say_why() -> None:
    rules = (SectionRule("core", 0, 0, 0, 0, required=True), SectionRule("rest", 0, 10, 10, 1))
    got = by_name(allot(20, rules, {"core": [10], "rest": [10]}))
    assert (got["core"].reason, got["rest"].reason) == ("required", "fits")


def test_a_section_over_its_maximum_says_so() -> None:
    (trimmed,) = allot(500, (SectionRule("facts", 0, 50, 100, 0),), {"facts": [60, 60]})
    assert (trimmed.state, trimmed.reason) == ("trimmed", "1 of 2 pieces fit into its maximum of 100")
    (dropped,) = allot(500, (SectionRule("facts", 0, 50, 100, 0),), {"facts": [160]})
    assert (dropped.state, dropped.reason) == (
        "dropped",
        "its first piece (160 tokens) doesn't fit into its maximum of 100",
    )


def test_a_section_short_of_room_blames_those_before_it_even_if_it_wanted_more_than_its_maximum() -> None:
    rules = (SectionRule("core", 0, 0, 0, 0, required=True), SectionRule("facts", 0, 50, 100, 1))
    got = by_name(allot(100, rules, {"core": [90], "facts": [50, 60]}))
    assert got["facts"].reason == "its first piece (50 tokens) doesn't fit into what sections before it left"
    got = by_name(allot(100, rules, {"core": [40], "facts": [50, 20, 60]}))
    assert got["facts"].reason == "1 of 3 pieces fit into what sections before it left"


def test_a_budget_too_small_for_what_is_required_says_so_with_the_arithmetic_and_the_fix() -> None:
    rules = (
        SectionRule("safety", 0, 0, 0, 0, required=True),
        SectionRule("persona", 0, 0, 0, 1, required=True),
        SectionRule("facts", 0, 9, 9, 2),
    )
    with pytest.raises(BudgetTooSmall) as raised:
        allot(99, rules, {"safety": [40], "persona": [30, 30], "facts": [5]})
    assert raised.value.message == "prompt budget of 99 tokens is smaller than safety 40 + persona 60 = 100"
    assert "prompt.context_tokens" in str(raised.value)


def test_a_budget_of_exactly_what_is_required_is_enough() -> None:
    got = allot(100, (SectionRule("persona", 0, 0, 0, 1, required=True),), {"persona": [100]})
    assert got[0].state == "kept"
