"""What a message itself says about the person: names and what is to be remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.extraction import Said, extract, remembered
from memory.facts import NAME, REMEMBERED, SELF, NewFact

REQUESTS = [
    ("기억해줘: 땅콩 알레르기 있어", "땅콩 알레르기 있어"),
    ("기억해: 내일 면접", "내일 면접"),
    ("기억해줘, 나 땅콩 알레르기 있어", "나 땅콩 알레르기 있어"),
    ("기억해줘\n나 채식해", "나 채식해"),
    ("꼭 기억해줘: 엄마 생신은 5월 3일", "엄마 생신은 5월 3일"),
    ("기억해 줘. 나 채식해", "나 채식해"),
    ("나 땅콩 알레르기 있어 기억해줘", "나 땅콩 알레르기 있어"),
    ("나 땅콩 알레르기 있어, 기억해줘!", "나 땅콩 알레르기 있어"),
    ("나 채식해. 기억해", "나 채식해"),
    ("내가 땅콩 못 먹는 거 기억해줘", "내가 땅콩 못 먹는 거"),
    ("내 생일은 5월 3일이야, 꼭 기억해 줘", "내 생일은 5월 3일이야"),
    ("우리 강아지 이름은 초코야 기억해둬", "우리 강아지 이름은 초코야"),
    ("우리 기념일 3월 1일이야 기억해줘 ㅎㅎ", "우리 기념일 3월 1일이야"),
    ("나 커피 못 마셔 이거 꼭 기억해줘", "나 커피 못 마셔"),
    ("내일 2시에 병원 가는 거 잊지 마", "내일 2시에 병원 가는 거"),
    ("내일 면접이야 잊지마", "내일 면접이야"),
    ("땅콩 알레르기 있다는 거 잊지 말아줘", "땅콩 알레르기 있다는 거"),
    ("저는 채식해요 기억해 주세요", "저는 채식해요"),
    ("나 매운 거 못 먹어. 기억해줄래?", "나 매운 거 못 먹어"),
    ("나 매운 거 못 먹는 거 기억해 줄 수 있어?", "나 매운 거 못 먹는 거"),
    ("잊지마: 화요일 요가", "화요일 요가"),
    ("remember that I'm allergic to peanuts", "I'm allergic to peanuts"),
    ("Remember: my sister is called Ana", "my sister is called Ana"),
    ("please remember I don't drink", "I don't drink"),
    ("don't forget my exam is on Friday", "my exam is on Friday"),
    ("Don’t forget that I hate cilantro", "I hate cilantro"),
    ("can you remember that I'm vegan", "I'm vegan"),
    ("Can you remember that I'm vegan?", "I'm vegan"),
    ("I'm vegan, remember that", "I'm vegan"),
    ("I'm allergic to nuts, please remember that.", "I'm allergic to nuts"),
    ("remember this: I work nights", "I work nights"),
]
NO_REQUESTS = """
내가 뭐 기억하라고 했지?
내가 뭐 기억하라고 했지
뭐 기억해?
뭐 기억해
뭘 기억해줘?
너 뭘 기억해
나 기억해?
나 기억해
나 기억해줘
날 기억해줘
나를 잊지 마
절대 날 잊지 마
내 이름 기억해?
내 이름 기억해
내 이름 기억해줘
내 생일 기억해?
내가 뭐라고 했는지 기억해?
내가 뭐라고 했는지 기억해
내가 누군지 기억해
우리 처음 만난 날 기억해
어제 한 얘기 기억해
그때 기억해?
그거 기억해줘
기억해?
기억해
아직도 기억해
다 기억해
나는 다 기억해
난 그날을 기억해
기억 안 나
기억이 안 나
잊지 마
누구를 기억해
언제까지 기억해
기억력이 안 좋아
그 노래 기억해 줘서 고마워
기억해줘서 고마워
내가 한 말 기억해주네
remember me
do you remember me
do you remember my name?
remember when we talked about it
I remember that day
I don't remember
remember what I said
remember that day
remember that time we got lost
remember my name
don't forget me
don't forget about me
what did I ask you to remember?
what did I tell you to remember
Remember?
you remember my dog
remember I told you about Sam?
did you forget
""".strip().splitlines()


def notes(text: str) -> list[str]:
    return [fact.value for fact in extract([Said(1, text)]) if fact.attribute == REMEMBERED]


def names(text: str) -> list[str]:
    return [fact.value for fact in extract([Said(1, text)]) if fact.attribute == NAME]


@pytest.mark.parametrize(("text", "note"), REQUESTS)
def test_a_request_to_remember_is_kept_in_the_persons_words(text: str, note: str) -> None:
    assert notes(text) == [note]


@pytest.mark.parametrize("text", NO_REQUESTS)
def test_a_question_or_a_memory_is_no_request(text: str) -> None:
    assert extract([Said(1, text)]) == ()


def test_a_note_may_have_several_sentences_and_lines() -> None:
    assert notes("병원 다녀왔어. 페니실린 알레르기래.\n꼭 기억해줘") == ["병원 다녀왔어. 페니실린 알레르기래"]


def test_a_note_is_at_most_300_characters_long() -> None:
    assert notes("기억해줘: " + "가" * 300) == ["가" * 300]
    assert notes("기억해줘: " + "가" * 301) == []


def test_a_name_in_one_of_several_sentences_is_heard() -> None:
    assert names("안녕! 나는 지수야. 오늘 뭐 해?") == ["지수"]
    assert names("Hey. I'm Alex. What's yours?") == ["Alex"]


def test_a_message_may_hold_a_name_and_a_note() -> None:
    assert extract([Said(3, "나는 지수야. 나 땅콩 알레르기 있어, 기억해줘")])[0] == NewFact(
        SELF, NAME, "지수", (3,), exclusive=True, importance=1.0
    )
    assert notes("나는 지수야. 나 땅콩 알레르기 있어, 기억해줘") == ["나는 지수야. 나 땅콩 알레르기 있어"]


def test_every_fact_names_the_message_it_came_from_in_order() -> None:
    facts = extract([Said(7, "나는 지수야"), Said(8, "오늘 비 온다"), Said(9, "나는 민준이야")])
    assert [(fact.value, fact.sources) for fact in facts] == [("지수", (7,)), ("민준", (9,))]


def test_a_name_replaces_the_one_before_and_notes_stand_side_by_side() -> None:
    (name,) = extract([Said(1, "나는 지수야")])
    assert name.exclusive
    assert remembered("땅콩", 4) == NewFact(SELF, REMEMBERED, "땅콩", (4,), exclusive=False, importance=0.8)


@given(st.text(max_size=120))
def test_any_text_gives_facts_of_its_own_message_only(text: str) -> None:
    for fact in extract([Said(5, text)]):
        assert fact.sources == (5,)
        assert fact.subject == SELF
        assert fact.value.strip()


@given(st.text("가나 다.,!", max_size=60))
def test_a_note_is_made_of_the_messages_own_words(text: str) -> None:
    message = f"기억해줘: {text}"
    for note in notes(message):
        assert note in " ".join(message.split())
