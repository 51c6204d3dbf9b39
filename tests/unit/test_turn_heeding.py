"""Groups that look alike but miss what the message does."""

from __future__ import annotations

import pytest

from bot.turn.group_source import heeding, without_call
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
        (0.7, "similar", "i got engaged", False),
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
