"""The shipped personas: clean, rich enough, valid by the schemas editors use, and every group can be reached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml

from bot.persona.lint import lint
from bot.persona.schema import INTENTS, PartOfDay, Slot
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.persona.slots import fill
from bot.persona.yaml_file import PlainLoader
from policies.language.normalise import fold
from policies.language.sentences import split
from retrieval.groups import AnswerGroup, GroupIndex, Moment
from tests.command import malbeot
from tests.companion import INDEXES

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
SHELF = PersonaShelf([SHIPPED])
KEYS = SHELF.names()
SCOPES = [(key, file.language, file.speech_level) for key in KEYS for file in SHELF.get(key).answers]
FILES = sorted(SHIPPED.glob("*/*.yaml"))
CLOCK_SLOTS = frozenset({"part_of_day", "weekday", "time", "date"})


def kind(file: Path) -> str:
    return "persona" if file.name == "persona.yaml" else "answers"


def shown(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def admitting(group: AnswerGroup) -> Iterator[Moment]:
    """Moments at which the group may be chosen."""
    parts = [group.part_of_day] if group.part_of_day else get_args(PartOfDay)
    barely = CLOCK_SLOTS | set(group.needs)
    fully = frozenset(get_args(Slot)) - set(group.lacks)
    kinds = frozenset(group.kinds or ["text"])
    return (Moment(part, frozenset(known), kinds, group.after) for part, known in product(parts, (barely, fully)))


def leader(index: GroupIndex, group: AnswerGroup, line: str) -> AnswerGroup | None:
    """Who comes first for one of the group's lines: the group itself at some moment, or else another."""
    first = None
    for moment in admitting(group):
        hits = index.search(line, moment).hits
        first = hits[0].group if hits else None
        if first is not None and first.id == group.id:
            break
    return first


@cache
def leaders(key: str, language: str, level: str) -> list[tuple[AnswerGroup, str, AnswerGroup | None]]:
    """Every group with each of its lines and who comes first for it."""
    index = INDEXES.get(SHELF.get(key), language, level)
    return [(group, line, leader(index, group, line)) for group in index.groups for line in group.utterances]


@pytest.mark.parametrize("key", KEYS)
def test_the_shipped_personas_have_no_findings(key: str) -> None:
    assert lint(SHELF.get(key)) == ()


@pytest.mark.parametrize(("key", "language", "level"), SCOPES)
def test_each_answers_file_has_at_least_sixty_groups_and_all_intents_a_talk_begins_with(
    key: str, language: str, level: str
) -> None:
    groups = INDEXES.get(SHELF.get(key), language, level).groups
    assert len(groups) >= 60
    assert {group.intent for group in groups} <= set(INTENTS)
    assert {"greeting", "farewell", "are_you_ai", "privacy", "can_you", "my_name", "my_memory", "sleep", "none"} <= {
        group.intent for group in groups
    }


@pytest.mark.parametrize(("key", "language", "level"), SCOPES)
def test_every_utterance_finds_its_group_first(key: str, language: str, level: str) -> None:
    astray, near = [], []
    for group, line, first in leaders(key, language, level):
        if first is None or not (first.id == group.id or line in first.utterances):
            near_tie = first is not None and first.intent == group.intent
            (near if near_tie else astray).append(f"{group.name}: {line!r} -> {first.name if first else None}")
    assert astray == []
    assert len(near) <= len(leaders(key, language, level)) / 100, near


@pytest.mark.parametrize(("key", "language", "level"), SCOPES)
def test_every_group_leads_for_at_least_one_of_its_lines(key: str, language: str, level: str) -> None:
    led = {
        group.name for group, _, first in leaders(key, language, level) if first is not None and first.id == group.id
    }
    assert {group.name for group, _, _ in leaders(key, language, level)} - led == set()


@pytest.mark.parametrize(("key", "language", "level"), SCOPES)
def test_groups_of_events_shapes_and_cues_alone_can_be_reached(key: str, language: str, level: str) -> None:
    index = INDEXES.get(SHELF.get(key), language, level)
    for group in index.groups:
        if group.event:
            assert any(group in index.of_event(group.event, moment) for moment in admitting(group)), group.name
        elif group.shape:
            assert group in index.of_shape(group.shape)
        elif group.kinds and not group.utterances:
            assert any(group in index.of_kind(moment) for moment in admitting(group)), group.name
        elif not group.utterances:
            texts = [" ".join(row) for row in group.cues]
            assert any(
                hit.group.id == group.id
                for text in texts
                for m in admitting(group)
                for hit in index.search(text, m).hits
            ), group.name


@pytest.mark.parametrize(("key", "language", "level"), SCOPES)
def test_every_reply_can_be_filled(key: str, language: str, level: str) -> None:
    words = {slot: "서울" if language == "ko" else "Seoul" for slot in get_args(Slot)}
    for group in INDEXES.get(SHELF.get(key), language, level).groups:
        for reply in (*group.replies, *group.asks):
            assert "{" not in fill(reply.text, words)
            assert not set(reply.slots) & set(group.lacks) or len(group.replies) > 1


@pytest.mark.parametrize(("key", "language", "level"), SCOPES)
def test_no_sentence_longer_than_a_stock_phrase_stands_in_two_replies(key: str, language: str, level: str) -> None:
    homes: dict[str, set[str]] = {}
    for group in INDEXES.get(SHELF.get(key), language, level).groups:
        for reply in (*group.replies, *group.asks):
            for sentence in split(reply.text):
                homes.setdefault(fold(sentence), set()).add(f"{group.name}: {reply.text}")
    assert {sentence: found for sentence, found in homes.items() if len(found) > 1 and len(sentence) > 24} == {}


@pytest.mark.parametrize("name", ["persona", "answers"])
def test_the_schema_in_the_documentation_is_the_one_the_command_prints(name: str) -> None:
    ran = malbeot("persona", "schema", name)
    assert ran.code == 0
    assert (SCHEMAS / f"{name}.schema.json").read_text("utf-8") == ran.out, (
        f"stale: malbeot persona schema {name} > docs/schemas/{name}.schema.json"
    )


def test_without_a_kind_the_schema_is_the_personas() -> None:
    assert malbeot("persona", "schema").out == malbeot("persona", "schema", "persona").out


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema: Any = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_each_shipped_file_is_valid_by_its_schema(file: Path) -> None:
    values = yaml.load(file.read_text("utf-8"), Loader=PlainLoader)
    assert [error.message for error in validator(kind(file)).iter_errors(values)] == []


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_each_shipped_file_begins_by_naming_its_schema_to_editors(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = (file.parent / first.split("=", 1)[1]).resolve()
    assert named == SCHEMAS / f"{kind(file)}.schema.json"
    assert named.is_file()


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [
        ("persona", {"whoo": {"ko": "x"}}),
        ("persona", {"languages": ["jp"]}),
        ("persona", {"generation": {"temperature": 9}}),
        ("answers", {"speech_level": "loud"}),
        ("answers", {"groups": [{"id": "a", "intent": "hallo", "utterances": ["a"], "replies": ["b"]}]}),
        ("answers", {"groups": []}),
    ],
)
def test_the_schemas_refuse_what_the_command_refuses(name: str, spoilt: dict[str, object]) -> None:
    file = SHIPPED / "bom" / ("persona.yaml" if name == "persona" else "answers.ko.yaml")
    values = {**yaml.load(file.read_text("utf-8"), Loader=PlainLoader), **spoilt}
    assert list(validator(name).iter_errors(values)) != []
