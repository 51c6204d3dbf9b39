"""Sentences like "이혼 얘기 하지 마": what is meant is left unspoken, or asked back when that is in doubt."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from bot.channels.answer import Answer, Choice
from bot.channels.memory_view import cut, fact_line
from bot.channels.memory_words import WORDS
from bot.engine.fact_commands import hush, hush_words, hushable
from bot.storage import forget_requests
from bot.storage.forget_requests import Pending
from bot.storage.people import known
from bot.storage.tables import Chat
from memory.facts import Fact

_SHOWN, _MOST_UNDONE, _MOST_QUOTED = 12, 5, 60


@dataclass(frozen=True)
class Hushing:
    """In one chat's language."""

    language: str

    def wished(self, session: Session, chat: Chat, what: str, now: int) -> Answer:
        """One thing that is clearly meant is hushed at once; several, or a word that may be in others, are asked back.

        Of what nothing is known the words themselves can be kept, unspoken.
        """
        found = hushable(session, chat, what)
        numbers = [fact.id for fact in found.facts]
        if found.sure:
            return self._done(hush(session, chat, numbers, now))
        if not found.facts and not what:
            return Answer(self._word("hush_what"))
        stage: forget_requests.Stage = "hush" if found.facts else "hush words"
        forget_requests.put(session, chat, stage, what, numbers, now)
        first = self._word("hush_which") if found.facts else self._word("hush_unknown", what=cut(what, _MOST_QUOTED))
        return Answer("\n".join([first, *self._lines(found.facts), self._word("hush_or_not")]), self._choice(now))

    def confirmed(self, session: Session, chat: Chat, pending: Pending, now: int) -> Answer:
        """What was asked back is to be so."""
        words = pending.stage == "hush words"
        facts = (
            hush_words(session, chat, pending.words, now) if words else hush(session, chat, pending.message_ids, now)
        )
        forget_requests.drop(session, known(chat.id))
        return self._done(facts) if facts else Answer(self._word("hush_what"))

    def _done(self, facts: tuple[Fact, ...]) -> Answer:
        undo = [Choice(f"{self._word('button_unhush')}: {each.id}", f"memory unhush {each.id}") for each in facts]
        lines = [self._word("hushed"), *self._lines(facts), self._word("unhush", number=facts[0].id)]
        return Answer("\n".join(lines), tuple((each,) for each in undo[:_MOST_UNDONE]))

    def _lines(self, facts: tuple[Fact, ...]) -> list[str]:
        more = [self._word("and_more_facts", count=len(facts) - _SHOWN)] if len(facts) > _SHOWN else []
        return [*(f"- {fact_line(fact, self.language)}" for fact in facts[:_SHOWN]), *more]

    def _choice(self, now: int) -> tuple[tuple[Choice, ...], ...]:
        yes = Choice(self._word("button_hush"), f"forget yes {now}")
        return ((yes, Choice(self._word("button_not_hush"), f"forget no {now}")),)

    def _word(self, key: str, **values: object) -> str:
        return WORDS[self.language][key].format(**values)
