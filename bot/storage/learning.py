"""Writes facts: a newer value closes the older one, contradictions never stand side by side, each has its sources.

Whatever changes is closed at a memory version and written anew, so that reading as of an older version stays exact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlmodel import Session, col, select

from bot.errors import UnsourcedFact
from bot.storage.facts import bump, known_now
from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.tables import FactRow, FactSource, FactUse
from memory.attributes import ATTRIBUTES
from memory.facts import Ending, Fact, NewFact, Slot
from policies.language.normalise import fold


def learn(
    session: Session, person_id: int, bot_id: int, facts: Sequence[NewFact], now: int, endings: Sequence[Ending] = ()
) -> None:
    """Record facts and what ended. Raises UnsourcedFact.

    A known one gains the sources. One that was said before what stands in its place by now (a model reads late)
    changes nothing.
    """
    for ending in endings:
        _end(session, person_id, bot_id, ending, now)
    for fact in facts:
        if not fact.sources:
            raise UnsourcedFact(f"{fact.attribute}: no source message", fix="learn only from messages that are kept")
        _learn_one(session, person_id, bot_id, fact, now)


def _learn_one(session: Session, person_id: int, bot_id: int, fact: NewFact, now: int) -> None:
    current = [each for each in known_now(session, person_id, bot_id) if each.subject == fact.subject]
    same = next((each for each in current if _same(each, fact)), None)
    if same is not None:
        _add_sources(session, same, fact.sources)
        return
    replaced = [each for each in current if _replaces(fact, each)]
    if any(max(each.sources, default=0) > max(fact.sources) for each in replaced):
        return
    version = bump(session, person_id)
    _close(session, [each.id for each in replaced], fact.valid_from or now, version, max(fact.sources))
    _insert(session, person_id, bot_id, fact, now, version)


def _same(one: Fact, other: NewFact) -> bool:
    return (one.attribute, fold(one.value), one.happens_on) == (other.attribute, fold(other.value), other.happens_on)


def _replaces(new: NewFact, old: Fact) -> bool:
    """Whether `old` can't stand beside `new`."""
    return (new.exclusive and new.attribute == old.attribute) or any(_fills(old, slot) for slot in new.closes)


def _fills(fact: Fact | FactRow, slot: Slot) -> bool:
    if fact.attribute != slot.attribute or slot.value is None:
        return fact.attribute == slot.attribute
    over, held = _singular(slot.value), _singular(str(fact.value))
    return over == held or (fact.attribute == "job" and held.endswith(f" {over}"))  # "ICU nurse" is a nurse


def _singular(value: str) -> str:
    """ "Peanuts" and "peanut" are one allergy."""
    plain = fold(value)
    return (
        plain[:-1] if plain.isascii() and len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain
    )


def _end(session: Session, person_id: int, bot_id: int, ending: Ending, now: int) -> None:
    current = known_now(session, person_id, bot_id)
    over = [each for each in current if each.subject == ending.subject and _fills(each, ending.slot)]
    before = [each.id for each in over if max(each.sources, default=0) <= max(ending.sources, default=0)]
    if before:
        _close(session, before, now, bump(session, person_id), max(ending.sources, default=None))


def _close(session: Session, fact_ids: Sequence[int], at: int, version: int, by: int | None) -> None:
    """No longer true in the world, as the message `by` says."""
    for row in session.exec(select(FactRow).where(col(FactRow.id).in_(fact_ids))):
        row.valid_to, row.closed_version, row.closed_by = at, version, by
        session.add(row)


def retract(session: Session, fact: int, now: int) -> None:
    """It was never right, or is not wanted: known no more from now on, as the record of then still shows."""
    row = session.get_one(FactRow, fact)
    row.retracted_at, row.closed_version = now, bump(session, row.person_id)
    session.add(row)
    session.flush()


def reopen(
    session: Session, person_id: int, bot_id: int, message_id: int, now: int, still: Sequence[tuple[str, Slot]] = ()
) -> bool:
    """What the old words of this message closed holds again, except what `still` (subject, slot) ends; whether any.

    A value that another message has replaced since stays closed, by that one from now on. The newest comes first, so
    that of several values of an exclusive attribute the last one told holds.
    """
    closed = select(FactRow).where(
        FactRow.person_id == person_id, FactRow.bot_id == bot_id, FactRow.closed_by == message_id
    )
    rows = session.exec(closed.order_by(col(FactRow.id).desc())).all()
    over = [
        row for row in rows if not any(str(row.subject) == subject and _fills(row, slot) for subject, slot in still)
    ]
    return any([_hold_again(session, row, now) for row in over])


def _hold_again(session: Session, row: FactRow, now: int) -> bool:
    instead = _instead_of(row, known_now(session, row.person_id, row.bot_id))
    row.closed_by = max(instead.sources, default=None) if instead else None
    session.add(row)
    if instead is None:
        _copy(session, row, _open, bump(session, row.person_id), now)
    return instead is None


def _open(row: FactRow) -> FactRow:
    row.valid_to = row.closed_version = row.closed_by = None
    return row


def _instead_of(row: FactRow, current: Sequence[Fact]) -> Fact | None:
    """What is known by now in place of a closed fact."""
    one = row.attribute in ATTRIBUTES and ATTRIBUTES[row.attribute].exclusive
    of_it = [each for each in current if each.subject == str(row.subject) and each.attribute == row.attribute]
    return next((each for each in of_it if one or fold(each.value) == fold(str(row.value))), None)


def unsay(session: Session, person_id: int, message_id: int, stays: Collection[tuple[str, str, str]] = ()) -> None:
    """What was learned from this message alone and is closed by now isn't opened again by an edit of another.

    `stays`: (subject, attribute, value) of what the message says still.
    """
    said = select(FactSource.fact_id).where(FactSource.message_id == message_id)
    others = select(FactSource.fact_id).where(FactSource.message_id != message_id)
    query = select(FactRow).where(
        FactRow.person_id == person_id,
        col(FactRow.closed_by).is_not(None),
        col(FactRow.id).in_(said),
        col(FactRow.id).not_in(others),
    )
    for row in session.exec(query):
        kept = (str(row.subject), row.attribute, str(row.value)) in stays
        row.closed_by = row.closed_by if kept else None
        session.add(row)
    session.flush()


def correct(session: Session, fact: int, value: str, message_id: int, now: int) -> None:
    """Another value in its place, as the person themself says in the message."""

    def change(row: FactRow) -> FactRow:
        row.value, row.said_by, row.confidence = Owned(row.person_id, value), "person", 1.0
        row.happens_on = None
        return row

    _rewrite(session, fact, change, now, sources=(message_id,))


def flag(session: Session, fact: int, now: int, *, pinned: bool | None = None, muted: bool | None = None) -> None:
    """Pin it, or never speak of it; None leaves a flag as it is."""

    def change(row: FactRow) -> FactRow:
        row.pinned = row.pinned if pinned is None else pinned
        row.muted = row.muted if muted is None else muted
        return row

    _rewrite(session, fact, change, now)


def _rewrite(
    session: Session, fact: int, change: Callable[[FactRow], FactRow], now: int, sources: Sequence[int] | None = None
) -> None:
    """The fact anew from the next memory version on, with its sources (or others) and uses."""
    old = session.get_one(FactRow, fact)
    version = bump(session, old.person_id)
    _copy(session, old, change, version, now, sources)
    old.retracted_at, old.closed_version = now, version
    session.add(old)
    session.flush()


def _copy(
    session: Session,
    old: FactRow,
    change: Callable[[FactRow], FactRow],
    version: int,
    now: int,
    sources: Sequence[int] | None = None,
) -> None:
    kept = old.model_dump(exclude={"id"})
    kept |= {name: Owned(old.person_id, str(kept[name])) for name in ("subject", "value")}
    new = change(FactRow(**kept | {"recorded_at": now, "recorded_version": version}))
    session.add(new)
    session.flush()
    if sources is None:
        sources = session.exec(select(FactSource.message_id).where(FactSource.fact_id == old.id)).all()
    session.add_all(FactSource(fact_id=known(new.id), message_id=each) for each in sources)
    for use in session.exec(select(FactUse).where(FactUse.fact_id == old.id)).all():
        session.add(FactUse(**use.model_dump(exclude={"id"}) | {"fact_id": known(new.id)}))
    session.flush()


def _add_sources(session: Session, fact: Fact, sources: Sequence[int]) -> None:
    session.add_all(FactSource(fact_id=fact.id, message_id=each) for each in sources if each not in fact.sources)
    session.flush()


def _insert(session: Session, person_id: int, bot_id: int, fact: NewFact, now: int, version: int) -> None:
    row = FactRow(
        person_id=person_id,
        bot_id=bot_id,
        subject=Owned(person_id, fact.subject),
        attribute=fact.attribute,
        value=Owned(person_id, fact.value),
        valid_from=fact.valid_from or now,
        recorded_at=now,
        recorded_version=version,
        confidence=fact.confidence,
        importance=fact.importance,
        said_by=fact.said_by,
        happens_on=fact.happens_on or None,
    )
    session.add(row)
    session.flush()
    session.add_all(FactSource(fact_id=known(row.id), message_id=source) for source in fact.sources)
    session.flush()
