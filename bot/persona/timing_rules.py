"""Timing rules of a persona: the preset's numbers, then what its file says, then what the operator says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from bot.persona.schema import Hours
from bot.persona.timing_file import PERSON, Delays, TimingFile, minutes
from policies.timing.presets import PRESETS
from policies.timing.rules import WEEKDAYS, Proactive, Span, StateDelay, TimingChoices, TimingRules, Week

# Field of the rules: where the file says it.
_NUMBERS: Mapping[str, str] = {
    "finished_wait_ms": "wait.finished_ms",
    "unfinished_wait_ms": "wait.unfinished_ms",
    "holding_wait_ms": "wait.holding_ms",
    "caption_wait_ms": "wait.caption_ms",
    "reading_ms": "reading.start_ms",
    "read_jamo_ms": "reading.jamo_ms",
    "read_char_ms": "reading.char_ms",
    "most_reading_ms": "reading.most_ms",
    "jamo_ms": "typing.jamo_ms",
    "char_ms": "typing.char_ms",
    "least_typing_ms": "typing.least_ms",
    "most_typing_ms": "typing.most_ms",
    "most_bubbles": "bubbles.most",
    "pause_ms": "bubbles.pause_ms",
    "mirror": "mirror",
    "reaction_share": "reaction_share",
    "come_back_share": "come_back_share",
    "when_interrupted": "when_interrupted",
}
_RHYTHM_JITTER_MINUTES = 10
_DEFAULT_DELAY = StateDelay("free", 0.0, 10 * 60_000)


def timing_rules(file: TimingFile, rhythm: Sequence[Hours], choices: TimingChoices) -> TimingRules:
    """What the persona's file and the operator make of a preset.

    A preset the operator chose replaces the file's numbers; the week, the time zone and what the persona may write
    first stay the persona's.
    """
    own = choices.preset in (None, file.preset)
    rules = _with_numbers(PRESETS[file.preset], file) if own else PRESETS[choices.preset or file.preset]
    rules = replace(rules, week=_week(file, rhythm), proactive=_proactive(rules, file, choices))
    return _chosen(rules, choices)


def _with_numbers(rules: TimingRules, file: TimingFile) -> TimingRules:
    said = {name: reduce(getattr, path.split("."), file) for name, path in _NUMBERS.items()}
    silence, late = file.silence, file.late_night
    when = tuple(silence.when) if silence.when is not None else None
    return replace(
        rules,
        **_given(**said),
        silence=replace(rules.silence, **_given(share=silence.share, most_a_day=silence.most_a_day, when=when)),
        late_night=replace(
            rules.late_night,
            **_given(start=_minutes(late.start), end=_minutes(late.end)),
            **_given(slower=late.slower, good_night_share=late.good_night_share),
        ),
        delays=tuple(_delays(rules, file)),
    )


def _delays(rules: TimingRules, file: TimingFile) -> Iterable[StateDelay]:
    states = dict.fromkeys([*(delay.state for delay in rules.delays), *file.delays])
    for state in states:
        base = rules.delay_in(state) or replace(_DEFAULT_DELAY, state=state)
        said = file.delays.get(state, Delays())
        median = round(said.median_minutes * 60_000) if said.median_minutes is not None else None
        yield replace(base, **_given(share=said.share, median_ms=median, spread=said.spread))


def _week(file: TimingFile, rhythm: Sequence[Hours]) -> Week:
    zone = None if file.time_zone == PERSON else file.time_zone
    listed = tuple(each.span() for each in file.week) if file.week is not None else tuple(_of_rhythm(rhythm))
    return Week(listed, zone, file.holidays)


def _of_rhythm(rhythm: Sequence[Hours]) -> Iterable[Span]:
    """Every day alike: what isn't free."""
    for hours in rhythm:
        if hours.state != "free" and hours.start != hours.end:
            yield Span(WEEKDAYS, minutes(hours.start), minutes(hours.end), hours.state, _RHYTHM_JITTER_MINUTES)


def _proactive(rules: TimingRules, file: TimingFile, choices: TimingChoices) -> Proactive:
    said = file.proactive
    quiet = (minutes(said.quiet.start), minutes(said.quiet.end)) if said.quiet else (None, None)
    return replace(
        rules.proactive,
        **_given(
            enabled=False if choices.proactive is False else said.enabled,
            check_ins=said.check_ins,
            quiet_from=quiet[0],
            quiet_to=quiet[1],
            most_a_day=said.most_a_day,
            most_a_week=said.most_a_week,
            back_off=said.back_off,
        ),
    )


def _chosen(rules: TimingRules, choices: TimingChoices) -> TimingRules:
    return replace(
        rules,
        mode=choices.mode,
        floor=choices.floor,
        fast=choices.fast or rules.fast,
        **_given(
            finished_wait_ms=choices.finished_wait_ms,
            unfinished_wait_ms=choices.unfinished_wait_ms,
            jamo_ms=choices.jamo_ms,
            char_ms=choices.char_ms,
        ),
    )


def _minutes(clock: str | None) -> int | None:
    return minutes(clock) if clock is not None else None


def _given(**values: object) -> Mapping[str, Any]:
    """What somebody said."""
    return {name: value for name, value in values.items() if value is not None}
