"""The words of messages nobody asked for: the shipped personas' lines, their particles, and the texts of consent."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from bot.persona.persona import Persona
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.persona.slots import fill, slots_of
from policies.language.speech_level import levels
from policies.proactive.intents import Intent, Kind
from policies.proactive.wording import CONTROLS, Asked, confirm_zone, controls, line_for

SHELF = PersonaShelf([SHIPPED])
SCOPES = [(key, language) for key in SHELF.names() for language in SHELF.get(key).languages]
KINDS: tuple[Kind, ...] = get_args(Kind)


def intent(kind: Kind, what: str, source: int | None = 1) -> Intent:
    return Intent(kind, what, 0, 1, 2, "told", source, 0.9)


def said(persona: Persona, language: str, each: Intent, seed: int = 1, heard: tuple[str, ...] = ()) -> str | None:
    lines = persona.file.lines
    asks = next((groups for key, groups in lines.ask_after.items() if key == language), {})
    silence = next((texts for key, texts in lines.check_in.items() if key == language), [])
    return line_for(each, asks, silence, language, seed, heard)


def all_lines(key: str, language: str) -> list[str]:
    lines = SHELF.get(key).file.lines
    groups = next(groups for name, groups in lines.ask_after.items() if name == language)
    silence = next(texts for name, texts in lines.check_in.items() if name == language)
    assert set(groups) == set(get_args(Asked))
    assert all(len(texts) >= 3 for texts in groups.values())
    assert len(silence) >= 6
    return [text for texts in (*groups.values(), silence) for text in texts]


@pytest.mark.parametrize(("key", "language"), SCOPES)
def test_every_kind_has_a_line_whatever_script_its_words_are_in(key: str, language: str) -> None:
    for kind in KINDS:
        for what in ("", "면접", "interview"):
            text = said(SHELF.get(key), language, intent(kind, what))
            assert text is not None, kind
            filled = fill(text, {"what": what})
            assert "{" not in filled
            assert not ("{what" in text and (what == "면접") != (language == "ko")), text


@pytest.mark.parametrize(("key", "language"), SCOPES)
def test_lines_know_one_slot_and_promise_and_reproach_nothing(key: str, language: str) -> None:
    for text in all_lines(key, language):
        assert set(slots_of(text)) <= {"what"}, text
        assert not re.search(
            r"약속|꼭 다시|기다렸|왜 연락|서운|섭섭|보고 싶었|promise|miss(?:ed)? you|waiting for you|why haven't", text
        ), text
        assert not re.search(r"\{what\}[은는이가을를]", text), text


@pytest.mark.parametrize(("key", "language"), [scope for scope in SCOPES if scope[1] == "ko"])
def test_korean_lines_keep_the_personas_speech_level(key: str, language: str) -> None:
    wrong = {"haeyo", "hasipsio"} if SHELF.get(key).voice("ko").speech_level == "banmal" else {"banmal"}
    for text in all_lines(key, language):
        assert not levels(fill(text, {"what": "면접"})) & wrong, text


def test_no_line_stands_twice() -> None:
    for key, language in SCOPES:
        texts = all_lines(key, language)
        repeated = {text for text in texts if texts.count(text) > 1}
        assert repeated <= {"How did the {what} go?", "{what:은/는} 어땠어요?", "{what:은/는} 어땠어?"}


@pytest.mark.parametrize(
    ("what", "asked"),
    [("면접", "면접은 어땠어?"), ("회의", "회의는 어땠어?"), ("job interview", "job interview는 어땠어?")],
)
def test_particles_fit_the_event(what: str, asked: str) -> None:
    assert fill("{what:은/는} 어땠어?", {"what": what}) == asked


def test_a_line_heard_before_waits_until_all_were_heard() -> None:
    persona, event = SHELF.get("bom"), intent("interview", "면접")
    heard: tuple[str, ...] = ()
    for _ in range(4):
        text = said(persona, "ko", event, heard=heard)
        assert text is not None
        assert text not in heard
        heard = (*heard, text)
    assert said(persona, "ko", event, heard=heard) in heard


def test_a_persona_without_lines_says_nothing() -> None:
    assert line_for(intent("exam", "시험"), {}, (), "ko", 1) is None
    assert line_for(intent("check_in", ""), {"any": ["{what:은/는} 어땠어?"]}, (), "ko", 1) is None
    assert line_for(intent("sleep", ""), {"any": ["어땠어?"]}, (), "ko", 1) is None
    assert line_for(intent("exam", "시험"), {"any": ["{what:은/는} 어땠어?"]}, (), "ko", 1) == "{what:은/는} 어땠어?"


def test_the_words_of_consent_keep_their_level() -> None:
    for (language, level), words in CONTROLS.items():
        for text in vars(words).values():
            wrong = {"banmal": {"haeyo", "hasipsio"}, "haeyo": {"banmal", "hasipsio"}}.get(level, set())
            assert language != "ko" or not levels(text.replace("{place}", "서울")) & wrong, text


def test_every_level_and_language_has_words() -> None:
    assert controls("ko", "hasipsio") is CONTROLS["ko", "haeyo"]
    assert controls("en", "plain").stop == "Stop"
    assert controls("fr", "plain") is CONTROLS["en", "plain"]


@pytest.mark.parametrize(
    ("zone", "language", "level", "question"),
    [
        ("Asia/Seoul", "ko", "banmal", "지금 서울 시간으로 지내는 거 맞아?"),
        ("America/New_York", "ko", "haeyo", "지금 뉴욕 시간으로 지내시는 거 맞아요?"),
        ("America/New_York", "en", "plain", "Are you on New York time at the moment?"),
        ("America/St_Johns", "en", "plain", "Are you on St Johns time at the moment?"),
    ],
)
def test_a_guessed_zone_is_asked_back_by_its_city(zone: str, language: str, level: str, question: str) -> None:
    assert confirm_zone(zone, language, level) == question
