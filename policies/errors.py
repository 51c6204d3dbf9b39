"""The base of every error malbeot raises on purpose. `bot.errors` shows the whole tree."""

from __future__ import annotations


class MalbeotError(Exception):
    """Something went wrong in malbeot."""

    exit_code = 1

    def __init__(self, message: str | None = None, *, fix: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.fix = fix
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} Fix: {self.fix}" if self.fix else self.message
