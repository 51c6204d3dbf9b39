"""The person's time zone: read from an answer, or guessed from what they say ("여기 밤 11시야") and then confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.language.normalise import clean
from policies.proactive.clock_words import clock_in, minutes
from policies.proactive.local_time import local
from policies.proactive.places import ZONE_OF_PLACE, ZONES
from policies.proactive.planning import zone_of

_READ = 300
_OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s?|(?<![\w:.])(?=[+-]))([+-])\s?(\d{1,2})(?::?([0-5]\d))?(?![\d:])")
_IANA = re.compile(r"\b([A-Za-z]{2,20}/[A-Za-z_]{2,30}(?:/[A-Za-z_]{2,30})?)\b")
_KOREAN_PLACE = re.compile(r"[가-힣]{1,10}")
_KOREAN_TAILS = re.compile(
    r"(?:이에요|예요|이야|야|에서|에서요|살아|살아요|시간|요|에|쪽|은|는|이|가|인데|이고|시간대|시간이야"
    r"|사는데|입니다|임|이지|이죠|여기)+$"
)
_LATIN_PLACE = re.compile(r"[a-z]+(?:\.[a-z]+)?")
_AMBIGUOUS = frozenset("la et est dc central eastern mountain pacific bali porto rio sf".split())
_HERE = re.compile(
    r"(?:여기|여긴|나는?|지금|난|현재|이쪽|저는?|전)\s|(?:이야|야|에\s?(?:있|살|왔|사는)|살아|와\s?있|시간이?)"
    r"|\b(?:i'?m|i am|here|we'?re|i live|living|based|moved to|staying|in)\b"
)
_HERE_NOW = re.compile(r"여기|여긴|이쪽|지금|\bhere\b|\bit'?s\b.{0,20}\b(?:here|now)\b|\bmy time\b|\blocal time\b")
_NOT_HERE = re.compile(
    r"가고\s?싶|놀러|여행|갈\s?거|갈거|간다|가면|갔었|다녀|출장|친구|엄마|아빠|영화|노래|\?|까지|부터"
    r"|에\s?(?:면접|시험|만나|회의|약속)"
    r"|\b(?:from|going|visit|trip|fly|flying|love|want|was|if|when|would|friend|movie|wish|meeting|until|at)\b"
)
_STEP = 15  # minutes: no zone's offset is finer
_DAY = 24 * 60


@dataclass(frozen=True)
class Guess:
    """Candidate zones, likeliest first. Always to be confirmed by the person."""

    zones: tuple[str, ...]
    reason: str


def read_zone_answer(text: str) -> str | None:
    """The IANA zone an answer to "where are you?" names: a city, a country, UTC+9, or the zone itself; else None.

    Offsets become Etc zones where they are whole hours; half hours have the zone of the table with that offset.
    """
    words = clean(text[:_READ])
    if named := _IANA.search(words):
        return named[1] if zone_of(named[1]) else None
    lower = words.casefold()
    return next(_places(lower, short=len(lower.split()) <= 3), None) or _of_offset(lower)


def stated(text: str, now: int) -> Guess | None:
    """Zones a message gives away: "나 지금 뉴욕이야", "it's 11pm here". None for plans, trips and others' places.

    `now`: when it was said, in ms.
    """
    words = clean(text[:_READ]).casefold().replace("’", "'")
    if _NOT_HERE.search(words) or not _HERE.search(words):
        return None
    if place := next(_places(words, short=False), None):
        return Guess((place,), "named a place")
    return _by_clock(words, now) if _HERE_NOW.search(words) else None


def by_default(language: str, operators: str | None) -> Guess:
    """What to offer when nothing is known: the operator's zone, or Seoul for Korean; no candidate otherwise."""
    if operators and zone_of(operators):
        return Guess((operators,), "the operator's zone")
    return Guess(("Asia/Seoul",), "writes Korean") if language == "ko" else Guess((), "nothing known")


def _by_clock(words: str, now: int) -> Guess | None:
    clock = clock_in(words)
    if clock.hour is None:
        return None
    said = minutes(clock, 0, None)
    if said is None:
        return None
    sure = clock.half is not None or clock.part is not None or clock.hour > 12
    wanted = {said % _DAY} if sure else {said % _DAY, (said + _DAY // 2) % _DAY}
    zones = tuple(zone for zone in ZONES if _clock_of(zone, now, clock.minute == 0) & wanted)
    return Guess(zones, "told the time there") if zones else None


def _clock_of(zone: str, now: int, whole_hour: bool) -> frozenset[int]:
    """Minutes of the day by which a person there would name the time: to the quarter, or the hour when they round."""
    place = zone_of(zone)
    there = local(now, place)
    minute = there.hour * 60 + there.minute
    near = range(minute - 29, minute + 30) if whole_hour else range(minute - _STEP // 2, minute + _STEP // 2 + 1)
    return frozenset(each % _DAY for each in near) if place else frozenset()


def _places(lower: str, *, short: bool) -> Iterator[str]:
    """Zones of the places named. Two-letter names and words with another meaning count in short answers only."""
    for word in _KOREAN_PLACE.findall(lower):
        bare = _KOREAN_TAILS.sub("", word)
        zone = ZONE_OF_PLACE.get(word) or ZONE_OF_PLACE.get(bare)
        if zone and (short or len(bare) > 1):
            yield zone
    words = _LATIN_PLACE.findall(lower)
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            if name in ZONE_OF_PLACE and name not in ("utc", "gmt") and (short or name not in _AMBIGUOUS):
                yield ZONE_OF_PLACE[name]


def _of_offset(lower: str) -> str | None:
    found = _OFFSET.search(lower)
    if not found:
        return "UTC" if re.search(r"\b(?:utc|gmt)\b", lower) else None
    hours, mins = int(found[2]), int(found[3] or 0)
    if mins:
        return _HALF_HOURS.get(f"{found[1]}{hours}:{mins:02}")
    if hours > (14 if found[1] == "+" else 12):
        return None
    reversed_sign = "-" if found[1] == "+" else "+"  # as the names of Etc zones have it
    return f"Etc/GMT{reversed_sign}{hours}" if hours else "UTC"


_HALF_HOURS = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+9:30": "Australia/Darwin",
    "-3:30": "America/St_Johns",
    "-9:30": "Pacific/Marquesas",
}
