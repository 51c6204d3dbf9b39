"""What simulated people do, and when: bursts, fast typists, edits, reactions, blocking, forwards, commands."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

What = Literal["say", "edit", "react", "block", "unblock", "forward", "command"]
NAMES = ("jisu", "min", "sora")
_ENDINGS = (".", "?", " and", "")
_CRISIS = "I want to kill myself"


@dataclass(frozen=True)
class Act:
    """What a person does `at` ms after the beginning. `message`: which of their own messages it says or edits."""

    at: int
    person: str
    what: What
    message: int = 0
    text: str = ""


@dataclass
class _Hand:
    """One person writing down their acts."""

    person: str
    draw: random.Random
    at: int = 0
    said: int = 0
    acts: list[Act] = field(default_factory=list)

    def do(self, what: What, *, message: int = 0, text: str = "") -> None:
        self.acts.append(Act(self.at, self.person, what, message, text))

    def say(self, what: What = "say", ending: str = "") -> None:
        self.said += 1
        self.do(what, message=self.said, text=self.words("says") + ending)

    def words(self, how: str) -> str:
        if self.draw.random() < 0.05:
            return f"{_CRISIS}, {self.person} {how} {self.said}."
        return f"{self.person} {how} {self.said}{self.draw.choice(_ENDINGS)}"

    def wait(self, least: int, most: int) -> None:
        self.at += self.draw.randint(least, most)

    def edit(self) -> None:
        self.do(
            "edit", message=self.draw.randint(max(1, self.said - 2), self.said), text=self.words(f"edits {self.at}:")
        )


def acts_of(person: str, count: int, seed: int) -> list[Act]:
    """A person's whole script; whoever blocks the bot lets it write again in the end."""
    hand = _Hand(person, random.Random(f"person:{person}:{seed}"))
    hand.wait(0, 3_000)
    hand.say()
    for _ in range(count):
        hand.wait(*hand.draw.choice(((100, 1_500), (500, 6_000), (8_000, 40_000))))
        hand.draw.choice(_HABITS)(hand)
    return hand.acts


def _burst(hand: _Hand) -> None:
    for _ in range(hand.draw.randint(1, 2)):
        hand.say()
        hand.wait(100, 1_200)


def _typist(hand: _Hand) -> None:
    """Writes on and on, each time as if that were all, and faster than an answer comes."""
    for _ in range(hand.draw.randint(8, 11)):
        hand.say(ending=".")
        hand.wait(950, 1_500)


def _second_thoughts(hand: _Hand) -> None:
    hand.say()
    for _ in range(hand.draw.randint(1, 3)):
        hand.wait(100, 900)
        hand.edit()


def _late_thoughts(hand: _Hand) -> None:
    hand.wait(5_000, 20_000)
    hand.edit()


def _gone_and_back(hand: _Hand) -> None:
    hand.do("block")
    hand.wait(100, 30_000)
    hand.do("unblock")
    if hand.draw.random() < 0.5:
        hand.say()


def _forward(hand: _Hand) -> None:
    hand.say()
    hand.wait(10, 60)
    hand.say("forward")


def _react(hand: _Hand) -> None:
    hand.do("react", text=hand.draw.choice(("👍", "❤", "")))


def _command(hand: _Hand) -> None:
    hand.do("command", text="/help")


_HABITS: tuple[Callable[[_Hand], None], ...] = (
    _burst, _burst, _burst, _burst, _burst, _typist, _typist, _second_thoughts, _second_thoughts, _second_thoughts,
    _late_thoughts, _late_thoughts, _gone_and_back, _gone_and_back, _forward, _forward, _react, _command, _command,
)  # fmt: skip


def scripts(people: int, acts: int, seed: int) -> Iterator[Act]:
    """Everybody's acts in the order of time."""
    every = [act for person in NAMES[:people] for act in acts_of(person, acts, seed)]
    yield from sorted(every, key=lambda act: act.at)
