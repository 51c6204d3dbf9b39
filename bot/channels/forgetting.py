"""`/forget` and sentences like it: finds, asks back, erases what was shown, and says what went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, select

from bot.channels.answer import Answer, Choice
from bot.channels.hushing import Hushing
from bot.channels.memory_view import cut, fact_line, former_line, when
from bot.channels.memory_words import ALL, COUNTED, NO, WORDS, YES
from bot.clock import Clock
from bot.engine.fact_commands import fact_called
from bot.engine.memory_commands import Found, again, find, find_fact, find_last, forget, forget_everything, known_facts
from bot.storage import forget_requests
from bot.storage.as_read import read
from bot.storage.database import Database
from bot.storage.forget_requests import Pending
from bot.storage.tables import Chat, Message, Person
from memory.attributes import label
from policies.language.forgetting import Wish, asks_to_forget, says_yes
from policies.language.normalise import fold
from policies.proactive.planning import zone_of

T = TypeVar("T")
_SHOWN, _MOST_QUOTED = 12, 200
_NEXT_STAGE = {"everything": "phrase", "everything again": "phrase_again"}


@dataclass(frozen=True)
class Forgetting:
    """For one chat. `zone`: by which times are told as long as the person's own is unknown."""

    database: Database
    clock: Clock
    chat_id: int
    language: str
    zone: str

    async def forget(self, rest: str) -> Answer:
        """What `/forget …` asks: words to find, `yes`, `no`, `all`, or the words that confirm the latter."""
        word, _, stamp = rest.casefold().partition(" ")
        if word in YES and (not stamp or stamp.isdecimal()):
            return await self._write(lambda session, chat: self._confirmed(session, chat, stamp))
        if word in NO and (not stamp or stamp.isdecimal()):
            return await self._write(self._kept)
        if not rest:
            return Answer(self._word("forget_what"))
        if rest.casefold() in ALL:
            return await self._write(self._ask_everything)
        typed = await self._write(lambda session, chat: self._typed(session, chat, rest))
        return await self._ask(rest) if typed is None else typed

    async def fact(self, number: int) -> Answer:
        """Ask whether a fact is to go."""

        def ask(session: Session, chat: Chat) -> Answer:
            fact = fact_called(session, chat, number)
            if fact is None:
                return Answer(self._word("no_pending"))
            return self._asked(session, chat, fact.value, find_fact(session, chat, fact))

        return await self._write(ask)

    async def hears(self, text: str) -> Answer | None:
        """The answer to a sentence that is a wish, or the answer to being asked back; None: it is talk."""
        answered = says_yes(text)
        if answered is not None or _is_phrase(text):
            done = await self._write(lambda session, chat: self._heard(session, chat, text, answered))
            if done is not None or _is_phrase(text):
                return done
        wish = asks_to_forget(text)
        if wish is None:
            return None
        if wish.what and not wish.hush:
            return await self._ask(wish.what)
        return await self._write(lambda session, chat: self._wished(session, chat, wish))

    def _heard(self, session: Session, chat: Chat, text: str, answered: bool | None) -> Answer | None:
        """Only as the very next message: a yes may answer something else by then."""
        pending = forget_requests.pending(session, self.chat_id, self.clock.now())
        if pending is None or pending.newest != forget_requests.newest_message(session, self.chat_id):
            return None
        if answered is None:
            return self._typed(session, chat, text)
        return self._confirmed(session, chat, "") if answered else self._kept(session, chat)

    def _wished(self, session: Session, chat: Chat, wish: Wish) -> Answer:
        if wish.hush:
            return Hushing(self.language).wished(session, chat, wish.what, self.clock.now())
        if wish.unclear:
            return Answer(self._word("forget_which"))
        if wish.everything:
            return self._ask_everything(session, chat)
        return self._ask_last(session, chat)

    async def _ask(self, what: str) -> Answer:
        """Looking through a long talk takes a while: nobody who writes waits for it."""
        found = await self.database.read_aside(lambda session: find(session, session.get_one(Chat, self.chat_id), what))
        return await self._write(lambda session, chat: self._asked(session, chat, what, found))

    def _ask_last(self, session: Session, chat: Chat) -> Answer:
        found = find_last(session, chat)
        return self._asked(session, chat, "", found) if found.message_ids else Answer(self._word("nothing_said"))

    def _asked(self, session: Session, chat: Chat, what: str, found: Found) -> Answer:
        if not found.message_ids:
            forget_requests.drop(session, self.chat_id)
            return Answer(self._word("nothing", what=cut(what, 60)))
        now = self.clock.now()
        forget_requests.put(session, chat, "found", what, found.message_ids, now)
        shown = [
            self._word("found"),
            *(f"- {fact_line(fact, self.language)}" for fact in found.facts[:_SHOWN]),
            *self._more("and_more_facts", len(found.facts)),
            *(f"- {former_line(fact, self.language)}" for fact in found.former[:_SHOWN]),
            *self._more("and_more_facts", len(found.former)),
            *(f"- “{cut(line, _MOST_QUOTED)}”" for line in found.lines[:_SHOWN]),
            *self._more("and_more", len(found.lines)),
            *([self._word("answers", count=found.answers)] if found.answers else []),
            self._word("or_not"),
        ]
        yes, no = (Choice(self._word(f"button_{each}"), f"forget {each} {now}") for each in ("yes", "no"))
        return Answer("\n".join(shown), ((yes, no),))

    def _more(self, key: str, count: int) -> list[str]:
        return [self._word(key, count=count - _SHOWN)] if count > _SHOWN else []

    def _kept(self, session: Session, chat: Chat) -> Answer:
        pending = forget_requests.pending(session, self.chat_id, self.clock.now())
        forget_requests.drop(session, self.chat_id)
        return Answer(self._word("left" if pending and pending.stage.startswith("hush") else "kept"))

    def _confirmed(self, session: Session, chat: Chat, stamp: str) -> Answer:
        pending = forget_requests.pending(session, self.chat_id, self.clock.now())
        if pending is None:
            return Answer(self._word("old_button" if stamp else "no_pending"))
        if stamp and int(stamp) != pending.asked_at:
            return Answer(self._word("old_button"))
        if pending.stage in _NEXT_STAGE:  # a mere yes is not enough
            return self._ask_phrase(session, chat, pending)
        if pending.stage != "found":
            return Hushing(self.language).confirmed(session, chat, pending, self.clock.now())
        return self._erased(session, chat, pending)

    def _erased(self, session: Session, chat: Chat, pending: Pending) -> Answer:
        found, now = again(session, chat, pending.message_ids), self.clock.now()
        known = (*found.facts, *found.former)
        names = [label(fact.attribute, self.language) for fact in known]
        times = [each.said_at for each in read(session, found.message_ids)]
        gone = forget(session, chat, found, now)
        forget_requests.drop(session, self.chat_id)
        person = session.get_one(Person, chat.person_id)
        zone = person.time_zone if person.time_zone and zone_of(person.time_zone) else self.zone
        also = [self._word(table, count=gone[table]) for table in COUNTED if gone.get(table)]
        lines = [self._gone("gone", gone, len(known))]
        lines += [self._word("gone_also", what=", ".join(also))] if also else []
        lines += [self._word("gone_facts", what=", ".join(dict.fromkeys(names)))] if names else []
        lines += [self._when_said(times, now, zone)] if times else []
        return Answer("\n".join(lines))

    def _when_said(self, times: list[int], now: int, zone: str) -> str:
        """What went is told by its time: its words are gone."""
        first, last = (when(each, now, zone, self.language) for each in (min(times), max(times)))
        return self._word("gone_once" if first == last else "gone_when", first=first, last=last)

    def _gone(self, key: str, gone: Mapping[str, int], facts: int) -> str:
        """Facts are counted as they were shown: a changed one is one, however many rows it left."""
        return self._word(key, facts=facts, messages=gone.get("messages", 0))

    def _ask_everything(self, session: Session, chat: Chat) -> Answer:
        forget_requests.put(session, chat, "everything", "", (), self.clock.now())
        said = select(Message.id).join(Chat).where(Chat.person_id == chat.person_id, Chat.bot_id == chat.bot_id)
        messages, facts = len(session.exec(said).all()), len(known_facts(session, chat))
        phrase = self._word("phrase")
        return Answer(self._word("everything", messages=messages, facts=facts, phrase=phrase))

    def _ask_phrase(self, session: Session, chat: Chat, pending: Pending) -> Answer:
        if pending.stage == "everything":
            return self._ask_everything(session, chat)
        return Answer(self._word("everything_again", phrase=self._word("phrase_again")))

    def _typed(self, session: Session, chat: Chat, text: str) -> Answer | None:
        """The two sentences that confirm that everything is to go, each in its turn."""
        pending, now = forget_requests.pending(session, self.chat_id, self.clock.now()), self.clock.now()
        if pending is None or not _is(text, _NEXT_STAGE.get(pending.stage, "")):
            return None
        if pending.stage == "everything":
            forget_requests.put(session, chat, "everything again", "", (), now)
            return Answer(self._word("everything_again", phrase=self._word("phrase_again")))
        facts = len(known_facts(session, chat))
        return Answer(self._gone("everything_gone", forget_everything(session, chat, now), facts))

    async def _write(self, act: Callable[[Session, Chat], T]) -> T:
        return await self.database.write_aside(lambda session: act(session, session.get_one(Chat, self.chat_id)))

    def _word(self, key: str, **values: object) -> str:
        return WORDS[self.language][key].format(**values)


def may_ask(text: str) -> bool:
    """Whether `hears` may have an answer to this."""
    return says_yes(text) is not None or _is_phrase(text) or asks_to_forget(text) is not None


def _is_phrase(text: str) -> bool:
    return any(_is(text, key) for key in _NEXT_STAGE.values())


def _is(text: str, key: str) -> bool:
    """Whether a text is that sentence, in either language; spaces aside."""
    said = fold(text).replace(" ", "")
    return key != "" and any(said == fold(words[key]).replace(" ", "") for words in WORDS.values())
