"""What an English clause states, by closed patterns over the shape `subjects_en` gives it."""

from __future__ import annotations

from collections.abc import Iterator

from memory.extraction import life_en, tastes_en
from memory.extraction.said import Found
from memory.extraction.subjects_en import Clause
from memory.facts import SELF

_RULES = (*life_en.RULES, *tastes_en.RULES)


def stated(clause: Clause) -> Iterator[Found]:
    """The facts a clause states of whom it is about."""
    if clause.subject is None:
        return
    for rule in _RULES:
        if clause.verb not in rule.verbs:
            continue
        if (found := rule.pattern.match(clause.rest)) and (value := rule.value(found["v"])):
            yield Found(rule.attribute, value, clause.subject or SELF)
