"""The persona's messages that tell again what a message said: "생일은 3월 4일이라고 했잖아".

A turn's record names every message it looked at, used or not; of those turns only what shares the words counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session, col, select

from bot.storage.facts import as_fact
from bot.storage.people import known
from bot.storage.tables import FactRow, FactSource, Message, Revision, TurnSource
from memory.telling import value_in_words
from retrieval.words import terms

_LANGUAGES = ("ko", "en")
_MESSAGE, _VALUE = 0.51, 0.5  # the share of a source's words that make a reply its retelling


def retold(session: Session, person_id: int, message_ids: Sequence[int]) -> Iterator[int]:
    """Ids of the persona's messages of turns that drew on these, and say what they said or what is known from them."""
    drew = select(TurnSource.turn_id).where(col(TurnSource.message_id).in_(message_ids))
    replies = session.exec(
        select(Message).where(
            Message.person_id == person_id, Message.author == "persona", col(Message.turn_id).in_(drew)
        )
    ).all()
    if not replies:
        return
    told = [(text, _MESSAGE) for text in _texts(session, message_ids)]
    told += [(text, _VALUE) for text in _values(session, message_ids)]
    wanted = _Wanted(told)
    yield from (known(each.id) for each in replies if wanted.stands_in(str(each.text)))


class _Wanted:
    """Texts whose retelling is looked for, by their words. One letter or digit in common says nothing yet."""

    def __init__(self, told: Iterable[tuple[str, float]]) -> None:
        self._needed: list[tuple[float, int]] = []  # words, and characters in them
        self._by_term: dict[str, list[int]] = defaultdict(list)
        for number, (text, share) in enumerate(told):
            words = frozenset(terms(text))
            self._needed.append((share * len(words), min(2, sum(map(len, words)))))
            for word in words:
                self._by_term[word].append(number)

    def stands_in(self, reply: str) -> bool:
        shared, characters = Counter[int](), Counter[int]()
        for word in frozenset(terms(reply)):
            numbers = self._by_term.get(word, ())
            if numbers and word.isdecimal() and len(word) > 1:
                return True
            shared.update(numbers)
            characters.update(dict.fromkeys(numbers, len(word)))
        return any(
            count >= self._needed[each][0] and characters[each] >= self._needed[each][1]
            for each, count in shared.items()
        )


def _texts(session: Session, message_ids: Sequence[int]) -> Iterator[str]:
    yield from map(str, session.exec(select(Message.text).where(col(Message.id).in_(message_ids))))
    yield from map(str, session.exec(select(Revision.text).where(col(Revision.message_id).in_(message_ids))))


def _values(session: Session, message_ids: Sequence[int]) -> Iterator[str]:
    """As the persona may tell them, of facts that have no other source."""
    drawn = select(FactSource.fact_id).where(col(FactSource.message_id).in_(message_ids))
    others = select(FactSource.fact_id).where(
        col(FactSource.fact_id).in_(drawn), col(FactSource.message_id).not_in(message_ids)
    )
    query = select(FactRow).where(col(FactRow.id).in_(drawn), col(FactRow.id).not_in(others))
    for row in session.exec(query).all():
        fact = as_fact(row)
        yield from {fact.value, *(value_in_words(fact, each) for each in _LANGUAGES)}
