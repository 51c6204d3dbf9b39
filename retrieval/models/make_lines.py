"""Embeds the English lines of answer files once, for `retrieval.kept`.

.venv/bin/python -m retrieval.models.make_lines bot/persona/shipped/*/answers*.en.yaml
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from retrieval.kept import LINES, as_levels, key_of
from retrieval.minilm import MiniLmEmbedder


def lines_of(files: Sequence[Path]) -> Iterator[str]:
    """What people say, from every group. Raises OSError, yaml.YAMLError."""
    for file in files:
        answers: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
        yield from (str(line).strip() for group in answers["groups"] for line in group.get("utterances", ()))


def make(files: Sequence[Path], target: Path = LINES) -> int:
    """Write the file; returns how many lines it holds."""
    embedder = MiniLmEmbedder()
    lines = sorted(set(lines_of(files)))
    hashes = np.array([key_of(line) for line in lines], dtype=np.int64)
    levels = as_levels(embedder.embed(lines, "alike"))
    np.savez_compressed(target, embedder=np.array(embedder.id), hashes=hashes, levels=levels)
    return len(lines)


def main() -> None:
    """Say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="answers.*.yaml in English")
    options = parser.parse_args()
    print(f"{make(options.files)} lines in {LINES}")  # noqa: T201


if __name__ == "__main__":
    main()
