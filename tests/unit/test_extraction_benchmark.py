"""The benchmark of the rule extractor: its labels, and how a found fact is told right or wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.facts import FOLDER, LANGUAGES, SPLITS, Claim, Message, by_rules, main, read, same_value, score
from memory.attributes import ATTRIBUTES
from memory.extraction import Said

FILES = [FOLDER / f"{split}.{language}.jsonl" for split in SPLITS for language in LANGUAGES]


def test_there_are_enough_messages_half_of_them_held_back() -> None:
    counts = {file.name: len(read(file)) for file in FILES}
    assert sum(counts.values()) >= 400
    assert sum(count for name, count in counts.items() if name.startswith("held_back")) >= 200


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_labels_use_known_attributes(file: Path) -> None:
    labels = [label for message in read(file) for label in (*message.facts, *message.over)]
    assert {label.attribute for label in labels} <= set(ATTRIBUTES)


def test_no_message_stands_in_both_halves() -> None:
    texts = [
        {message.said.text for file in FILES if file.name.startswith(half) for message in read(file)} for half in SPLITS
    ]
    assert not texts[0] & texts[1]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("떡볶이", "떡볶이", True), ("Thai food", "thai food!", True), ("고양이 나비", "나비", False), ("", "27", False)],
)
def test_values_are_compared_folded_and_may_hold_one_another(one: str, other: str, same: bool) -> None:
    assert same_value(one, other) is same


def test_a_label_is_found_once_and_a_second_finding_is_wrong() -> None:
    message = Message(Said(1, "x"), (Claim("person", "likes", "tea"),), ())
    result = score([message], lambda _: iter([Claim("person", "likes", "tea"), Claim("person", "likes", "teas")]))
    assert (result.whole.found, result.whole.labelled, result.whole.right) == (2, 1, 1)


def test_the_rules_keep_what_they_reach_on_the_tuning_half() -> None:
    messages = [message for language in LANGUAGES for message in read(FOLDER / f"tune.{language}.jsonl")]
    figures = score(messages, by_rules).whole.figures()
    assert figures["precision"] >= 97
    assert figures["recall"] >= 90


def test_the_last_line_is_one_object_and_the_held_back_half_stays_unseen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--split", "held_back", "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"precision", "recall"} <= report["names_only"].keys() & report["every_statement"].keys()
    assert not {"wrong", "missed"} & report["malbeot"].keys()


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "tune.ko.jsonl"
    broken.write_text(json.dumps({"text": "안녕", "said": "2026-03-14T21:10+09:00"}) + "\n", "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        read(broken)
