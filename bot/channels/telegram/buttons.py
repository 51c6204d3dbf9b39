"""Buttons under a message: what they are called, what a press of one carries, and what is told whoever pressed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.channels.answer import Choice
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
_LINE = re.compile(r"/(?:memory|forget)(?: [a-z]{1,8})?(?: \d{1,15})?")
NOT_TO_MINORS: Mapping[str, str] = {
    "ko": "마음은 고마워요. 하지만 미성년자에게는 먼저 말을 걸지 않아요.",
    "en": "That's kind of you, but I don't write first to people under age.",
}


def keyboard(kind: str, text: str, below: str | None = None) -> InlineKeyboardMarkup | None:
    """The buttons of a kind of message, in the language and at the speech level of its text; None: it has none.

    `below`: a command's answer brings its own (`as_text`).
    """
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    if kind == "notice" and below:
        named = json.loads(below)
        rows = [[InlineKeyboardButton(text=name, callback_data=data) for name, data in row] for row in named]
        return InlineKeyboardMarkup(inline_keyboard=rows)
    if kind not in _UNDER:
        return None
    words, mine = _words(text), _UNDER[kind]
    row = [
        InlineKeyboardButton(text=getattr(words, button), callback_data=data)
        for data, button in DATA.items()
        if data.startswith(mine)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def as_text(rows: Sequence[Sequence[Choice]]) -> str | None:
    """A command's buttons as the outbox keeps them: names, and what a press carries. None: it has none."""
    return json.dumps([[[each.label, f"/{each.line}"] for each in row] for row in rows]) if rows else None


def line_of(data: str) -> str | None:
    """The command line a press of such a button stands for; None: it isn't one of them."""
    return data if _LINE.fullmatch(data) else None


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
