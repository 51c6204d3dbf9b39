"""Vectors that ship: they stand for what would be computed, and cost time only when they don't."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.persona.shelf import SHIPPED, PersonaShelf
from retrieval.kept import KeptVectors, key_of
from retrieval.minilm import MiniLmEmbedder
from retrieval.models.make_lines import make

ANSWERS = """\
language: en
speech_level: plain
groups:
  - {id: a, intent: greeting, utterances: [hello there, good morning], replies: [hi]}
  - {id: b, intent: greeting, event: came_back, replies: [back]}
"""


def test_kept_vectors_are_those_the_embedder_would_make(tmp_path: Path) -> None:
    file = tmp_path / "answers.en.yaml"
    file.write_text(ANSWERS, "utf-8")
    assert make([file], tmp_path / "lines.npz") == 2
    embedder = MiniLmEmbedder()
    kept = KeptVectors.shipped(embedder, tmp_path / "lines.npz")
    texts = ["good morning", "never seen before", "hello there"]
    assert [key_of(text) in kept.places for text in texts] == [True, False, True]
    cosines = (kept.embed(texts) * embedder.embed(texts)).sum(axis=1)
    assert cosines.min() > 0.9995


def test_nothing_is_kept_of_another_embedder_or_without_a_file(tmp_path: Path) -> None:
    embedder = MiniLmEmbedder()
    file = tmp_path / "lines.npz"
    hashes, levels = np.array([key_of("hi")]), np.zeros((1, 384), dtype=np.int8)
    np.savez(file, embedder=np.array("another"), hashes=hashes, levels=levels)
    for kept in (KeptVectors.shipped(embedder, file), KeptVectors.shipped(embedder, tmp_path / "none.npz")):
        assert kept.embed(["hi"]).shape == (1, 384)
        assert kept.places == {}
    file.write_bytes(b"no archive")
    assert KeptVectors.shipped(embedder, file).places == {}


def test_most_lines_of_the_shipped_personas_are_kept() -> None:
    shelf = PersonaShelf([SHIPPED])
    groups = (group for key in shelf.names() for group in shelf.get(key).groups if group.language == "en")
    lines = [line for group in groups for line in group.utterances]
    kept = KeptVectors.shipped(MiniLmEmbedder()).places
    share = sum(key_of(line) in kept for line in lines) / len(lines)
    assert share > 0.9, "stale: python -m retrieval.models.make_lines bot/persona/shipped/*/answers*.en.yaml"
