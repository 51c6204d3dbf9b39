"""Recall: the person's message in, scored facts out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from memory.facts import NAME, REMEMBERED, SELF, Fact
from memory.recall import ALWAYS_WHILE_FEW, Recall, Recalled, RecallQuery


class KeptFacts:
    """A fact store that gives the same facts to everybody and keeps what it was asked."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.asked: list[tuple[int, int, int]] = []

    async def facts_as_of(self, person_id: int, bot_id: int, version: int) -> Sequence[Fact]:
        self.asked.append((person_id, bot_id, version))
        return self.facts


def fact(id: int, value: str, attribute: str = REMEMBERED) -> Fact:
    return Fact(id, SELF, attribute, value, recorded_at=id, importance=0.8, confidence=1.0, sources=(id,))


def recall(facts: Sequence[Fact], text: str) -> tuple[Recalled, ...]:
    return asyncio.run(Recall(KeptFacts(facts))(RecallQuery(1, 2, 3, text)))


MANY = [fact(id, f"{chr(0xAC00 + 40 * id)}{chr(0xAC01 + 41 * id)}") for id in range(1, ALWAYS_WHILE_FEW + 3)]
FACTS = st.lists(
    st.builds(fact, st.integers(1, 1000), st.text("가나다라마바 ab", max_size=12), st.sampled_from([NAME, REMEMBERED])),
    max_size=12,
    unique_by=lambda each: each.id,
)


async def test_it_reads_this_persons_memory_as_of_the_asked_version() -> None:
    store = KeptFacts([])
    assert await Recall(store)(RecallQuery(4, 5, 6, "안녕")) == ()
    assert store.asked == [(4, 5, 6)]


def test_the_name_always_comes_and_first() -> None:
    found = recall([fact(1, "지수", NAME), fact(2, "땅콩 알레르기"), *MANY], "땅콩 먹어도 돼?")
    assert (found[0].fact.value, found[0].score, found[0].chosen, found[0].reason) == (
        "지수",
        1.0,
        True,
        "who the person is",
    )


def test_a_fact_that_shares_words_comes_before_one_that_shares_none() -> None:
    found = recall([fact(1, "땅콩 알레르기"), fact(2, "화요일 요가")], "요가 가는 날이야")
    assert [each.fact.value for each in found] == ["화요일 요가", "땅콩 알레르기"]
    assert found[0].reason == "shares words with the message"


def test_more_shared_words_score_higher() -> None:
    found = recall([fact(1, "강아지 초코 산책"), fact(2, "강아지 간식")], "강아지 초코 산책 시켰어")
    assert [each.fact.id for each in found] == [1, 2]
    assert found[0].score == 0.9


def test_among_equals_the_newer_fact_comes_first() -> None:
    assert [each.fact.id for each in recall([fact(1, "같은 말"), fact(2, "같은 말")], "같은 말")] == [2, 1]


def test_notes_that_share_nothing_come_only_while_there_are_few() -> None:
    few, many = MANY[:ALWAYS_WHILE_FEW], MANY[: ALWAYS_WHILE_FEW + 1]
    assert all(each.chosen and each.score == 0.2 for each in recall(few, "zzz"))
    assert not any(each.chosen or each.score for each in recall(many, "zzz"))


def test_what_was_not_chosen_is_shown_with_its_reason() -> None:
    found = recall(MANY, "zzz")
    assert {each.reason for each in found} == {"shares nothing with the message"}
    assert len(found) == len(MANY)


@given(FACTS, st.text("가나다라마바 ab", max_size=20))
def test_every_fact_is_considered_once_best_first_with_a_score_from_0_to_1(facts: list[Fact], text: str) -> None:
    found = recall(facts, text)
    assert sorted(each.fact.id for each in found) == sorted(each.id for each in facts)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 <= each.score <= 1 for each in found)
    assert all(each.chosen == (each.score > 0) for each in found)
