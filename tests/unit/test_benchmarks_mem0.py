"""The mem0 column: the pipe to its process and the block it renders; mem0 itself where `make baselines` was run."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import mem0_server
from benchmarks.recall import mem0
from benchmarks.recall.rendering import fitting, rendered
from benchmarks.recall.systems import Answer
from memory.episodes.block import CHARACTERS_A_TOKEN, tokens_of
from memory.episodes.line import Line

# Speaks the server's language and ranks by shared words.
STAND_IN = """
import json, sys
kept = {}
for line in sys.stdin:
    request = json.loads(line)
    if "fresh" in request:
        kept.clear()
        answer = {"mem0": "none", "encoder": "words"}
    elif "add" in request:
        kept.update({said["id"]: set(said["text"].lower().split()) for said in request["add"]})
        answer = {"ms": [0.5] * len(request["add"])}
    elif request["search"] == "die":
        sys.exit(3)
    elif request["search"] == "refuse":
        answer = {"error": "ValueError: no"}
    else:
        asked = set(request["search"].lower().split())
        answer = {"hits": sorted(kept, key=lambda i: -len(kept[i] & asked))[: request["limit"]], "ms": 2.0}
    print(json.dumps(answer), flush=True)
"""


def said(number: int, text: str, speaker: str = "Ann", caption: str = "") -> Line:
    return Line(number, 1, speaker, text, "2 May, 2024", 1_714_600_000_000 + number, caption)


TALK = (
    said(1, "the kettle is red"),
    said(2, "my boat is called Heron", "Ben", "a boat"),
    said(3, "good night"),
)


@pytest.fixture
def stand_in() -> Iterator[mem0.Server]:
    with mem0.Server([sys.executable, "-c", STAND_IN]) as server:
        yield server


def test_hits_are_ranked_best_first_and_rendered_in_order_of_time(stand_in: mem0.Server) -> None:
    system = mem0.Mem0(stand_in)
    system.add(TALK)
    answer = system.search("which boat", 512)
    assert answer.ranked[0] == (2,)
    assert answer.lines == {1, 2, 3}
    assert answer.block.splitlines() == [
        "[2 May, 2024] Ann: the kettle is red",
        "[2 May, 2024] Ben: my boat is called Heron [shares a boat]",
        "[2 May, 2024] Ann: good night",
    ]
    assert (system.add_ms, system.search_ms) == ([0.5, 0.5, 0.5], [2.0])


def test_the_best_hit_is_taken_first_when_not_all_fit(stand_in: mem0.Server) -> None:
    system = mem0.Mem0(stand_in)
    system.add(TALK)
    assert system.search("which boat", 15).lines == {2}


def test_an_empty_question_finds_nothing(stand_in: mem0.Server) -> None:
    system = mem0.Mem0(stand_in)
    system.add(TALK)
    assert system.search(" ", 512) == Answer("")


def test_another_person_begins_with_nothing_of_the_one_before(stand_in: mem0.Server) -> None:
    mem0.Mem0(stand_in).add(TALK)
    system = mem0.Mem0(stand_in)
    system.add([said(1, "hello")])
    assert system.search("boat", 512).block == "[2 May, 2024] Ann: hello"


def test_lines_may_come_in_several_calls(stand_in: mem0.Server) -> None:
    system = mem0.Mem0(stand_in)
    for line in TALK:
        system.add([line])
    assert system.search("boat", 512).lines == {1, 2, 3}


def test_a_request_that_is_refused_says_why(stand_in: mem0.Server) -> None:
    with pytest.raises(mem0.Mem0Failed, match="refused a request: ValueError: no"):
        mem0.Mem0(stand_in).search("refuse", 512)


def test_a_process_that_ends_is_noticed_at_every_further_request(stand_in: mem0.Server) -> None:
    system = mem0.Mem0(stand_in)
    for _ in range(2):
        with pytest.raises(mem0.Mem0Failed, match="ended with status 3"):
            system.search("die", 512)


@given(st.lists(st.text("ab \n", max_size=60), max_size=12), st.integers(0, 60))
def test_a_block_stays_within_its_tokens_and_leaves_out_only_what_does_not_fit(texts: list[str], tokens: int) -> None:
    size = tokens * CHARACTERS_A_TOKEN
    chosen = fitting([{at: text} for at, text in enumerate(texts)], size)
    block = "\n".join(chosen.values())
    assert tokens_of(block) <= tokens
    for number, text in enumerate(texts):
        before = [chosen[i] for i in chosen if i < number]
        assert (number in chosen) == (len("\n".join([*before, text])) <= size)


def test_without_its_environment_the_column_is_left_out_with_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert mem0.column(mem0.ROOT / ".venv-baselines" / "no" / "python") == {}
    assert "no .venv-baselines/no/python; `make baselines` makes it" in capsys.readouterr().err


class Nothing(mem0_server.Store):
    """A store that only knows how to begin."""

    def __init__(self) -> None:
        pass

    def fresh(self) -> dict[str, Any]:
        return {"mem0": "none"}


def test_the_server_outlives_a_request_that_it_cannot_read() -> None:
    answers = io.StringIO()
    mem0_server.serve(Nothing(), ["{", '{"sing": 1}', '{"fresh": true}'], answers)
    broken, unknown, right = map(json.loads, answers.getvalue().splitlines())
    assert "JSONDecodeError" in broken["error"]
    assert "sing" in unknown["error"]
    assert right == {"mem0": "none"}


@pytest.mark.skipif(not mem0.PYTHON.exists(), reason="mem0 is installed by `make baselines`")
def test_mem0_itself_finds_a_line_by_its_words_and_forgets_it_when_it_begins_anew() -> None:
    with mem0.Server([mem0.PYTHON, "-m", "benchmarks.mem0_server", "--keywords"]) as server:
        system = mem0.Mem0(server)
        system.add(TALK)
        assert system.search("What is the name of the boat?", 20).block == rendered(TALK[1])
        assert len(system.add_ms) == len(TALK)
        assert min(*system.add_ms, *system.search_ms) > 0
        assert mem0.Mem0(server).search("What is the name of the boat?", 512).block == ""
