"""What a persona and an operator can say about timing, as one value.

A bare `TimingRules()` answers everything at a human pace: no week, no silence, no reactions. What a persona's file, the
preset it names and the operator's choices make of it stands in `policies.timing.presets` and `bot.persona.timing_file`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["asleep", "class", "work", "busy", "free"]
Mode = Literal["rules", "model", "learned"]
Preset = Literal["attentive", "natural", "slow", "instant"]
Condition = Literal["closing", "statement", "question", "sticker", "late_night", "busy"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holidays"]
Holidays = Literal["auto", "none", "KR", "US", "GB"]
Interrupted = Literal["cancel", "finish"]

WEEKDAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class TimingChoices:
    """What the operator says about timing; None leaves it to the persona."""

    preset: Preset | None = None
    mode: Mode = "rules"
    floor: float = 0.02  # every admissible action's least probability, so that policies can be compared later
    fast: bool = False
    finished_wait_ms: int | None = None
    unfinished_wait_ms: int | None = None
    jamo_ms: int | None = None
    char_ms: int | None = None
    proactive: bool | None = None  # False: nobody is ever written to first


@dataclass(frozen=True)
class Span:
    """What the persona does on some days between two times of day (minutes; `end` ≤ `start` is on the next day)."""

    days: tuple[Day, ...]
    start: int
    end: int
    state: State
    jitter_minutes: int = 0


@dataclass(frozen=True)
class Week:
    """The persona's week; what no span covers is free. `time_zone` None: the person's own."""

    spans: tuple[Span, ...] = ()
    time_zone: str | None = None
    holidays: Holidays = "auto"


@dataclass(frozen=True)
class StateDelay:
    """How a state delays: the share of turns answered later, and by how much (lognormal: median, sigma of the log)."""

    state: State
    share: float
    median_ms: int
    spread: float = 0.6


@dataclass(frozen=True)
class Silence:
    """Read and not answered: how often where a condition holds, and at most how often a day."""

    share: float = 0.0
    most_a_day: int = 0
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class LateNight:
    """From `start` to `end` (minutes of the day) everything is `slower`, and good night is said in so many turns."""

    start: int = 23 * 60
    end: int = 5 * 60
    slower: float = 1.0
    good_night_share: float = 0.0


@dataclass(frozen=True)
class Proactive:
    """When the persona may write first. Quiet hours are minutes of the person's day; each unanswered one backs off."""

    enabled: bool = True
    check_ins: bool = True
    quiet_from: int = 22 * 60
    quiet_to: int = 9 * 60
    most_a_day: int = 1
    most_a_week: int = 4
    back_off: float = 2.0


@dataclass(frozen=True)
class TimingRules:
    """All times in milliseconds, shares from 0 to 1. `fast` switches every delay off (scripts, tests)."""

    finished_wait_ms: int = 900
    unfinished_wait_ms: int = 2500
    jamo_ms: int = 35
    char_ms: int = 45
    least_typing_ms: int = 500
    most_typing_ms: int = 4000
    reading_ms: int = 300
    fast: bool = False
    holding_wait_ms: int = 8000  # after "잠깐만", "hold on"
    caption_wait_ms: int = 4000  # after a photo without words
    read_jamo_ms: int = 0
    read_char_ms: int = 0
    most_reading_ms: int = 6000
    most_bubbles: int = 4
    pause_ms: int = 0  # between two bubbles, before typing goes on
    mirror: float = 0.0
    reaction_share: float = 0.0
    come_back_share: float = 0.0  # of the turns answered later: those in which the persona says so first
    silence: Silence = Silence()
    delays: tuple[StateDelay, ...] = ()
    late_night: LateNight = LateNight()
    when_interrupted: Interrupted = "cancel"
    proactive: Proactive = Proactive()
    week: Week = Week()
    preset: str = ""
    mode: Mode = "rules"
    floor: float = 0.0

    def delay_in(self, state: str) -> StateDelay | None:
        """How `state` delays, if it does."""
        return next((delay for delay in self.delays if delay.state == state), None)
