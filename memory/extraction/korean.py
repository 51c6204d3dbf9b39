"""What a Korean clause states, by closed patterns. Endings are listed: one that wishes, asks or doubts fits none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.extraction import life_ko, tastes_ko
from memory.extraction.said import Found
from memory.extraction.subjects_ko import Clause, unclear
from memory.facts import SELF

_WISHED = re.compile(r"\s?(?:싶|생각|예정|뻔|척|줄\s?알|것\s?같|거\s?같|듯)")
_NOT_YET = re.compile(
    r"내년|내후년|내일\s?모레|곧|거의|이따|다음\s?달|되면|작년|차이|정신\s?연령|때|예전|연상|연하|어려|많"
)
_RULES = (*life_ko.RULES, *tastes_ko.RULES)


def stated(clause: Clause) -> Iterator[Found]:
    """The facts a clause states of whom it is about."""
    if clause.subject is None:
        return
    for rule in _RULES:
        for found in rule.pattern.finditer(clause.rest):
            if rule.own_only and not (clause.explicit or clause.before):
                continue
            if rule.clear and unclear(clause, found.start("v")):
                continue
            if _WISHED.match(clause.rest, found.end()) or (rule.attribute == "age" and _NOT_YET.search(clause.rest)):
                continue
            if value := rule.value(found["v"]):
                yield Found(rule.attribute, value, clause.subject or SELF)
