"""The bubble benchmark counts what it says it counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.bubbles import DATA, SPLITTERS, Reply, main, read, score

REPLY = Reply("하나. 둘. 셋.", frozenset({4}), frozenset({7}))


def test_cuts_are_right_when_natural_or_allowed_and_found_when_natural() -> None:
    assert score([REPLY], lambda _: [4, 6]) == {"right": 50.0, "found": 100.0, "made": 2, "natural": 1}
    assert score([REPLY], lambda _: [7]) == {"right": 100.0, "found": 0.0, "made": 1, "natural": 1}


def test_no_cuts_have_no_share() -> None:
    assert score([REPLY], SPLITTERS["none"]) == {"right": None, "found": 0.0, "made": 0, "natural": 1}


def test_the_baselines_cut_behind_every_line_and_every_sentence() -> None:
    assert SPLITTERS["newline_only"]("a. b\nc\n") == [5]
    assert SPLITTERS["every_sentence"]("a. 3.5 b? c!") == [3, 10]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_splitter_reaches_its_targets_on_what_it_was_built_on(language: str) -> None:
    figures = score(read(DATA / f"tune.{language}.jsonl"), SPLITTERS["malbeot"])

    assert figures["right"] >= 95
    assert figures["found"] >= 80


def test_a_line_without_labels_is_named(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"text": "a", "must": [], "may": []}\n{"text": "b"}\n', "utf-8")

    with pytest.raises(ValueError, match="line 2"):
        read(path)


def test_the_report_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--lang", "en", "--split", "tune", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert report["replies"] == 60
    assert {"malbeot", "newline_only", "every_sentence", "none"} <= set(report)
