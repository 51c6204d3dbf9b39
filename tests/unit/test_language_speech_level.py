"""Speech levels by sentence endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.endings import ending
from policies.language.speech_level import level, levels, mixed

BANMAL = [
    "밥 먹었어", "뭐해?", "좋아ㅋㅋ", "사랑해~", "나 먼저 갈게", "그거 내가 할걸", "같이 가자", "잘 자",
    "하지 마", "이거 봐",
    "나도 줘", "예쁘네", "그렇지", "맞잖아", "배고프거든", "뭐 먹을래", "어디 갈까", "밥 먹었니", "뭐 하냐",
    "집에 간다", "힘들다ㅠㅠ",
    "좋다!", "고마워", "추워", "바보야", "아니야", "몰라", "괜찮아", "나빠", "웃겨ㅋㅋㅋ", "그랬구나",
    "재밌더라", "맛있는데?", "그래", "해라",
    "나 지금 와", "너무 슬퍼 😢", "내일 만나", "같이 하자",
]  # fmt: skip
HAEYO = [
    "밥 먹었어요", "뭐해요?", "좋네요", "그렇죠", "어디 가세요", "학생이에요", "친구예요", "배고프거든요",
    "갈까요", "네, 좋아요ㅋㅋ",
    "그런데요", "제가 할게요~", "커피요", "안녕하세요", "해용", "좋네용", "저도요 ㅠㅠ", "두 개 주세요", "왜요",
    "필요해요", "중요하죠",
]  # fmt: skip
HASIPSIO = [
    "감사합니다",
    "안녕하십니까?",
    "앉으십시오",
    "갑시다",
    "학생입니다.",
    "좋습니다ㅎㅎ",
    "알겠습니다!",
    "먹었습니까",
    "합니당",
]
UNKNOWN = [
    "", "ㅋㅋㅋ", "😀", "필요", "수요", "중요", "주요", "지금 제일 중요", "바다", "의자", "엄마", "나라",
    "동네", "강아지", "한국어", "노래",
    "영화", "피자", "새해", "이해", "치킨", "hello", "OK!", "123", "네", "응", "음...", "어제 갔는데",
    "밥 먹고", "그래서", "내일까지",
    "고려", "파워", "캐나다", "최고", "라면", "샤워", "아니",
]  # fmt: skip


@pytest.mark.parametrize("sentence", BANMAL)
def test_plain_endings_are_banmal(sentence: str) -> None:
    assert level(sentence) == "banmal"


@pytest.mark.parametrize("sentence", HAEYO)
def test_endings_on_yo_are_haeyo(sentence: str) -> None:
    assert level(sentence) == "haeyo"


@pytest.mark.parametrize("sentence", HASIPSIO)
def test_formal_endings_are_hasipsio(sentence: str) -> None:
    assert level(sentence) == "hasipsio"


@pytest.mark.parametrize("sentence", UNKNOWN)
def test_fragments_nouns_and_open_clauses_are_unknown(sentence: str) -> None:
    assert level(sentence) == "unknown"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("안녕하세요. 반갑습니다!", {"haeyo", "hasipsio"}),
        ("밥 먹었어? 저는 먹었어요.", {"banmal", "haeyo"}),
        ("치킨! 맛있어ㅋㅋ 최고야", {"unknown", "banmal"}),
        ('그 애가 "사랑해"라고 했어요.', {"haeyo"}),
        ("“가자.” 하고 말했습니다.", {"hasipsio"}),
        ("", set()),
    ],
)
def test_a_text_has_the_levels_of_its_own_sentences(text: str, found: set[str]) -> None:
    assert levels(text) == found


@pytest.mark.parametrize("text", ["밥 먹었어? 저는 먹었어요.", "감사합니다. 잘 자!", "응 알았어ㅋㅋ 내일 봬요"])
def test_banmal_beside_a_polite_level_is_mixed(text: str) -> None:
    assert mixed(text)


@pytest.mark.parametrize(
    "text", ["안녕하세요. 반갑습니다!", "밥 먹었어? 나는 먹었어.", "치킨! 좋아요", "", "hello there. ok"]
)
def test_one_side_alone_is_not_mixed(text: str) -> None:
    assert not mixed(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [("먹을게", "banmal"), ("갔는데", "connective"), ("바다", None), ("합니다", "hasipsio"), ("가요", "haeyo")],
)
def test_an_ending_is_read_from_the_last_word(text: str, form: str | None) -> None:
    assert ending(text) == form


@given(st.text())
def test_any_text_has_levels(text: str) -> None:
    assert levels(text) <= {"banmal", "haeyo", "hasipsio", "unknown"}
    assert level(text) in {"banmal", "haeyo", "hasipsio", "unknown"}


@given(st.sampled_from(BANMAL + HAEYO + HASIPSIO), st.text(alphabet="ㅋㅎㅠㅜ~!😀 ", max_size=8))
def test_laughter_tears_and_emoji_change_no_level(sentence: str, tail: str) -> None:
    assert level(sentence + tail) == level(sentence)
