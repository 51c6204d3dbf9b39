"""A fact in words, the same for a prompt, the person's own list and an answer."""

from __future__ import annotations

import re

from memory.attributes import label
from memory.facts import SELF, Fact
from memory.subjects import subject_label
from memory.when.wording import in_words
from policies.language.numbers import date

_BIRTHDAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def value_in_words(fact: Fact, language: str) -> str:
    """The value alone: a birthday is kept as "03-04" and told as "3월 4일" or "March 4"."""
    found = _BIRTHDAY.fullmatch(fact.value) if fact.attribute == "birthday" else None
    try:
        return date(int(found[1]), int(found[2]), language) if found else fact.value
    except ValueError:  # 02-31
        return fact.value


def day_in_words(fact: Fact, language: str) -> str:
    """The day it is about in brackets behind a blank, or nothing."""
    return f" ({in_words(fact.happens_on, language)})" if fact.happens_on else ""


def told(fact: Fact, language: str) -> str:
    """Like "사는 곳: 서울", or "친구 민지 · 하는 일: 간호사", with the day it is about where that is known."""
    whose = "" if fact.subject == SELF else f"{subject_label(fact.subject, language)} · "
    words = f"{whose}{label(fact.attribute, language)}: {value_in_words(fact, language)}"
    return words + day_in_words(fact, language)
