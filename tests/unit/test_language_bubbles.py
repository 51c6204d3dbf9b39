"""Where an answer is cut into bubbles, and that nothing of it is lost."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.bubbles import bubbles, cuts
from policies.language.unbroken import code, unbroken

CHATTY = st.lists(
    st.sampled_from(
        [
            *"가 나 했어 했다 좋아 근데 는데 뭐 ㅋㅋ ㅠㅠ ~ . ! ? … ... , : ' \" “ ” ( ) [ ] ` ``` 《 》 1. 3.5 Dr. p.m. I so lol 😀 👨\u200d👩\u200d👧 "
            "🇰🇷 👍🏽 ❤️ https://a.kr/x?y=1. ́ \u200d".split(),
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "\u3000",
        ]
    ),
    max_size=60,
).map("".join)
ANYTHING = st.one_of(st.text(max_size=200), CHATTY)


@pytest.mark.parametrize(
    "pieces",
    [
        ("오늘 날씨 진짜 좋다!", "산책 갈래?"),
        ("진짜 웃겨ㅋㅋㅋ", "너도 봤어?"),
        ("시험 망했어ㅠㅠ", "나 어떡해"),
        ("나 방금 도착했어", "너는 어디야?"),
        ("헐", "그 사람이 진짜 그렇게 말했어?"),
        ("축하해!! 🎉", "오늘은 맛있는 거 먹자."),
        ("괜찮아?ㅋㅋ", "나였으면 울었어"),
        ("지민아 밥은 먹었어?",),
        ("왔다 갔다 하다가 하루가 다 갔어",),
        ("할까 말까 고민하는 중이야",),
        ("걱정 많이 했나 보다",),
        ("내가 어제ㅋㅋㅋ 버스에서ㅋㅋㅋ 잠들었잖아",),
        ("음... 그건 좀 아닌 것 같아",),
        ("그 식당 이름이 '여기다. 진짜.'였나?",),
        ("(나만 아는 얘기야. 비밀.)", "아무한테도 말하지 마."),
        ('엄마가 "밥 먹었니? 얼른 와." 하시더라.', "바로 갔지."),
        ("2026. 3. 1. 삼일절에 3.5km를 뛰었어.", "힘들더라."),
        ("여기 봐 봐", "https://example.com/a.b?c=1.", "내일까지래"),
        ("`a. b`를 `c? d`로 바꿔.", "그럼 돼."),
        ("이렇게 해:\n```\na = 1.\n\nb = 2.\n```", "쉽지?"),
        ("살 것:\n1. 우유\n2. 빵", "부탁해!"),
        ("What a day!", "Did you eat?"),
        ("Mr. Kim left at 5 p.m. on Friday.", "He was tired."),
        ('She said "No. Never." and left.', "I laughed."),
        ("i'm so tired lol", "can we talk tomorrow"),
        ("I love you ❤️ and I miss you",),
        ("See https://example.com/?q=1.5&z=2.", "It has everything."),
        ("Well... maybe not.",),
        (),
    ],
)
def test_bubbles_begin_where_a_person_would_begin_them(pieces: tuple[str, ...]) -> None:
    parted = "\n" if "\n" in "".join(pieces) else " "

    assert bubbles(parted.join(pieces)) == pieces


def test_lines_are_bubbles_and_stay_lines_where_they_list_things() -> None:
    assert bubbles("첫 줄이야\n둘째 줄") == ("첫 줄이야", "둘째 줄")
    assert bubbles("장 볼 것\n- 우유\n- 빵") == ("장 볼 것\n- 우유\n- 빵",)


def test_laughter_glued_to_the_next_word_is_still_a_pause() -> None:
    assert bubbles("배고파 죽겠다ㅠㅠ우리 뭐 먹을까") == ("배고파 죽겠다ㅠㅠ", "우리 뭐 먹을까")


def test_a_long_sentence_without_marks_is_divided_at_a_clause() -> None:
    said = (
        "어제 퇴근하고 친구를 만나서 오랜만에 노래방까지 갔다가 막차를 놓쳐서 걸어왔는데 "
        "집 앞 골목에서 우연히 중학교 때 담임 선생님을 마주쳐서 깜짝 놀람"
    )

    assert [piece[-3:] for piece in bubbles(said)] == ["왔는데", " 놀람"]


def test_a_short_sentence_is_not_divided_at_a_clause() -> None:
    assert len(bubbles("비가 왔는데 우산이 없어서 뛰었어")) == 1


@pytest.mark.parametrize("most", [1, 2, 3, 4, 6])
def test_there_are_never_more_bubbles_than_allowed(most: int) -> None:
    assert len(bubbles("하나야. 둘이야. 셋이야. 넷이야. 다섯이야. 여섯이야. 일곱이야.", most)) == most


def test_when_room_is_scarce_a_closing_question_keeps_its_bubble() -> None:
    said = "면접은 잘 봤다니 다행이야. 긴장했을 텐데 고생했어. 결과는 언제쯤 나온대?"

    assert bubbles(said, 2)[-1] == "결과는 언제쯤 나온대?"


def test_no_room_for_a_single_bubble_is_an_error() -> None:
    with pytest.raises(ValueError, match="most: 0"):
        bubbles("안녕", 0)


@given(ANYTHING, st.integers(1, 6))
def test_nothing_but_white_space_around_bubbles_is_left_out(text: str, most: int) -> None:
    at = 0
    pieces = bubbles(text, most)
    for piece in pieces:
        begins = text.index(piece, at)
        assert not text[at:begins].strip()
        at = begins + len(piece)
    assert not text[at:].strip()
    assert len(pieces) <= most
    assert all(piece == piece.strip() != "" for piece in pieces)


@given(ANYTHING)
def test_cuts_rise_and_stand_behind_white_space_or_a_closing_mark(text: str) -> None:
    found = cuts(text)

    assert list(found) == sorted(set(found))
    for start, end in pairwise((0, *found)):
        assert text[start:end].strip()
    for cut in found:
        assert text[cut - 1].isspace() or text[cut - 1] in "ㅋㅎㅠㅜ.!?"
        assert not text[cut].isspace()


@given(CHATTY)
def test_no_cut_falls_inside_an_emoji_sequence(text: str) -> None:
    for cut in cuts(text):
        assert unicodedata.category(text[cut]) not in ("Mn", "Me", "Cf")
        assert text[cut] not in "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
        assert text[cut - 1] != "\u200d"


@given(CHATTY)
def test_no_cut_falls_inside_what_must_stay_whole(text: str) -> None:
    whole = unbroken(text)

    assert not [cut for cut in cuts(text) if whole[cut - 1] and whole[cut] and text[cut - 1].isspace()]


@given(CHATTY)
def test_no_cut_falls_inside_code(text: str) -> None:
    spans = tuple(code(text, unclosed=True))

    assert not [cut for cut in cuts(text, 9) if any(start < cut < end for start, end in spans)]


@pytest.mark.parametrize(
    "unit",
    ["가 ", "했다 ", "( ", ")", '"a ', "ㅋㅋ ", "` ", "```\n", "\n", "http://", "1. ", ". ", " \n", "는데 ", "\u200d"],
)
def test_long_texts_of_one_thing_end_in_a_few_bubbles(unit: str) -> None:
    assert len(bubbles(unit * (10_000 // len(unit)))) <= 4
