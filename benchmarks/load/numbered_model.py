"""A model server whose replies are never alike: one or two numbered bubbles, at once or after up to 300 ms."""

from __future__ import annotations

import itertools
import random
import time

from bot.testing.openai_server import ScriptedOpenAIServer

_SLOWEST_S = 0.3


class NumberedServer(ScriptedOpenAIServer):
    """Use it in a `with`, as the server it is made of. It counts tokens, so that no life begins with measuring."""

    def __init__(self, seed: int) -> None:
        self._numbers, self._draw = itertools.count(1), random.Random(seed)
        super().__init__(tokenizes=True)
        setattr(self._http, "handle_error", _say_nothing)  # noqa: B010 - who asked was killed, which is no news

    @property
    def reply(self) -> str:
        """What the next request is told, after a while."""
        number, wait = next(self._numbers), max(0.0, self._draw.uniform(-0.1, _SLOWEST_S))
        time.sleep(wait)
        second = f"\n\n그리고 이건 {number}번의 끝이야." if number % 3 == 0 else ""
        return f"{number}번째 대답이야, 잘 듣고 있어.{second}"

    @reply.setter
    def reply(self, words: str) -> None:
        """Its own words are not wanted."""


def _say_nothing(request: object, client_address: object) -> None:
    """In place of a traceback."""
