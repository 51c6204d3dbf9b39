"""When a message of the persona's own may be sent: consent, hours, caps, back-off; clocks and zones that misbehave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.proactive.check_ins import check_in
from policies.proactive.intents import Intent
from policies.proactive.planning import ProactiveRules, ProactiveState, plan_send, quiet_end

HOUR, DAY = 3_600_000, 24 * 3_600_000
SEOUL = "Asia/Seoul"
RULES = ProactiveRules()
WELCOME = ProactiveState(opted_in=True)


def at(text: str, zone: str = SEOUL) -> int:
    """Local time as milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


NOON = at("2026-11-18T12:00")


def about(due: int, keep: int = DAY) -> Intent:
    return Intent("exam", "시험", due - 3 * HOUR, due, due + keep, "exam told with its time", 1, 0.9)


def decided(
    state: ProactiveState, *, due: int = NOON, now: int = NOON, rules: ProactiveRules = RULES, zone: str | None = SEOUL
) -> str:
    return plan_send(about(due), state, rules, now, zone).action


def test_a_due_message_to_somebody_who_wanted_it_is_sent() -> None:
    verdict = plan_send(about(NOON), WELCOME, RULES, NOON, SEOUL)
    assert (verdict.action, verdict.at) == ("send", NOON)


def test_before_it_is_due_it_waits_for_its_time() -> None:
    verdict = plan_send(about(NOON + HOUR), WELCOME, RULES, NOON, SEOUL)
    assert (verdict.action, verdict.at, verdict.reason) == ("wait", NOON + HOUR, "not due yet")


@pytest.mark.parametrize(
    ("state", "rules", "reason"),
    [
        (ProactiveState(), RULES, "not opted in"),
        (replace(WELCOME, minor=True), RULES, "minors are not written to first"),
        (WELCOME, ProactiveRules(most_a_day=0), "switched off by the operator"),
        (WELCOME, ProactiveRules(most_a_week=0, level="more"), "switched off by the operator"),
    ],
)
def test_nobody_is_written_to_against_their_or_the_operators_will(
    state: ProactiveState, rules: ProactiveRules, reason: str
) -> None:
    verdict = plan_send(about(NOON), state, rules, NOON, SEOUL)
    assert (verdict.action, verdict.reason) == ("drop", reason)


def test_after_its_expiry_it_is_dropped() -> None:
    assert plan_send(about(NOON - 2 * DAY), WELCOME, RULES, NOON, SEOUL).reason == "too late to ask"


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "Asia", "../etc/passwd", "\x00"])
def test_without_a_known_time_zone_it_waits_and_then_is_dropped(zone: str | None) -> None:
    first = plan_send(about(NOON, keep=2 * DAY), WELCOME, RULES, NOON, zone)
    assert (first.action, first.reason) == ("wait", "time zone not known")
    assert decided(WELCOME, zone=zone) == "drop"


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-18T23:00", "2026-11-19T08:30"),
        ("2026-11-19T03:00", "2026-11-19T08:30"),
        ("2026-11-18T22:30", "2026-11-19T08:30"),
    ],
)
def test_in_quiet_hours_it_waits_for_the_morning(now: str, until: str) -> None:
    verdict = plan_send(about(at(now)), WELCOME, RULES, at(now), SEOUL)
    assert (verdict.action, verdict.at, verdict.reason) == ("wait", at(until), "quiet hours")


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    assert (
        plan_send(about(NOON), WELCOME, ProactiveRules(quiet_from=600, quiet_to=900), NOON, SEOUL).at == NOON + 3 * HOUR
    )
    night = at("2026-11-19T03:00")
    assert decided(WELCOME, due=night, now=night, rules=ProactiveRules(quiet_from=0, quiet_to=0)) == "send"


def test_quiet_hours_that_end_in_a_skipped_hour_end_after_it() -> None:
    place = ZoneInfo("America/New_York")
    rules = ProactiveRules(quiet_from=0, quiet_to=150)
    assert quiet_end(at("2027-03-14T01:00", "America/New_York"), rules, place) == at(
        "2027-03-14T03:30", "America/New_York"
    )
    second_half_past_one = at("2026-11-01T01:30", "America/New_York") + HOUR
    assert quiet_end(second_half_past_one, rules, place) == at("2026-11-01T02:30", "America/New_York")


def test_a_request_for_quiet_is_kept() -> None:
    verdict = plan_send(about(NOON), replace(WELCOME, quiet_until=NOON + 5 * HOUR), RULES, NOON, SEOUL)
    assert (verdict.action, verdict.at, verdict.reason) == ("wait", NOON + 5 * HOUR, "asked for quiet")
    assert decided(replace(WELCOME, quiet_until=NOON + 30 * DAY)) == "drop"


@pytest.mark.parametrize("field", ["last_person_at", "last_persona_at"])
def test_a_talk_is_not_interrupted(field: str) -> None:
    recent: dict[str, Any] = {field: NOON - 10 * 60_000}
    verdict = plan_send(about(NOON), replace(WELCOME, **recent), RULES, NOON, SEOUL)
    assert (verdict.action, verdict.at) == ("wait", NOON + 20 * 60_000)
    assert decided(replace(WELCOME, talking_now=True)) == "wait"
    assert decided(replace(WELCOME, **{field: NOON - 31 * 60_000})) == "send"


def test_a_talk_now_does_not_move_what_is_due_tomorrow() -> None:
    verdict = plan_send(about(NOON + DAY), replace(WELCOME, talking_now=True, last_person_at=NOON), RULES, NOON, SEOUL)
    assert verdict.at == NOON + DAY


def test_a_day_holds_no_more_than_allowed() -> None:
    sent = (at("2026-11-18T00:10"), at("2026-11-18T06:00"))
    verdict = plan_send(about(NOON), replace(WELCOME, sent=sent), RULES, NOON, SEOUL)
    assert (verdict.action, verdict.at) == ("wait", at("2026-11-19T08:30"))
    assert decided(replace(WELCOME, sent=(NOON - 2 * DAY, NOON - DAY))) == "send"


def test_a_week_holds_no_more_than_allowed() -> None:
    sent = tuple(NOON - day * DAY for day in range(1, 7))
    verdict = plan_send(about(NOON, keep=3 * DAY), replace(WELCOME, sent=sent), RULES, NOON, SEOUL)
    assert (verdict.action, verdict.at, verdict.reason) == ("wait", NOON + DAY, "enough this week")


@pytest.mark.parametrize(("unanswered", "hours"), [(0, 4), (1, 8), (2, 16)])
def test_each_unanswered_message_doubles_the_wait(unanswered: int, hours: int) -> None:
    now = at("2026-11-19T21:00")
    sent = now - (hours - 1) * HOUR
    state = replace(WELCOME, sent=(sent,), unanswered=unanswered)
    held = plan_send(about(now, keep=2 * DAY), state, RULES, now, SEOUL)
    assert (held.action, held.at, held.reason) == ("wait", sent + hours * HOUR, "another was sent not long ago")
    assert decided(replace(state, sent=(sent - HOUR,)), due=now, now=now) == "send"


def test_after_too_many_unanswered_none_is_sent_until_the_person_writes() -> None:
    silent = replace(WELCOME, unanswered=3, sent=(NOON - 6 * DAY,))
    assert plan_send(about(NOON, keep=9 * DAY), silent, RULES, NOON, SEOUL).reason == "left unanswered too often"
    assert decided(replace(silent, unanswered=0)) == "send"


@pytest.mark.parametrize(
    ("now", "keep", "state", "reason"),
    [
        ("2026-11-18T12:00", 14 * HOUR, {"sent": ("2026-11-18T00:10", "2026-11-18T06:00")}, "enough for today"),
        ("2026-11-18T21:00", 3 * HOUR, {"sent": ("2026-11-18T20:30",)}, "another was sent not long ago"),
        ("2026-11-18T22:00", 6 * HOUR, {"sent": ("2026-11-18T19:00",)}, "quiet hours"),
        ("2026-11-18T23:00", 5 * HOUR, {"sent": ("2026-11-18T21:00",)}, "quiet hours"),
    ],
)
def test_what_is_dropped_names_what_held_it_longest(now: str, keep: int, state: dict[str, Any], reason: str) -> None:
    held = replace(WELCOME, sent=tuple(at(each) for each in state["sent"]))
    verdict = plan_send(about(at(now), keep=keep), held, RULES, at(now), SEOUL)
    assert (verdict.action, verdict.reason) == ("drop", f"{reason}, and too late after that")


def test_less_and_more_scale_caps_and_gaps() -> None:
    less, more = ProactiveRules(level="less"), ProactiveRules(level="more")
    assert (less.caps, RULES.caps, more.caps) == ((1, 3), (2, 6), (4, 12))
    assert (less.gap_ms(0), RULES.gap_ms(0), more.gap_ms(0)) == (8 * HOUR, 4 * HOUR, 2 * HOUR)
    assert ProactiveRules(most_a_day=1, level="less").caps[0] == 1


def test_a_spent_token_budget_waits_for_the_next_day_and_fixed_lines_do_not() -> None:
    rules = ProactiveRules(tokens_a_day=1000)
    spent = replace(WELCOME, tokens_today=900, needs_tokens=200)
    assert plan_send(about(NOON), spent, rules, NOON, SEOUL).at == at("2026-11-19T08:30")
    assert decided(replace(spent, needs_tokens=0), rules=rules) == "send"
    assert decided(replace(spent, needs_tokens=100), rules=rules) == "send"


def test_a_clock_that_jumped_back_holds_nothing_up_for_ever() -> None:
    ahead = replace(WELCOME, sent=(NOON + DAY,))
    assert plan_send(about(NOON), ahead, RULES, NOON, SEOUL).at == NOON + 4 * HOUR
    assert decided(replace(WELCOME, sent=(NOON + 400 * DAY,))) == "send"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quiet_from", 1440),
        ("quiet_to", -1),
        ("most_a_day", -1),
        ("least_gap_ms", -5),
        ("back_off", 0.5),
        ("back_off", float("nan")),
    ],
)
def test_rules_that_mean_nothing_are_refused_by_name(field: str, value: float) -> None:
    wrong: Any = {field: value}
    with pytest.raises(ValueError, match=field):
        ProactiveRules(**wrong)


MOMENTS = st.integers(at("2026-01-01T00:00"), at("2028-01-01T00:00"))


@settings(max_examples=400, deadline=None)
@given(
    now=MOMENTS,
    ahead=st.integers(-2 * DAY, 3 * DAY),
    sent=st.lists(st.integers(-7 * DAY, 2 * DAY), max_size=8),
    unanswered=st.integers(0, 5),
    last=st.none() | st.integers(-3 * HOUR, HOUR),
    hours=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    zone=st.sampled_from([SEOUL, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_what_is_sent_breaks_no_rule(
    now: int, ahead: int, sent: list[int], unanswered: int, last: int | None, hours: tuple[int, int], zone: str
) -> None:
    rules = ProactiveRules(quiet_from=hours[0], quiet_to=hours[1])
    state = ProactiveState(
        opted_in=True,
        sent=tuple(now + each for each in sent),
        unanswered=unanswered,
        last_person_at=None if last is None else now + last,
    )
    intent = about(now + ahead)
    verdict = plan_send(intent, state, rules, now, zone)
    assert verdict.action != "wait" or now < verdict.at < intent.expires
    if verdict.action == "send":
        assert intent.due <= now < intent.expires
        assert quiet_end(now, rules, ZoneInfo(zone)) == now
        assert unanswered < rules.most_unanswered
        assert last is None or not -30 * 60_000 < last <= 0
        assert all(each <= -rules.gap_ms(unanswered) or each > 2 * DAY for each in sent)
        assert sum(-7 * DAY < each <= 0 for each in sent) < rules.caps[1]


@pytest.mark.parametrize(("stage", "days"), [("acquainted", 3.0), ("close", 1.5)])
def test_a_check_in_comes_after_a_silence_that_fits_the_acquaintance(stage: str, days: float) -> None:
    for seed in range(50):
        intent = check_in(stage, NOON, WELCOME, RULES, seed, NOON + HOUR, SEOUL)
        assert intent is not None
        assert days * DAY <= intent.due - NOON <= (days * 1.3 + 1.5) * DAY
        there = datetime.fromtimestamp(intent.due / 1000, ZoneInfo(SEOUL))
        assert 11 * 60 <= there.hour * 60 + there.minute <= 20 * 60 + 30
        assert (intent.kind, intent.source, intent.event_at) == ("check_in", None, None)


def test_check_ins_are_drawn_and_the_same_again() -> None:
    drawn = [check_in("close", NOON, WELCOME, RULES, seed, NOON, SEOUL) for seed in range(30)]
    assert drawn == [check_in("close", NOON, WELCOME, RULES, seed, NOON + 5, SEOUL) for seed in range(30)]
    assert len({each.due for each in drawn if each}) > 10


def test_a_check_in_nobody_used_is_drawn_for_a_day_still_to_come() -> None:
    intent = check_in("close", NOON, WELCOME, RULES, 1, NOON + 40 * DAY, SEOUL)
    assert intent is not None
    assert intent.expires > NOON + 40 * DAY
    assert intent.due < NOON + 42 * DAY


def test_an_unanswered_check_in_makes_the_next_silence_longer() -> None:
    first = check_in("close", NOON, WELCOME, RULES, 3, NOON, SEOUL)
    assert first is not None
    later = check_in(
        "close", NOON, replace(WELCOME, sent=(first.due,), unanswered=1), RULES, 3, first.due + HOUR, SEOUL
    )
    assert later is not None
    assert later.due - first.due >= 3 * DAY


@pytest.mark.parametrize(
    ("stage", "last", "state", "zone"),
    [
        ("new", NOON, WELCOME, SEOUL),
        ("close", None, WELCOME, SEOUL),
        ("close", NOON, ProactiveState(), SEOUL),
        ("close", NOON, replace(WELCOME, minor=True), SEOUL),
        ("close", NOON, replace(WELCOME, unanswered=3), SEOUL),
        ("close", NOON, WELCOME, None),
        ("close", NOON, WELCOME, "Nowhere/Land"),
    ],
)
def test_strangers_minors_and_the_unwilling_are_left_in_peace(
    stage: str, last: int | None, state: ProactiveState, zone: str | None
) -> None:
    assert check_in(stage, last, state, RULES, 1, NOON + 9 * DAY, zone) is None
