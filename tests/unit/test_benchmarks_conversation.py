"""The scripted conversation: what its sheet counts, and that a seed plays it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import conversation
from benchmarks.conversation import SCRIPTS, Turn, repeated, report

SCRIPT = "안녕\n배고파\n응\n고마워\n잘 자\n"


def turn(*answered: str, verdict: str = "served") -> Turn:
    return Turn("말", answered, "g", verdict, "why", "ngrams")


def test_a_sentence_counts_as_repeated_whatever_its_marks_and_neighbours() -> None:
    assert list(repeated(["응. 그랬구나.", "밥 먹었어?", "그랬구나! 나도."])) == ["그랬구나"]
    assert list(repeated(["하나.", "둘."])) == []


def test_the_sheet_counts_what_fitted_and_what_left_the_speech_level() -> None:
    found = report([turn("밥 먹었어?", "나는 먹었어요."), turn("그래.", verdict="fallback")], "banmal")
    assert (found["turns"], found["bubbles"], found["from_groups"], found["nothing_fitted"]) == (2, 3, 1, 1)
    assert found["mixed"] == ["나는 먹었어요."]
    assert report([turn("나는 먹었어요.")], "haeyo")["mixed"] == []


def test_the_same_seed_plays_the_same_conversation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script.txt"
    script.write_text(SCRIPT, "utf-8")
    sheets = []
    for seed in ("4", "4", "5"):
        conversation.main(["--lang", "ko", "--script", str(script), "--seed", seed, "--json"])
        sheets.append(json.loads(capsys.readouterr().out.splitlines()[-1]))
    assert sheets[0]["sheet"] == sheets[1]["sheet"] != sheets[2]["sheet"]
    assert [row["said"] for row in sheets[0]["sheet"]] == SCRIPT.split("\n")[:-1]
    assert sheets[0]["repeated"] == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_shipped_scripts_have_sixty_turns(lang: str) -> None:
    lines = (SCRIPTS / f"{lang}.txt").read_text("utf-8").splitlines()
    assert len(lines) == 60
    assert all(line.strip() for line in lines)
