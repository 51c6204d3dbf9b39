"""A call that Telegram refuses."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """What the bot is told instead of a result. `code` is the HTTP status too; `retry_after` in seconds."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        self.code, self.description, self.retry_after = code, description, retry_after
        super().__init__(f"{code} {description}")

    def answer(self) -> dict[str, Any]:
        """The body of the response."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad(reason: str) -> Refused:
    """400, by far the most common refusal."""
    return Refused(400, f"Bad Request: {reason}")


def too_many(seconds: int) -> Refused:
    """429: come back after so many seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", seconds)


def unauthorized() -> Refused:
    """401: no bot has this token, or it was revoked."""
    return Refused(401, "Unauthorized")
