"""LoCoMo (Maharana et al. 2024): how much evidence reaches a prompt of 1,024 tokens. No model of its own.

The recipe: a window is a turn with its neighbours in the session; the encoder sees windows as they are, BM25 sees them
stemmed and with their day; windows are delivered best first, each turn charged once at ceil(characters / 4) tokens.
The data is CC BY-NC: never copied into the project, read from a path, only scores are published.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating[Any]]

BUDGET, CHARACTERS_A_TOKEN, WINDOWS_WALKED = 1024, 4, 200
STOP = frozenset(
    "a an the is are was were be been am do does did to of in on at for with and or but it its this that i you he she "
    "they we my your his her their our me him them as by from so if not no have has had what when where who which how "
    "why would could should can will s t m re ve ll d just about there then than too very".split()
)
SUFFIXES = (("ing", ""), ("edly", ""), ("ed", ""), ("ies", "y"), ("es", ""), ("s", ""), ("ly", ""))


@dataclass(frozen=True)
class Conversation:
    """One LoCoMo conversation: a window, its BM25 text and its turns' cost in tokens for every turn, by position."""

    ids: tuple[str, ...]
    windows: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    lexical: tuple[str, ...]
    costs: tuple[int, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


def read(file: Path) -> list[Conversation]:
    """The conversations of LoCoMo's own JSON. Raises OSError, ValueError, KeyError."""
    return [_conversation(sample) for sample in json.loads(file.read_text("utf-8"))]


def _conversation(sample: dict[str, Any]) -> Conversation:
    sessions = sample["conversation"]
    ids: list[str] = []
    lines: list[str] = []
    days: list[str] = []
    members: list[tuple[int, ...]] = []
    for name in (key for key in sessions if re.fullmatch(r"session_\d+", key)):
        first, turns = len(ids), sessions[name]
        ids += [turn["dia_id"] for turn in turns]
        lines += [_line(turn) for turn in turns]
        days += [sessions[f"{name}_date_time"].rpartition(" on ")[2]] * len(turns)
        members += [tuple(range(max(i - 1, first), min(i + 2, len(ids)))) for i in range(first, len(ids))]
    windows = tuple("\n".join(lines[i] for i in window) for window in members)
    lexical = tuple(f"[{day}]\n{window}" for day, window in zip(days, windows, strict=True))
    costs = tuple(math.ceil(len(f"[{day}] {line}") / CHARACTERS_A_TOKEN) for day, line in zip(days, lines, strict=True))
    return Conversation(tuple(ids), windows, tuple(members), lexical, costs, tuple(_questions(sample["qa"], ids)))


def _line(turn: dict[str, str]) -> str:
    caption = turn.get("blip_caption")
    return f"{turn['speaker']}: {turn['text']}" + (f" [shares {caption}]" if caption else "")


def _questions(asked: list[dict[str, Any]], ids: Sequence[str]) -> Iterator[tuple[str, frozenset[int]]]:
    """Each question with the positions of its evidence; questions without any are left out."""
    places = {_reference(*re.findall(r"\d+", name)): i for i, name in enumerate(ids)}
    for question in asked:
        references = re.findall(r"D:?(\d+):(\d+)", " ".join(question["evidence"]))
        evidence = frozenset(places[_reference(*ref)] for ref in references if _reference(*ref) in places)
        if evidence:
            yield question["question"], evidence


def _reference(session: str, turn: str) -> tuple[int, int]:
    return int(session), int(turn)


def tokens(text: str) -> list[str]:
    """Lower-case words without stop words, one suffix off each; all words as they are if nothing is left."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return [_stem(word) for word in words if word not in STOP] or words


def _stem(word: str) -> str:
    for suffix, instead in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(instead) >= 3:
            return word.removesuffix(suffix) + instead
    return word


def bm25(texts: Sequence[str], questions: Sequence[str], k1: float = 1.5, b: float = 0.75) -> Scores:
    """Okapi BM25 (Robertson & Zaragoza 2009), shape (len(questions), len(texts))."""
    counts = [Counter(tokens(text)) for text in texts]
    lengths = np.array([sum(count.values()) for count in counts])
    found = Counter(word for count in counts for word in count)
    norm = k1 * (1 - b + b * lengths / lengths.mean())

    def score(question: str) -> Scores:
        total: Scores = np.zeros(len(texts))
        for word in tokens(question):
            often = np.array([count[word] for count in counts])
            rarity = math.log(1 + (len(texts) - found[word] + 0.5) / (found[word] + 0.5))
            total += rarity * often * (k1 + 1) / (often + norm)
        return total

    return np.array([score(question) for question in questions])


def spread(scores: Scores) -> Scores:
    """Min-max over each row."""
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    spread_out: Scores = (scores - low) / (high - low + 1e-9)
    return spread_out


def recall(dense: Scores, lexical: Scores, talk: Conversation) -> tuple[list[float], list[float]]:
    """Share of evidence delivered for each question: dense alone, and fused."""
    fused = 0.5 * spread(dense) + 0.5 * spread(lexical)
    evidence = [turns for _, turns in talk.questions]
    alone, both = (
        [len(delivered(row, talk) & turns) / len(turns) for row, turns in zip(scores, evidence, strict=True)]
        for scores in (dense, fused)
    )
    return alone, both


def delivered(scores: Scores, talk: Conversation) -> set[int]:
    """Turns that fit into the budget, best windows first; a turn is charged once, a window that doesn't fit skipped."""
    turns: set[int] = set()
    left = BUDGET
    for window in np.argsort(-scores, kind="stable")[:WINDOWS_WALKED]:
        fresh = set(talk.members[window]) - turns
        cost = sum(talk.costs[turn] for turn in fresh)
        if cost <= left:
            turns |= fresh
            left -= cost
    return turns
