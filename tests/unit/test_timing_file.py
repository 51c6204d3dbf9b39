"""`timing:` in persona.yaml: what it makes of a preset, and how its mistakes are told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.errors import FileMistakes
from bot.persona.persona import Persona, from_snapshot
from bot.persona.schema import PersonaFile
from bot.persona.shelf import SHIPPED, PersonaShelf
from bot.persona.timing_file import TimingFile
from bot.persona.yaml_file import load
from policies.timing.presets import PRESETS
from policies.timing.rules import WEEKDAYS, Span, TimingChoices, TimingRules

SHELF = PersonaShelf([SHIPPED])
BARE = """
name: {en: A}
languages: [en]
who: {en: somebody}
voice: {en: {style: plain}}
lines: {disclosure: {en: [I am an AI.]}}
rhythm:
  - {from: "23:00", to: "07:00", state: asleep, doing: {en: asleep}}
  - {from: "09:00", to: "12:00", state: busy, doing: {en: at it}}
  - {from: "12:00", to: "23:00", state: free, doing: {en: at home}}
"""
RANGES = '[{days: [sat-mon], from: "10:00", to: "24:00", state: class}, {days: [holidays, tue], from: "10:00", to: "11:00", state: busy}]'


def persona(tmp_path: Path, timing: str = "") -> Persona:
    file = tmp_path / "persona.yaml"
    file.write_text(BARE + timing, "utf-8")
    return Persona("a", load(file, PersonaFile, "persona.yaml"), ())


def rules(tmp_path: Path, timing: str = "", choices: TimingChoices | None = None) -> TimingRules:
    return persona(tmp_path, timing).timing_rules(choices or TimingChoices())


def mistakes(tmp_path: Path, timing: str) -> str:
    with pytest.raises(FileMistakes) as caught:
        persona(tmp_path, timing)
    return str(caught.value)


def test_without_timing_it_is_natural_with_the_week_of_its_rhythm(tmp_path: Path) -> None:
    made = rules(tmp_path)
    assert replace(made, week=PRESETS["natural"].week, floor=0.0) == PRESETS["natural"]
    assert made.week.spans == (
        Span(WEEKDAYS, 23 * 60, 7 * 60, "asleep", 10),
        Span(WEEKDAYS, 9 * 60, 12 * 60, "busy", 10),
    )
    assert made.week.time_zone is None


@pytest.mark.parametrize(
    "timing", ["timing:", "timing: {}", "timing: {preset: , wait: , delays: {busy: }, week: , proactive: {quiet: }}"]
)
def test_what_is_left_empty_is_the_default(tmp_path: Path, timing: str) -> None:
    assert rules(tmp_path, timing) == rules(tmp_path) or "busy" in timing
    assert rules(tmp_path, timing).week == rules(tmp_path).week


def test_an_empty_week_is_always_free(tmp_path: Path) -> None:
    assert rules(tmp_path, "timing: {week: []}").week.spans == ()


def test_every_number_can_be_said_otherwise(tmp_path: Path) -> None:
    made = rules(
        tmp_path,
        """
timing:
  preset: slow
  time_zone: Europe/London
  holidays: GB
  wait: {finished_ms: 1, unfinished_ms: 2, holding_ms: 3, caption_ms: 4}
  reading: {start_ms: 5, jamo_ms: 6, char_ms: 7, most_ms: 8}
  typing: {jamo_ms: 9, char_ms: 10, least_ms: 11, most_ms: 12}
  bubbles: {most: 2, pause_ms: 13}
  mirror: 0.1
  reaction_share: 0.2
  come_back_share: 0.3
  silence: {share: 0.4, most_a_day: 5, when: [question]}
  delays: {free: {share: 0.6}, work: {share: 1, median_minutes: 0.5, spread: 0}}
  late_night: {from: "01:00", to: "02:00", slower: 3, good_night_share: 0.7}
  when_interrupted: cancel
  proactive: {enabled: false, check_ins: false, quiet: {from: "20:00", to: "10:30"}, most_a_day: 2, most_a_week: 3, back_off: 4}
""",
    )
    waits = (made.finished_wait_ms, made.unfinished_wait_ms, made.holding_wait_ms, made.caption_wait_ms)
    reading = (made.reading_ms, made.read_jamo_ms, made.read_char_ms, made.most_reading_ms)
    typing = (made.jamo_ms, made.char_ms, made.least_typing_ms, made.most_typing_ms)
    assert (*waits, *reading, *typing) == tuple(range(1, 13))
    assert (made.most_bubbles, made.pause_ms, made.when_interrupted) == (2, 13, "cancel")
    assert (made.mirror, made.reaction_share, made.come_back_share) == (0.1, 0.2, 0.3)
    assert (made.silence.share, made.silence.most_a_day, made.silence.when) == (0.4, 5, ("question",))
    slow, free, work = PRESETS["slow"].delay_in("free"), made.delay_in("free"), made.delay_in("work")
    assert slow is not None
    assert free == replace(slow, share=0.6)
    assert work is not None
    assert (work.share, work.median_ms, work.spread) == (1, 30_000, 0)
    late, proactive = made.late_night, made.proactive
    assert (late.start, late.end, late.slower, late.good_night_share) == (60, 120, 3, 0.7)
    assert (proactive.enabled, proactive.check_ins, proactive.quiet_from, proactive.quiet_to) == (
        False,
        False,
        1200,
        630,
    )
    assert (proactive.most_a_day, proactive.most_a_week, proactive.back_off) == (2, 3, 4)
    assert (made.week.time_zone, made.week.holidays, made.preset) == ("Europe/London", "GB", "slow")


def test_ranges_of_days_may_pass_sunday_and_holidays_are_a_day_of_their_own(tmp_path: Path) -> None:
    spans = rules(tmp_path, f"timing: {{week: {RANGES}}}").week.spans
    assert spans == (
        Span(("mon", "sat", "sun"), 600, 1440, "class"),
        Span(("tue", "holidays"), 600, 660, "busy"),
    )


def test_the_operators_preset_replaces_the_numbers_and_leaves_the_week(tmp_path: Path) -> None:
    made = rules(tmp_path, "timing: {preset: attentive, mirror: 1}", TimingChoices(preset="slow"))
    assert replace(made, week=PRESETS["slow"].week, floor=0.0) == PRESETS["slow"]
    assert len(made.week.spans) == 2


def test_the_operator_has_the_last_word(tmp_path: Path) -> None:
    choices = TimingChoices(
        mode="model",
        floor=0.1,
        fast=True,
        finished_wait_ms=0,
        unfinished_wait_ms=1,
        jamo_ms=2,
        char_ms=3,
        proactive=False,
    )
    made = rules(tmp_path, "timing: {typing: {jamo_ms: 99}, proactive: {enabled: true}}", choices)
    assert (made.mode, made.floor, made.fast, made.proactive.enabled) == ("model", 0.1, True, False)
    assert (made.finished_wait_ms, made.unfinished_wait_ms, made.jamo_ms, made.char_ms) == (0, 1, 2, 3)


def test_the_same_choices_are_worked_out_once(tmp_path: Path) -> None:
    somebody = persona(tmp_path)
    assert somebody.timing_rules(TimingChoices()) is somebody.timing_rules(TimingChoices())


@pytest.mark.parametrize(
    ("timing", "told"),
    [
        (
            '{week: [{days: [mon], from: "10:00", to: "10:00", state: busy}]}',
            r"timing.week.0: `from` and `to` are both 10:00: an empty span; for a whole day say 00:00 to 24:00",
        ),
        (
            '{week: [{days: [], from: "10:00", to: "11:00", state: busy}]}',
            r"timing.week.0.days: an empty list; name at least one",
        ),
        (
            '{week: [{days: [mon-fri], from: "09:00", to: "18:00", state: work}, {days: [wed], from: "13:00", to: "14:00", state: class}]}',
            r"timing.week: the 1st span \(mon-fri 09:00-18:00 work\) and the 2nd span \(wed 13:00-14:00 class\) overlap on wed 13:00; let one end",
        ),
        (
            '{week: [{days: [sun], from: "23:00", to: "07:00", state: asleep}, {days: [mon], from: "06:00", to: "08:00", state: busy}]}',
            r"overlap on mon 06:00",
        ),
        (
            '{week: [{from: "23:00", to: "07:00", state: asleep}, {days: [sat], from: "01:00", to: "02:00", state: busy}]}',
            r"overlap on sat 01:00",
        ),
        (
            '{week: [{from: "09:00", to: "12:00", state: work}, {days: [holidays], from: "11:00", to: "13:00", state: busy}]}',
            r"overlap on holidays 11:00",
        ),
        (
            '{week: [{days: [monday], from: "09:00", to: "12:00", state: work}]}',
            r"timing.week.0.days.0: not a day; write mon, .* such as mon-fri, or holidays \(got 'monday'\)",
        ),
        (
            '{week: [{from: "09:00", to: "25:00", state: work}]}',
            r"timing.week.0.to: not a time of day; write HH:MM from 00:00 to 24:00, such as \"18:00\" \(got '25:00'\)",
        ),
        (
            '{week: [{from: "09:00", to: "12:00", state: sleepy}]}',
            r"timing.week.0.state: not known here; write 'asleep', 'class', 'work', 'busy' or 'free' \(got 'sleepy'\)",
        ),
        (
            '{week: [{from: "09:00", to: "12:00", state: work, jitter_minutes: -5}]}',
            r"jitter_minutes: out of range; write 0 or more \(got -5\)",
        ),
        ("{typing: {jamo_ms: -35}}", r"timing.typing.jamo_ms: out of range; write 0 or more \(got -35\)"),
        (
            "{typing: {least_ms: 900, most_ms: 800}}",
            r"timing.typing: least_ms 900 is more than most_ms 800; exchange them",
        ),
        (
            "{time_zone: Asia/Seul}",
            r"timing.time_zone: 'Asia/Seul' is not a time zone; say `person`, or a name such as Asia/Seoul",
        ),
        ("{time_zone: Asia}", r"timing.time_zone: 'Asia' is not a time zone"),
        ("{time_zone: ../../etc/passwd}", r"timing.time_zone: .* is not a time zone"),
        ("{silence: {share: 1.5}}", r"timing.silence.share: out of range; write 1 or less \(got 1.5\)"),
        ("{mirror: 2}", r"timing.mirror: out of range; write 1 or less"),
        ("{reaction_share: .nan}", r"timing.reaction_share"),
        ("{silence: {when: [bored]}}", r"timing.silence.when.0: not known here; write 'closing'"),
        ("{delays: {awake: {share: 1}}}", r"timing.delays.awake: not known here; write 'asleep'"),
        (
            "{delays: {busy: {median_minutes: 0}}}",
            r"timing.delays.busy.median_minutes: out of range; write more than 0",
        ),
        (
            "{preset: quick}",
            r"timing.preset: not known here; write 'attentive', 'natural', 'slow' or 'instant' \(got 'quick'\)",
        ),
        ('{proactive: {quiet: {from: "22:00", to: "22:00"}}}', r"timing.proactive.quiet: .*no quiet hours at all"),
        ("{proactive: {back_off: 0.5}}", r"timing.proactive.back_off: out of range; write 1 or more"),
        ("{mirorr: 1}", r"timing.mirorr: unknown key, did you mean 'mirror'"),
        ("slow", r"timing: no keys with values; write keys such as `preset: slow` below it, .* \(got 'slow'\)"),
        ("[]", r"timing: no keys .* `preset: natural` below it, or leave it out; there are preset, .* \(got \[\]\)"),
        ("{wait: 900}", r"timing.wait: no keys with values; write keys such as `finished_ms: …` .* \(got 900\)"),
        ("{delays: 5}", r"timing.delays: no keys with values; write `key: value` lines .* \(got 5\)"),
        ("{week: busy}", r"timing.week: not a list; put it in square brackets, .* \(got 'busy'\)"),
        ('{week: [{days: mon-fri, from: "09:00", to: "10:00", state: busy}]}', r"timing.week.0.days: not a list; .*"),
        ('{week: [{from: "9:00", to: "10:00", state: busy}]}', r"0.from: not a time of day; .* \(got '9:00'\)"),
        ('{week: [{from: 9, to: "10:00", state: busy}]}', r"0.from: not a text; put it in quotes, .* \(got 9\)"),
        ('{week: [{from: "09:00", state: busy}]}', r"timing.week.0.to: missing; add it"),
        ("{typing: {jamo_ms: fast}}", r"typing.jamo_ms: not a whole number; write one such as 30 \(got 'fast'\)"),
        ("{mirror: much}", r"timing.mirror: not a number; write one such as 0.5 \(got 'much'\)"),
        ("{proactive: {enabled: maybe}}", r"proactive.enabled: neither true nor false; .* \(got 'maybe'\)"),
        ("{mirorr: }", r"timing.mirorr: unknown key, did you mean 'mirror'"),
    ],
)
def test_a_mistake_is_told_with_its_line_field_value_and_fix(tmp_path: Path, timing: str, told: str) -> None:
    text = mistakes(tmp_path, f"timing: {timing}")
    assert re.search(r"persona.yaml:\d+:\d+ ", text)
    assert re.search(told, text), text


@pytest.mark.parametrize(
    "week",
    [
        '[{days: [mon-fri], from: "09:00", to: "12:00", state: work}, {days: [mon-fri], from: "12:00", to: "13:00", state: busy}]',
        '[{days: [sun], from: "23:00", to: "07:00", state: asleep}, {days: [sun], from: "06:00", to: "07:00", state: busy}]',
        '[{days: [mon-fri], from: "09:00", to: "12:00", state: work}, {days: [holidays], from: "09:00", to: "12:00", state: busy}]',
        '[{from: "22:00", to: "21:59", state: asleep}]',
    ],
)
def test_spans_that_only_touch_stand(tmp_path: Path, week: str) -> None:
    assert rules(tmp_path, f"timing: {{week: {week}}}").week.spans


def test_timing_is_no_part_of_the_prompt_and_comes_back_from_a_snapshot(tmp_path: Path) -> None:
    plain, slow = persona(tmp_path), persona(tmp_path, 'timing: {preset: slow, late_night: {from: "22:30"}}')
    assert plain.prompt_hash == slow.prompt_hash
    assert plain.snapshot_hash != slow.snapshot_hash
    assert from_snapshot(slow.snapshot).timing_rules(TimingChoices()) == slow.timing_rules(TimingChoices())


@pytest.mark.parametrize("key", SHELF.names())
def test_rules_come_back_from_their_json_values(key: str) -> None:
    adapter, made = TypeAdapter(TimingRules), SHELF.get(key).timing_rules(TimingChoices())
    assert adapter.validate_python(adapter.dump_python(made, mode="json")) == made


def test_the_shipped_personas_feel_different() -> None:
    bom, wren = (SHELF.get(key).timing_rules(TimingChoices()) for key in ("bom", "wren"))
    assert bom.week.spans != wren.week.spans
    assert (bom.preset, bom.jamo_ms, bom.most_bubbles) != (wren.preset, wren.jamo_ms, wren.most_bubbles)
    for key in ("bom", "wren"):
        assert SHELF.get(key).timing_rules(TimingChoices(preset="slow")).silence == PRESETS["slow"].silence


def test_the_example_in_the_handbook_is_valid_and_says_every_part(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "timing.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert persona(tmp_path, example).file.timing.model_fields_set == set(TimingFile.model_fields)
