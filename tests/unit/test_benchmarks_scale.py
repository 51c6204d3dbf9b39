"""The benchmark of scale: what it measures with is real, and every row says what it should."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import scale
from benchmarks.made_talk import DAY, FACTS, MadeTalk, Person, message
from bot.storage.database import Database
from bot.storage.reembedding import holdings
from retrieval.minilm import MiniLmEmbedder


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


def test_words_come_as_often_as_in_a_language_and_differ_between_messages(embedder: MiniLmEmbedder) -> None:
    texts = [said for said, _ in MadeTalk(1, embedder).messages(3_000)]
    words = [word for said in texts for word in said.split()]
    assert len(set(texts)) > 2_990
    assert len(set(words)) > 3_000
    assert 0.03 < words.count("the") / len(words) < 0.15
    assert all(2 <= len(said.split()) <= 60 for said in texts)


def test_one_seed_makes_one_talk_and_all_seeds_one_vocabulary(embedder: MiniLmEmbedder) -> None:
    one, same, other = ([said for said, _ in MadeTalk(seed, embedder).messages(400)] for seed in (1, 1, 2))
    assert one == same != other
    assert {word for said in one for word in said.split()} & {word for said in other for word in said.split()}


def test_vectors_of_one_topic_are_nearer_to_each_other_than_to_others(embedder: MiniLmEmbedder) -> None:
    rows = MadeTalk(1, embedder).vectors([3, 3, 4])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1


def test_persons_get_their_own_messages_with_vectors_and_facts(database: Database, embedder: MiniLmEmbedder) -> None:
    people = MadeTalk(1, embedder).fill(database, [4, 30])
    held = database.read_now(holdings)
    assert (held.messages, held.vectors, held.facts) == (34, {embedder.id: 34}, 2 * FACTS)
    assert len({each.person_id for each in people}) == len({each.chat_id for each in people}) == 2


def test_a_day_of_the_made_talk_has_one_sitting() -> None:
    person = Person(1, 1, 1)
    times = [message(person, "so", number)["said_at"] for number in range(40)]
    assert times == sorted(times)
    assert len({each // DAY for each in times}) == 2


@pytest.mark.parametrize(("messages", "persons"), [(60, 1), (30, 3)])
def test_a_row_says_all_it_should(home: Path, monkeypatch: pytest.MonkeyPatch, messages: int, persons: int) -> None:
    for name, few in {"QUESTIONS": 4, "TURNS": 2, "LOADS": 1, "DRAWS": 4}.items():
        monkeypatch.setattr(scale, name, few)
    home.mkdir()
    size = scale.Size(messages, persons)
    people = scale.made(home / "scale.db", size, 0)
    row = scale.measure(home / "scale.db", size, people, 0, chroma=False)
    assert (row["messages"], row["persons"]) == (messages, persons)
    assert row["recalled"] > 0, "questions that find nothing cost nothing"
    wanted = {"recall_ms_p50", "recall_ms_p95", "cold_ms", "add_ms_p50", "add_ms_p95", "turn_ms_p95", "rss_mb"}
    assert wanted < row.keys()
    assert row["dense_only"].keys() == {"recall_ms_p50", "recall_ms_p95"}
    if persons == 1:
        assert {"reload_ms", "recall_cpu_ms_p95"} < row.keys()
    else:
        assert (row["hits"], row["misses"]) == (8 - row["misses"], row["misses"])
        assert 1 <= row["misses"] <= persons, "a talk that is held is not loaded again"


def test_it_prints_one_object_with_a_row_for_each_size(capfd: pytest.CaptureFixture[str]) -> None:
    scale.main(["--messages", "12", "--persons", "", "--json"])
    printed = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert [(row["messages"], row["persons"]) for row in printed["rows"]] == [(12, 1)]
    assert "embedded" in printed["note"]
