"""What a command answers: a text, and further commands a channel with buttons may offer below it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A button: what it is called, and the command line (without its slash) a press stands for."""

    label: str
    line: str


@dataclass(frozen=True)
class Answer:
    """`rows`: buttons, row by row. A channel without buttons shows the text alone, which says how to go on."""

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()
