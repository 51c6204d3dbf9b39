"""What a persona's files allow but readers would trip over.

Duplicates, mixed speech levels, groups that can't be reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from bot.persona.persona import Persona
from bot.persona.schema import AnswersFile, GroupFile, Slot
from bot.persona.slots import particles_of, slots_of
from policies.language.normalise import fold
from policies.language.speech_level import levels

_POLITE = frozenset({"haeyo", "hasipsio"})
_ALWAYS_KNOWN = frozenset({"part_of_day", "weekday", "time", "date"})


def lint(persona: Persona) -> tuple[str, ...]:
    """Findings, one line each; none is a good persona."""
    findings = [*_missing(persona)]
    for file in persona.answers:
        where = f"answers {file.language}/{file.speech_level}"
        findings.extend(f"{where}: {finding}" for finding in (*_duplicates(file), *_levels(file), *_slots(file)))
        findings.extend(f"{where}: {finding}" for finding in (*_unreachable(file), *_gaps(file)))
    return tuple(findings)


def _missing(persona: Persona) -> Iterator[str]:
    spoken = {file.language for file in persona.answers}
    for language in persona.languages:
        if language not in spoken:
            yield f"no answers file for {language}: without a model it has nothing to say in it"


def _duplicates(file: AnswersFile) -> Iterator[str]:
    lines = ((group, text) for group in file.groups for text in (*group.replies, *group.asks))
    said = Counter((group.id if "{echo_" in text else "", fold(text)) for group, text in lines)
    for (_, text), count in said.items():
        if count > 1:
            yield f"said {count} times: {text!r}"


def _levels(file: AnswersFile) -> Iterator[str]:
    if file.language != "ko":
        return
    wrong = _POLITE if file.speech_level == "banmal" else frozenset({"banmal"})
    for group in file.groups:
        for text in (*group.replies, *group.asks):
            if found := levels(text) & wrong:
                yield f"{group.id}: {'/'.join(sorted(found))} in {text!r}"


def _slots(file: AnswersFile) -> Iterator[str]:
    known = set(get_args(Slot))
    for group in file.groups:
        for text in (*group.replies, *group.asks):
            for slot, pair in particles_of(text):
                if slot not in known:
                    yield f"{group.id}: no slot {{{slot}}} in {text!r}"
                if pair is not None and pair.count("/") != 1:
                    yield f"{group.id}: particle pair {pair!r} in {text!r} needs one slash"
                if file.language == "ko" and pair is None and _bare_particle(text, slot):
                    yield f"{group.id}: write {{{slot}:…/…}} for the particle in {text!r}"


def _bare_particle(text: str, slot: str) -> bool:
    """`{name}은` or `{name}아` is wrong for half of all names; `{name} 님`, `{time}에` are not."""
    followers = {after[:1] for after in text.split(f"{{{slot}}}")[1:]}
    return bool(followers & set("은는이가을를과와아야")) and slot not in _ALWAYS_KNOWN


def _unreachable(file: AnswersFile) -> Iterator[str]:
    owners: dict[str, GroupFile] = {}
    for group in file.groups:
        for line in group.utterances:
            owner = owners.setdefault(fold(line) or line, group)
            if owner is not group and not _told_apart(owner, group):
                yield f"{group.id}: {line!r} stands in {owner.id} too"
        if group.replies and all(set(slots_of(text)) & set(group.lacks) for text in group.replies):
            yield f"{group.id}: every reply needs a slot the group `lacks`"


def _told_apart(one: GroupFile, other: GroupFile) -> bool:
    return _conditions(one) != _conditions(other)


def _conditions(group: GroupFile) -> tuple[object, ...]:
    return group.part_of_day, group.needs, group.lacks, group.kinds, group.after


def _gaps(file: AnswersFile) -> Iterator[str]:
    shapes = {group.shape for group in file.groups}
    for shape in ("question", "statement", "short", "long", "answer", "yes", "no", "grave"):
        if shape not in shapes:
            yield f"no group of shape {shape!r} for when nothing fits"
