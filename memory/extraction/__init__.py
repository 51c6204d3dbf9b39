"""What a message itself says about the person and theirs, by rules that need no model, in Korean and English.

Only the person's own words are read, never recalled or quoted text, and every fact names the message it came from.
Nothing is taken from questions, wishes, conditions, quotes, jokes taken back, songs and films, or a pasted text:
a fact that was missed can be told again, a wrong one would be said to the person's face.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from memory.attributes import ATTRIBUTES
from memory.extraction.reading import read
from memory.extraction.remembering import asked_to_remember, remembered
from memory.extraction.said import Found, Said
from memory.extraction.telling import meant
from memory.facts import NAME, SELF, Ending, NewFact
from memory.names import stated_name
from memory.orders import orders_a_model

__all__ = ["Said", "endings", "extract", "remembered"]


def extract(messages: Sequence[Said]) -> tuple[NewFact, ...]:
    """Facts stated in these messages, in order."""
    return tuple(chain.from_iterable(_facts(message) for message in messages))


def endings(messages: Sequence[Said]) -> tuple[Ending, ...]:
    """What these messages say to be over, with nothing in its place, in order."""
    return tuple(
        Ending(each.subject, each.slot, (message.message_id,))
        for message in messages
        if not orders_a_model(message.text)
        for each in read(message).over
    )


def _facts(message: Said) -> Iterator[NewFact]:
    if orders_a_model(message.text):
        return
    yield from _names(message)
    yield from (_fact(found, message) for found in read(message).found)
    yield from asked_to_remember(message)


def _names(message: Said) -> Iterator[NewFact]:
    for sentence in meant(message.text):
        if name := stated_name(sentence):
            yield _fact(Found(NAME, name, certainty=1.0), message)


def _fact(found: Found, message: Said) -> NewFact:
    about = ATTRIBUTES[found.attribute]
    importance = about.importance if found.subject == SELF else round(about.importance * _OF_OTHERS, 2)
    return NewFact(
        found.subject, found.attribute, found.value, (message.message_id,), exclusive=about.exclusive,
        importance=importance, confidence=found.certainty, happens_on=found.happens_on, closes=found.closes,
    )  # fmt: skip


_OF_OTHERS = 0.8  # what is known of somebody else matters a little less
