"""What tests of plans share: one afternoon in Seoul, and intents as short texts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from policies.proactive.intents import Intent, Said
from policies.proactive.mining import mine

SEOUL = ZoneInfo("Asia/Seoul")
WEDNESDAY = datetime(2026, 11, 18, 14, 0, tzinfo=SEOUL)


def clock(ms: int | None, zone: ZoneInfo = SEOUL) -> str:
    """ "11-19 15:00", or "-" when unknown."""
    return "-" if ms is None else datetime.fromtimestamp(ms / 1000, zone).strftime("%m-%d %H:%M")


def plans(text: str, at: datetime = WEDNESDAY) -> str:
    """ "kind | what | event | due" of each plan a message tells, joined by "; "."""
    assert isinstance(at.tzinfo, ZoneInfo)
    zone = at.tzinfo
    rows = ((each.kind, each.what, clock(each.event_at, zone), clock(each.due, zone)) for each in told(text, at))
    return "; ".join(" | ".join(row) for row in rows)


def told(text: str, at: datetime = WEDNESDAY) -> tuple[Intent, ...]:
    """The plans a message tells at that moment."""
    return mine([Said(1, text, at)])
