"""What two sentences that look alike don't share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.guards import differences
from policies.language.days import days
from policies.language.quantities import quantities
from policies.language.relations import relations


def kinds(one: str, other: str) -> set[str]:
    return {each.kind for each in differences(one, other) if each.both}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("7시에 깨워줘", "8시에 깨워줘", "number"),
        ("일곱 시에 봐", "여덟 시에 봐", "number"),
        ("wake me at 3 o'clock", "wake me at four o'clock", "number"),
        ("오천 원이면 돼?", "만 원이면 돼?", "number"),
        ("it was $5", "it was $50", "number"),
        ("엄마랑 싸웠어", "아빠랑 싸웠어", "who"),
        ("my mom is here", "your mom is here", "who"),
        ("my brother called", "my sister called", "who"),
        ("어제 시험 봤어", "내일 시험 봐", "when"),
        ("see you tomorrow", "I saw you yesterday", "when"),
        ("점심 뭐 먹지", "저녁 뭐 먹지", "when"),
        ("약 먹었어", "약 안 먹었어", "polarity"),
        ("I can sleep", "I can't sleep", "polarity"),
        ("내 이름 뭐야", "너 이름 뭐야", "person"),
        ("밥 먹었어?", "밥 먹었어.", "asks"),
        ("오늘 월요일이야?", "다음 주 월요일이야", "asks"),
    ],
)
def test_a_difference_that_similarity_misses_is_named(one: str, other: str, kind: str) -> None:
    assert kind in kinds(one, other)
    assert kind in kinds(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7시에 깨워줘", "일곱 시에 깨워줘"),
        ("7시 반에 봐", "7:30에 봐"),
        ("meet me at 3", "meet me at three o'clock"),
        ("오천 원만 빌려줘", "5000원만 빌려줘"),
        ("어머니 보고 싶어", "엄마 보고 싶어"),
        ("my mum is kind", "my mother is kind"),
        ("시험 망했어", "시험 완전 망쳤어"),
        ("I'm so tired", "so tired"),
    ],
)
def test_the_same_thing_said_otherwise_is_no_difference(one: str, other: str) -> None:
    assert kinds(one, other) == set()


def test_one_text_naming_more_is_told_but_not_held_against_a_group() -> None:
    (found,) = differences("깨워줘", "7시에 깨워줘")
    assert (found.kind, found.one, found.other, found.both) == ("number", "", "7 hour", False)
    assert str(found) == "number: none / 7 hour"
    shared = [each for each in differences("언니야 동생이야", "언니야 오빠야") if each.kind == "who"]
    assert [each.both for each in shared] == [False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("오후 3시 반", {"3.5 hour", "pm"}),
        ("3pm", {"3 hour", "pm"}),
        ("10:30 am", {"10.5 hour", "am"}),
        ("5만원", {"50000 won"}),
        ("삼만오천원", {"35000 won"}),
        ("1,200원", {"1200 won"}),
        ("스물다섯 살", {"25 years old"}),
        ("네 시간 잤어", {"4 hours"}),
        ("두 명", {"2 people"}),
        ("twenty-five", {"25"}),
        ("20%", {"20 %"}),
        ("wake me at one", {"1 hour"}),
        ("that one is nice", set()),
        ("이 사원이 친절해", set()),
        ("세상에", set()),
        ("열심히 할게", set()),
        ("네 시계 예쁘다", set()),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, found: set[str]) -> None:
    assert quantities(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("너네 엄마는 잘 계셔?", {"your mother"}),
        ("동생한테 전화했어", {"younger sibling"}),
        ("여자친구랑 헤어졌어", {"girlfriend"}),
        ("your best friend", {"your friend"}),
        ("딸기 먹고 싶다", set()),
        ("형편없어", set()),
        ("인형 샀어", set()),
        ("I'll catch the concert", set()),
    ],
)
def test_people_are_told_from_words_that_begin_like_them(text: str, found: set[str]) -> None:
    assert relations(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("내일모레 봐", {"the day after tomorrow"}),
        ("어젯밤", {"yesterday"}),
        ("good morning", set()),
        ("this morning", {"today", "morning"}),
        ("the day after tomorrow", {"the day after tomorrow"}),
        ("봄이야", set()),
    ],
)
def test_days_are_told_from_greetings_and_names(text: str, found: set[str]) -> None:
    assert days(text) == found


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_told_apart_the_same_way_round(one: str, other: str) -> None:
    there, back = differences(one, other), differences(other, one)
    assert {(each.kind, each.both) for each in there} == {(each.kind, each.both) for each in back}
    assert differences(one, one) == ()
