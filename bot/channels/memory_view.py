"""`/memory`: what is known, by whom it is about; one thing in detail; and changes to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import normalize

from sqlmodel import Session

from bot.channels.answer import Answer, Choice
from bot.channels.first_words import time_there
from bot.channels.memory_words import ACTIONS, EXAMPLES, WORDS
from bot.clock import Clock
from bot.engine.fact_commands import LONGEST_VALUE, Detail, correct_fact, detail, flag_fact
from bot.engine.memory_commands import known_facts
from bot.storage.as_read import AsRead
from bot.storage.database import Database
from bot.storage.tables import Chat
from memory.attributes import label
from memory.facts import REMEMBERED, SELF, Fact
from memory.subjects import subject_label
from memory.telling import day_in_words, told, value_in_words
from policies.language.normalise import clean
from policies.proactive.local_time import local
from policies.proactive.planning import zone_of

T = TypeVar("T")
PAGE = 10
_IN_A_ROW = 5
_MOST_SOURCES = 3
_MOST_QUOTED = 200
_FLAGS: Mapping[str, Mapping[str, bool]] = {
    "pin": {"pinned": True}, "unpin": {"pinned": False}, "hush": {"muted": True}, "unhush": {"muted": False},
}  # fmt: skip


@dataclass(frozen=True)
class MemoryView:
    """For one chat. `zone`: by which times are told as long as the person's own is unknown.

    `forget`: asks whether a fact, by its number, is to go.
    """

    database: Database
    clock: Clock
    chat_id: int
    language: str
    zone: str
    forget: Callable[[int], Awaitable[Answer]]

    async def memory(self, rest: str) -> Answer:
        """What is known, a page of it, one thing, or a change of it: `12`, `pin 12`, `correct 12 Leeds`, `more 2`."""
        first, _, then = rest.partition(" ")
        action, number, value = _read(first, then.strip())
        if action == "more" or not rest:
            return await self._page(number or (2 if rest else 1))
        if action is None:
            return Answer(self._word("unread", what=cut(rest, 40)))
        if number is None:
            return Answer(self._word("no_number", action=first))
        return await self._on_one(action, number, value)

    async def _on_one(self, action: str, number: int, value: str) -> Answer:
        shown = await self._read(lambda session, chat: detail(session, chat, number))
        if shown is None:
            return await self._no_fact(number)
        if action == "show":
            return self._described(shown)
        if action == "forget":
            return await self.forget(shown.fact.id)
        if action == "correct":
            return await self._correct(shown.fact, value)
        return await self._flag(action, shown.fact)

    async def _correct(self, fact: Fact, value: str) -> Answer:
        wanted, now = " ".join(clean(value).split()), self.clock.now()
        if not wanted:
            example = EXAMPLES[self.language].get(fact.attribute, self._word("new_value"))
            return Answer(self._word("no_value", number=fact.id, example=example))
        if len(wanted) > LONGEST_VALUE:
            return Answer(self._word("too_long", number=fact.id))
        new = await self._write(lambda session, chat: correct_fact(session, chat, fact.id, wanted, now))
        return await self._no_fact(fact.id) if new is None else self._told("corrected", new)

    async def _flag(self, action: str, fact: Fact) -> Answer:
        now, flags = self.clock.now(), _FLAGS[action]
        new = await self._write(lambda session, chat: flag_fact(session, chat, fact.id, now, **flags))
        return await self._no_fact(fact.id) if new is None else self._told(f"done_{action}", new)

    def _told(self, key: str, fact: Fact) -> Answer:
        return Answer(self._word(key, fact=fact_line(fact, self.language), number=fact.id), self._buttons(fact))

    async def _no_fact(self, number: int) -> Answer:
        facts = await self._read(known_facts)
        example = facts[0].id if facts else 1
        return Answer(self._word("no_fact", number=cut(str(number), 12), example=example))

    async def _page(self, page: int) -> Answer:
        facts = _in_order(await self._read(known_facts))
        if not facts:
            return Answer(self._word("empty"))
        begin = (page - 1) * PAGE
        shown, further = facts[begin : begin + PAGE], len(facts) > begin + PAGE
        if not shown:
            return Answer(self._word("no_more"))
        values = {"count": len(facts), "first": shown[0].id, "begin": begin + 1, "end": begin + len(shown)}
        lines = [self._word("known" if len(shown) == len(facts) else "page", **values), *self._grouped(shown)]
        more = [self._word("more", page=page + 1)] if further else []
        return Answer("\n".join(lines + more), self._numbers(shown, page + 1 if further else None))

    def _grouped(self, facts: list[Fact]) -> list[str]:
        lines, about = list[str](), ""
        for fact in facts:
            if fact.subject != about:
                lines.append(subject_label(fact.subject, self.language))
            about = fact.subject
            lines.append(fact_line(fact, self.language))
        return lines

    def _described(self, shown: Detail) -> Answer:
        fact, zone = shown.fact, shown.zone if shown.zone and zone_of(shown.zone) else self.zone
        about = () if fact.subject == SELF else (subject_label(fact.subject, self.language),)
        used = self._word("used", count=fact.used, at=self._at(fact.used_at, zone)) if fact.used_at else None
        states = [self._word(f"is_{mark}") for mark in ("pinned", "muted") if getattr(fact, mark)]
        names = {"pin": "unpin" if fact.pinned else "pin", "hush": "unhush" if fact.muted else "hush"}
        lines = [
            *about,
            fact_line(fact, self.language),
            *(self._source(each, zone) for each in shown.sources[-_MOST_SOURCES:]),
            self._how_known(fact, shown),
            self._word("since", at=self._at(fact.valid_from or fact.recorded_at, zone)),
            used or self._word("unused"),
            *states,
            self._word("how", number=fact.id, **names),
        ]
        return Answer("\n".join(lines), self._buttons(fact))

    def _source(self, message: AsRead, zone: str) -> str:
        text = cut(" ".join(message.text.split()), _MOST_QUOTED) or self._word("no_words")
        key = "from_persona" if message.author == "persona" else "from_words"
        return self._word(key, text=text, at=self._at(message.said_at, zone))

    def _how_known(self, fact: Fact, shown: Detail) -> str:
        """A note, or a value the person corrected, stands word for word in what they sent with the command."""
        given = fact.attribute == REMEMBERED or any(each.text == fact.value for each in shown.sources)
        key = {"model": "by_model", "operator": "by_operator"}.get(fact.said_by, "by_command" if given else "by_rule")
        return self._word(key)

    def _buttons(self, fact: Fact) -> tuple[tuple[Choice, ...], ...]:
        pin, hush = "unpin" if fact.pinned else "pin", "unhush" if fact.muted else "hush"
        rows = (("correct", "forget"), (pin, hush))
        return tuple(
            tuple(Choice(self._word(f"button_{each}"), f"memory {each} {fact.id}") for each in row) for row in rows
        )

    def _numbers(self, facts: list[Fact], next_page: int | None) -> tuple[tuple[Choice, ...], ...]:
        choices = [Choice(str(fact.id), f"memory {fact.id}") for fact in facts]
        rows = [tuple(choices[start : start + _IN_A_ROW]) for start in range(0, len(choices), _IN_A_ROW)]
        more = [(Choice(self._word("button_more"), f"memory more {next_page}"),)] if next_page else []
        return (*rows, *more)

    def _at(self, ms: int, zone: str) -> str:
        return when(ms, self.clock.now(), zone, self.language)

    async def _read(self, look: Callable[[Session, Chat], T]) -> T:
        return await self.database.read(lambda session: look(session, session.get_one(Chat, self.chat_id)))

    async def _write(self, change: Callable[[Session, Chat], T]) -> T:
        return await self.database.write(lambda session: change(session, session.get_one(Chat, self.chat_id)))

    def _word(self, key: str, **values: object) -> str:
        return WORDS[self.language][key].format(**values)


def fact_line(fact: Fact, language: str) -> str:
    """`12. label: value (day it is about) [marks]`."""
    value = value_in_words(fact, language) + day_in_words(fact, language)
    marks = [WORDS[language][mark] for mark in ("pinned", "muted") if getattr(fact, mark)]
    ending = f" [{', '.join(marks)}]" if marks else ""
    return f"{fact.id}. {label(fact.attribute, language)}: {value}{ending}"


def former_line(fact: Fact, language: str) -> str:
    """What was known once and holds no more: no number leads to it."""
    return WORDS[language]["former"].format(fact=told(fact, language))


def when(ms: int, now: int, zone: str, language: str) -> str:
    """A time (ms) by a zone's clock; with its year, unless that is this one."""
    year, there = local(ms, zone_of(zone)).year, time_there(ms, zone, language)
    if year == local(now, zone_of(zone)).year:
        return there
    return f"{year}년 {there}" if language == "ko" else f"{there} ({year})"


def _read(first: str, then: str) -> tuple[str | None, int | None, str]:
    """What is to be done, with which number and value; either may come first: `pin 12`, `12 고정`."""
    number, action = _number(first), ACTIONS.get(first.casefold())
    if number is not None:
        word, _, value = then.partition(" ")
        return (ACTIONS.get(word.casefold()) if word else "show"), number, value.strip()
    second, _, value = then.partition(" ")
    return action, _number(second), value.strip()


def _number(word: str) -> int | None:
    plain = normalize("NFKC", word).strip("#.,번")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 12 else None


def _in_order(facts: tuple[Fact, ...]) -> list[Fact]:
    """The person's own first, then by whom they are about, in the order these came up."""
    met = list(dict.fromkeys(fact.subject for fact in facts))
    return sorted(facts, key=lambda fact: (fact.subject != SELF, met.index(fact.subject), fact.id))


def cut(text: str, most: int) -> str:
    """At most so many characters; an ellipsis stands for the rest."""
    return text if len(text) <= most else text[: most - 1] + "…"
