"""The recall benchmark on talks small enough to count by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.recall import cli
from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.longmemeval import read_longmemeval
from benchmarks.recall.measure import delivered, measured, report
from benchmarks.recall.sessions import read_locomo, read_realtalk
from benchmarks.recall.systems import Answer, systems
from benchmarks.recall.talk import Asked, Talk
from memory.episodes.block import tokens_of
from memory.episodes.line import Line
from retrieval.embedding import Matrix, Role
from retrieval.ngrams import NgramEmbedder

OWN = ("malbeot", "malbeot.with_facts", "bare_dense", "bm25", "fusion")


class Counting(NgramEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__(384)
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        self.embedded += texts
        return super().embed(texts, role)


def sample(**sessions: object) -> dict[str, object]:
    return {
        "sample_id": "one",
        "conversation": {
            "speaker_a": "Ana",
            "speaker_b": "Ben",
            "session_2_date_time": "9:00 am on 10 June, 2024",
            "session_2": [{"speaker": "Ben", "dia_id": "D2:1", "text": "I got\na turtle", "blip_caption": "a box"}],
            "session_1_date_time": "1:56 pm on 8 May, 2024",
            "session_1": [
                {"speaker": "Ana", "dia_id": "D1:1", "text": "My bakery opens on Monday"},
                {"speaker": "Ben", "dia_id": "D1:2", "text": "Wow"},
            ],
            **sessions,
        },
        "qa": [
            {"question": "What did Ben get?", "evidence": ["D2:1"], "category": 4},
            {"question": "Both?", "evidence": ["D1:1; D:2:01", "D"], "category": 1},
            {"question": "Nowhere?", "evidence": ["D9:1"], "category": 3},
            {"question": "None?", "evidence": [], "category": 5},
        ],
    }


def written(folder: Path, name: str, content: object) -> Path:
    file = folder / name
    file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return file


def test_sessions_are_read_in_order_and_malformed_references_leniently(tmp_path: Path) -> None:
    [talk] = read_locomo(written(tmp_path, "locomo.json", [sample()]))
    assert [(line.speaker, line.session, line.day) for line in talk.lines] == [
        ("Ana", 1, "8 May, 2024"),
        ("Ben", 1, "8 May, 2024"),
        ("Ben", 2, "10 June, 2024"),
    ]
    assert talk.lines[2].words == "I got a turtle [shares a box]"
    assert talk.asker is None
    assert [(each.category, each.evidence) for each in talk.questions] == [
        ("single-hop", frozenset({2})),
        ("multi-hop", frozenset({0, 2})),
    ]


def test_iso_dates_and_korean_talks_are_read(tmp_path: Path) -> None:
    turns = [{"speaker": "도윤", "dia_id": "D1:1", "text": "거북이 이름은 뭉치야"}]
    content = sample(session_1=turns, session_1_date_time="2026-05-08 21:14", speaker_a="도윤")
    [talk] = read_locomo(written(tmp_path, "ko.json", content))
    assert talk.lines[0].day == "2026년 5월 8일"
    assert talk.asker == "도윤"


def test_a_date_of_no_known_form_is_shown_as_it_stands(tmp_path: Path) -> None:
    [talk] = read_locomo(written(tmp_path, "odd.json", [sample(session_1_date_time="noon on the first day")]))
    assert talk.lines[0].day == "the first day"


def test_a_folder_of_chats_is_read_as_realtalk(tmp_path: Path) -> None:
    chat = {
        "session_1_date_time": "29.12.2023, 22:40:36",
        "session_1": [{"speaker": "Emi", "dia_id": "D1:1", "clean_text": "hi there", "text": "hi <b>there</b>"}],
        "qa": [{"question": "Who?", "evidence": ["D1:1"], "category": 2}],
    }
    written(tmp_path, "a.json", chat)
    written(tmp_path, "b.json", {"session_1": []})
    [talk] = read_realtalk(tmp_path)
    assert (talk.name, talk.lines[0].text, talk.lines[0].day) == ("a", "hi there", "29 December, 2023")


def test_longmemeval_sessions_are_put_in_order_of_their_dates(tmp_path: Path) -> None:
    question = {
        "question_id": "q1",
        "question_type": "single-session-user",
        "question": "Which flash?",
        "haystack_dates": ["2023/05/30 (Tue) 12:58", "2023/05/28 (Sun) 01:02"],
        "haystack_sessions": [
            [{"role": "user", "content": "later"}],
            [{"role": "user", "content": "The V1 flash", "has_answer": True}, {"role": "assistant", "content": "Ok"}],
        ],
    }
    nothing = {**question, "question_id": "q2_abs", "haystack_sessions": [[], []]}
    written(tmp_path, "1_q1.json", question)
    written(tmp_path, "1_q2.json", nothing)
    listed = written(tmp_path, "list.json", [question, nothing])
    [talk] = read_longmemeval(listed)
    assert [line.text for line in talk.lines] == ["The V1 flash", "Ok", "later"]
    assert talk.questions[0].evidence == {0}
    listed.unlink()
    assert [each.name for each in read_longmemeval(tmp_path)] == ["q1"]


def test_a_turn_counts_only_whole_and_only_if_the_system_means_it() -> None:
    lines = (Line(0, 1, "Ana", "I got\n a turtle", "", 0), Line(1, 1, "Ben", "turtle", "", 0))
    both, first = (Asked("What?", "single-hop", frozenset(ids), "A turtle.") for ids in ({0, 1}, {0}))
    assert delivered(Answer("Ana: I got a turtle"), both, lines) == 1.0
    assert delivered(Answer("Ana: I got a turtle", frozenset({0})), both, lines) == 0.5
    assert delivered(Answer("Ana: I got a", frozenset({0})), first, lines) == 0.0


def test_a_fact_counts_for_one_line_and_only_with_the_words_of_the_answer() -> None:
    lines = (Line(0, 1, "Ana", "I got\n a turtle", "", 0), Line(1, 1, "Ben", "turtle", "", 0))
    asked = Asked("What?", "single-hop", frozenset({0, 1}), "A turtle.")

    def share(*facts: tuple[str, int], block: str = "- pet: turtle\n- pet: dog") -> float:
        return delivered(Answer(block, frozenset(), facts=facts), asked, lines)

    assert share(("- pet: turtle", 0)) == 0.5
    assert share(("- pet: turtle", 7)) == 0.0
    assert share(("- pet: dog", 0)) == 0.0
    assert share(("- pet: turtle", 0), block="") == 0.0


def test_facts_stand_at_the_head_of_the_block_and_verbatim_fills_the_rest(tmp_path: Path) -> None:
    system = systems()["malbeot.with_facts"](KeptVectors(NgramEmbedder(384), tmp_path), "Ana")
    texts = ["I'm a nurse", "I live in Busan", "I moved to Seoul", "My bakery opens on Monday"]
    system.add([Line(i, i, "Ana", text, f"{i + 1} May", 1_700_000_000_000 + i) for i, text in enumerate(texts)])
    answer = system.search("What is my job, and when does my bakery open?", 100)
    assert "nurse" in dict((line, text) for text, line in answer.facts)[0]
    assert answer.block.index("nurse") < answer.block.index("[")
    assert answer.lines
    assert tokens_of(answer.block) <= 100
    assert system.search("Who opens the bakery?", 100).facts == ()


def talk() -> Talk:
    texts = ["My bakery opens on Monday", "Wow", "I got a turtle", "Its name is Moongchi", "The exam was hard"]
    texts += ["Nothing happened"] * 40
    lines = tuple(Line(i, i // 5, "Ana", f"{text} {i}", f"{i // 5 + 1} May", i) for i, text in enumerate(texts))
    questions = (
        Asked("When does the bakery open?", "single-hop", frozenset({0})),
        Asked("What is the turtle called?", "multi-hop", frozenset({2, 3})),
    )
    return Talk("small", lines, questions)


@pytest.mark.parametrize("name", OWN)
def test_every_system_stays_within_each_budget_and_is_charged_for_all_it_renders(name: str, tmp_path: Path) -> None:
    system = systems()[name](KeptVectors(NgramEmbedder(384), tmp_path), None)
    system.add(talk().lines)
    for tokens in (1, 5, 20, 100, 1000):
        answer = system.search("Is Moongchi 3 the name of the turtle?", tokens)
        assert tokens_of(answer.block) <= tokens
        assert all(talk().lines[i].text in answer.block for i in answer.lines or ())
    assert answer.lines
    assert answer.ranked


def test_the_report_counts_shares_by_category_and_whole_answers(tmp_path: Path) -> None:
    class All:
        def add(self, lines: Sequence[Line]) -> None:
            self.block = "\n".join(line.text for line in lines)

        def search(self, question: str, tokens: int) -> Answer:
            seen = tokens > 10 and "turtle" in question
            return Answer("I got a turtle 2" if seen else "", ranked=((2,), (3,)))

    shares = measured(lambda vectors, asker: All(), [talk()], KeptVectors(NgramEmbedder(384), tmp_path), (10, 20), list)
    found = report(shares)
    assert (found["all"], found["multi-hop"]) == ({"10": 0.0, "20": 25.0}, {"10": 0.0, "20": 50.0})
    assert found["full"] == {"10": 0.0, "20": 0.0}
    assert found["r"] == {"5": 50.0, "10": 50.0, "20": 50.0, "50": 50.0}
    assert found["empty"] == 1
    assert set(found["latency_ms"]) == {"p50", "p95"}


def test_a_block_beyond_its_budget_stops_the_run(tmp_path: Path) -> None:
    class TooLong:
        def add(self, lines: Sequence[Line]) -> None:
            self.lines = lines

        def search(self, question: str, tokens: int) -> Answer:
            return Answer("x" * (4 * tokens + 1))

    with pytest.raises(ValueError, match="a block of 11 tokens for 10"):
        measured(lambda vectors, asker: TooLong(), [talk()], KeptVectors(NgramEmbedder(384), tmp_path), (10,), list)


def test_vectors_are_kept_so_that_a_stopped_run_goes_on(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    rows = KeptVectors(first, tmp_path).embed(["one", "two", "one"])
    again = KeptVectors(second, tmp_path).embed(["two", "three", "one"])
    assert first.embedded == ["one", "two"]
    assert second.embedded == ["three"]
    assert (rows[1] == again[0]).all()


def test_the_command_prints_one_object_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = written(tmp_path, "locomo.json", [sample()])
    options = ["--format", "locomo", "--data", str(data), "--budgets", "64,16", "--systems", "malbeot,bm25", "--json"]
    cli.main([*options, "--cache", str(tmp_path / "kept")])
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(found) > {"malbeot", "bm25", "sha256", "token_rule", "encoder", "machine"}
    assert found["category_ids"]["multi-hop"] == 1
    assert set(found["malbeot"]["all"]) == {"16", "64"}
    assert found["questions"] == 2


@pytest.mark.parametrize("content", ['{"a": 1}', "[]", "not json", '[{"conversation": {}, "qa": []}]'])
def test_data_of_another_kind_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(content, "utf-8")
    with pytest.raises(SystemExit):
        cli.main(["--format", "locomo", "--data", str(file)])
    assert "odd.json as --format locomo" in capsys.readouterr().err
