"""Which messages a model reads at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from policies.language.normalise import clean, has_words

MOST_MESSAGES = 20
MOST_CHARACTERS = 1_500
_CONTEXT_CHARACTERS = 120  # of what the persona said before
_LEAST_CHARACTERS = 4  # "ㅇㅇ", "응", "ok" tell nothing


@dataclass(frozen=True)
class Heard:
    """A message. `local`: when it was said, on the person's wall clock.

    `theirs`: by the person. `tells` is False for what teaches nothing: others' forwarded words, a crisis, orders to a
    model.
    """

    id: int
    local: datetime
    theirs: bool
    text: str
    tells: bool = True


@dataclass(frozen=True)
class Asked:
    """A message as the model gets it: numbered from 1 when it may be a source, 0 for what only stands before it."""

    number: int
    id: int
    local: datetime
    text: str


@dataclass(frozen=True)
class Batch:
    """`lines` in order; `last`: the newest message that was looked at, whether or not it is among them."""

    lines: tuple[Asked, ...]
    last: int

    @property
    def sources(self) -> dict[int, Asked]:
        """What may be a source, by its number."""
        return {line.number: line for line in self.lines if line.number}


def batch_of(heard: Sequence[Heard]) -> Batch | None:
    """The oldest messages that go into one call; None when there is none. A batch without sources asks nothing.

    Of a message longer than a whole batch only the beginning is read.
    """
    lines: list[Asked] = []
    before: Heard | None = None
    number, room, last = 0, MOST_CHARACTERS, 0
    for each in heard:
        text = _one_line(each.text)[:MOST_CHARACTERS]
        if not _may_tell(each, text):
            before, last = (each if not each.theirs and each.tells else before), each.id
            continue
        if number == MOST_MESSAGES or (number and len(text) > room):
            break
        if before is not None:
            lines.append(Asked(0, before.id, before.local, _one_line(before.text)[:_CONTEXT_CHARACTERS]))
        number, room, before, last = number + 1, room - len(text), None, each.id
        lines.append(Asked(number, each.id, each.local, text))
    return Batch(tuple(lines), last) if last else None


def _may_tell(heard: Heard, text: str) -> bool:
    return heard.theirs and heard.tells and len(text) >= _LEAST_CHARACTERS and has_words(text)


def _one_line(text: str) -> str:
    """No line breaks: nobody's words begin another message."""
    return " ".join(clean(text).split())
