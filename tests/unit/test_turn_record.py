"""The turn record: to a row and back, and the comparison replay makes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.model import ChatMessage
from bot.prompt.sections import Ledger, LedgerLine
from bot.turn.decisions import DecisionRecord
from bot.turn.documents import QuotedRecord
from bot.turn.given import Bounds, State
from bot.turn.record import (
    VOLATILE_FIELDS,
    CacheRecord,
    CallRecord,
    Candidate,
    EventRecord,
    LearnedRecord,
    Provenance,
    TimingRecord,
    TurnRecord,
    UpdateRecord,
    Versions,
    differing_fields,
    from_json,
    to_json,
    values,
)
from bot.turn.remembered import PassageRecord, TalkRecord
from memory.summaries import Chunk
from policies.output import Check
from policies.routing import Route
from policies.safety import SafetyVerdict
from policies.timing.plan import Bubble, Plan

Path = tuple[str | int, ...]
OTHER_CHOICE = {"none": "crisis", "crisis": "none", "user": "assistant", "system": "user", "assistant": "user"}
OTHER_CHOICE |= {"model": "groups", "groups": "template", "template": "model"}


def call(id: int) -> CallRecord:
    used = (300, 200, 40, "stop", "slow", 1000, 2000, True, "bytes", 4096, True, 512, "no room")
    return CallRecord(id, "reply", "tiny", "http://server/v1", *used)


def whole_record() -> TurnRecord:
    """A record with something in every field."""
    return TurnRecord(
        bot=1,
        chat=2,
        person=3,
        generation=4,
        attempt="attempt-1",
        clock=1_790_000_000_000,
        seed=2**62,
        language="ko",
        speech_level="banmal",
        updates=(UpdateRecord(1, 2, 3, "text", "안녕 😀", "photo.jpg", 10, 11),),
        attachments=("photo.jpg",),
        state=State(
            "ko",
            "Asia/Seoul",
            "adult",
            "friend",
            "banmal",
            5,
            6,
            7,
            "exam",
            8,
            9,
            {"memory": True},
            1,
            "2026-11-21",
            1,
            40_000,
            2_000,
            "less",
            5,
        ),
        bounds=Bounds(1, 2, 3),
        safety=SafetyVerdict("none", "a rule", "ko", "words", "no rule fits"),
        route=(Route("model", "a model is configured"), Route("groups", "degraded: slow")),
        timing=TimingRecord(
            ((900, "the message looks finished"),),
            Plan("reply", "always", (Bubble("응", 300, 200),), {"reply": 1.0}),
            (
                DecisionRecord(
                    1,
                    "later",
                    "at work",
                    {"later": 1.0},
                    ("reply", "later"),
                    0.02,
                    60_000,
                    "work",
                    7,
                    "rules",
                    "👍",
                    True,
                    "slow",
                ),
            ),
        ),
        cache=CacheRecord("served", "greeting", ("r1", "r2"), "1 of 2 not heard yet"),
        candidates=(Candidate("fact", "1", "name", 0.5, "recall", "지수", True, "who the person is"),),
        learned=(LearnedRecord("person", "name", "지수", (3,)),),
        ledger=Ledger("bytes", False, 4096, 220, 3876, 12, (LedgerLine("facts", "kept", 12, 12, 1, 1, "fits", (3,)),)),
        token_counts={"abcdef": 12},
        messages=(ChatMessage("system", "너는 봄이다", ("p1",)), ChatMessage("user", "안녕", ("p2", "p3"))),
        calls=(call(1), call(2)),
        raw_reply="응\x00",
        checks=(Check("length", True, True, "fine"),),
        event=EventRecord(4, "exam", "시험", "told", 3),
        summaries=(Chunk(1, "session", "강릉에 갔다", 1, 2, 5),),
        documents=(QuotedRecord("열 시에 연다", "shop.md", 0.7, "words", shown=True),),
        talk=TalkRecord(
            "minilm",
            "none",
            (PassageRecord(2, 0, 1, "상대", "나 왔어", "2026년 5월 8일", 5, 0.5, {"words": 1.5}, shown=True),),
        ),
        bubbles=("응", "그래"),
        disclosure="said today",
        versions=Versions("p", "pp", "w", "1", "s", "k", "ngrams", "bytes", "0.1.0", "the server is down"),
        provenance=Provenance(3, (1, 3), (1,), (1,)),
        consent={"memory": True, "training": False},
    )


RECORD = whole_record()


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict | list) and value:
        steps: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for step, child in steps:
            yield from leaves(child, (*path, step))
    else:
        yield path


def changed(path: Path) -> TurnRecord:
    """The record with one leaf changed to another value of its type."""
    plain: Any = copy.deepcopy(values(RECORD))
    holder = plain
    for step in path[:-1]:
        holder = holder[step]
    old = holder[path[-1]]
    holder[path[-1]] = (
        not old if isinstance(old, bool) else OTHER_CHOICE.get(old, f"{old}~") if isinstance(old, str) else old + 1
    )
    return from_json(json.dumps(plain))


def general(path: Path) -> str:
    return ".".join("*" if isinstance(step, int) else step for step in path)


ALL_LEAVES = list(leaves(values(RECORD)))


def test_a_record_comes_back_from_its_row_as_it_was() -> None:
    assert from_json(to_json(RECORD)) == RECORD


def test_the_sample_has_something_in_every_field() -> None:
    assert all(values(RECORD)[name] not in (None, [], {}, "") for name in values(RECORD))


def test_a_record_without_a_prompt_comes_back_too() -> None:
    bare = replace(RECORD, ledger=None, calls=(), messages=(), token_counts={}, checks=(), candidates=())
    assert from_json(to_json(bare)) == bare


@given(
    st.text(st.characters(codec="utf-8")),
    st.floats(0, 1),
    st.integers(0, 2**63 - 1),
    st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), st.booleans()),
)
def test_any_words_and_numbers_come_back(text: str, score: float, seed: int, consent: dict[str, bool]) -> None:
    record = replace(
        RECORD,
        seed=seed,
        bubbles=(text, text),
        candidates=(replace(RECORD.candidates[0], score=score, evidence=text),),
        consent=consent,
    )
    assert from_json(to_json(record)) == record
    assert differing_fields(record, from_json(to_json(record))) == ()


@pytest.mark.parametrize("path", ALL_LEAVES, ids=lambda path: ".".join(str(step) for step in path))
def test_a_change_is_told_exactly_when_its_field_is_not_volatile(path: Path) -> None:
    told = differing_fields(RECORD, changed(path))
    name = ".".join(str(step) for step in path)
    assert told == (() if general(path) in VOLATILE_FIELDS else (name,))
    assert told == differing_fields(changed(path), RECORD)


def test_only_names_of_rows_and_how_long_things_took_may_differ() -> None:
    assert {
        "attempt",
        "calls.*.id",
        "calls.*.started_at",
        "calls.*.ended_at",
        "versions.code",
        "versions.embedder_problem",
    } == VOLATILE_FIELDS


def test_every_volatile_field_is_a_field_of_the_record() -> None:
    assert {general(path) for path in ALL_LEAVES} >= VOLATILE_FIELDS


@pytest.mark.parametrize(
    ("other", "path"),
    [
        (replace(RECORD, bubbles=("응",)), "bubbles.1"),
        (replace(RECORD, bubbles=()), "bubbles"),
        (replace(RECORD, calls=RECORD.calls[:1]), "calls.1.model"),
        (replace(RECORD, ledger=None), "ledger"),
        (replace(RECORD, consent={"memory": True}), "consent.training"),
        (replace(RECORD, learned=()), "learned.0.value"),
    ],
)
def test_what_is_missing_on_one_side_is_told(other: TurnRecord, path: str) -> None:
    assert path in differing_fields(RECORD, other)
    assert path in differing_fields(other, RECORD)


def test_a_field_that_is_none_on_one_side_and_missing_on_the_other_differs() -> None:
    silent = replace(RECORD, calls=(replace(call(1), problem=None),))
    assert "calls.0.problem" in differing_fields(silent, replace(RECORD, calls=()))


def test_a_row_that_is_no_record_is_refused() -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_json('{"bot": 1}')
