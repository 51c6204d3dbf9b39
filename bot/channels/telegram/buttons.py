"""Buttons under a message: what they are called, what a press of one carries, and what is told whoever pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.engine.incoming import Button
from policies.language.detect import detect
from policies.language.speech_level import levels
from policies.proactive.wording import ControlWords, controls

if TYPE_CHECKING:
    from aiogram.types import InlineKeyboardMarkup

DATA: Mapping[str, Button] = {"p:less": "less", "p:more": "more", "p:stop": "stop", "c:yes": "yes", "c:no": "no"}
_UNDER = {"proactive": "p:", "consent": "c:"}
_ANSWERS: Mapping[Button, str] = {
    "less": "lessened", "more": "increased", "stop": "stopped", "yes": "agreed", "no": "declined",
}  # fmt: skip
NOT_TO_MINORS: Mapping[str, str] = {
    "ko": "마음은 고마워요. 하지만 미성년자에게는 먼저 말을 걸지 않아요.",
    "en": "That's kind of you, but I don't write first to people under age.",
}


def keyboard(kind: str, text: str) -> InlineKeyboardMarkup | None:
    """The buttons of a kind of message, in the language and at the speech level of its text; None: it has none."""
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    if kind not in _UNDER:
        return None
    words, mine = _words(text), _UNDER[kind]
    row = [
        InlineKeyboardButton(text=getattr(words, button), callback_data=data)
        for data, button in DATA.items()
        if data.startswith(mine)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def answer(button: Button, text: str, *, minor: bool = False) -> str:
    """What is told whoever pressed a button under this text."""
    if minor and button == "yes":
        return NOT_TO_MINORS[_language(text)]
    return str(getattr(_words(text), _ANSWERS[button]))


def _words(text: str) -> ControlWords:
    language = _language(text)
    spoken = levels(text) if language == "ko" else frozenset[str]()
    level = "plain" if language != "ko" else "banmal" if "banmal" in spoken and "haeyo" not in spoken else "haeyo"
    return controls(language, level)


def _language(text: str) -> str:
    return "ko" if detect(text).code == "ko" else "en"
