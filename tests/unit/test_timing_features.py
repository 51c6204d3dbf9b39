"""What the timing policy reads in a message, and the waits, reading and typing times that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.timing.features import Moment, closing, in_late_night, may_ask, mood_of, with_standing, with_words
from policies.timing.rules import LateNight, TimingRules
from policies.timing.typing import mirror_factor, reading_ms, typing_ms
from policies.timing.waiting import asks_to_hold, end_of_turn_wait
from policies.timing.week import Standing

RULES = TimingRules()


@pytest.mark.parametrize(
    "text",
    "ㅋㅋ|ㅋㅋㅋㅋㅋ|응|응응응|ㅇㅇ|ㅇㅋ|네|넵!|잘자|잘자~|응 잘자ㅋㅋ|나 이제 잘게|그래 그럼 내일 봐|너도 잘 자|안녕히 주무세요|고마워!!|바이바이|👍|알겠어ㅎㅎ|"
    "ok|Okay!|okkk|thanks!|bye|byeee|good night 🌙|see you later|lol ok|sure, will do|got it thx|haha|You too!".split(
        "|"
    ),
)
def test_a_message_that_closes(text: str) -> None:
    assert closing(text)


@pytest.mark.parametrize(
    "text",
    "|안녕|뭐해?|ok?|내일|나도|나 왔어|응 근데 있잖아|고마워 진짜 덕분에 살았어|ㅋㅋㅋ 진짜 웃기다|어제 잘 잤어|잘자 라고 했는데 답이 없네|"
    "hi|then|will|right|thanks to you I passed|ok but listen|I see|good|night shift today|see".split("|"),
)
def test_a_message_that_does_not_close(text: str) -> None:
    assert not closing(text)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("면접 합격했어!!", "glad"),
        ("I won the match", "glad"),
        ("오늘 너무 힘들었어", "sad"),
        ("하 ㅠㅠㅠ", "sad"),
        ("I'm so tired and lonely", "sad"),
        ("ㅋㅋㅋㅋ 고양이가 넘어졌대", "funny"),
        ("lmao my cat fell over", "funny"),
        ("ㅋㅋㅋㅋ 시험 망했어", "neutral"),
        ("할머니가 돌아가셨어", "grave"),
        ("my dog died", "grave"),
        ("집에 가는 중", "neutral"),
        ("", "neutral"),
    ],
)
def test_the_mood_of_a_message(text: str, mood: str) -> None:
    assert mood_of(text) == mood


@pytest.mark.parametrize(
    "line", "자니|바빠|이거 맞아|내일 시간 돼|밥 먹었어|너는|뭐 해 먹었어|바빠요|자ㅋㅋ|u there|you up|Ya ok".split("|")
)
def test_a_short_line_may_ask(line: str) -> None:
    assert may_ask(line)
    assert with_words(Moment(now=0), [line, "ㅋㅋ"]).may_ask


@pytest.mark.parametrize(
    "line",
    "|ㅋㅋ|밥 먹었어.|나 이제 간다|오늘 비 온다|회사|나는 오늘 회사에서 점심 먹었어|you up.|you make me laugh|young|yes".split(
        "|"
    ),
)
def test_a_line_that_is_long_or_only_tells_does_not(line: str) -> None:
    assert not may_ask(line)


@given(st.text(max_size=3000))
def test_any_text_has_features(text: str) -> None:
    assert mood_of(text) in ("glad", "sad", "funny", "grave", "neutral")
    assert closing(text) in (True, False)
    assert may_ask(text) in (True, False)
    assert not (closing(text) and text.rstrip().endswith("?"))
    assert end_of_turn_wait(text, RULES).ms > 0


@pytest.mark.parametrize(
    "text",
    "잠깐만|잠깐|잠시만요!|잠만ㅋㅋ|ㄱㄷ|기다려|조금만 기다려 줘|아 잠깐만 기다려봐|wait|oh wait|Wait a sec|hold on!!|ok hang on|one sec|brb|give me a minute".split(
        "|"
    ),
)
def test_who_asks_to_hold_on_is_waited_for_longest(text: str) -> None:
    assert asks_to_hold(text)
    assert end_of_turn_wait(text, RULES).ms == RULES.holding_wait_ms > RULES.unfinished_wait_ms


@pytest.mark.parametrize(
    "text",
    "기다려줘서 고마워|기다려?|잠깐만 있으면 돼|I can't wait|don't make me wait|you hold on to it|waiter|나 기다렸어|".split(
        "|"
    ),
)
def test_who_only_talks_of_waiting_is_not(text: str) -> None:
    assert not asks_to_hold(text)


def test_a_photo_without_words_often_brings_some() -> None:
    assert end_of_turn_wait("", RULES, kind="photo").ms == RULES.caption_wait_ms
    assert end_of_turn_wait("바다 왔어!", RULES, kind="photo").ms == RULES.finished_wait_ms
    assert end_of_turn_wait("", RULES, kind="sticker").ms == RULES.finished_wait_ms


def test_a_known_rhythm_is_waited_out_within_bounds() -> None:
    finished, unfinished = (
        [end_of_turn_wait(text, RULES, rhythm_ms=rhythm).ms for rhythm in (-5, 0, 1000, 1600, 10**9)]
        for text in ("응", "근데")
    )
    assert finished == [720, 720, 1250, 2000, 2250]
    assert unfinished == [2000, 2000, 2000, 2800, 6250]
    assert "rhythm" in end_of_turn_wait("응", RULES, rhythm_ms=5000).reason


@given(st.sampled_from(["응", "근데", "잠깐만", ""]), st.sampled_from(["text", "photo"]), st.integers(0, 10**6))
def test_nobody_is_cut_off_before_their_usual_gap_unless_it_is_very_long(text: str, kind: str, rhythm: int) -> None:
    own = end_of_turn_wait(text, RULES, kind=kind).ms
    wait = end_of_turn_wait(text, RULES, kind=kind, rhythm_ms=rhythm).ms
    assert int(0.8 * own) <= wait <= 2.5 * own
    assert wait >= min(int(1.25 * rhythm), int(2.5 * own))


def test_urgent_and_fast_never_wait_whatever_else_is_known() -> None:
    assert end_of_turn_wait("잠깐만", RULES, urgent=True, kind="photo", rhythm_ms=9000).ms == 0
    assert end_of_turn_wait("잠깐만", replace(RULES, fast=True), rhythm_ms=9000).ms == 0


def test_reading_takes_its_time_by_jamo_and_by_characters_and_is_bounded() -> None:
    rules = replace(RULES, reading_ms=100, read_jamo_ms=10, read_char_ms=7, most_reading_ms=1000)
    assert reading_ms("", rules) == 100
    assert reading_ms("각", rules) == 130
    assert reading_ms("ab", rules) == 114
    assert reading_ms("각" * 500, rules) == 1000
    assert reading_ms("각" * 500, replace(rules, fast=True)) == 0
    assert reading_ms("각" * 500, RULES) == RULES.reading_ms


@given(st.none() | st.integers(-5, 10**10), st.floats(0, 1))
def test_a_mirror_stays_within_half_and_double(gap: int | None, mirror: float) -> None:
    assert 0.5 <= mirror_factor(gap, mirror) <= 2
    assert mirror_factor(gap, 0) == mirror_factor(None, mirror) == 1


def test_typing_takes_on_a_pace() -> None:
    text = "오늘은 바람이 좀 불더라"
    assert typing_ms(text, RULES, 1, 0, pace=2) > typing_ms(text, RULES, 1, 0) > typing_ms(text, RULES, 1, 0, pace=0.5)


@pytest.mark.parametrize(("minute", "late"), [(1380, True), (0, True), (299, True), (300, False), (720, False)])
def test_late_hours_pass_midnight(minute: int, late: bool) -> None:
    assert in_late_night(minute, LateNight()) == late
    assert in_late_night(minute, LateNight(60, 60)) is False


def test_a_moment_is_filled_from_the_words_and_the_standing() -> None:
    made = with_words(Moment(now=0), ["나 왔어", "뭐해?"])
    assert (made.question, made.closing, made.mood, made.messages, made.characters) == (True, False, "neutral", 2, 7)
    assert with_words(Moment(now=0), ["응", "잘자"]).closing
    local = datetime(2026, 11, 24, 23, 40, tzinfo=UTC)
    made = with_standing(made, Standing("asleep", None, 99, "asleep"), local)
    assert (made.minute, made.weekday, made.state, made.until, made.question) == (1420, 1, "asleep", 99, True)
