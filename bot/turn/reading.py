"""How the persona reads what was said.

Safety first, then language, what is learned from it, and the person's local time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.prompt.attachments import is_forwarded
from bot.prompt.parts import LocalTime
from bot.turn.given import Given, Message
from memory.extraction import Said, endings, extract
from memory.fact_ranking import Recalled
from memory.facts import NAME, REMEMBERED, SELF, Ending, NewFact
from memory.names import call_name
from policies.language.detect import detect
from policies.language.numbers import PartOfDay, clock_time, date, part_of_day, part_of_day_word, weekday
from policies.safety import SafetyVerdict, judge

TOPIC_RESTS_MS = 3 * 3_600_000


@dataclass(frozen=True)
class Reading:
    """The merged message as understood."""

    text: str
    language: str
    speech_level: str
    safety: SafetyVerdict
    learned: tuple[NewFact, ...]
    local: datetime
    part_of_day: PartOfDay
    ended: tuple[Ending, ...] = ()  # what holds no longer
    late: bool = False  # the timing policy would let the talk end with good night


def read(given: Given) -> Reading:
    """Pure: the same `given` is always read the same way."""
    said = [update.message for update in given.updates]
    text = "\n".join(message.text for message in said)
    own = [message for message in said if not is_forwarded(message.attachments)]  # others' words teach nothing
    safety = judge(text)
    language = _crisis_language(safety, given) or reply_language(text, given)
    local = local_time(given.now, given.state.time_zone or given.settings.time_zone)
    learned, ended = _learned(own, given, safety)
    return Reading(
        text=text,
        language=language,
        speech_level=given.state.speech_level or given.persona.voice(language).speech_level,
        safety=safety,
        learned=learned,
        ended=ended,
        local=local,
        part_of_day=part_of_day(local.hour),
    )


def _learned(
    own: Sequence[Message], given: Given, safety: SafetyVerdict
) -> tuple[tuple[NewFact, ...], tuple[Ending, ...]]:
    """What they tell of themselves; nothing is noted of a crisis, or of who doesn't want to be remembered."""
    if not given.state.consent.get("memory", True) or safety.category == "crisis":
        return (), ()
    zone = given.state.time_zone or given.settings.time_zone
    said = [Said(message.id, message.text, local_time(message.said_at, zone)) for message in own]
    return extract(said), endings(said)


def _crisis_language(safety: SafetyVerdict, given: Given) -> str | None:
    """A mixed message is answered in the language its crisis was said in, with that language's line."""
    spoken = safety.category == "crisis" and safety.language in given.persona.languages
    return str(safety.language) if spoken else None


def reply_language(text: str, given: Given) -> str:
    """The message's language if the persona speaks it, else the person's, the operator's, the persona's own."""
    wishes = (detect(text).code, given.state.language, given.settings.language)
    spoken = given.persona.languages
    return next((language for language in wishes if language in spoken), spoken[0])


def local_time(now: int, zone: str) -> datetime:
    """The wall clock in a time zone (UTC when the zone is unknown)."""
    utc = datetime.fromtimestamp(now / 1000, UTC)
    try:
        return utc.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Asia" is a folder
        return utc


def day_start_ms(local: datetime) -> int:
    """Milliseconds of the last local midnight."""
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def in_words(local: datetime, language: str) -> LocalTime:
    """The local time as a person would say it."""
    return LocalTime(
        date=date(local.month, local.day, language),
        weekday=weekday(local.weekday(), language),
        time=clock_time(local.hour, local.minute, language),
        clock=f"{local:%H:%M}",
    )


def known_slots(given: Given, reading: Reading, recalled: Sequence[Recalled]) -> Mapping[str, str]:
    """What replies may be filled with: the clock, and what is known about this person."""
    words = in_words(reading.local, reading.language)
    known = {
        "part_of_day": part_of_day_word(reading.part_of_day, reading.language),
        "weekday": words.weekday,
        "time": words.time,
        "date": words.date,
        "name": _newest(NAME, reading.learned, recalled),
        "memory": _newest(REMEMBERED, reading.learned, recalled),
        "topic": _rested_topic(given),
    }
    known["name"] = call_name(known["name"]) if known["name"] else None
    return {slot: value for slot, value in known.items() if value}


def _newest(attribute: str, learned: Sequence[NewFact], recalled: Sequence[Recalled]) -> str | None:
    fresh = [fact.value for fact in learned if (fact.subject, fact.attribute) == (SELF, attribute)]
    kept = (each.fact for each in recalled if (each.fact.subject, each.fact.attribute) == (SELF, attribute))
    stored = max((fact for fact in kept if not fact.muted), key=lambda fact: fact.id, default=None)
    return fresh[-1] if fresh else stored.value if stored else None


def _rested_topic(given: Given) -> str | None:
    """A topic is worth coming back to once the talk about it has rested."""
    at = given.state.topic_at
    return given.state.topic if at is not None and given.now - at >= TOPIC_RESTS_MS else None
