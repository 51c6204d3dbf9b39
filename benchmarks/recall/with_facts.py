"""malbeot with the facts that its rules find in what each speaker says, at the head of the same block and budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.systems import Answer
from benchmarks.recall.verbatim import Verbatim, ranked
from bot.prompt.wording import WORDING
from memory.asking import asked
from memory.episodes.block import CHARACTERS_A_TOKEN, fill
from memory.episodes.line import Line
from memory.episodes.naming import named
from memory.extraction import Said, extract
from memory.fact_ranking import Circumstances, rank
from memory.facts import Fact, NewFact
from memory.telling import told
from policies.language.hangul import is_hangul

SHARE = 4  # facts get at most a fourth of the budget
HALF_LIFE_DAYS = 60.0


@dataclass(frozen=True)
class _Known:
    speaker: str
    fact: Fact


class WithFacts(Verbatim):
    """A newer value takes the place of an older one where there can be but one."""

    def __init__(self, vectors: KeptVectors, asker: str | None) -> None:
        super().__init__(vectors, asker)
        self._known: list[_Known] = []

    def add(self, lines: Sequence[Line]) -> None:
        super().add(lines)
        for line in lines:
            local = datetime.fromtimestamp(line.said_at / 1000, UTC)
            for fact in extract([Said(line.id, line.text, local)]):
                self._learn(fact, line)

    def search(self, question: str, tokens: int) -> Answer:
        facts = list(self._fitting(question, tokens * CHARACTERS_A_TOKEN // SHARE))
        found = self.found(question)
        if not facts:
            block = fill(found, tokens)
            return Answer(block.text, frozenset(block.message_ids), ranked(found))
        head = "\n".join([_heading(question), *(text for text, _ in facts)])
        block = fill(found, max(0, tokens - -(-(len(head) + 1) // CHARACTERS_A_TOKEN)))
        whole = f"{head}\n{block.text}" if block.text else head
        return Answer(whole, frozenset(block.message_ids), ranked(found), tuple(facts))

    def _learn(self, new: NewFact, line: Line) -> None:
        if new.exclusive:
            place = (line.speaker, new.subject, new.attribute)
            self._known = [
                each for each in self._known if (each.speaker, each.fact.subject, each.fact.attribute) != place
            ]
        fact = Fact(
            len(self._known), new.subject, new.attribute, new.value, line.said_at, new.importance, new.confidence,
            new.sources, happens_on=new.happens_on,
        )  # fmt: skip
        self._known.append(_Known(line.speaker, fact))

    def _fitting(self, question: str, characters: int) -> Iterator[tuple[str, int]]:
        """Rendered facts of whom the question is about, best first, each with the line it was learned from."""
        who = named(question, sorted({each.speaker for each in self._known}), self.asker)
        language = _language(question)
        left = characters - len(_heading(question))
        for speaker in who:
            facts = [each.fact for each in self._known if each.speaker == speaker]
            for each in rank(facts, self._circumstances(question)):
                text = f"- {speaker} · {told(each.fact, language)}"
                if each.chosen and len(text) < left:
                    left -= len(text) + 1
                    yield text, each.fact.sources[0]

    def _circumstances(self, question: str) -> Circumstances:
        """The speaker is the person whose facts they are, whatever the question calls them."""
        now = int(self.now.timestamp() * 1000)
        return Circumstances(question, replace(asked(question), own=True), self.now, now, HALF_LIFE_DAYS)


def _language(question: str) -> str:
    return "ko" if any(map(is_hangul, question)) else "en"


def _heading(question: str) -> str:
    return str(WORDING[_language(question)]["facts"])
