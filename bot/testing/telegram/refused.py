"""A call that Telegram refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_NONE: Mapping[str, int] = MappingProxyType({})


class Refused(Exception):
    """What the bot is told instead of a result. `code` is the HTTP status too; `parameters`: ResponseParameters."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] = _NONE) -> None:
        self.code, self.description, self.parameters = code, description, dict(parameters)
        super().__init__(f"{code} {description}")

    def answer(self) -> dict[str, Any]:
        """The body of the response."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad(reason: str) -> Refused:
    """400, by far the most common refusal."""
    return Refused(400, f"Bad Request: {reason}")


def too_many(seconds: int) -> Refused:
    """429: come back after so many seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def unauthorized() -> Refused:
    """401: no bot has this token, or it was revoked."""
    return Refused(401, "Unauthorized")


def moved(new: int) -> Refused:
    """400: the group became a supergroup with this id."""
    return Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": new})
