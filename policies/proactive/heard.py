"""What a later message does to an intent: the plan fell through, or the person speaks of it before being asked."""

from __future__ import annotations

import re

from policies.language.normalise import clean, fold, has_words
from policies.proactive.bedtime import good_night
from policies.proactive.intents import Intent, Kind
from policies.proactive.kinds import named
from policies.proactive.tense import CALLED_OFF, not_coming

_READ = 1000
_SHORT = 30  # characters: "취소됐어" alone is about what was planned
_HOPED = re.compile(
    r"(?:취소|연기|미뤄)[^.!?]{0,6}(?:면|까)|\b(?:hope|wish|if|might|could|may)\b.{0,30}\b(?:cancel|postpone"
    r"|reschedule)"
)
_OVER = re.compile(
    r"끝났|끝남|끝냈|끝나고|다녀왔|다녀옴|갔다 ?왔|갔다 ?옴|보고 ?왔|보고 ?옴|하고 ?왔|잘 ?봤|잘 ?했|망했|망쳤"
    r"|붙었|합격|떨어졌|불합격|도착했"
    r"|\b(?:it|that) (?:went|was)\b|\bi (?:passed|failed|aced|bombed|nailed|survived|made it|did it)\b"
    r"|\bjust (?:got|came) (?:back|home|out)\b"
    r"|\b(?:finally |all )?(?:over|done)(?: with it)?[.! ]{0,3}$|\bwent (?:well|ok|okay|great|badly|terribly"
    r"|fine)\b|\bnailed it\b|\bgot the job\b"
)
_KIN: dict[Kind, frozenset[Kind]] = {
    "hospital": frozenset(("hospital", "appointment")),
    "appointment": frozenset(("hospital", "appointment")),
    "meal": frozenset(("meal", "other_event")),
    "date": frozenset(("date", "movie", "meal")),
}


def cancels(intent: Intent, text: str) -> bool:
    """Whether the planned event was called off, moved, or won't be gone to. A moved one is mined anew."""
    if intent.kind in ("sleep", "check_in"):
        return False
    words = _words(text)
    events = [each for each in named(words) if _same(intent, each.kind, each.what)]
    refused = any(not_coming(words, each.start, each.end, sure=True, asks=False) == "negated" for each in events)
    if refused or _HOPED.search(words) or not CALLED_OFF.search(words):
        return refused
    return bool(events) or (not named(words) and len(words) <= _SHORT)


def brought_up(intent: Intent, text: str, at: int | None = None) -> bool:
    """Whether the person speaks of it first, so that nothing need be asked.

    `at`: when they wrote (ms); before the event a mention leaves the asking as it is. Any words answer a check-in or
    a good morning, except another good night.
    """
    if intent.kind in ("sleep", "check_in"):
        return has_words(text) and not good_night(fold(text[:_READ]))
    if at is not None and intent.event_at is not None and at < intent.event_at:
        return False
    words = _words(text)
    return bool(_OVER.search(words)) or any(_same(intent, each.kind, each.what) for each in named(words))


def _same(intent: Intent, kind: Kind, what: str) -> bool:
    return kind in _KIN.get(intent.kind, {intent.kind}) or (bool(what) and what == intent.what)


def _words(text: str) -> str:
    return clean(text[:_READ]).casefold().replace("’", "'")
