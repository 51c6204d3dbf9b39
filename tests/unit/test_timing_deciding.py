"""What to do about a turn: the invariants no draw may break, and that presets feel as they are called."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.draw import pick, uniform
from policies.timing.deciding import ACTIONS, EMOJI, Decision, decide, later_delay
from policies.timing.features import Moment
from policies.timing.presets import PRESETS
from policies.timing.rules import Condition, LateNight, Silence, StateDelay, TimingRules

STATES = ("asleep", "class", "work", "busy", "free")
MOODS = ("glad", "sad", "funny", "grave", "neutral")
KINDS = ("text", "photo", "sticker", "voice")
WORDLESS = ("silent", "react")
WITH_FLOOR = {name: replace(rules, floor=0.02) for name, rules in PRESETS.items()}
EVERYTHING = TimingRules(
    floor=0.05,
    reaction_share=0.3,
    come_back_share=0.5,
    silence=Silence(0.5, 3, ("closing", "statement", "question", "sticker", "late_night", "busy")),
    delays=tuple(StateDelay(state, 0.5, 600_000, 1.5) for state in STATES),  # type: ignore[arg-type]
)
RULES = st.sampled_from([*WITH_FLOOR.values(), EVERYTHING, TimingRules(), TimingRules(fast=True, floor=0.2)])
MOMENTS = st.builds(
    Moment,
    now=st.integers(0, 2**42),
    minute=st.integers(0, 1439),
    weekday=st.integers(0, 6),
    state=st.sampled_from(STATES),
    until=st.none() | st.integers(0, 2**42),  # behind `now`, too: a clock may jump
    question=st.booleans(),
    safety=st.sampled_from(["none", "none", "none", "crisis"]),
    messages=st.integers(1, 9),
    characters=st.integers(0, 4000),
    closing=st.booleans(),
    mood=st.sampled_from(MOODS),
    kind=st.sampled_from(KINDS),
    silences_today=st.integers(0, 6),
    silent_to_question_last=st.booleans(),
    persona_silent_ms=st.none() | st.integers(-(10**8), 10**9),
    person_gap_ms=st.none() | st.integers(-1, 10**9),
    waited_ms=st.integers(-(10**9), 10**9),
    deferred=st.booleans(),
    minor=st.booleans(),
    may_ask=st.booleans(),
    since_crisis_ms=st.none() | st.integers(-1, 3 * 86_400_000),
)
WISHES = st.none() | st.dictionaries(st.sampled_from([*ACTIONS, "shout"]), st.floats())
SEEDS = st.integers(0, 2**63 - 1)
PLAIN = Moment(now=0, persona_silent_ms=3_600_000)


@given(MOMENTS, RULES, SEEDS, WISHES)
def test_every_action_has_a_probability_and_the_admissible_ones_at_least_the_floor(
    moment: Moment, rules: TimingRules, seed: int, wished: dict[str, float] | None
) -> None:
    made = decide(moment, rules, seed, wished=wished)
    assert set(made.probabilities) == set(ACTIONS)
    assert sum(made.probabilities.values()) == pytest.approx(1)
    assert made.action in made.admissible
    assert "reply" in made.admissible
    assert made.reason
    for action in ACTIONS:
        chance = made.probabilities[action]
        assert chance >= made.floor - 1e-12 if action in made.admissible else chance == 0
    if len(made.admissible) > 1:
        assert made.floor == rules.floor


@given(MOMENTS, RULES, SEEDS, WISHES)
def test_no_draw_and_no_wish_breaks_an_invariant(
    moment: Moment, rules: TimingRules, seed: int, wished: dict[str, float] | None
) -> None:
    made = decide(moment, rules, seed, wished=wished)
    recent = moment.since_crisis_ms is not None and moment.since_crisis_ms < 86_400_000
    if moment.safety != "none" or moment.mood == "grave" or rules.fast or recent:
        assert made.probabilities["reply"] == 1
        assert made.delay_ms == 0
    if moment.safety != "none" or recent:
        assert not made.good_night
    if moment.question and moment.silent_to_question_last:
        assert made.action not in WORDLESS
    if moment.silences_today >= rules.silence.most_a_day or moment.minor:
        assert made.probabilities["silent"] == 0
    if moment.deferred:
        assert made.action in ("reply", "react")
        assert made.action == "reply" or not moment.question
    assert (made.delay_ms > 0) == (made.action in ("later", "come_back"))
    assert 0 <= made.delay_ms < 24 * 3_600_000
    assert bool(made.emoji) == (made.action == "react")


@given(MOMENTS, RULES, SEEDS)
def test_the_same_moment_and_seed_decide_the_same(moment: Moment, rules: TimingRules, seed: int) -> None:
    assert decide(moment, rules, seed) == decide(moment, rules, seed)


@given(MOMENTS, SEEDS)
def test_bare_rules_and_instant_always_reply(moment: Moment, seed: int) -> None:
    for rules in (TimingRules(), WITH_FLOOR["instant"]):
        assert decide(moment, rules, seed).probabilities["reply"] == 1


def chat(rules: TimingRules, seed: int, turns: int) -> list[tuple[Moment, Decision]]:
    """A generated chat whose state follows from what was decided, as an engine would keep it."""
    seen, now, today, silences, unanswered = [], 10**12, 0, 0, False
    for turn in range(turns):
        draw = seed * 1000 + turn
        now += int(uniform(draw, "gap") * 6 * 3_600_000)
        today, silences = now // 86_400_000, silences if now // 86_400_000 == today else 0
        moment = Moment(
            now=now,
            minute=now // 60_000 % 1440,
            state=pick(STATES, draw, "state"),  # type: ignore[arg-type]
            until=now + int(uniform(draw, "until") * 8 * 3_600_000),
            question=uniform(draw, "question") < 0.4,
            safety="crisis" if uniform(draw, "safety") < 0.02 else "none",
            closing=uniform(draw, "closing") < 0.3,
            mood=pick(MOODS, draw, "mood"),  # type: ignore[arg-type]
            kind=pick(KINDS, draw, "kind"),
            silences_today=silences,
            silent_to_question_last=unanswered,
            persona_silent_ms=int(uniform(draw, "silent") * 1_000_000),
            minor=seed % 10 == 0,
        )
        made = decide(moment, rules, draw)
        seen.append((moment, made))
        silences += made.action == "silent"
        if moment.question:
            unanswered = made.action in WORDLESS
    return seen


def test_ten_thousand_generated_chats_break_no_invariant() -> None:
    policies = (WITH_FLOOR["attentive"], WITH_FLOOR["natural"], WITH_FLOOR["slow"], EVERYTHING)
    actions: Counter[str] = Counter()
    for seed in range(10_000):
        rules = policies[seed % len(policies)]
        passed_over, silences, day = False, 0, None
        for moment, made in chat(rules, seed, 6):
            actions[made.action] += 1
            silences = silences if moment.now // 86_400_000 == day else 0
            day = moment.now // 86_400_000
            silences += made.action == "silent"
            assert silences <= rules.silence.most_a_day
            assert moment.safety == "none" or (made.action, made.delay_ms) == ("reply", 0)
            assert not (moment.minor and made.action == "silent")
            if moment.question:
                assert not (passed_over and made.action in WORDLESS)
                passed_over = made.action in WORDLESS
    assert min(actions[action] for action in ACTIONS) > 500


def test_a_question_may_be_passed_over_once_where_the_persona_is_like_that() -> None:
    asked = replace(PLAIN, question=True)
    assert decide(asked, EVERYTHING, 1).probabilities["silent"] > 0.2
    assert decide(replace(asked, silent_to_question_last=True), EVERYTHING, 1).probabilities["silent"] == 0
    assert decide(asked, WITH_FLOOR["slow"], 1).probabilities["silent"] == 0


def shares(rules: TimingRules, moment: Moment) -> tuple[Counter[str], list[int]]:
    made = [decide(moment, rules, seed) for seed in range(2000)]
    return Counter(each.action for each in made), [each.delay_ms for each in made]


@pytest.mark.parametrize(
    "moment",
    [
        replace(PLAIN, state="work", until=4 * 3_600_000),
        replace(PLAIN, state="free", until=4 * 3_600_000, minute=23 * 60 + 30),
        replace(PLAIN, state="class", until=3_600_000, closing=True),
    ],
    ids=["at work", "late at night", "a closing word in class"],
)
def test_slower_presets_answer_later_react_more_and_are_silent_more_often(moment: Moment) -> None:
    rows = [shares(WITH_FLOOR[name], moment) for name in ("instant", "attentive", "natural", "slow")]
    delays = [mean(times) for _, times in rows]
    wordless = [counts["silent"] for counts, _ in rows]
    replies = [counts["reply"] for counts, _ in rows]
    assert delays == sorted(delays)
    assert delays[-1] > delays[1]
    assert wordless == sorted(wordless)
    assert replies == sorted(replies, reverse=True)
    assert replies[0] == 2000


def test_asleep_is_answered_after_waking() -> None:
    night = replace(PLAIN, state="asleep", until=5 * 3_600_000, minute=180)
    made = [decide(night, WITH_FLOOR["natural"], seed) for seed in range(500)]
    later = [each.delay_ms for each in made if each.action == "later"]
    assert len(later) > 400
    assert all(5 * 3_600_000 <= delay <= 8 * 3_600_000 for delay in later)
    assert len(set(later)) > 300
    assert all(each.action != "come_back" for each in made)


def test_a_busy_time_is_answered_at_the_latest_a_little_after_it_ends_and_a_free_one_before() -> None:
    busy, free = (replace(PLAIN, state=state, until=600_000) for state in ("work", "free"))  # type: ignore[arg-type]
    assert later_delay(busy, EVERYTHING).most_ms == 1_200_000
    assert later_delay(free, EVERYTHING).most_ms == 600_000


def test_in_the_middle_of_a_talk_and_for_who_feels_low_an_answer_waits_less_often() -> None:
    def waiting(**changes: object) -> float:
        moment = replace(PLAIN, state="busy", **changes)  # type: ignore[arg-type]
        chances = decide(moment, WITH_FLOOR["slow"], 1).probabilities
        return chances["later"] + chances["come_back"]

    usual = waiting()
    for changes in ({"persona_silent_ms": 60_000}, {"mood": "sad"}, {"question": True}, {"messages": 4}):
        assert waiting(**changes) < usual


def test_who_has_waited_long_is_not_put_off_again() -> None:
    waited = replace(PLAIN, state="work", waited_ms=11 * 60_000)
    assert "later" not in decide(waited, WITH_FLOOR["slow"], 1).admissible


def test_the_first_words_of_all_are_answered() -> None:
    first = replace(PLAIN, persona_silent_ms=None, state="asleep")
    assert decide(first, WITH_FLOOR["slow"], 1).reason == "the first words of all: a reply"


def test_a_quick_person_is_answered_sooner_as_far_as_the_persona_mirrors() -> None:
    busy = replace(PLAIN, state="busy", until=10**8)
    rules = replace(WITH_FLOOR["natural"], mirror=1.0)
    quick, unknown, slow = (later_delay(replace(busy, person_gap_ms=gap), rules) for gap in (15_000, None, 10**7))
    assert (quick.median_ms * 2, slow.median_ms) == (unknown.median_ms, unknown.median_ms * 2)


def test_a_wish_is_followed_within_the_rules_only() -> None:
    closing = replace(PLAIN, closing=True)
    wish = {"silent": 1.0}
    assert decide(closing, WITH_FLOOR["natural"], 1, wished=wish).probabilities["silent"] > 0.9
    assert decide(PLAIN, WITH_FLOOR["natural"], 1, wished=wish).probabilities["silent"] == 0
    assert decide(replace(closing, silences_today=2), WITH_FLOOR["natural"], 1, wished=wish).action != "silent"


def test_reactions_fit_the_mood() -> None:
    for mood, fitting in EMOJI.items():
        moment = replace(PLAIN, closing=True, mood=mood)  # type: ignore[arg-type]
        made = [decide(moment, EVERYTHING, seed) for seed in range(300)]
        assert {each.emoji for each in made if each.action == "react"} == set(fitting)


def test_good_night_is_said_late_at_night_only_and_never_where_care_is_needed() -> None:
    rules = TimingRules(late_night=LateNight(good_night_share=1.0))
    late = replace(PLAIN, minute=23 * 60)
    assert decide(late, rules, 1).good_night
    assert not decide(PLAIN, rules, 1).good_night
    assert not decide(replace(late, safety="crisis"), rules, 1).good_night


@pytest.mark.parametrize("since_ms", [0, 3_600_000, 86_399_999])
def test_within_a_day_of_a_crisis_only_a_reply_comes_into_question(since_ms: int) -> None:
    rules = replace(EVERYTHING, late_night=LateNight(good_night_share=1.0))
    late = replace(PLAIN, minute=23 * 60, state="work", closing=True, since_crisis_ms=since_ms)
    made = decide(late, rules, 1, wished={"silent": 1.0})
    assert (made.action, made.reason) == ("reply", "a crisis not long ago: a reply")
    assert made.admissible == ("reply",)
    assert not made.good_night
    assert len(decide(replace(late, since_crisis_ms=86_400_000), rules, 1).admissible) > 1


@pytest.mark.parametrize("condition", ["statement", "late_night", "busy"])
def test_what_may_be_a_question_is_not_read_and_left_as_a_statement(condition: Condition) -> None:
    rules = replace(EVERYTHING, silence=Silence(0.5, 3, (condition,)))
    told = replace(PLAIN, minute=23 * 60, state="work")
    assert "silent" in decide(told, rules, 1).admissible
    assert "silent" not in decide(replace(told, may_ask=True), rules, 1).admissible
    closing = replace(rules, silence=Silence(0.5, 3, (condition, "closing")))
    assert "silent" in decide(replace(told, may_ask=True, closing=True), closing, 1).admissible
