"""The answer to "are you an AI?": always an honest line of the persona's, however often it is asked."""

from __future__ import annotations

import math

from bot.persona.slots import fill
from bot.turn.answer import Answer
from bot.turn.given import Given
from bot.turn.reading import Reading
from bot.turn.record import CacheRecord
from bot.turn.speaking import Speaker
from policies.draw import pick
from policies.identity import says_it_is_ai
from retrieval.groups import GroupIndex, Reply

INTENT = "are_you_ai"
_PLAIN = {"ko": "응, 나는 사람이 아니라 AI야.", "en": "Yes. I'm an AI, not a human."}
_PLAIN_POLITE = "네, 저는 사람이 아니라 AI예요."


def honest_answer(given: Given, reading: Reading, index: GroupIndex) -> Answer:
    """The honest line heard longest ago; a plain one when the persona has none."""
    lines = [reply for group in index.groups if group.intent == INTENT for reply in group.replies if _fits(reply)]
    if not lines:
        polite = reading.language == "ko" and reading.speech_level != "banmal"
        return Answer((_PLAIN_POLITE if polite else _PLAIN[reading.language],))
    speaker = Speaker.of(given, index, {})
    agos = [math.inf if (ago := speaker.ago(line)) is None else ago for line in lines]
    oldest = [line for line, ago in zip(lines, agos, strict=True) if ago == max(agos)]
    line = pick(oldest, given.seed, "identity")
    cache = CacheRecord("served", INTENT, (line.id,), "asked sincerely: the no-repeat window doesn't hold")
    return Answer((fill(line.text, {}),), cache, served=(line.id,))


def _fits(reply: Reply) -> bool:
    return not reply.slots and says_it_is_ai(reply.text)
