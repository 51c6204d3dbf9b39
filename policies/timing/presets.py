"""Four ways to be on the phone, as data. A persona names one and may say any number otherwise.

`natural` is somebody with a life of their own; `attentive` answers soon whatever they do; `slow` looks at the phone now
and then; `instant` is for machines and the impatient: a reply to everything, as fast as it can be written.
"""

from __future__ import annotations

from collections.abc import Mapping

from policies.timing.rules import LateNight, Preset, Silence, StateDelay, TimingRules

_MINUTE = 60_000


def _delays(**states: tuple[float, float]) -> tuple[StateDelay, ...]:
    """state=(share put off, median minutes)"""
    return tuple(StateDelay(name, share, int(minutes * _MINUTE)) for name, (share, minutes) in states.items())  # type: ignore[arg-type]


PRESETS: Mapping[Preset, TimingRules] = {
    "attentive": TimingRules(
        preset="attentive",
        reading_ms=300,
        read_jamo_ms=5,
        read_char_ms=6,
        jamo_ms=30,
        char_ms=38,
        pause_ms=300,
        mirror=0.2,
        reaction_share=0.05,
        come_back_share=0.5,
        silence=Silence(0.03, 1, ("closing",)),
        delays=_delays(asleep=(0.8, 8), **{"class": (0.4, 4)}, work=(0.2, 3), busy=(0.15, 2)),
        late_night=LateNight(slower=1.1, good_night_share=0.05),
    ),
    "natural": TimingRules(
        preset="natural",
        finished_wait_ms=1200,
        unfinished_wait_ms=3500,
        reading_ms=600,
        read_jamo_ms=10,
        read_char_ms=12,
        pause_ms=500,
        most_typing_ms=6000,
        mirror=0.4,
        reaction_share=0.12,
        come_back_share=0.3,
        silence=Silence(0.15, 2, ("closing", "sticker")),
        delays=_delays(asleep=(0.98, 15), **{"class": (0.7, 12)}, work=(0.45, 8), busy=(0.35, 6), free=(0.04, 3)),
        late_night=LateNight(slower=1.3, good_night_share=0.12),
    ),
    "slow": TimingRules(
        preset="slow",
        finished_wait_ms=2500,
        unfinished_wait_ms=6000,
        holding_wait_ms=15_000,
        caption_wait_ms=7000,
        reading_ms=1500,
        read_jamo_ms=18,
        read_char_ms=22,
        jamo_ms=55,
        char_ms=70,
        most_typing_ms=9000,
        most_reading_ms=12_000,
        most_bubbles=3,
        pause_ms=900,
        mirror=0.2,
        reaction_share=0.2,
        come_back_share=0.15,
        silence=Silence(0.3, 4, ("closing", "sticker", "late_night")),
        delays=_delays(asleep=(0.97, 30), **{"class": (0.9, 35)}, work=(0.75, 30), busy=(0.65, 20), free=(0.25, 9)),
        late_night=LateNight(22 * 60, 6 * 60, 1.8, 0.3),
        when_interrupted="finish",
    ),
    "instant": TimingRules(
        preset="instant",
        finished_wait_ms=300,
        unfinished_wait_ms=1200,
        holding_wait_ms=4000,
        caption_wait_ms=2000,
        jamo_ms=0,
        char_ms=0,
        least_typing_ms=0,
        reading_ms=0,
        pause_ms=0,
    ),
}
