"""The Korean and the answer-group benchmark on inputs small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import groups, korean

SMALLTALK = Path(__file__).parents[2] / "benchmarks" / "data" / "smalltalk.jsonl"
TSV = """\
genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2
a\tb\tc\t1\t4.500\t비가 온다\t비가 내린다
a\tb\tc\t2\t5.000\t같은 말\t같은 말
a\tb\tc\t3\t4.000\t"고양이가 잔다\t고양이가 자고 있다
a\tb\tc\t4\t1.000\t밥을 먹는다\t버스를 탄다
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "pairs.tsv"
    file.write_text(TSV, "utf-8")
    return file


def test_queries_are_the_paraphrases_and_the_pool_is_every_second_sentence(pairs: Path) -> None:
    task = korean.read(pairs)
    assert task.queries == ("비가 온다", '"고양이가 잔다')
    assert task.partners == ("비가 내린다", "고양이가 자고 있다")
    assert task.pool == ("비가 내린다", "같은 말", "고양이가 자고 있다", "버스를 탄다")


def test_a_file_of_another_kind_is_refused_with_what_is_missing(tmp_path: Path, pairs: Path) -> None:
    pairs.write_text("premise\tscore\n비\t5\n", "utf-8")
    with pytest.raises(ValueError, match="no column sentence1, sentence2"):
        korean.read(pairs)
    pairs.write_text("score\tsentence1\tsentence2\n1.0\t비\t눈\n", "utf-8")
    with pytest.raises(ValueError, match=r"no pair scored 4\.0 or more"):
        korean.read(pairs)


def test_recall_counts_equal_texts_and_the_first_five() -> None:
    task = korean.Task(("q", "r"), ("b", "f"), ("a", "b", "c", "d", "e", "f", "b"))
    scores = np.array([[0.1, 0.2, 0, 0, 0, 0, 0.9], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0]])
    assert korean.recall(task, scores) == {"r1": 50.0, "r5": 50.0}
    assert korean.recall(task, scores[:, ::1] * [[1], [-1]]) == {"r1": 50.0, "r5": 100.0}


def test_bm25_is_okapi() -> None:
    task = korean.Task(("x y",), ("x",), ("x", "x z", "z"))
    scores = korean.bm25(task, str.split)
    idf = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    lengths = np.array([1, 2]) / (4 / 3)
    assert scores[0, :2] == pytest.approx(idf * 2.5 / (1 + 1.5 * (0.25 + 0.75 * lengths)))
    assert scores[0, 2] == 0


def test_bigrams_stay_inside_words() -> None:
    assert korean.bigrams("비가 와, OK") == ["비가", "와", "ok"]


def test_the_korean_benchmark_prints_one_object(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    korean.main(["--data", str(pairs), "--json"])
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert printed["n"] == 2
    assert printed["pool"] == 4
    assert {"r1", "r5"} == set(printed["malbeot"]) == set(printed["bigram"]) == set(printed["whitespace"])
    assert printed["malbeot"]["r1"] == 100.0
    assert "cores" in printed["machine"]


def test_a_missing_file_ends_with_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        korean.main(["--data", str(tmp_path / "nothing.tsv")])
    assert "nothing.tsv" in capsys.readouterr().err


def answered(intent: str, got: str | None, lang: str = "ko") -> groups.Answered:
    return groups.Answered(groups.Line("…", lang, intent), got, got and f"{got}.any", "exact")


def test_shares_are_of_lines_with_an_intent_and_of_none_lines_apart() -> None:
    lines = [answered("exam", "exam"), answered("exam", "school"), answered("food", None), answered("joke", "joke")]
    nothing = [answered("none", None), answered("none", "food", "en")]
    assert groups.report([*lines, *nothing]) == {
        "answered": 75.0,
        "fitting": 50.0,
        "answered_none": 50.0,
        "lines": 4,
        "none_lines": 2,
    }
    apart = groups.by_language([*lines, *nothing])
    assert apart["ko"]["answered_none"] == 0
    assert apart["en"]["answered"] is None


def test_confusions_name_both_intents_and_leave_out_what_fits() -> None:
    said = list(groups.confusions([answered("exam", "school"), answered("food", "food"), answered("joke", None)], 5))
    assert said == ["ko exam → school: 1", "    …  [school.any: exact]"]


def test_lines_can_be_limited_to_a_split_and_a_spoiled_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    good = {"text": "안녕", "lang": "ko", "intent": "greeting"}
    file.write_text(f"{json.dumps(good | {'split': 'tune'})}\n\n{json.dumps(good)}\n", "utf-8")
    assert len(groups.read(file)) == 2
    assert [line.split for line in groups.read(file, "tune")] == ["tune"]
    with pytest.raises(ValueError, match="no lines of split 'report'"):
        groups.read(file, "report")
    file.write_text('{"text": "안녕"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"lines\.jsonl:1: expected"):
        groups.read(file)


def test_lines_go_through_the_turn_the_product_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home.parent / "lines.jsonl"
    lines = [("안녕", "ko", "greeting"), ("hello", "en", "greeting"), ("ㅁㄴㅇㄹㅂㅈㄷㄱ", "ko", "none")]
    file.write_text(
        "".join(json.dumps(dict(zip(("text", "lang", "intent"), each, strict=True))) + "\n" for each in lines)
    )
    groups.main(["--data", str(file), "--json"])
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert printed["fitting"] == 100.0
    assert printed["answered_none"] == 0.0
    assert printed["languages"]["en"]["lines"] == 1
    assert printed["persona"] == "bom"
    assert not home.exists()


def test_the_small_talk_set_has_all_intents_in_both_languages_and_two_equal_splits() -> None:
    lines = groups.read(SMALLTALK)
    assert len({(line.lang, line.text) for line in lines}) == len(lines) == 520
    by_language = [{line.intent for line in lines if line.lang == lang} for lang in ("ko", "en")]
    assert by_language[0] == by_language[1]
    assert len(by_language[0]) == 55
    assert sum(line.intent == "none" for line in lines) >= 60
    assert [sum(line.split == split for line in lines) for split in ("tune", "report")] == [260, 260]
