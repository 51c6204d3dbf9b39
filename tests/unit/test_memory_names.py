"""Sentences that state a name, and sentences that only look as if they did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.names import call_name, looks_like_given_name, stated_name

STATED = [
    line.rsplit(" = ", 1)
    for line in """
    나는 지수야 = 지수
    난 지수야 = 지수
    나 지수야 = 지수
    나는 민준이야 = 민준
    나는 지훈이야~ = 지훈
    나는 지훈이야! = 지훈
    저는 김지수예요 = 김지수
    저는 서연이에요 = 서연
    저는 박민준입니다 = 박민준
    저는 윤아예요. = 윤아
    전 도윤이에요 = 도윤
    저 지수예요 = 지수
    나는 지수임 = 지수
    난 예은이야ㅎㅎ = 예은
    난 예은이야 ㅎㅎ = 예은
    나 민지야ㅋㅋ = 민지
    나는 은우야 = 은우
    나는 태양이야 = 태양
    나는 서이야 = 서이
    나는 남궁민수야 = 남궁민수
    안녕 나는 지수야 = 지수
    안녕! 나는 하은이야 = 하은
    안녕하세요, 저는 이서윤입니다 = 이서윤
    안녕하세요 저는 수진이에요 = 수진
    반가워 나는 수빈이야 = 수빈
    안녕 난 예린이야 반가워 = 예린
    나는 현우야 잘 부탁해 = 현우
    나는 지수라고 해 = 지수
    저는 유진이라고 해요 = 유진
    저는 최유진이라고 합니다 = 최유진
    내 이름은 지수야 = 지수
    내 이름은 김지수야 = 김지수
    내 이름 지수야 = 지수
    내이름은 지수야 = 지수
    내 이름이 지수야 = 지수
    내 이름은 지수 = 지수
    내 이름은 은지 = 은지
    내 이름은 지훈이 = 지훈
    내 이름은 봄이야 = 봄
    내 이름은 서이야 = 서이
    내 이름은 제임스야 = 제임스
    내 이름은 Alex야 = Alex
    내 이름 지수라고 해 = 지수
    내 이름은 민준이고 학생이야 = 민준
    제 이름은 박서준이에요 = 박서준
    제 이름은 하늘이에요 = 하늘
    제 이름은 알렉스입니다 = 알렉스
    제 이름은 김지수라고 합니다 = 김지수
    지수라고 불러줘 = 지수
    민준이라고 불러 = 민준
    그냥 지수라고 불러주세요 = 지수
    나를 지수라고 불러줘 = 지수
    Alex라고 불러줘 = Alex
    곰돌이라고 불러줘 = 곰돌
    남궁민수라고 불러줘 = 남궁민수
    my name is Alex = Alex
    my name’s Alex = Alex
    My name's Jisu = Jisu
    my name is alex = Alex
    my name is alex kim = Alex
    my name is alex and i'm 20 = Alex
    my name is mia :) = Mia
    My name is 지수 = 지수
    My name is Christian = Christian
    my name is Rich = Rich
    call me Sam = Sam
    Call me Alex please = Alex
    call me ishmael = Ishmael
    you can call me Jo = Jo
    I'm Alex = Alex
    I’m Alex = Alex
    Im Alex = Alex
    I am Jisu = Jisu
    I'm Will = Will
    I'm Ryan = Ryan
    I'm Mary-Jane = Mary-Jane
    I'm O'Brien = O'Brien
    Hi, I'm Sarah = Sarah
    hey I'm Tom = Tom
    hello! I'm Ben = Ben
    hi, this is Emma = Emma
    I'm Alex, nice to meet you = Alex
    The name's Bond = Bond
    """.strip().splitlines()
]

NOT_STATED = [
    line.strip()
    for line in """
    나는 바보야
    나는 학생이야
    난 혼자야
    나는 우울이야
    나는 고양이야
    나는 별로야
    나는 형이야
    난 누나야
    나는 엄마야
    나는 친구야
    나는 막내야
    나는 장남이야
    난 찬성이야
    난 동의야
    난 반대야
    난 초보야
    난 고수야
    난 환자야
    난 운동이야
    나는 만화야
    난 영화야
    난 재수야
    나는 고백이야
    나는 상병이야
    나는 진보야
    나는 보수야
    난 솔로야
    나는 세상이야
    난 천재야
    나는 의사야
    저는 간호사예요
    저는 회사원입니다
    저는 공무원입니다
    나는 개발자야
    나는 한국인이야
    나는 여자야
    나는 대학생이야
    나는 취준생이야
    난 백수야
    나는 집순이야
    난 진심이야
    나는 정상이야
    난 최고야
    나는 괜찮아
    난 서울이야
    저는 부산이에요
    나는 서울 사람이야
    나는 스무살이야
    나는 20살이야
    난 오늘이야
    난 월요일이야
    나는 소주야
    난 치킨이야
    나는 문과야
    나는 비건이야
    나는 기혼이야
    나는 너야
    나는 나야
    나는 배고파
    나는 이상해
    난 네 편이야
    나는 지수야?
    내 이름 알아
    내 이름 뭐게
    내 이름은 뭐야
    내 이름이 뭐라고?
    내 이름이 뭐야
    내 이름 기억해
    내 이름은 비밀이야
    내 이름은 몰라도 돼
    내 이름은 특이해
    내 이름은 안 중요해
    내 이름은 지수가 아니야
    내 이름은 지수 아니야
    그게 내 이름이야
    네 이름은 지수야
    아내 이름은 지수야
    내 동생 이름은 지수야
    우리 고양이 이름은 나비야
    뭐라고 불러
    그걸 뭐라고 불러야 해
    누나라고 불러도 돼
    바보라고 부르지 마
    다들 나를 바보라고 불러
    사람들은 그걸 우정이라고 불러
    이런 걸 사랑이라고 부르나 봐
    I'm tired
    I'm Tired
    I'M TIRED
    im fine
    im alex's friend
    I'm Fine
    I'm Sorry
    I'm Korean
    I'm Italian
    I'm Christian
    I'm Vegan
    I'm Free
    I'm Jealous
    I'm Hungry, what about you
    I am sad
    I'm so happy
    I'm a student
    I'm the best
    I'm not Alex
    I'm here
    I'm in Seoul
    I'm from Texas
    I'm with Sam
    i'm going home
    im good
    This is Great
    This is Sparta
    this is fun
    what's my name?
    What is my name
    what if my name is Sam
    my name is not important
    my name is not alex
    my name is too long
    my name is hard to pronounce
    my name is weird
    my friend's name is Sam
    her name's Kate
    the dog's name's Rex
    call me later
    CALL ME LATER
    call me when you can
    call me tomorrow
    call me crazy but I like it
    call me maybe
    don't call me Al
    never call me Sammy
    they call me names
    you're Alex
    """.strip().splitlines()
]


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert len(STATED) >= 60
    assert len(NOT_STATED) >= 80


@pytest.mark.parametrize(("sentence", "name"), STATED)
def test_a_stated_name_is_heard(sentence: str, name: str) -> None:
    assert stated_name(sentence.strip()) == name


@pytest.mark.parametrize("sentence", NOT_STATED)
def test_what_only_looks_like_a_name_is_none(sentence: str) -> None:
    assert stated_name(sentence) is None


@pytest.mark.parametrize("sentence", [sentence.strip() for sentence, _ in STATED])
@pytest.mark.parametrize("mark", ["?", " ?", "？"])
def test_a_question_states_no_name(sentence: str, mark: str) -> None:
    assert stated_name(sentence + mark) is None


@given(st.text(max_size=80))
def test_any_text_gives_a_short_name_or_none(text: str) -> None:
    name = stated_name(text)
    assert name is None or (0 < len(name) <= 30 and " " not in name)


@pytest.mark.parametrize("name", ["지수", "김지수", "박서준", "남궁민수", "태양", "서이"])
def test_given_names_with_and_without_a_surname_are_known(name: str) -> None:
    assert looks_like_given_name(name)


@pytest.mark.parametrize("name", ["", "지", "학생", "바보", "고양이", "제임스", "남궁", "Alex", "대학생", "짜장면"])
def test_other_words_are_no_given_names(name: str) -> None:
    assert not looks_like_given_name(name)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("김지수", "지수"),
        ("지수", "지수"),
        ("남궁민수", "민수"),
        ("제임스", "제임스"),
        ("봄", "봄"),
        ("Alex Kim", "Alex"),
        ("Alex", "Alex"),
        ("", ""),
    ],
)
def test_a_person_is_called_by_the_given_name(name: str, called: str) -> None:
    assert call_name(name) == called
