"""The circuit breaker: opens after failures close together, lets a probe through now and then, closes at success."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policies.breaker import Breaker, BreakerRules, admit, failed, succeeded

RULES = BreakerRules(failures=3, window_ms=30_000, probe_ms=15_000)


def after(*times: int) -> Breaker:
    breaker = Breaker()
    for now in times:
        breaker = failed(breaker, RULES, now)
    return breaker


def test_a_fresh_server_may_be_asked() -> None:
    assert admit(Breaker(), RULES, 0).allowed


def test_it_opens_at_the_last_failure_that_is_needed() -> None:
    assert admit(after(0, 1000), RULES, 2000).allowed
    refused = admit(after(0, 1000, 2000), RULES, 3000)
    assert not refused.allowed
    assert refused.reason == "it kept failing; the next probe is in 14000 ms"


def test_failures_far_apart_do_not_open_it() -> None:
    assert admit(after(0, 20_000, 40_000, 60_000), RULES, 60_001).allowed


def test_one_probe_goes_through_per_interval() -> None:
    opened = after(0, 1, 2)
    probe = admit(opened, RULES, 15_002)
    assert probe.allowed
    assert not admit(probe.after, RULES, 15_003).allowed
    assert admit(probe.after, RULES, 30_002).allowed


def test_a_failed_probe_keeps_it_open_and_a_good_one_closes_it() -> None:
    probe = admit(after(0, 1, 2), RULES, 15_002).after
    assert not admit(failed(probe, RULES, 16_000), RULES, 30_000).allowed
    assert admit(succeeded(), RULES, 15_003).allowed
    assert admit(failed(succeeded(), RULES, 15_004), RULES, 15_005).allowed


def test_a_clock_set_back_keeps_nobody_out_for_longer_than_an_interval() -> None:
    refused = admit(after(100_000, 100_001, 100_002), RULES, 0)
    assert not refused.allowed
    assert "in 15000 ms" in refused.reason


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20_000)), max_size=40))
def test_it_is_never_shut_for_good(steps: list[tuple[bool, int]]) -> None:
    breaker, now = Breaker(), 0
    for worked, pause in steps:
        now += pause
        breaker = succeeded() if worked else failed(breaker, RULES, now)
        assert len(breaker.failed_at) <= RULES.failures
    assert admit(breaker, RULES, now + RULES.probe_ms).allowed
