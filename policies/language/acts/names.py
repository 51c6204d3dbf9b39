"""The acts a message can be, and what a table of rules for them looks like. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

Act = Literal[
    "asks_you",  # a question about the companion: its day, its trade, its tastes
    "doubting",  # of oneself: "was I wrong?"
    "regretting",  # "I should have"
    "hoping",  # "will it go well?"
    "amount",  # how much, how many would be right
    "seeks_nod",  # "isn't it?": wants to be agreed with
    "planning",  # will do something another day
    "should_i",  # asks for backing or a choice: "should I tell them?"
    "question",
    "leaving",  # goes to do something, will try it, is off
    "resolved",  # it turned out fine, it is done
    "relief",  # "thank God", "phew"
    "teasing",
    "laughs",
    "correcting",  # "no, I mean …"
    "venting",  # tells of something unpleasant, or grumbles
    "good_news",
    "agreeing",
    "morning",
    "statement",
    "short",
    "long",
    "grave",
    "thanking",
    "offering",  # to the companion: a bite, a gift, coming along
    "your_way",  # "what would you do?"
    "wording",  # how to put something in words
    "leaning",  # "a note might be better, or not": wants to know which way the companion leans
    "idea_food",  # what to eat, wear, see, give: wants an idea
    "idea_clothes",
    "idea_place",
    "idea_gift",
    "idea",
    "approving",  # of what the companion said
    "conceding",  # "you may be right"
    "blamed",  # "it was you who took it": a tease
    "seeks_praise",
    "pondering",  # "I'm thinking of taking a year off"
    "unable",  # can't get something done these days
    "hurting",  # a body that aches, the doctor's
    "wronged",  # by others: gossip, neighbours, the boss
    "uneasy",  # afraid, nervous
    "toiled",  # worn out by work
    "coming_up",  # something due on another day
    "wondering_at_you",  # "that's unexpected"
    "belittling",  # oneself: wants to be contradicted kindly
    "not_so_bad",  # a bad feeling denied: "I'm not exactly sad"
    "fine_now",
    "asks_you_did",  # questions about the companion: whether it ever did something
    "asks_you_has",
    "asks_you_can",
    "asks_you_likes",
    "asks_you_best",  # "which animal do you like best?"
    "judging",  # "is that old-fashioned?": wants to hear that it is not
    "backing",  # "you'll be on my side?"
    "asks_you_choice",  # "this or that: which do you like?"
    "about_you",  # tells of the companion: "you can't, of course"
    "reacting",  # to what the companion said: "how cute it must be"
    "explaining",  # "because I like it"
    "supposing",  # "they meant no harm, I suppose"
    "requesting",  # that the companion do something
    "has_to",
    "to_bed",
    "at_last",  # waited for
    "early",  # has to sleep or rise early
    "startled",  # tells of something surprising
    "away",  # steps away for a moment: "hold on, the washing is done"
    "changing",  # the subject
    "price",  # a price alone, or one to gasp at
    "told_ate",  # what is told, by what it is about: a meal, something made, bought, tidied …
    "told_made",
    "told_bought",
    "told_tidied",
    "told_watched",
    "told_moved",
    "told_met",
    "told_rested",
    "told_washed",
    "told_began",
    "told_treat",  # something to eat, bought
    "told_little",  # of a child or an animal
]
# Told plainly, by what it is about.
TOLD: frozenset[Act] = frozenset(act for act in get_args(Act) if act.startswith("told_"))
# Whose lines an act may borrow where it has none of its own.
NEAR: Mapping[Act, Act] = {
    "offering": "asks_you",
    "your_way": "should_i",
    "wording": "question",
    "leaning": "should_i",
    "idea_food": "idea",
    "idea_clothes": "idea",
    "idea_place": "idea",
    "idea_gift": "idea",
    "idea": "should_i",
    "approving": "agreeing",
    "conceding": "agreeing",
    "blamed": "teasing",
    "seeks_praise": "good_news",
    "belittling": "doubting",
    "unable": "venting",
    "hurting": "venting",
    "wronged": "venting",
    "uneasy": "venting",
    "toiled": "venting",
    "wondering_at_you": "agreeing",
    "fine_now": "relief",
    "asks_you_did": "asks_you",
    "asks_you_has": "asks_you",
    "asks_you_can": "asks_you",
    "asks_you_likes": "asks_you",
    "asks_you_choice": "asks_you",
    "asks_you_best": "asks_you",
    "judging": "should_i",
    "backing": "seeks_nod",
    "away": "leaving",
    "changing": "agreeing",
    "price": "startled",
    "to_bed": "leaving",
    "at_last": "good_news",
    "has_to": "leaving",
    "early": "leaving",
    "about_you": "agreeing",
    "reacting": "agreeing",
    "supposing": "agreeing",
    "requesting": "question",
}
# The first rule found anywhere in the text decides. Texts come clean, in lower case, with straight apostrophes.
Rules = tuple[tuple[Act, re.Pattern[str]], ...]
