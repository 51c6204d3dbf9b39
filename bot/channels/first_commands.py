"""`/first`, `/quiet` and `/zone`: whether, how often and when the persona may begin a talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session

from bot.channels.first_words import WORDS, kind_name, place_name, time_there
from bot.clock import Clock
from bot.engine import controls
from bot.engine.controls import Standing
from bot.storage.database import Database
from bot.storage.tables import Chat
from policies.proactive.planning import Level, zone_of
from policies.proactive.quiet import read_quiet
from policies.proactive.time_zone import read_zone_answer

T = TypeVar("T")
_ON = frozenset(("on", "yes", "켜기", "켜", "네", "응"))
_OFF = frozenset(("off", "no", "stop", "끄기", "꺼", "아니", "아니요", "그만"))
_LEVELS: dict[str, Level] = {
    "less": "less", "덜": "less", "덜 자주": "less", "normal": "normal", "보통": "normal", "more": "more",
    "더": "more", "더 자주": "more",
}  # fmt: skip
_SHOWN = 40


@dataclass(frozen=True)
class FirstCommands:
    """For one chat. `zone`: by which quiet times are reckoned as long as the person's own is unknown."""

    database: Database
    clock: Clock
    chat_id: int
    language: str
    zone: str

    async def first(self, what: str) -> str:
        """Opt in or out, more or less often; without a word, how things stand."""
        wanted = what.casefold()
        if wanted in _LEVELS:
            level, now = _LEVELS[wanted], self.clock.now()
            await self._write(lambda session, chat: controls.set_level(session, chat, level, now))
            return self._word("level", level=self._word(level))
        if wanted in _ON:
            return await self._opt_in()
        if wanted in _OFF:
            now = self.clock.now()
            await self._write(lambda session, chat: controls.opt_out(session, chat, now))
            return self._word("off")
        return self._word("unread_first", what=_cut(what)) if what else self._described(await self._standing())

    async def quiet(self, what: str) -> str:
        """Leave the person alone for a while."""
        now, zone = self.clock.now(), self._zone_of(await self._standing())
        asked = read_quiet(what, now, zone_of(zone))
        if asked.problem:
            return self._word(asked.problem, what=_cut(what))
        await self._write(lambda session, chat: controls.keep_quiet(session, chat, asked.until, now))
        if asked.until is None:
            return self._word("quiet_off")
        return self._word("quiet", until=self._at(asked.until, zone))

    async def set_zone(self, what: str) -> str:
        """Where the person is."""
        now = self.clock.now()
        zone = read_zone_answer(what)
        if zone is not None:
            await self._write(lambda session, chat: controls.set_zone(session, chat, zone))
            return self._zone_and_time("zone", zone, now)
        if what:
            return self._word("unread_zone", what=_cut(what))
        own = (await self._standing()).zone
        return self._zone_and_time("zone_is", own, now) if own else self._word("zone_unknown")

    async def _opt_in(self) -> str:
        now = self.clock.now()
        if not await self._write(lambda session, chat: controls.opt_in(session, chat, now)):
            return self._word("minor")
        if (await self._standing()).zone is not None:
            return self._word("on")
        return f"{self._word('on')}\n{self._word('ask_zone', place=place_name(self.zone, self.language))}"

    def _described(self, at: Standing) -> str:
        zone, on = self._zone_of(at), at.opted_in and not at.minor
        hushed = at.quiet_until is not None and at.quiet_until > self.clock.now()
        waits = [f"- {kind_name(kind, self.language)}: {self._at(due, zone)}" for kind, due in at.waiting]
        lines = [
            self._word("state", on=self._word("is_on" if on else "is_off")),
            self._word("often", level=self._word(at.level)),
            self._word("quiet_until", until=self._at(at.quiet_until or 0, zone)) if hushed else self._word("not_quiet"),
            self._word("place" if at.zone else "no_place", place=place_name(zone, self.language)),
            self._word("waiting" if waits else "none_waiting"),
        ]
        return "\n".join([*lines, *waits, self._word("change_minor" if at.minor else "change")])

    def _zone_of(self, at: Standing) -> str:
        return at.zone if at.zone and zone_of(at.zone) else self.zone

    def _at(self, ms: int, zone: str) -> str:
        return self._word("at", place=place_name(zone, self.language), at=time_there(ms, zone, self.language))

    def _zone_and_time(self, key: str, zone: str, now: int) -> str:
        return self._word(key, place=place_name(zone, self.language), now=time_there(now, zone, self.language))

    async def _standing(self) -> Standing:
        return await self.database.read(lambda session: controls.standing(session, self._chat(session)))

    async def _write(self, change: Callable[[Session, Chat], T]) -> T:
        return await self.database.write(lambda session: change(session, self._chat(session)))

    def _chat(self, session: Session) -> Chat:
        return session.get_one(Chat, self.chat_id)

    def _word(self, key: str, **values: str) -> str:
        return WORDS[self.language][key].format(**values)


def _cut(what: str) -> str:
    return what if len(what) <= _SHOWN else what[: _SHOWN - 1] + "…"
