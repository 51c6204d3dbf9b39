"""What a message itself says about the person, by rules that need no model.

The name, and what they ask to be remembered.

Only the person's own words are read, never recalled or quoted text, and every fact names the message it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from memory.facts import NAME, REMEMBERED, SELF, NewFact
from memory.names import stated_name
from policies.language.sentences import split

_REMEMBER = (
    re.compile(
        r"^(?:꼭\s?)?(?:기억해(?:\s?줘|\s?주세요|\s?둬|\s?두세요)?|잊지\s?마(?:세요)?)\s*[:,.!]\s*(?P<what>.{2,300})$"
    ),
    re.compile(
        r"^(?P<what>.{2,300}?)[,.!]?\s*(?:(?:꼭|이거|이건)\s?)*(?:기억해\s?(?:줘|줄래|주세요|둬)|기억해|잊지\s?마(?:세요)?)[.!~ㅎㅋ ]*$"
    ),
    re.compile(r"^(?:please\s+)?(?:remember|don'?t forget)(?:\s+that|\s*:)?\s+(?P<what>.{2,300})$", re.IGNORECASE),
)
_NOT_A_REQUEST = re.compile(r"^(?:me|when|the time|how|what|내가|나)\b|^(?:나|날|너|우리|뭘|뭐)(?:\s|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """One of the person's messages."""

    message_id: int
    text: str


def extract(messages: Sequence[Said]) -> tuple[NewFact, ...]:
    """Facts stated in these messages, in order."""
    return tuple(fact for message in messages for fact in (*_names(message), *_remembered(message)) if fact is not None)


def _names(message: Said) -> tuple[NewFact, ...]:
    names = (stated_name(sentence) for sentence in split(message.text))
    return tuple(
        NewFact(SELF, NAME, name, (message.message_id,), exclusive=True, importance=1.0) for name in names if name
    )


def _remembered(message: Said) -> tuple[NewFact, ...]:
    if message.text.rstrip().endswith("?"):
        return ()
    found = next((match for pattern in _REMEMBER if (match := pattern.match(message.text.strip()))), None)
    what = found["what"].strip(" ,.!:") if found else ""
    if len(what) < 2 or _NOT_A_REQUEST.match(what):
        return ()
    return (remembered(what, message.message_id),)


def remembered(what: str, message_id: int) -> NewFact:
    """A note the person asked to have kept."""
    return NewFact(SELF, REMEMBERED, what, (message_id,), exclusive=False, importance=0.8)
