"""Groups that look alike but miss what the message does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turn.group_source import without_call
from bot.turn.heeding import heeding, ranked_hits
from policies.language.acts.names import Act
from retrieval.groups import AnswerGroup, Hit, Reply, Rule


def hit(intent: str, score: float, rule: Rule = "similar") -> Hit:
    """A hit at a group of an intent."""
    return Hit(AnswerGroup(intent, intent, intent, "ko", "banmal", (Reply("r", "응.", ()),)), score, rule, "…")


@pytest.mark.parametrize(
    ("act", "intent", "score", "rule"),
    [
        ("leaving", "agree", 0.8, "similar"),  # "알겠어 말하고 올게" is no agreeing
        ("leaving", "farewell", 0.56, "similar"),
        ("leaving", "hobby", 0.6, "cue"),
        ("should_i", "can_you", 0.68, "similar"),
        ("teasing", "compliment", 0.57, "similar"),
        ("morning", "like_you", 0.7, "similar"),
        ("statement", "your_job", 0.57, "similar"),
    ],
)
def test_a_fair_likeness_yields_to_the_act(act: Act, intent: str, score: float, rule: Rule) -> None:
    assert heeding(act, [hit(intent, score, rule)]) == []


@pytest.mark.parametrize(
    ("act", "intent", "score", "rule"),
    [
        ("leaving", "agree", 1.0, "exact"),
        ("leaving", "farewell", 0.68, "cue"),
        ("should_i", "advice", 0.6, "similar"),
        ("morning", "greeting", 0.6, "similar"),
        ("venting", "work", 0.56, "similar"),
        ("statement", "agree", 0.56, "similar"),
    ],
)
def test_the_words_themselves_a_group_of_the_act_and_plain_telling_stay(
    act: Act, intent: str, score: float, rule: Rule
) -> None:
    kept = hit(intent, score, rule)
    assert heeding(act, [kept]) == [kept]


@pytest.mark.parametrize(
    ("act", "intent", "score", "kept"),
    [
        ("asks_you", "your_likes", 0.52, True),
        ("asks_you", "your_likes", 0.48, False),
        ("question", "can_you", 0.57, True),
        ("question", "can_you", 0.52, False),
        ("asks_you", "weather", 0.52, False),
        ("statement", "your_likes", 0.52, False),
    ],
)
def test_a_question_about_the_companion_needs_little_likeness_to_a_group_that_answers_for_it(
    act: Act, intent: str, score: float, kept: bool
) -> None:
    found = hit(intent, score)
    assert (ranked_hits([found], 0.55, act) == [found]) == kept


def test_what_a_cue_and_a_likeness_agree_on_is_served_though_it_could_be_given_back() -> None:
    faint = hit("weather", 0.56)
    assert heeding("statement", [faint], echoed=True) == []
    agreed = replace(faint, agreed=True)
    assert heeding("statement", [agreed], echoed=True) == [agreed]


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("봄아 나 왔어", "봄", "나 왔어"),
        ("wren, are you there", "Wren", "are you there"),
        ("봄아", "봄", "봄아"),
        ("봄이 왔어", "봄", "봄이 왔어"),
        ("wrens are small", "Wren", "wrens are small"),
    ],
)
def test_a_name_called_first_is_left_out_of_the_comparison(text: str, name: str, rest: str) -> None:
    assert without_call(text, name) == rest


@pytest.mark.parametrize(
    ("score", "rule", "matched", "kept"),
    [
        (0.66, "similar", "i got engaged", False),
        (0.8, "similar", "my brother got engaged", True),
        (1.0, "exact", "had the day off", True),
        (0.84, "cue", "umbrella", False),
        (0.9, "cue", "dinner + had", True),
    ],
)
def test_what_can_be_given_back_in_english_wants_a_group_that_says_more(
    score: float, rule: Rule, matched: str, kept: bool
) -> None:
    group = AnswerGroup("work", "work", "work", "en", "plain", (Reply("r", "I see.", ()),))
    found = Hit(group, score, rule, matched, share=0.3)
    assert (found in heeding("statement", [found], echoed=True)) is kept
    assert heeding("statement", [found]) == [found]


@pytest.mark.parametrize(
    ("text", "matched", "kept"),
    [
        ("망했네", "회사가 망했어", False),
        ("옛날 일기장도 나왔어", "꿈에 옛날 사람 나왔어", False),
        ("빨래 널어놓고 왔는데", "빨래 널고 왔어", True),
    ],
)
def test_a_korean_line_that_names_what_the_message_does_not_is_no_fit(text: str, matched: str, kept: bool) -> None:
    found = replace(hit("come_back", 0.72), matched=matched)
    assert (found in heeding("statement", [found], text=text)) is kept


@pytest.mark.parametrize(("intent", "kept"), [("thanks", True), ("advice", False), ("love", False)])
def test_thanks_are_answered_as_thanks(intent: str, kept: bool) -> None:
    found = hit(intent, 0.8, "cue")
    assert (found in heeding("thanking", [found])) is kept


def test_one_noun_of_a_telling_does_not_call_up_what_is_said_of_such_people() -> None:
    found = replace(hit("family", 0.6, "cue"), matched="조카", share=0.4)
    assert heeding("statement", [found]) == []


def test_trouble_met_at_a_pastime_is_not_about_the_pastime() -> None:
    found = replace(hit("game", 0.64, "cue"), matched="게임하", share=0.2)
    assert heeding("venting", [found]) == []
