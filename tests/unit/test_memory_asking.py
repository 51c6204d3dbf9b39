"""What a message asks of memory: ordinary talk never, a real question always, for the right value of the right one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from memory.answering import answering, weightiest
from memory.asking import asked, speaks_of, strictly
from memory.facts import SELF, Fact
from memory.question import Value
from tests.memory_lines import ASKING_EN, ASKING_KO, ORDINARY_EN, ORDINARY_KO

LINES = (ORDINARY_KO, ORDINARY_EN, ASKING_KO, ASKING_EN)


def fact(subject: str, attribute: str, value: str, happens_on: str = "", id: int = 1, importance: float = 0.5) -> Fact:
    return Fact(id, subject, attribute, value, 0, importance, 1.0, (), happens_on=happens_on)


KNOWN = (
    fact(SELF, "family", "sister Sue"),
    fact(SELF, "home", "Leeds"),
    fact(SELF, "birthday", "03-04"),
    fact(SELF, "plan", "interview", "2026-10-02"),
    fact(SELF, "likes", "매운 거"),
    fact(SELF, "pet", "강아지 콩이"),
    fact("sister Sue", "job", "nurse"),
    fact("friend 태식", "workplace", "조선소"),
    fact("mother", "birthday", "11-20"),
)


def answers(text: str, facts: Sequence[Fact] = KNOWN) -> list[str]:
    return [each.value for each in answering(strictly(text), facts)]


def test_the_lines_are_many_and_each_stands_once() -> None:
    assert all(len(lines) == len(set(lines)) for lines in LINES)
    assert min(len(ORDINARY_KO), len(ORDINARY_EN)) >= 80
    assert min(len(ASKING_KO), len(ASKING_EN)) >= 40


@pytest.mark.parametrize("text", [*ORDINARY_KO, *ORDINARY_EN])
def test_ordinary_talk_is_no_question_to_memory(text: str) -> None:
    assert not asked(text).memory
    assert answers(text) == []


@pytest.mark.parametrize("text", [*ASKING_KO, *ASKING_EN])
def test_a_question_about_what_was_told_is_one(text: str) -> None:
    assert asked(text).memory


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("do I have a sister?", "sister Sue"),
        ("what's my sister's name?", "sister Sue"),
        ("what does my sister do?", "nurse"),
        ("where do I live?", "Leeds"),
        ("when is my interview?", "interview"),
        ("태식이 어디서 일한다고 했지?", "조선소"),
        ("태식이 어디서 일해?", "조선소"),
        ("엄마 생신 언제라고 했어?", "11-20"),
        ("우리 어머니 생신 언제지?", "11-20"),
        ("내 생일 언제게?", "03-04"),
        ("우리 강아지 이름 뭐게?", "강아지 콩이"),
        ("내가 좋아하는 거 뭐게?", "매운 거"),
    ],
)
def test_a_fact_of_the_right_one_and_the_right_kind_answers(text: str, value: str) -> None:
    assert answers(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "where is my sister?",
        "does my sister have kids?",
        "what's the name of my sister's baby?",
        "what is my sister's dog called?",
        "should I call my sister?",
        "when did I get divorced?",
        "when is my driving test?",
        "where did I live before I moved?",
        "이사하기 전에 나 어디 살았지?",
        "내 여동생 딸 이름이 뭐였지?",
        "내가 제일 좋아하는 계절이 뭐게?",
        "민수 어디서 일해?",
    ],
)
def test_no_other_fact_does(text: str) -> None:
    assert answers(text) == []


def test_how_many_there_are_is_no_answer_to_what_they_are_called() -> None:
    cats = [fact(SELF, "pet", "two cats")]
    assert answers("what are my cats called?", cats) == []
    assert answers("do I have any cats?", cats) == ["two cats"]


def test_only_the_last_sentence_asks() -> None:
    assert asked("오늘 비 온다. 내 생일 언제게?").memory
    assert not asked("내 생일 언제게? 아무튼 오늘 비 온다").memory


def test_a_plain_question_for_ones_own_name_is_left_to_the_persona() -> None:
    plain = strictly("what's my name?")
    assert (plain.memory, plain.values) == (False, (Value("name"),))


def test_what_is_known_of_a_person_is_told_by_weight_the_name_first() -> None:
    facts = [
        fact(SELF, "likes", "rain", id=1, importance=0.5),
        fact(SELF, "allergy", "peanuts", id=2, importance=1.0),
        fact(SELF, "name", "Al", id=3, importance=0.9),
        fact(SELF, "home", "Leeds", id=4, importance=0.7),
        fact("mother", "name", "Ann", id=5, importance=1.0),
    ]
    assert [each.value for each in weightiest(facts)] == ["Al", "peanuts", "Leeds"]


def test_a_text_speaks_of_an_attribute_by_its_words() -> None:
    assert speaks_of("birthday", "엄마 생일은 봄이야")
    assert not speaks_of("birthday", "엄마가 김치 보내줬어")
