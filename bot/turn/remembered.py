"""What was recalled of earlier talk, as the record keeps it, and back: an erased or edited talk can't be searched again
as it was, so a replay of a turn from before then recalls what its record says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from memory.episodes.found import Found
from memory.episodes.line import Line
from memory.episodes.passages import Passage
from memory.recall import CLOSEST, Recollection
from memory.shelf import Look, Sight


@dataclass(frozen=True)
class PassageRecord:
    """A passage that was considered; `shown`: it stood in the prompt. `signals`: what spoke for it, in log-odds."""

    message: int
    part: int
    session: int
    speaker: str
    text: str
    day: str
    said_at: int
    score: float
    signals: Mapping[str, float]
    shown: bool


@dataclass(frozen=True)
class TalkRecord:
    """How earlier talk was searched. `embedder` None: by words alone, `problem` says why if that wasn't meant."""

    embedder: str | None = None
    problem: str = ""
    passages: tuple[PassageRecord, ...] = ()


def talk_record(recalled: Recollection, offered: Iterable[Found], shown: Iterable[Found]) -> TalkRecord:
    """The closest passages and those that were offered to the prompt, best first."""
    in_prompt = {each.passage.key for each in shown}
    noted = {each.passage.key: each for each in (*recalled.talk.found[:CLOSEST], *offered)}
    ordered = sorted(noted.values(), key=lambda each: (-each.score, each.passage.key))
    records = tuple(_record(each, shown=each.passage.key in in_prompt) for each in ordered)
    return TalkRecord(recalled.talk.embedder, recalled.talk.problem, records)


def _record(found: Found, *, shown: bool) -> PassageRecord:
    line = found.passage.line
    return PassageRecord(
        message=line.id,
        part=found.passage.part,
        session=line.session,
        speaker=line.speaker,
        text=found.passage.text,
        day=line.day,
        said_at=line.said_at,
        score=found.score,
        signals=dict(found.signals),
        shown=shown,
    )


@dataclass(frozen=True)
class RecordedTalk:
    """`memory.recall.TalkSearch` that finds what the record says was found."""

    record: TalkRecord

    async def look(self, _: Look) -> Sight:
        """What was found then."""
        return Sight(tuple(map(_found, self.record.passages)), self.record.embedder, self.record.problem)


def _found(record: PassageRecord) -> Found:
    line = Line(record.message, record.session, record.speaker, record.text, record.day, record.said_at)
    passage = Passage(line, record.part, record.text)
    return Found(passage, record.score, tuple(record.signals), tuple(record.signals.values()))
