"""Chance from a seed: what the engine draws from the operating system, for the length of a run."""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def seeded_chance(seed: int) -> Iterator[None]:
    """`uuid.uuid4` and `secrets.randbits` follow the seed."""
    draw = random.Random(f"chance:{seed}")

    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=draw.getrandbits(128), version=4)

    with patch.object(uuid, "uuid4", uuid4), patch.object(secrets, "randbits", draw.getrandbits):
        yield
