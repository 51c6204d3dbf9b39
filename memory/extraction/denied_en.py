"""What an English clause denies: "I'm not allergic to peanuts", "not a nurse anymore". It ends if it was known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.extraction.values_en import job, phrase, place
from memory.facts import Slot


def _last(words: str) -> str:
    return phrase(re.sub(r"\s(?:any ?more|after all|at all|actually|now|again)\b.*$", "", words.strip(), flags=re.I))


_TABLE = tuple(
    (attribute, re.compile(pattern, re.I), value)
    for attribute, pattern, value in (
        ("allergy", r"^(?:not|never (?:been )?|no longer|was never|wasn't) ?(?:actually "
        r"|really )?allergic to (?P<v>[^.!?;,]{1,40})", _last),
        ("allergy", r"^(?:don't|do not|dont|no longer|never) (?:actually |really )?(?:have"
        r"|had) an? (?P<v>[a-z]+) allergy", _last),
        ("allergy", r"^(?:outgrew|grew out of|got over) (?:my|the) (?P<v>[a-z]+) allergy", _last),
        ("allergy", r"^my (?P<v>[a-z]+) allergy (?:is|has) (?:gone|cured|over|cleared up|went away"
        r"|disappeared)", _last),
        ("allergy", r"^can eat (?P<v>[a-z]+) (?:again|now)\b", _last),
        ("avoids", r"^(?:can )?(?:eat|drink) (?P<v>[a-z]+) (?:again|now)\b", _last),
        ("job", r"^(?:not|no longer|not working as|no longer working as) (?:an? )?(?P<v>[^.!?;,]{1,30})", job),
        ("diet", r"^(?:not|no longer|stopped being|gave up being|quit being"
        r"|not eating) (?:an? )?(?P<v>vegan|vegetarian|pescatarian|keto|gluten[- ]free|halal|kosher)\b", _last),
        ("relationship", r"^(?:not|no longer) (?P<v>married|engaged|single|divorced)\b", _last),
        ("home", r"^(?:moved (?:out of|away from)|left|no longer in"
        r"|not in) (?P<v>(?-i:[A-Z])[^.!?;,]{1,30}?)(?= for good| and | to |$|[.!])", place),
        ("workplace", r"^(?:(?:don't|do not|dont|no longer) works?|not working|no longer working"
        r"|quit working|stopped working) (?:at|for) (?P<v>[^.!?;,]{1,40})", _last),
        ("health", r"^(?:don't|do not|dont|no longer|doesn't) (?:actually |really )?(?:have"
        r"|has) (?P<v>[a-z ]{2,30})", _last),
        ("health", r"^(?:cured of|recovered from|beat|over) (?:my |the )?(?P<v>[a-z]+(?: cancer)?)", _last),
        ("pet", r"^(?:don't|do not|dont|no longer) have (?:my|the|a) (?P<v>dog|cat|hamster|rabbit|parrot)", _last),
    )
)  # fmt: skip


def denied(rest: str) -> Iterator[Slot]:
    """The values that don't hold, as the clause says."""
    for attribute, pattern, value in _TABLE:
        if (found := pattern.search(rest)) and (what := value(found["v"])):
            yield Slot(attribute, what)
