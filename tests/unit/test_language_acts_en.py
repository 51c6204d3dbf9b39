"""What English messages do, so that a plain reply can fit where no answer group does."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from policies.language.acts import act_of
from policies.language.acts.en import RULES


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("do you ever get scared out there?", "asks_you"),
        ("not bad, just got up. you?", "asks_you"),
        ("and you, busy night?", "asks_you"),
        ("you're named after a bird right", "asks_you"),
        ("if you could go anywhere, where would you go", "asks_you"),
        ("should i tell her", "should_i"),
        ("is it petty if i say something", "should_i"),
        ("i don't think i want kids. is that weird?", "should_i"),
        ("ok i gotta run, bus in 5", "leaving"),
        ("brb dinner", "leaving"),
        ("hm i'll try that", "leaving"),
        ("ok i'll message her", "leaving"),
        ("ok phone in the other room, bye", "leaving"),
        ("ok one more episode then bed", "leaving"),
        ("it went fine actually?? they even laughed", "resolved"),
        ("he said no worries", "resolved"),
        ("report's done!!", "resolved"),
        ("made it to work finally", "resolved"),
        ("phew", "relief"),
        ("thank god for that", "relief"),
        ("you have no sense of humor", "teasing"),
        ("you're such a weirdo", "teasing"),
        ("rude lol", "teasing"),
        ("haha ok gordon ramsay", "laughs"),
        ("lol i'm using that", "laughs"),
        ("we nearly dropped her sofa down the stairs lol", "laughs"),
        ("they say nothing's broken", "resolved"),
        ("it was the hospital, she can go home", "resolved"),
        ("my car's making a funny noise again", "venting"),
        ("probably just the exhaust", "statement"),
        ("i feel so alone lol", "venting"),
        ("i felt so bad but it was hilarious", "laughs"),
        ("no i mean of the show", "correcting"),
        ("wait not that one", "correcting"),
        ("that's not what i meant", "correcting"),
        ("lunch was a sad salad", "venting"),
        ("missed it", "venting"),
        ("ugh i have to be up at 6", "venting"),
        ("my roommate was so rude", "venting"),
        ("you didn't do it did you", "asks_you"),
        ("they forgot the spring rolls", "venting"),
        ("i'm happy for her but she's leaving", "statement"),
        ("food's here!!", "good_news"),
        ("kinda made my day honestly", "good_news"),
        ("i got the job", "good_news"),
        ("same tbh", "agreeing"),
        ("true, worst case free snacks", "agreeing"),
        ("yeah i guess", "agreeing"),
        ("good morning!", "morning"),
        ("just woke up", "morning"),
        ("why did the spreadsheet go to therapy", "question"),
        ("she's moving to portland in march", "statement"),
        ("so my sister called", "statement"),
        ("my grandmother passed away", "grave"),
        ("someday", "short"),
        ("bet you talk to the seagulls", "teasing"),
        ("you totally do", "teasing"),
        ("fancy", "teasing"),
        ("was it my fault for not checking?", "doubting"),
        ("was that the right thing to say?", "doubting"),
        ("yeah i know i should've asked someone", "regretting"),
        ("hopefully they'll call", "hoping"),
        ("i'd love to just sit in a park", "hoping"),
        ("how long should a speech be?", "amount"),
        ("how much sleep do you need?", "asks_you"),
        ("how do you explain that to a child", "question"),
        ("did you know they dance", "question"),
        ("that's odd, right?", "seeks_nod"),
        ("i should clean that up", "planning"),
        ("i might drive instead", "planning"),
        ("my savings are almost gone", "venting"),
        ("nobody ever texts me", "venting"),
        ("i only own one nice shirt and it has a stain", "statement"),
    ],
)
def test_a_line_is_taken_for_what_it_does(said: str, act: str) -> None:
    assert act_of(said, "en") == act


@pytest.mark.parametrize(
    ("said", "not_act"),
    [
        ("why do i keep buying salads when i know i hate them", "venting"),
        ("i'm happy for her but she's leaving", "good_news"),
        ("i'm going to japan next year", "leaving"),
        ("i'll never forget that", "leaving"),
        ("ok i'll text him", "agreeing"),
        ("yeah she wanted breakfast", "agreeing"),
        ("did i tell you about the new guy?", "asks_you"),
        ("what's that word for when you like the smell of rain", "asks_you"),
        ("you're right", "teasing"),
        ("kidding, you're great", "teasing"),
        ("i don't want to be dramatic about it", "venting"),
    ],
)
def test_a_line_that_only_looks_like_an_act_is_not_taken_for_it(said: str, not_act: str) -> None:
    assert act_of(said, "en") != not_act


def test_curly_quotes_and_capitals_change_nothing() -> None:
    assert act_of("I’LL TRY THAT", "en") == act_of("i'll try that", "en") == "leaving"


def test_the_rules_of_one_act_stand_together() -> None:
    """The first rule found decides, so an act split in two would be hard to follow."""
    acts = [act for act, _ in RULES]
    changes = [later for earlier, later in pairwise(acts) if earlier != later]
    assert len({acts[0], *changes}) == len(changes) + 1


def test_a_very_long_line_is_looked_at_quickly_enough_to_finish() -> None:
    line = "so and but ok well hey " * 400 + "i'm going to bed"
    assert all(isinstance(rule, re.Pattern) for _, rule in RULES)
    assert act_of(line, "en") in {"long", "leaving"}
