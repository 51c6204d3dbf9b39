"""Buttons under a message the persona began: named as its text speaks, short enough for Telegram, each answered."""

from __future__ import annotations

import pytest

from bot.channels.answer import Choice
from bot.channels.telegram.buttons import DATA, NOT_TO_MINORS, answer, as_text, keyboard, line_of
from policies.proactive.wording import CONTROLS, controls

TEXTS = {
    ("ko", "banmal"): "면접은 잘 봤어?",
    ("ko", "haeyo"): "면접은 잘 보셨어요?",
    ("en", "plain"): "How did the interview go?",
}


@pytest.mark.parametrize("manner", TEXTS)
def test_buttons_speak_as_the_text_above_them(manner: tuple[str, str]) -> None:
    words = controls(*manner)
    for kind, names in {
        "proactive": [words.less, words.more, words.stop],
        "consent": [words.yes, words.no],
    }.items():
        shown = keyboard(kind, TEXTS[manner])
        assert shown is not None
        ((*row,),) = shown.inline_keyboard
        assert [button.text for button in row] == names
        assert all(button.callback_data in DATA for button in row)


@pytest.mark.parametrize("kind", ["text", "photo", "notice", "edit", "reaction"])
def test_other_messages_have_none(kind: str) -> None:
    assert keyboard(kind, "면접은 잘 봤어?") is None


@pytest.mark.parametrize("manner", TEXTS)
def test_every_press_is_answered_in_words_that_fit_above_a_chat(manner: tuple[str, str]) -> None:
    told = {button: answer(button, TEXTS[manner]) for button in DATA.values()}
    words = CONTROLS[manner]
    assert list(told.values()) == [words.lessened, words.increased, words.stopped, words.agreed, words.declined]
    assert all(0 < len(text) <= 200 for text in told.values())
    assert all(len(data.encode()) <= 64 for data in DATA)


def test_a_minor_who_agrees_is_told_no_and_may_still_refuse() -> None:
    assert answer("yes", "먼저 말 걸어도 될까?", minor=True) == NOT_TO_MINORS["ko"]
    assert answer("yes", "May I write first?", minor=True) == NOT_TO_MINORS["en"]
    assert answer("no", "May I write first?", minor=True) == CONTROLS["en", "plain"].declined


@pytest.mark.parametrize("text", ["", "🙂", "…"])
def test_a_text_without_words_still_gets_an_answer(text: str) -> None:
    assert answer("stop", text)


def test_a_commands_answer_brings_its_own_buttons_which_stand_for_command_lines() -> None:
    rows = (
        (Choice("12", "memory 12"), Choice("지우기", "forget yes 1790000000000")),
        (Choice("More", "memory more 2"),),
    )
    shown = keyboard("notice", "…", as_text(rows))
    assert shown is not None
    data = [[button.callback_data or "" for button in row] for row in shown.inline_keyboard]
    assert data == [["/memory 12", "/forget yes 1790000000000"], ["/memory more 2"]]
    assert all(line_of(each) == each and len(each.encode()) <= 64 for row in data for each in row)
    assert as_text(()) is None
    assert keyboard("photo", "", as_text(rows)) is None


@pytest.mark.parametrize("data", ["p:less", "/why", "/memory correct 3 Leeds", "/forget all of it", "/memory 3\n", ""])
def test_a_press_stands_for_no_other_line(data: str) -> None:
    assert line_of(data) is None
