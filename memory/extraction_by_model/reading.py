"""A model's answer as facts: what its message doesn't hold is dropped, and why is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from memory.attributes import ATTRIBUTES
from memory.extraction_by_model.batches import Asked, Batch
from memory.extraction_by_model.request import ASKED_FOR, MOST_FACTS
from memory.extraction_by_model.support import date_said, objection, same_numbers, sentence_of, stands_in
from memory.extraction_by_model.whose import SUBJECTS, is_misplaced, is_named
from memory.facts import Ending, NewFact, Slot
from policies.language.normalise import clean, fold

LONGEST_VALUE = 120
MODEL = "model"  # who says so, of what a model read
CONFIDENCE = 0.7  # the rules' is 1: who reads both should believe them first
Key = tuple[str, str, str, bool]


@dataclass
class Read:
    """What was understood. `dropped`: how many items, by the reason."""

    facts: list[NewFact] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Item:
    """One item that has its shape. `source`: None for a message nobody numbered."""

    source: Asked | None
    subject: str
    attribute: str
    value: str
    happens_on: str
    ends: bool

    @property
    def key(self) -> Key:
        return self.subject, self.attribute, fold(self.value), self.ends


def read_answer(items: Sequence[Any], batch: Batch) -> Read:
    """The facts and endings among the items of an answer, each once, MOST_FACTS at most."""
    read, seen = Read(), set[Key]()
    for item in (_shaped(each, batch) for each in items):
        reason = _refused(item, seen) if item is not None else "malformed"
        if item is None or reason is not None:
            read.dropped[reason or "malformed"] += 1
            continue
        seen.add(item.key)
        _take(item, read)
    return read


def _shaped(item: Any, batch: Batch) -> _Item | None:
    if not isinstance(item, Mapping):
        return None
    subject, attribute, value = (item.get(name) for name in ("subject", "attribute", "value"))
    number = item.get("message")
    if not (isinstance(subject, str) and isinstance(attribute, str) and isinstance(value, str)):
        return None
    source = batch.sources.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
    happens_on = item.get("happens_on")
    words = " ".join(clean(value[: 4 * LONGEST_VALUE]).split())
    date = happens_on.strip() if isinstance(happens_on, str) else ""
    return _Item(source, subject.strip(), attribute.strip(), words, date, item.get("ends") is True)


def _refused(item: _Item, seen: set[Key]) -> str | None:
    if item.source is None:
        return "unknown message"
    said = item.source.text
    sentence = sentence_of(item.value, said)
    checks = (
        (item.attribute not in ASKED_FOR, "unknown attribute"),
        (item.subject not in SUBJECTS, "unknown subject"),
        (not item.value, "no value"),
        (len(item.value) > LONGEST_VALUE, "too long"),
        (not same_numbers(item.value, said), "another number"),
        (not stands_in(item.value, said), "not said"),
        (not is_named(item.subject, said), "nobody of the kind"),
        (is_misplaced(item.subject, item.attribute, item.value, sentence), "somebody else's"),
        (item.key in seen, "said twice"),
        (len(seen) >= MOST_FACTS, "too many"),
    )
    found = next((reason for fails, reason in checks if fails), None)
    return found or objection(sentence, item.attribute, ends=item.ends)


def _take(item: _Item, read: Read) -> None:
    assert item.source is not None, "refused before"
    sources = (item.source.id,)
    if item.ends:
        read.endings.append(Ending(item.subject, Slot(item.attribute, item.value), sources))
        return
    dated = bool(item.happens_on) and date_said(item.happens_on, item.source.text, item.source.local)
    if item.happens_on and not dated:
        read.dropped["a date that was not said"] += 1
    read.facts.append(_fact(item, sources, dated=dated))


def _fact(item: _Item, sources: tuple[int, ...], *, dated: bool) -> NewFact:
    attribute = ATTRIBUTES[item.attribute]
    return NewFact(
        subject=item.subject,
        attribute=item.attribute,
        value=item.value,
        sources=sources,
        exclusive=attribute.exclusive,
        importance=attribute.importance,
        confidence=CONFIDENCE,
        said_by=MODEL,
        happens_on=item.happens_on if dated else "",
    )
