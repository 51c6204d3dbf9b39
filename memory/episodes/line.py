"""A message as it was said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One message. Ids ascend; lines of one `session` stand together; `day` is written as a reader shall see it."""

    id: int
    session: int
    speaker: str
    text: str
    day: str
    said_at: int  # ms since the epoch
    caption: str = ""  # of a picture that came with it

    @property
    def words(self) -> str:
        """Text and caption, in one line."""
        return " ".join(f"{self.text} [shares {self.caption}]".split() if self.caption else self.text.split())
