"""Buttons under a message the persona began: named as its text speaks, short enough for Telegram, each answered."""

from __future__ import annotations

import pytest

from bot.channels.telegram.buttons import DATA, NOT_TO_MINORS, answer, keyboard
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
