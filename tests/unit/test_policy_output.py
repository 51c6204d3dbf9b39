"""Checks on a model's reply before anybody sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.output import Check, before_person, check_reply, loops

NAMES = ("not_empty", "length", "no_loop", "own_role", "honest", "no_marks", "speech_level")


def failed(text: str, speech_level: str | None = None) -> set[str]:
    return {check.name for check in check_reply(text, speech_level) if not check.passed}


@given(st.text(max_size=200), st.sampled_from([None, "banmal", "haeyo", "hasipsio", "plain"]))
def test_all_checks_run_in_a_fixed_order_and_find_something_only_when_they_fail(text: str, level: str | None) -> None:
    checks = check_reply(text, level)
    assert tuple(check.name for check in checks) == NAMES
    assert all(bool(check.finding) != check.passed for check in checks)


@pytest.mark.parametrize(
    "text",
    [
        "응, 오늘은 좀 어땠어?",
        "That sounds hard. Do you want to tell me more?",
        "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ 진짜?",
        "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ",
        "ㅠㅠㅠㅠㅠㅠㅠㅠㅠㅠㅠㅠ",
        "음..................",
        "나는 괜찮아",
        "You know: it helps.",
        "a < b and b > a",
        "네",
    ],
)
def test_an_ordinary_reply_passes_every_check(text: str) -> None:
    assert failed(text) == set()


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_an_empty_reply_fails(text: str) -> None:
    assert failed(text) == {"not_empty"}


def test_a_reply_may_have_4000_characters_and_no_more() -> None:
    fine = "".join(chr(0xAC00 + i) for i in range(4000))
    assert failed(fine) == set()
    (check,) = [check for check in check_reply(fine + "가", None) if not check.passed]
    assert check == Check("length", False, True, "4001 characters, at most 4000")


@pytest.mark.parametrize(
    "text",
    [
        "안녕 안녕 안녕 안녕 안녕 안녕 안녕 안녕",
        "na na na na na na na na",
        "좋아요" * 30,
        "the the the the the the the",
    ],
)
def test_a_collapsed_reply_loops(text: str) -> None:
    assert loops(text)
    assert "no_loop" in failed(text)


@given(st.text("가나다abc", min_size=4, max_size=4), st.integers(6, 40))
def test_any_four_characters_said_over_and_over_are_a_loop(run: str, times: int) -> None:
    assert loops(run * times)


@given(st.text("ㅋㅎㅠㅜ.~!", max_size=100))
def test_laughter_and_tears_are_no_loop(text: str) -> None:
    assert not loops(text)


@pytest.mark.parametrize(
    "text",
    [
        "User: how are you",
        "좋아!\n나: 나도",
        "ok\n  Human : hi",
        "사용자: 안녕",
        "응.\n상대: 그래서?",
        "YOU: what",
        "person: x",
    ],
)
def test_a_reply_may_not_speak_for_the_person(text: str) -> None:
    assert failed(text) == {"own_role"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("밥은 먹었어?\nUser: 응", "밥은 먹었어?"),
        ("응.\n\n상대: 그래서?\n봄: 아", "응."),
        ("ok\n  Human : hi\nUser: hi", "ok"),
        ("User: how are you", "User: how are you"),
        ("\n나: 응", "\n나: 응"),
        ("시간: 세 시", "시간: 세 시"),
        ("", ""),
    ],
)
def test_a_reply_is_cut_where_it_goes_on_as_the_person_if_something_is_left(text: str, left: str) -> None:
    assert before_person(text) == left


def test_a_cut_is_noted_and_lets_the_rest_through() -> None:
    (own,) = [check for check in check_reply("밥은 먹었어?", None, cut=True) if not check.passed]
    assert own == Check("own_role", False, False, "the reply went on as the person; cut before that")


@pytest.mark.parametrize(
    "text",
    [
        "hi<|im_end|>",
        "<|eot_id|>",
        "[INST] hi [/INST]",
        "hello</s>",
        "<s>hello",
        "<start_of_turn>model",
        "[context]\nname: x",
        "그래 [/context]",
        "[참고]\n지금: 3월 5일\n[/참고]\n응",
    ],
)
def test_control_marks_and_the_prompts_own_marks_are_a_leak(text: str) -> None:
    assert failed(text) == {"no_marks"}


@pytest.mark.parametrize(
    ("text", "wanted", "wrong"),
    [
        ("오늘 뭐 했어요?", "banmal", True),
        ("오늘 뭐 했습니까?", "banmal", True),
        ("오늘 뭐 했어?", "banmal", False),
        ("오늘 뭐 했어?", "haeyo", True),
        ("오늘 뭐 했어?", "hasipsio", True),
        ("오늘 뭐 했어요?", "haeyo", False),
        ("반갑습니다. 오늘 뭐 했어요?", "haeyo", False),
        ("반갑습니다. 오늘 뭐 했어?", "haeyo", True),
        ("오늘 뭐 했어?", None, False),
        ("오늘 뭐 했어?", "plain", False),
        ("아하", "haeyo", False),
    ],
)
def test_the_wrong_side_of_the_speech_levels_is_noted_and_not_fatal(text: str, wanted: str | None, wrong: bool) -> None:
    check = check_reply(text, wanted)[-1]
    assert (check.passed, check.fatal) == (not wrong, False)
    assert (f"wanted {wanted}" in check.finding) == wrong


def test_everything_but_the_speech_level_is_fatal() -> None:
    assert [check.name for check in check_reply("x", None) if not check.fatal] == ["speech_level"]
