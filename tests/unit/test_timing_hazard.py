"""Bins, likelihoods and draws of delays, and the learned timing that gives hazards."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.timing.hazard import (
    BINS,
    EDGES_MS,
    bin_of,
    draw_delay,
    log_likelihood,
    middle_ms,
    probability_within,
    survival,
)
from policies.timing.learned import KNOTS, Learned, LearnedUnusable, Scale, basis
from policies.timing.opportunity import Opportunity, Pace, columns, words_of

HAZARDS = tuple(0.05 + 0.1 * (index % 3) for index in range(BINS))
hazards = st.lists(st.floats(0, 1), min_size=BINS, max_size=BINS)


def test_bins_are_below_a_second_then_equal_in_log_time_up_to_seven_days():
    assert (EDGES_MS[0], EDGES_MS[-1], BINS) == (1000, 7 * 86_400_000, 25)
    ratios = [after / before for before, after in pairwise(EDGES_MS)]
    assert max(ratios) - min(ratios) < 0.002
    assert [bin_of(delay) for delay in (-5, 0, 999, 1000, EDGES_MS[-1] - 1, EDGES_MS[-1])] == [0, 0, 0, 1, 24, 25]


def test_a_reply_scores_its_hazard_and_the_bins_it_survived():
    expected = math.log(1 - HAZARDS[0]) + math.log(1 - HAZARDS[1]) + math.log(HAZARDS[2])
    assert log_likelihood(HAZARDS, 2000, replied=True) == pytest.approx(expected)


def test_a_non_reply_scores_only_bins_wholly_passed():
    assert log_likelihood(HAZARDS, 999, replied=False) == 0
    assert log_likelihood(HAZARDS, 1200, replied=False) == pytest.approx(math.log(1 - HAZARDS[0]))


def test_a_reply_after_seven_days_counts_as_none():
    late = log_likelihood(HAZARDS, 8 * 86_400_000, replied=True)
    assert late == pytest.approx(math.log(survival(HAZARDS)))


@given(hazards)
def test_likelihoods_of_all_outcomes_sum_to_one(values):
    replies = sum(math.exp(log_likelihood(values, int(middle_ms(index)), replied=True)) for index in range(BINS))
    assert replies + survival(values) == pytest.approx(1, abs=1e-6)


@given(hazards, st.lists(st.integers(0, 8 * 86_400_000), min_size=2, max_size=2))
def test_a_reply_within_longer_is_no_less_likely(values, times):
    shorter, longer = sorted(times)
    assert probability_within(values, shorter) <= probability_within(values, longer) + 1e-9


@settings(max_examples=50)
@given(hazards, st.integers(0, 10**9))
def test_a_draw_is_repeatable_and_below_seven_days(values, seed):
    delay = draw_delay(values, seed)
    assert delay == draw_delay(values, seed)
    assert delay is None or 0 <= delay <= EDGES_MS[-1]


def test_draws_are_spread_as_the_hazards_say():
    drawn = [draw_delay(HAZARDS, seed) for seed in range(4000)]
    for within in (5_000, 120_000, 3_600_000):
        share = sum(delay is not None and delay < within for delay in drawn) / len(drawn)
        assert share == pytest.approx(probability_within(HAZARDS, within), abs=0.03)


def _learned(**weights: tuple[float, ...]) -> Learned:
    names = {name: Scale(0.0, 1.0) for name in weights}
    return Learned(tuple(-2.0 for _ in range(BINS)), names, weights)


def test_a_learned_timing_survives_its_file():
    learned = _learned(question=(0.5, 0.4, 0.3, 0.2, 0.1))
    assert Learned.from_values(learned.values()) == learned


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "other/1"),
        ("bins_ms", [1, 2]),
        ("intercepts", [0.0]),
        ("intercepts", [float("nan")] * BINS),
        ("intercepts", ["0"] * BINS),
        ("columns", {"question": {"mean": 0, "spread": 0, **dict.fromkeys(KNOTS, 0)}}),
        ("columns", {"question": {"mean": 0, "spread": 1}}),
        ("columns", None),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_the_command_that_writes_it(field, value):
    values = {**_learned(question=(0.0,) * 5).values(), field: value}
    with pytest.raises(LearnedUnusable) as refused:
        Learned.from_values(values)
    assert "malbeot timing fit" in str(refused.value)


def test_a_question_with_weight_is_answered_sooner():
    learned = _learned(question=(1.0,) * 5)
    asked, told = (Opportunity(words_of(text), 12.0, False) for text in ("밥 먹었어?", "밥 먹었어."))
    assert learned.probability_of_reply_within(asked, 60_000) > learned.probability_of_reply_within(told, 60_000)
    assert learned.draw(asked, 7) == learned.draw(asked, 7)


def test_shares_of_actions_sum_to_one():
    shares = _learned(question=(1.0,) * 5).shares(Opportunity(words_of("자?"), 3.0, True), 120_000)
    assert set(shares) == {"reply", "later", "silent"}
    assert sum(shares.values()) == pytest.approx(1)


def test_each_bin_lies_between_two_knots():
    for row in basis():
        assert sum(row) == pytest.approx(1)
        assert sum(share > 0 for share in row) <= 2


@given(st.text(max_size=60), st.floats(0, 23.99), st.integers(0, 10**10), st.booleans())
def test_columns_are_finite_whatever_was_written(text, hour, gap, replied):
    pace = Pace().after(gap, replied=replied)
    values = columns(Opportunity(words_of(text), hour, False, pace, pace, gap_ms=gap))
    assert all(math.isfinite(value) for value in values.values())


def test_hours_away_move_the_steady_pace_less_than_the_quick_one():
    pace = Pace()
    for _ in range(10):
        pace = pace.after(30_000, replied=True)
    away = pace.after(8 * 3_600_000, replied=True)
    assert away.steady - pace.steady < away.quick - pace.quick
