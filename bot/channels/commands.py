"""What a person can ask for beside the talk, in every channel: why, memory, remember, forget, first, quiet, zone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from bot.channels.first_commands import FirstCommands
from bot.clock import Clock
from bot.engine.memory_commands import Found, find, forget, known_facts, remember
from bot.storage import timers
from bot.storage.database import Database
from bot.storage.tables import Chat
from bot.storage.turns import list_turns
from bot.turn.decisions import decisions_from_json
from bot.turn.explain import explain
from bot.turn.record import from_json
from memory.facts import Fact

WORDS = {
    "ko": {
        "kept": "기억했어요: {what}", "what": "무엇을? 예: /remember 땅콩 알레르기가 있어",
        "forget_what": "어떤 말을 지울까요? 예: /forget 땅콩", "nothing": "‘{what}’이(가) 들어간 것은 없어요.",
        "found": "찾은 것 — 지우려면 /forget yes", "gone": "지웠어요. 기억 {facts}개, 메시지 {messages}개.",
        "no_pending": "먼저 /forget 낱말 로 찾아 주세요.", "empty": "아직 아는 것이 없어요.",
        "no_turn": "아직 나눈 말이 없어요.", "unknown": "{what}은(는) 모르는 명령이에요. /help",
        "put_off": "아직 답하지 않았어요. 약 {minutes}분 뒤에 다시 봐요 ({why}).",
        "erased": "이 대화의 기록은 지워졌어요.", "name": "이름", "remembered": "기억해 달라고 한 것",
    },
    "en": {
        "kept": "Kept: {what}", "what": "Keep what? For example: /remember I'm allergic to peanuts",
        "forget_what": "Forget what? For example: /forget peanuts", "nothing": "Nothing holds “{what}”.",
        "found": "Found — to erase it: /forget yes", "gone": "Erased. Memories: {facts}, messages: {messages}.",
        "no_pending": "First find something: /forget WORD", "empty": "Nothing is known yet.",
        "no_turn": "Nothing has been said yet.", "unknown": "{what} is not a command. /help",
        "put_off": "Not answered yet; it comes up again in about {minutes} minutes ({why}).",
        "erased": "This turn's record was erased.", "name": "name", "remembered": "asked to remember",
    },
}  # fmt: skip
_YES = frozenset({"yes", "네", "응"})


@dataclass
class Commands:
    """Runs commands for one chat; `_found` is what `/forget yes` would erase.

    `zone`: by which times are reckoned as long as the person's own zone is unknown.
    """

    database: Database
    clock: Clock
    chat_id: int
    language: str
    help: str
    zone: str = "UTC"
    _found: Found | None = field(default=None)

    async def run(self, line: str, *, operator: bool = True) -> str:
        """Do what a line beginning with `/` asks; returns what to show. `/why` is an operator's: it names servers."""
        command, _, rest = line[1:].partition(" ")
        action = self._actions().get(command.lower())
        if action is None or (command.lower() == "why" and not operator):
            return self._word("unknown", what=f"/{command}")
        return await action(rest.strip())

    def _actions(self) -> dict[str, Callable[[str], Awaitable[str]]]:
        of_first = FirstCommands(self.database, self.clock, self.chat_id, self.language, self.zone)
        return {
            "help": self._help, "why": self._why, "memory": self._memory,
            "remember": self._remember, "forget": self._forget,
            "first": of_first.first, "quiet": of_first.quiet, "zone": of_first.set_zone,
        }  # fmt: skip

    async def _help(self, _: str) -> str:
        return self.help

    async def _why(self, _: str) -> str:
        rows = await self.database.read(lambda session: list_turns(session, 1, [self.chat_id]))
        waiting = await self.database.read(lambda session: timers.put_off(session, self.chat_id))
        if waiting is not None:
            return self._put_off(*waiting)
        if not rows:
            return self._word("no_turn")
        if rows[0].record is None:
            return self._word("erased")
        lines = [f"turn {rows[0].id}"]
        for block in explain(from_json(str(rows[0].record))):
            lines += [block.title, *(f"  {line}" for line in block.lines)]
        return "\n".join(lines)

    def _put_off(self, due: int, decisions: str) -> str:
        """Nothing was said yet, and that is meant so."""
        last = decisions_from_json(decisions)[-1]
        minutes = max(1, round((due - self.clock.now()) / 60_000))
        return self._word("put_off", minutes=str(minutes), why=last.reason)

    async def _memory(self, _: str) -> str:
        facts = await self.database.read(lambda session: known_facts(session, self._chat(session)))
        return "\n".join(self._fact(fact) for fact in facts) or self._word("empty")

    async def _remember(self, what: str) -> str:
        now = self.clock.now()
        kept = await self.database.write(lambda session: remember(session, self._chat(session), what, now))
        return self._word("kept", what=kept) if kept else self._word("what")

    async def _forget(self, what: str) -> str:
        if what.lower() in _YES:
            return await self._forget_found()
        if not what:
            return self._word("forget_what")
        found = await self.database.read_aside(lambda session: find(session, self._chat(session), what))
        self._found = found if found.message_ids else None
        if self._found is None:
            return self._word("nothing", what=what)
        shown = [
            *(self._fact(fact) for fact in found.facts),
            *(f"- “{line}”" for line in found.lines),
        ]
        return "\n".join([self._word("found"), *shown])

    async def _forget_found(self) -> str:
        found, now = self._found, self.clock.now()
        if found is None:
            return self._word("no_pending")
        gone = await self.database.write_aside(lambda session: forget(session, self._chat(session), found, now))
        self._found = None
        return self._word("gone", facts=str(gone.get("facts", 0)), messages=str(gone.get("messages", 0)))

    def _fact(self, fact: Fact) -> str:
        return f"- {WORDS[self.language].get(fact.attribute, fact.attribute)}: {fact.value}"

    def _chat(self, session: Session) -> Chat:
        return session.get_one(Chat, self.chat_id)

    def _word(self, key: str, **values: str) -> str:
        return WORDS[self.language][key].format(**values)
