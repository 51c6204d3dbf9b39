"""Reproducible draws: chance as a value. The same seed and label always give the same number."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def uniform(seed: int, label: str) -> float:
    """A number in [0, 1) that depends only on `seed` and `label` (BLAKE2b, 53 bits)."""
    digest = hashlib.blake2b(f"{seed}:{label}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


def pick(items: Sequence[T], seed: int, label: str) -> T:
    """One of `items`, each equally likely. IndexError when there are none."""
    return items[int(uniform(seed, label) * len(items))]
