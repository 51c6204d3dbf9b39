"""Every finding of `malbeot persona check`, each provoked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.persona.lint import lint
from tests.command import malbeot
from tests.personas import ANSWERS, made, write_persona

GREETING = {"id": "greeting", "intent": "greeting", "utterances": ["안녕"], "replies": ["어서 와."]}


def test_a_small_good_persona_has_no_findings() -> None:
    assert lint(made(None, GREETING)) == ()


def test_a_language_without_answers_is_found() -> None:
    both = {"languages": ["ko", "en"], "name": {"ko": "미나", "en": "Mina"}, "who": {"ko": "너", "en": "You"}}
    voice = {"voice": {"ko": {"style": "짧게"}, "en": {"style": "short"}}}
    assert lint(made({**both, **voice})) == ("no answers file for en: without a model it has nothing to say in it",)


def test_a_reply_that_stands_twice_is_found() -> None:
    again = {**GREETING, "id": "greeting.again", "utterances": ["하이"], "asks": ["어서  와!"]}
    assert lint(made(None, GREETING, again)) == ("answers ko/banmal: said 3 times: '어서 와'",)


@pytest.mark.parametrize(
    ("level", "reply", "finding"),
    [
        ("banmal", "어서 오세요.", "greeting: haeyo in '어서 오세요.'"),
        ("banmal", "반갑습니다.", "greeting: hasipsio in '반갑습니다.'"),
        ("haeyo", "어서 와, 기다렸어.", "greeting: banmal in '어서 와, 기다렸어.'"),
    ],
)
def test_a_reply_at_another_speech_level_is_found(level: str, reply: str, finding: str) -> None:
    assert f"answers ko/{level}: {finding}" in lint(made(None, {**GREETING, "replies": [reply]}, level=level))


def test_an_english_file_has_no_speech_levels_to_mix() -> None:
    assert lint(made(None, {**GREETING, "replies": ["어서 오세요"]}, level="plain")) == ()


@pytest.mark.parametrize(
    ("reply", "finding"),
    [
        ("{nmae:아/야}, 왔구나.", "no slot {nmae} in '{nmae:아/야}, 왔구나.'"),
        ("{name:아}, 왔구나.", "particle pair '아' in '{name:아}, 왔구나.' needs one slash"),
        ("{name:아/야/여}, 왔구나.", "particle pair '아/야/여' in '{name:아/야/여}, 왔구나.' needs one slash"),
        ("{name}아, 왔구나.", "write {name:…/…} for the particle in '{name}아, 왔구나.'"),
        ("{topic}은 어땠어?", "write {topic:…/…} for the particle in '{topic}은 어땠어?'"),
    ],
)
def test_a_slot_that_would_read_wrong_is_found(reply: str, finding: str) -> None:
    assert lint(made(None, {**GREETING, "replies": [reply]})) == (f"answers ko/banmal: greeting: {finding}",)


def test_every_use_of_a_slot_is_looked_at() -> None:
    findings = lint(made(None, {**GREETING, "replies": ["{name}, {name}는 어땠어?"]}))
    assert findings
    assert all("write {name:…/…} for the particle" in finding for finding in findings)


@pytest.mark.parametrize(
    "reply", ["{name} 님, 왔구나.", "{name:아/야} 왔구나.", "지금 {time}이야.", "오늘은 {weekday}야."]
)
def test_slots_that_read_right_are_left_alone(reply: str) -> None:
    assert lint(made(None, {**GREETING, "replies": [reply]})) == ()


def test_an_utterance_of_two_groups_nothing_tells_apart_is_found() -> None:
    other = {"id": "other", "intent": "farewell", "utterances": ["안녕!"], "replies": ["잘 가."]}
    assert lint(made(None, GREETING, other)) == ("answers ko/banmal: other: '안녕!' stands in greeting too",)


@pytest.mark.parametrize(
    "difference",
    [{"part_of_day": "morning"}, {"needs": ["name"]}],
)
def test_the_same_utterance_is_fine_where_the_moment_decides(difference: dict[str, object]) -> None:
    assert lint(made(None, GREETING, {**GREETING, "id": "other", "replies": ["왔네."], **difference})) == ()


def test_a_group_whose_replies_all_need_what_it_lacks_is_found() -> None:
    group = {**GREETING, "lacks": ["name"], "replies": ["{name:아/야} 안녕."]}
    assert lint(made(None, group)) == ("answers ko/banmal: greeting: every reply needs a slot the group `lacks`",)


@pytest.mark.parametrize("shape", ["question", "statement", "short", "long", "answer", "yes", "no", "grave"])
def test_a_shape_nothing_answers_is_found(shape: str, home: Path) -> None:
    gone = "\n".join(line for line in ANSWERS.splitlines() if f"shape: {shape}," not in line)
    write_persona(home / "personas", answers=gone)
    ran = malbeot("persona", "check", "mina")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "mina: 1 findings",
        f"  answers ko/banmal: no group of shape {shape!r} for when nothing fits",
    ]


def test_findings_can_be_had_as_json(home: Path) -> None:
    write_persona(home / "personas", answers=None)
    ran = malbeot("persona", "check", "mina", "--json")
    assert ran.code == 1
    assert ran.json == {"mina": ["no answers file for ko: without a model it has nothing to say in it"]}
