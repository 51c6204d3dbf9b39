"""Summaries without a model: the person's own telling sentences, in order, within their room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.summaries.extractive import CHARACTERS, extracted
from memory.summaries.lines import Line, Made
from policies.language.normalise import clean


def talk(*texts: str, speaker: str = "person") -> list[Line]:
    return [Line(number + 1, number * 60_000, speaker, text) for number, text in enumerate(texts)]  # type: ignore[arg-type]


def test_what_tells_of_the_person_is_kept_word_for_word_and_the_rest_is_not() -> None:
    made = extracted(
        talk(
            "안녕 ㅋㅋ", "나 어제 네이버 면접 봤어", "ㅋㅋㅋ 대박", "결과는 다음 주 수요일에 나온대", "밥 먹었어?", "그치",
            "고양이 두부가 또 아파서 병원 갔어. 수술해야 할 수도 있대",
        )
    )  # fmt: skip
    assert made.text.splitlines() == [
        "나 어제 네이버 면접 봤어",
        "결과는 다음 주 수요일에 나온대",
        "고양이 두부가 또 아파서 병원 갔어.",
        "수술해야 할 수도 있대",
    ]
    assert (made.first, made.last, made.sources, made.made_by) == (1, 7, (2, 4, 7), "extractive")


def test_the_same_in_english() -> None:
    made = extracted(
        talk(
            "hey", "how are you?", "my sister Ana got engaged last night", "lol", "do you like weddings?",
            "I'm flying to Lisbon on 12 May for the wedding", "ok", "anyway, I quit smoking 3 weeks ago",
        )
    )  # fmt: skip
    assert made.text.splitlines() == [
        "my sister Ana got engaged last night",
        "I'm flying to Lisbon on 12 May for the wedding",
        "anyway, I quit smoking 3 weeks ago",
    ]


@pytest.mark.parametrize(
    "texts",
    [("ㅋㅋ 그치 맞아", "good morning", "밥 먹었어"), ("😀",), ("",), ("ㅠㅠ", "응응", "ok", "뭐 해?", "what's up?")],
)
def test_small_talk_covers_its_messages_and_says_nothing(texts: tuple[str, ...]) -> None:
    assert extracted(talk(*texts)) == Made("", 1, len(texts), ())


def test_nothing_of_the_personas_of_others_or_of_a_crisis_is_quoted() -> None:
    news = "나 어제 시험 합격했어"
    quiet = Line(3, 0, "person", "나 내일 이사해", tells=False)
    made = extracted([*talk(news, speaker="persona"), quiet, Line(4, 0, "person", news)])
    assert (made.text, made.sources, made.first, made.last) == (news, (4,), 1, 4)


def test_the_same_news_told_twice_is_told_once() -> None:
    made = extracted(
        talk("나 어제 운전면허 시험 붙었어", "어제 운전면허 시험 붙었어 나!!", "운전면허 시험 붙었어 어제")
    )
    assert len(made.text.splitlines()) == 1


def test_a_paste_of_fifty_thousand_words_takes_no_more_than_its_share() -> None:
    paste = "어제 회사에서 면접을 봤고 내일은 병원에 갑니다. " * 10_000
    made = extracted([*talk("나 다음 달에 부산으로 이사해"), Line(9, 0, "person", paste)])
    assert "부산" in made.text
    assert len(made.text) <= CHARACTERS


@given(
    st.lists(
        st.text(max_size=200) | st.sampled_from(["나 어제 면접 봤어", "I moved to Leeds in May."]),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 300),
)
def test_whatever_was_said_every_line_is_the_persons_and_the_room_is_kept(texts: list[str], characters: int) -> None:
    made = extracted(talk(*texts), characters)
    said = {number + 1: " ".join(clean(text).split()) for number, text in enumerate(texts)}
    assert len(made.text) <= characters
    assert all(any(line in said[source] for source in made.sources) for line in made.text.splitlines())
