"""Whether a talk was kept whole: what people said, which turns answered it, what they heard.

Pure. Messages are named by their update id, which grows as they are said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise


@dataclass(frozen=True)
class Answer:
    """One turn: the updates it consumed, and its bubbles in the order they were queued (cancelled ones left out)."""

    chat: int
    updates: tuple[int, ...]
    bubbles: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """A whole talk. `said`: each chat's update ids; `heard`: the bot's texts, each chat in order; `answers`: by age."""

    said: Mapping[int, Sequence[int]]
    answers: Sequence[Answer]
    heard: Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Verdict:
    """Counts. `out_of_order`: chats; `duplicate_sends`: bubbles heard again; the others count messages or turns."""

    messages: int
    lost: int
    answered_twice: int
    out_of_order: int
    replies: int
    duplicate_sends: int

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing answered twice, all in order."""
        return not (self.lost or self.answered_twice or self.out_of_order)


@dataclass(frozen=True)
class _Listened:
    """One chat's bubbles as heard: those never heard, those heard again, and whether one came too early."""

    missing: frozenset[int]  # positions in the order of being queued
    again: int
    in_order: bool


def judge(history: History) -> Verdict:
    """What a reader of the transcript and the database would say."""
    by_chat = {chat: [each for each in history.answers if each.chat == chat] for chat in _chats(history)}
    listened = {chat: _listen(answers, history.heard.get(chat, ())) for chat, answers in by_chat.items()}
    times = Counter(chain.from_iterable(answer.updates for answer in history.answers))
    told = {update for chat, answers in by_chat.items() for update in _told(answers, listened[chat].missing)}
    said = [update for updates in history.said.values() for update in updates]
    return Verdict(
        messages=len(said),
        lost=sum(update not in told for update in said),
        answered_twice=sum(count > 1 for count in times.values()),
        out_of_order=sum(not (listened[chat].in_order and _ordered(by_chat[chat])) for chat in by_chat),
        replies=len(history.answers),
        duplicate_sends=sum(each.again for each in listened.values()),
    )


def _chats(history: History) -> set[int]:
    return {*history.said, *history.heard, *(each.chat for each in history.answers)}


def _told(answers: Iterable[Answer], missing: frozenset[int]) -> Iterable[int]:
    """The updates whose answer was heard whole; an answer without a bubble is none."""
    position = 0
    for answer in answers:
        after = position + len(answer.bubbles)
        if answer.bubbles and missing.isdisjoint(range(position, after)):
            yield from answer.updates
        position = after


def _ordered(answers: Sequence[Answer]) -> bool:
    """Whether later turns consumed later messages, each message once."""
    consumed = [update for answer in answers for update in sorted(answer.updates)]
    return all(earlier <= later for earlier, later in pairwise(consumed))


def _listen(answers: Sequence[Answer], heard: Sequence[str]) -> _Listened:
    """Match what was heard with what was queued: the next bubble, one heard before, or one that came too early."""
    queued = [bubble for answer in answers for bubble in answer.bubbles]
    open_, again, in_order = list(range(len(queued))), 0, True
    for text in heard:
        found = next((position for position in open_ if queued[position] == text), None)
        if found is None:
            again += 1
            in_order = in_order and text in queued  # nobody queued it: it belongs nowhere
        else:
            in_order = in_order and found == open_[0]
            open_.remove(found)
    return _Listened(frozenset(open_), again, in_order)
