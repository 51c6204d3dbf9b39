"""What a person can ask for beside the talk, in every channel: why, memory, remember, forget, first, quiet, zone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlmodel import Session

from bot.channels.answer import Answer
from bot.channels.first_commands import FirstCommands
from bot.channels.forgetting import Forgetting, may_ask
from bot.channels.memory_view import MemoryView
from bot.clock import Clock
from bot.engine.memory_commands import remember
from bot.storage import timers
from bot.storage.database import Database
from bot.storage.tables import Chat
from bot.storage.turns import list_turns
from bot.turn.decisions import decisions_from_json
from bot.turn.explain import explain
from bot.turn.record import from_json
from policies.language.detect import detect
from policies.safety import judge

WORDS = {
    "ko": {
        "kept": "기억했어요: {what}", "what": "무엇을? 예: /remember 땅콩 알레르기가 있어",
        "no_turn": "아직 나눈 말이 없어요.", "unknown": "{what}은(는) 모르는 명령이에요. /help",
        "put_off": "아직 답하지 않았어요. 약 {minutes}분 뒤에 다시 봐요 ({why}).",
        "erased": "이 대화의 기록은 지워졌어요.",
    },
    "en": {
        "kept": "Kept: {what}", "what": "Keep what? For example: /remember I'm allergic to peanuts",
        "no_turn": "Nothing has been said yet.", "unknown": "{what} is not a command. /help",
        "put_off": "Not answered yet; it comes up again in about {minutes} minutes ({why}).",
        "erased": "This turn's record was erased.",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Commands:
    """Runs commands for one chat. `zone`: by which times are reckoned as long as the person's own zone is unknown."""

    database: Database
    clock: Clock
    chat_id: int
    language: str
    help: str
    zone: str = "UTC"

    async def run(self, line: str, *, operator: bool = True) -> str:
        """Do what a line beginning with `/` asks; returns what to show. `/why` is an operator's: it names servers."""
        return (await self.answer(line, operator=operator)).text

    async def answer(self, line: str, *, operator: bool = True) -> Answer:
        """The same, with the buttons that belong below it."""
        command, _, rest = line[1:].partition(" ")
        action = self._actions().get(command.lower())
        if action is None or (command.lower() == "why" and not operator):
            return Answer(self._word("unknown", what=f"/{command}"))
        told = await action(rest.strip())
        return told if isinstance(told, Answer) else Answer(told)

    async def hears(self, text: str) -> Answer | None:
        """The answer to a sentence that asks for what `/forget` does ("그 얘기 잊어줘"), or that answers its question.

        None: it is talk. A crisis always is.
        """
        if not may_ask(text) or judge(text).category == "crisis":
            return None
        language = {"ko": "ko", "en": "en"}.get(detect(text).code, self.language)
        return await self._forgetting(language).hears(text)

    def _actions(self) -> dict[str, Callable[[str], Awaitable[str | Answer]]]:
        of_first = FirstCommands(self.database, self.clock, self.chat_id, self.language, self.zone)
        forgetting = self._forgetting(self.language)
        of_memory = MemoryView(self.database, self.clock, self.chat_id, self.language, self.zone, forgetting.fact)
        return {
            "help": self._help, "why": self._why, "memory": of_memory.memory,
            "remember": self._remember, "forget": forgetting.forget,
            "first": of_first.first, "quiet": of_first.quiet, "zone": of_first.set_zone,
        }  # fmt: skip

    def _forgetting(self, language: str) -> Forgetting:
        return Forgetting(self.database, self.clock, self.chat_id, language, self.zone)

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

    async def _remember(self, what: str) -> str:
        now = self.clock.now()
        kept = await self.database.write(lambda session: remember(session, self._chat(session), what, now))
        return self._word("kept", what=kept) if kept else self._word("what")

    def _chat(self, session: Session) -> Chat:
        return session.get_one(Chat, self.chat_id)

    def _word(self, key: str, **values: str) -> str:
        return WORDS[self.language][key].format(**values)
