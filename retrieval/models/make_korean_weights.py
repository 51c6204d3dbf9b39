"""Make the Korean embedder's weights: how rare each feature of `retrieval.korean` is in everyday chat.

    .venv/bin/python -m retrieval.models.make_korean_weights --chat chatbot-data.csv \\
        --pairs question-pairs-train.csv

Both are songys' and MIT-licensed (github.com/songys/Chatbot_data, github.com/songys/Question_pair). No text of theirs
is kept: a table of one number for each hash bucket is. The same files give the same bytes on any machine.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.korean import BUCKETS, WEIGHTS, bucket, code_of, features, shipped_concepts

# worth = ln((lines + 1) / (seen + 1)) ** POWER: full idf (1.0) and none (0.0) both lost on KorSTS train.
POWER, UNIT = 0.6, 1 / 60


def main(arguments: list[str] | None = None) -> None:
    """Write `korean-idf.npz`."""
    parser = argparse.ArgumentParser(description="Make the Korean embedder's weights.")
    parser.add_argument("--chat", type=Path, required=True, help="chatbot-data.csv (Q,A,label)")
    parser.add_argument("--pairs", type=Path, required=True, help="question-pairs-train.csv (…,question1,question2,…)")
    parser.add_argument("--into", type=Path, default=WEIGHTS, help="file to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    lines = sorted({*column(options.chat, "Q", "A"), *column(options.pairs, "question1", "question2")})
    np.savez_compressed(options.into, worth=worth(lines), unit=np.float64(UNIT), lines=np.int64(len(lines)))
    sys.stderr.write(f"{options.into}: {len(lines)} lines, {options.into.stat().st_size / 1000:.0f} kB\n")


def column(file: Path, *names: str) -> Iterator[str]:
    """The texts of some columns. Raises OSError, KeyError."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened):
            yield from (row[name] for name in names)


def worth(lines: Iterable[str]) -> NDArray[np.uint8]:
    """Shape (BUCKETS,), in units of UNIT: each bucket's inverse document frequency, damped by POWER."""
    seen, count, concepts = np.zeros(BUCKETS), 0, shipped_concepts()
    for line in lines:
        count += 1
        seen[[*{bucket(code_of(feature)) for feature, _ in features(line, concepts)}]] += 1
    rarity: NDArray[np.float64] = np.log((count + 1) / (seen + 1)) ** POWER
    return np.round(rarity / UNIT).clip(0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
