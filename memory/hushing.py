"""What the person never wants to be spoken of, and whether a text does: one matcher for recall and prompts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from memory.facts import Fact
from memory.telling import value_in_words
from policies.language.mentions import flat, whole_pattern

_LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Hushed:
    """`sources`: messages it is known from. `words`: what its mentions are found by; too short ones aren't there."""

    sources: frozenset[int] = frozenset()
    words: tuple[re.Pattern[str], ...] = ()

    def hides(self, message_id: int, text: str) -> bool:
        """Whether a message, or a part of it, speaks of it."""
        return message_id in self.sources or self.named_in(text)

    def named_in(self, text: str) -> bool:
        """Whether a text does."""
        plain = flat(text) if self.words else ""
        return any(each.search(plain) for each in self.words)


def hushed(facts: Iterable[Fact]) -> Hushed:
    """Of the facts that are muted."""
    muted = [fact for fact in facts if fact.muted]
    told = {words for fact in muted for words in (fact.value, *(value_in_words(fact, each) for each in _LANGUAGES))}
    found = (whole_pattern(words) for words in sorted(told))
    return Hushed(frozenset(source for fact in muted for source in fact.sources), tuple(each for each in found if each))
