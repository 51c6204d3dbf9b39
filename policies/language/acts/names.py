"""The acts a message can be, and what a table of rules for them looks like. Pure."""

from __future__ import annotations

import re
from typing import Literal

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
]
# The first rule found anywhere in the text decides. Texts come clean, in lower case, with straight apostrophes.
Rules = tuple[tuple[Act, re.Pattern[str]], ...]
