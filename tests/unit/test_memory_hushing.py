"""What is left unspoken: by the messages it is known from, and by its words where they stand alone."""

from __future__ import annotations

import pytest

from memory.facts import SELF, Fact
from memory.hushing import hushed


def fact(attribute: str, value: str, *, muted: bool = True) -> Fact:
    return Fact(1, SELF, attribute, value, 0, 0.5, 1.0, (7,), muted=muted)


@pytest.mark.parametrize(
    ("muted", "text", "hidden"),
    [
        (fact("pet", "cat"), "we went on vacation", False), (fact("pet", "cat"), "the cat is ill", True),
        (fact("birthday", "03-04"), "3월 4일에 만나", True), (fact("birthday", "03-04"), "see you on March 4", True),
        (fact("job", "일"), "과일이 좋아, 일도", False), (fact("age", "32"), "32 degrees today", False),
        (fact("pet", "cat", muted=False), "the cat is ill", False),
    ],
)  # fmt: skip
def test_words_of_a_muted_fact_are_found_where_they_stand_alone(muted: Fact, text: str, hidden: bool) -> None:
    assert hushed([muted]).named_in(text) is hidden


def test_a_source_of_a_muted_fact_is_hidden_whatever_it_says() -> None:
    unspoken = hushed([fact("job", "일")])
    assert unspoken.hides(7, "무엇이든")
    assert not unspoken.hides(8, "무엇이든")
