"""From pieces of a stream to a reply: thinking left out, cut at stop strings, given up when it repeats itself.

Pure but for the stream it reads. What has been read of an unfinished reply is never handed out.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

from bot.errors import ModelError
from bot.llm.faults import PoorReply
from bot.llm.model import Completion
from policies.output import loops

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(r"\A.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_LOOP_WINDOW, _LOOP_EVERY = 240, 60  # characters; a window this long is no mere laugh
_AFTER_STOP = 16  # pieces still read behind a stop string: the server that honours it reports usage there
_MOST_CHARS = 60_000
# Finish reasons of a reply that is not whole, whatever has come of it.
_CUT_SHORT: Mapping[str | None, tuple[type[ModelError], str]] = {
    "error": (ModelError, "failed in the middle of its reply"),
    "content_filter": (PoorReply, "the server's filter cut the reply"),
}


@dataclass(frozen=True)
class Piece:
    """A part of a stream. `ended`: the server said in some way that the reply is complete."""

    text: str = ""
    finish: str | None = None
    prompt_tokens: int | None = None
    reply_tokens: int | None = None
    ended: bool = False


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, until the first token, for the whole reply."""

    connect: float = 3
    first_token: float = 15
    total: float = 60


@dataclass
class Reply:
    """A reply while it comes in. `may_repeat`: JSON does by its nature, talk does when a model has collapsed."""

    stop: Sequence[str]
    may_repeat: bool = False
    text: str = ""
    last: Piece = field(default_factory=Piece)
    ended: bool = False
    _behind_stop: int = 0
    _looked_at: int = 0

    def add(self, piece: Piece) -> Literal["more", "enough"]:
        """Take a piece in; "enough" when nothing more is worth reading. Raises PoorReply when it repeats itself."""
        if cut_short := _CUT_SHORT.get(piece.finish):
            kind, reason = cut_short
            raise kind(reason)
        self.text += piece.text
        self.ended = self.ended or piece.finish is not None or (piece.ended and bool(self.text))
        self.last = Piece(
            "",
            piece.finish or self.last.finish,
            _known(piece.prompt_tokens, self.last.prompt_tokens),
            _known(piece.reply_tokens, self.last.reply_tokens),
        )
        said = without_thoughts(self.text)
        if cut_at_stop(said, self.stop) != said:
            self._behind_stop += 1
            self.ended = True
            return "enough" if self._behind_stop > _AFTER_STOP else "more"
        self._refuse_endless()
        return "more"

    def completion(self) -> Completion:
        """The reply. Raises ModelError when the stream broke off, PoorReply when it holds no words."""
        if not self.ended:
            raise ModelError("the reply broke off before its end" if self.text else "the stream ended without a reply")
        said = cut_at_stop(without_thoughts(self.text), self.stop).strip()
        if not said:
            raise PoorReply("the server sent an empty reply")
        return Completion(said, self.last.prompt_tokens, self.last.reply_tokens, self.last.finish)

    def _refuse_endless(self) -> None:
        if len(self.text) - self._looked_at < _LOOP_EVERY:
            return
        self._looked_at = len(self.text)
        tail = self.text[-_LOOP_WINDOW:]
        looping = not self.may_repeat and len(tail) == _LOOP_WINDOW and loops(tail)
        if looping or len(self.text) > _MOST_CHARS:
            raise PoorReply("the reply repeats itself without end")


def without_thoughts(text: str) -> str:
    """The text without what a reasoning model thought aloud, closed or not, opened or not."""
    return _THOUGHT_END.sub("", _THOUGHT.sub("", text)) if "<" in text else text


def cut_at_stop(text: str, stop: Sequence[str]) -> str:
    """The text before the first of the stop strings."""
    found = [place for mark in stop if mark and (place := text.find(mark)) >= 0]
    return text[: min(found)] if found else text


async def read_reply(pieces: AsyncGenerator[Piece, None], reply: Reply, timeouts: Timeouts) -> Reply:
    """Read a stream into `reply`, to its end or as far as it is of use.

    Raises ModelError when it is too slow, PoorReply when it repeats itself.
    """
    first = asyncio.timeout(timeouts.first_token)
    try:
        async with asyncio.timeout(timeouts.total), first, aclosing(pieces):
            count = 0
            async for piece in pieces:
                count += 1
                if piece.text or count > 1:  # the first piece may be the role alone, sent before anything is thought
                    first.reschedule(None)
                if reply.add(piece) == "enough":
                    break
    except TimeoutError:
        if first.expired():
            raise ModelError(f"sent nothing for {timeouts.first_token:g} s") from None
        raise ModelError(f"did not finish within {timeouts.total:g} s") from None
    return reply


def _known(new: int | None, old: int | None) -> int | None:
    return old if new is None else new
