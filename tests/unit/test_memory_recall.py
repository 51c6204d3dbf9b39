"""Recall: the person's message in, scored facts out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.fact_ranking import MOST_ALWAYS, MOST_CHOSEN, Recalled
from memory.facts import NAME, REMEMBERED, SELF, AsOf, Fact
from memory.recall import Recall, RecallQuery
from memory.shelf import Look, Manner, Sight


class KeptFacts:
    """A fact store that gives the same facts to everybody and keeps what it was asked."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.asked: list[tuple[int, int, AsOf]] = []

    async def facts_as_of(self, person_id: int, bot_id: int, as_of: AsOf) -> Sequence[Fact]:
        self.asked.append((person_id, bot_id, as_of))
        return self.facts


NOW = 1_790_000_000_000
LOCAL = datetime.fromtimestamp(NOW / 1000, ZoneInfo("Asia/Seoul"))
FRESH = Fact(1, SELF, REMEMBERED, "", recorded_at=NOW, importance=0.5, confidence=1.0, sources=(1,))


class NoTalk:
    """Nothing was said before."""

    async def look(self, look: Look) -> Sight:
        return Sight()


def fact(id: int, value: str, attribute: str = REMEMBERED, **changed: Any) -> Fact:
    return replace(FRESH, id=id, attribute=attribute, value=value, sources=(id,), **changed)


def query(text: str, now: int = NOW) -> RecallQuery:
    return RecallQuery(1, 2, AsOf(3, 4, 5), text, LOCAL, now, 4, Manner("상대", "봄", "ko", ZoneInfo("Asia/Seoul")))


def recall(facts: Sequence[Fact], text: str, now: int = NOW) -> tuple[Recalled, ...]:
    return asyncio.run(Recall(KeptFacts(facts), NoTalk())(query(text, now))).facts


def best(facts: Sequence[Fact], text: str) -> Recalled:
    return recall(facts, text)[0]


FACTS = st.lists(
    st.builds(
        fact,
        st.integers(1, 1000),
        st.text("가나다라마바 ab", max_size=12),
        st.sampled_from([NAME, REMEMBERED, "home", "likes"]),
        importance=st.floats(0, 1),
        pinned=st.booleans(),
        muted=st.booleans(),
        used=st.integers(0, 9),
        happens_on=st.sampled_from(["", "2026", "2026-09-21", "2026-06/2026-08", "not a date"]),
    ),
    max_size=20,
    unique_by=lambda each: each.id,
)


async def test_it_reads_this_persons_memory_as_of_the_bounds_of_the_turn() -> None:
    store = KeptFacts([])
    found = await Recall(store, NoTalk())(query("안녕"))
    assert (found.facts, store.asked) == ((), [(1, 2, AsOf(3, 4, 5))])


def test_the_name_always_comes_and_first() -> None:
    found = best([fact(1, "지수", NAME), fact(2, "땅콩 알레르기")], "땅콩 먹어도 돼?")
    assert (found.fact.value, found.score, found.chosen, found.reason) == ("지수", 1.0, True, "who the person is")


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("내 생일 언제게?", "birthday"),
        ("나 어디 산다고 했더라", "home"),
        ("내가 무슨 일 하는지 알아?", "job"),
        ("나 뭐 좋아하는지 기억나?", "likes"),
        ("do you remember when my birthday is?", "birthday"),
        ("where do I live again?", "home"),
        ("what do I do for a living?", "job"),
        ("what do I like?", "likes"),
    ],
)
def test_what_is_asked_about_comes_though_it_shares_no_word(text: str, attribute: str) -> None:
    facts = [fact(id, value, kind) for id, (kind, value) in enumerate(KINDS.items(), 1)]
    found = best(facts, text)
    assert (found.fact.attribute, found.reason) == (attribute, "asked about")


KINDS = {"birthday": "03-04", "home": "망원동", "job": "간호사", "likes": "떡볶이", "hometown": "여수"}


def test_a_question_about_the_persona_asks_for_nothing_of_the_persons() -> None:
    assert best([fact(1, "03-04", "birthday", importance=0.1)], "너는 생일이 언제야?").reason != "asked about"


def test_somebody_elses_facts_come_when_they_are_spoken_of() -> None:
    mother, self_ = fact(1, "교사", "job", subject="mother"), fact(2, "간호사", "job")
    assert best([mother, self_], "우리 엄마 무슨 일 하시는지 기억나?").fact == mother
    assert best([mother, self_], "나 무슨 일 하는지 기억나?").fact == self_
    friend = fact(3, "고양이", "allergy", subject="friend 민지")
    assert best([friend, self_], "내일 민지 만나").reason == "about somebody who was mentioned"


def test_what_happens_about_now_and_what_lies_in_the_days_asked_about_come() -> None:
    today = LOCAL.date().isoformat()
    assert best([fact(1, "면접", "plan", happens_on=today)], "안녕").reason == "happens about now"
    assert best([fact(1, "제주 여행", "event", happens_on="2026-08")], "지난달에 뭐 했더라?").reason == (
        "within the time asked about"
    )


def test_a_muted_fact_is_never_chosen_and_says_why() -> None:
    found = best([fact(1, "이혼", "relationship", muted=True, pinned=True, importance=1.0)], "이혼 얘기 기억나?")
    assert (found.chosen, found.score, found.reason) == (False, 0.0, "never to be spoken of")


def test_a_pinned_fact_comes_whatever_is_said() -> None:
    assert best([fact(1, "땅콩 알레르기", "allergy", pinned=True, importance=0.1)], "zzz").chosen


def test_more_shared_words_score_higher() -> None:
    found = recall([fact(1, "강아지 초코 산책"), fact(2, "강아지 간식")], "강아지 초코 산책 시켰어")
    assert [each.fact.id for each in found] == [1, 2]


def test_among_equals_the_newer_fact_comes_first() -> None:
    assert [each.fact.id for each in recall([fact(1, "같은 말"), fact(2, "같은 말")], "같은 말")] == [2, 1]


def test_of_what_matters_most_a_few_come_always_and_nothing_else() -> None:
    weighty = [fact(id, f"사실 {id}", "job", importance=0.9) for id in range(1, 9)]
    light = [fact(id, f"취미 {id}", "hobby", importance=0.4) for id in range(20, 29)]
    chosen = [each for each in recall([*weighty, *light], "zzz") if each.chosen]
    assert {each.fact.attribute for each in chosen} == {"job"}
    assert len(chosen) == MOST_ALWAYS


def test_age_only_ranks_down_and_use_renews() -> None:
    year = 365 * 86_400_000
    old, used = fact(1, "초코 산책"), fact(2, "초코 산책", used=3, used_at=NOW + year)
    found = recall([used, old], "초코 산책", NOW + year)
    assert [each.fact.id for each in found] == [2, 1]
    assert all(each.chosen for each in found), "the old one is still known"
    assert found[1].score < recall([old], "초코 산책")[0].score


@given(FACTS, st.text("가나다라마바 ab", max_size=20))
def test_every_fact_is_considered_once_best_first_with_a_score_from_0_to_1(facts: list[Fact], text: str) -> None:
    found = recall(facts, text)
    assert sorted(each.fact.id for each in found) == sorted(each.id for each in facts)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 <= each.score <= 1 for each in found)
    assert sum(each.chosen for each in found) <= MOST_CHOSEN
    assert not any(each.chosen for each in found if each.fact.muted)


class Watched(NoTalk):
    """Keeps what was looked for."""

    async def look(self, look: Look) -> Sight:
        self.looked = look
        return Sight()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("지난주에 내가 뭐 했다고 했지?", 7),
        ("어제 내가 뭐라고 했더라?", 1),
        ("what did I do yesterday?", 1),
        ("오늘 내가 뭐라고 했는지 기억나?", 1),
        ("나 오늘 뭐 입지?", None),
        ("너 어제 뭐 했어?", None),
        ("어제는 너무 힘들었어", None),
        ("내가 뭐라고 했지?", None),
    ],
)
async def test_days_are_looked_through_when_they_are_asked_about(text: str, days: int | None) -> None:
    talk = Watched()
    await Recall(KeptFacts([]), talk)(query(text))
    if days is None:
        assert talk.looked.days is None
    else:
        first, end = talk.looked.days or (0, 0)
        assert end - first == days * 86_400_000
        assert datetime.fromtimestamp(first / 1000, LOCAL.tzinfo).hour == 0
