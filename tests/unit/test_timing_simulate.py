"""Timing policies on a virtual clock: figures, determinism, invariants, logs good and bad, pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.engine.ingest import LONGEST_WAIT_MS as ENGINES_WAIT_MS
from bot.errors import FileMistakes
from bot.feedback.timing.logs import LogUnusable
from bot.feedback.timing.plot import pictures
from bot.feedback.timing.simulate import Chat, generated, logged, simulate, transcripts
from bot.feedback.timing.summary import differences, percentiles
from bot.feedback.timing.virtual.chat import LONGEST_WAIT_MS, VirtualChat
from bot.feedback.timing.virtual.checking import violations
from bot.feedback.timing.virtual.everyday import Habits, everyday
from bot.feedback.timing.virtual.speaking import planned
from bot.feedback.timing.virtual.transcript import Cut, Heard, Person, Policy, Sent
from policies.proactive.local_time import local
from policies.timing.plan import Pace, plan_bubbles
from policies.timing.presets import PRESETS
from policies.timing.rules import Proactive, Silence, StateDelay
from tests.command import malbeot
from tests.simulated_chats import broken_in

SEOUL = Person("p", "Asia/Seoul")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NOON = 1_772_420_400_000  # 2026-03-02 12:00 in Seoul, a Monday
NATURAL = PRESETS["natural"]
NOW = replace(NATURAL, reaction_share=0.0, silence=Silence(), delays=())


def _run(*said, rules=NOW, person=SEOUL, seed=1):
    heard = [Heard(n, NOON + at, text) for n, (at, text) in enumerate(said, 1)]
    return VirtualChat(person, rules, heard, seed).run()


def _answered(transcript):
    return [turn.ids for turn in transcript.turns if turn.decision.action == "reply"]


def test_six_messages_in_ten_seconds_are_one_turn():
    burst = [(at * 1700, "그래서 오늘은") for at in range(6)]
    assert _answered(_run(*burst)) == [(1, 2, 3, 4, 5, 6)]


def test_the_wait_is_bounded_as_the_engine_bounds_it():
    assert LONGEST_WAIT_MS == ENGINES_WAIT_MS
    typing_on = [(at * 2000, "그래서 오늘은") for at in range(30)]
    transcript = _run(*typing_on)
    assert len(_answered(transcript)) > 1
    assert all(turn.waited_ms < 60_000 for turn in transcript.turns)


def test_a_message_while_the_model_works_is_answered_with_those_before():
    transcript = _run((0, "밥 먹었어?"), (1300, "난 먹었어"))
    assert transcript.discarded == 1
    assert _answered(transcript) == [(1, 2)]


def test_a_message_between_two_bubbles_cancels_the_rest_unless_they_finish():
    seeds = range(60)
    rules = replace(NOW, when_interrupted="finish")
    said = ((0, "나 오늘 회사에서 엄청 혼났어."), (6000, "듣고 있어?"))
    cancelled = [_run(*said, seed=seed) for seed in seeds]
    finished = [_run(*said, rules=rules, seed=seed) for seed in seeds]
    assert sum(len(each.cuts) for each in cancelled) > 5
    assert not any(each.cuts for each in finished)
    assert not any(sum(violations(each).values()) for each in (*cancelled, *finished))


def test_a_crisis_is_answered_at_once_even_in_the_middle_of_something():
    transcript = _run((0, "밥 먹었어?"), (5000, "죽고 싶어"))
    spoken = [each.at for each in transcript.sent if each.kind == "bubble"]
    assert NOON + 5000 in spoken
    assert violations(transcript)["safety_kept_waiting"] == 0


def test_an_answer_put_off_comes_later_and_answers_everything():
    rules = replace(NOW, delays=(StateDelay("free", 1.0, 5 * MINUTE, 0.0),))
    transcript = _run((0, "안녕"), (HOUR, "나 이제 집에 왔어."), (HOUR + 90_000, "비가 너무 많이 온다."), rules=rules)
    assert [turn.decision.action for turn in transcript.turns] == ["reply", "later", "later", "reply"]
    assert transcript.turns[-1].ids == (2, 3)
    assert transcript.turns[-1].deferred


def test_a_plan_is_asked_about_after_it_and_within_the_hours_that_are_fine():
    transcript = _run((0, "안녕"), (MINUTE, "나 내일 3시에 면접 있어"))
    first = [each for each in transcript.sent if each.kind == "first"]
    assert [each.text for each in first][:1] == ["interview"]
    there = local(first[0].at, None)
    assert first[0].at > NOON + DAY + 3 * HOUR, there
    assert transcript.fates[0].outcome == "sent"


@pytest.mark.parametrize(
    ("later", "outcome", "reason"),
    [
        ((DAY, "면접 취소됐어"), "cancelled", "called off"),
        ((DAY + 4 * HOUR, "면접 끝났어!"), "cancelled", "they spoke of it first"),
        ((DAY + 8 * HOUR, "밥 먹었어?"), "answered", "they wrote within a day"),
    ],
)
def test_what_becomes_of_a_plan_is_told(later, outcome, reason):
    transcript = _run((0, "나 내일 3시에 면접 있어"), later)
    assert (transcript.fates[0].outcome, transcript.fates[0].reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (replace(SEOUL, minor=True), "minors are not written to first"),
        (replace(SEOUL, opted_in=False), "not opted in"),
    ],
)
def test_nobody_is_written_to_first_who_may_not_be(person, reason):
    transcript = _run((0, "나 내일 3시에 면접 있어"), person=person)
    assert not [each for each in transcript.sent if each.kind == "first"]
    assert transcript.fates[0].reason == reason


def test_a_reply_is_planned_as_a_turn_plans_it():
    reply, heard = "헐 진짜? 그건 좀 너무했다. 오늘 고생 많았어. 밥은 챙겨 먹었어?", "오늘 너무 힘들었어"
    for preset in PRESETS.values():
        mine = planned(reply, heard, preset, NOON, 5, None, urgent=False)
        real = plan_bubbles((reply,), preset, 5, Pace(heard))
        assert [(each.at - NOON, each.typing_ms, each.text) for each in mine] == [
            (each.offset_ms, each.typing_ms, each.text) for each in real
        ]


def test_the_same_seed_gives_the_same_figures_and_another_seed_others():
    chats, policy = [generated(Habits(days=5), 3)], [Policy("natural", NATURAL)]
    one, again, other = (simulate(chats, policy, seed).summaries[0] for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_slow_is_slower_and_more_silent_than_attentive():
    week = replace(NATURAL.week, spans=())
    policies = [Policy(name, replace(PRESETS[name], week=week)) for name in ("attentive", "slow")]
    attentive, slow = simulate([generated(Habits(days=20), 1)], policies, 1).summaries
    change = differences(attentive, slow)
    assert change["delay_p50_ms"] > 0
    assert change["share_silent"] > 0
    assert slow.values()["actions"]["reply"]["share"] < attentive.values()["actions"]["reply"]["share"]


def test_generated_days_have_about_as_many_messages_as_asked_for_and_stay_in_their_days():
    heard = everyday(Habits(days=40, a_day=50), 4)
    assert 1700 < len(heard) < 2300
    assert [each.at for each in heard] == sorted(each.at for each in heard)
    assert {"photo", "sticker", "text"} == {each.kind for each in heard}


def test_no_days_and_negative_numbers_of_messages_are_refused():
    with pytest.raises(ValueError, match="days must be 1 or more"):
        everyday(Habits(days=-1), 1)
    with pytest.raises(ValueError, match="a_day 0 or more"):
        everyday(Habits(a_day=-5), 1)


def test_some_hundred_generated_chats_break_no_invariant():
    assert broken_in(range(600)) == {}


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe"])
def test_days_with_23_or_25_hours_break_nothing(zone):
    for start in (1_772_323_200_000, 1_792_800_000_000, 1_790_812_800_000):  # March, late October, October
        chat = generated(Habits(days=35, a_day=12, zone=zone, language="en", start=start), 2)
        found = transcripts([chat], Policy("natural", NATURAL), 1)[0]
        assert sum(violations(found).values()) == 0


def test_a_transcript_that_breaks_a_promise_is_found_out():
    good = _run((0, "안녕"), (HOUR, "나 내일 3시에 면접 있어"), (2 * HOUR, "뭐 해?"))
    last = good.turns[-1]
    silent = replace(last.decision, action="silent")
    quiet = Sent(None, NOON + 12 * HOUR, "interview", "first")
    planted = {
        "message_forgotten": replace(good, turns=good.turns[:-1]),
        "text_altered": replace(good, turns=(*good.turns[:-1], replace(last, reply=last.reply + "!"))),
        "silences_beyond_the_cap": replace(good, turns=(*good.turns[:-1], replace(last, decision=silent))),
        "probabilities_unsound": replace(good, turns=(replace(last, decision=silent),)),
        "bubble_after_cancellation": replace(good, cuts=(Cut(last.id, last.at - 1, 1, urgent=False),)),
        "bubbles_not_one_to_four": replace(good, turns=(replace(last, bubbles=last.bubbles * 5),)),
        "negative_delay_or_order": replace(good, sent=good.sent[::-1]),
        "sent_otherwise_than_planned": replace(good, sent=tuple(each for each in good.sent if each.kind != "bubble")),
        "refused_for_being_quick": replace(good, turns=(replace(last, waited_ms=HOUR),)),
        "proactive_in_quiet_hours": replace(good, sent=(*good.sent, quiet)),
        "proactive_beyond_caps": replace(good, sent=(quiet, quiet)),
        "proactive_unwelcome": replace(good, person=replace(SEOUL, minor=True), sent=(quiet,)),
        "safety_kept_waiting": replace(good, heard=(*good.heard, Heard(99, NOON, "죽고 싶어"))),
        "silent_twice_to_questions": replace(
            good, turns=(replace(last, decision=silent), replace(last, decision=silent))
        ),
    }
    assert set(planted) == set(violations(good))
    assert sum(violations(good).values()) == 0
    assert {name for name, bad in planted.items() if violations(bad)[name] == 0} == set()


def _log(tmp_path, rows):
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def _row(ts, sender="me", text="안녕", chat="c"):
    return {"chat": chat, "from": sender, "ts": ts, "text": text}


def _read(path, days=None, zone=None, person=None):
    return logged([path], days=days, zone=zone, person=person)


def test_of_a_log_one_side_is_replayed(tmp_path):
    path = _log(tmp_path, [_row(NOON), _row(NOON + 5000, "you"), _row(NOON + 9000)])
    assert [len(chat.heard) for chat in _read(path)] == [2]
    assert [len(chat.heard) for chat in _read(path, person="you")] == [1]
    with pytest.raises(LogUnusable, match="nobody in the log is called 'else'"):
        _read(path, person="else")


def test_a_log_is_cut_to_its_first_days(tmp_path):
    path = _log(tmp_path, [_row(NOON + day * DAY) for day in range(10)])
    assert len(_read(path, days=3)[0].heard) == 3


@pytest.mark.parametrize(
    ("stamp", "zone"),
    [("2026-03-02T12:00:00+09:00", "Etc/GMT-9"), ("2026-03-02T12:00:00", "UTC"), ("2026-03-02T12:00:00+05:30", "Asia/Kolkata")],
)  # fmt: skip
def test_local_time_is_that_of_the_stamps(tmp_path, stamp, zone):
    assert _read(_log(tmp_path, [_row(stamp)]))[0].person.zone == zone


def test_a_wall_clocks_stamps_are_read_in_the_zone_that_is_named(tmp_path):
    chat = _read(_log(tmp_path, [_row("2026-03-02T12:00:00")]), zone="Asia/Seoul")[0]
    assert chat.heard[0].at // MINUTE == NOON // MINUTE


def test_a_clock_that_jumps_back_a_day_inside_a_log_loses_nothing(tmp_path):
    path = _log(tmp_path, [_row(NOON + DAY + n * 1001) for n in range(5)] + [_row(NOON + n * 1001) for n in range(5)])
    chats = _read(path)
    found = transcripts(chats, Policy("natural", NATURAL), 1)[0]
    assert len(found.heard) == 10
    assert sum(violations(found).values()) == 0


def test_logs_without_stamps_or_messages_are_refused(tmp_path):
    with pytest.raises(LogUnusable, match="no line has a time stamp"):
        _read(_log(tmp_path, [{"chat": "c", "from": "me", "text": "안녕"}]))
    with pytest.raises(LogUnusable, match="no messages"):
        _read(_log(tmp_path, []))
    with pytest.raises(FileMistakes):
        _read(_log(tmp_path, [_row(NOON), _row("yesterday")]))


def test_nobody_who_writes_nothing_is_answered():
    found = simulate([Chat(SEOUL, ())], [Policy("natural", NATURAL)], 1)
    assert (found.summaries[0].messages, found.summaries[0].turns, found.summaries[0].days) == (0, 0, 0)
    assert pictures(found.summaries, "en")


def test_percentiles_are_by_nearest_rank():
    assert percentiles(range(101)) == {"count": 101, "p10": 10, "p50": 50, "p90": 90, "p99": 99}
    assert percentiles([]) == {"count": 0}


def test_personas_that_never_write_first_hear_no_plans():
    rules = replace(NOW, proactive=Proactive(enabled=False))
    assert _run((0, "나 내일 3시에 면접 있어"), rules=rules).fates == ()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pictures_are_svg_with_both_policies_and_a_background_of_their_own(language):
    policies = [Policy("one <&> two", NATURAL), Policy("slow", PRESETS["slow"])]
    found = simulate([generated(Habits(days=4), 1)], policies, 1)
    drawn = pictures(found.summaries, language)
    assert set(drawn) == {"delays", "actions", "silences", "bubbles", "proactive"}
    for picture in drawn.values():
        root = ET.fromstring(picture)
        words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
        assert {"one <&> two", "slow"} <= set(words)
        assert root[0].get("fill") == "#ffffff"
        assert root[0].get("width") == root.get("width")


def test_the_command_prints_figures_and_json_and_writes_pictures(home, tmp_path):
    args = ("timing", "simulate", "--days", "3", "--messages-per-day", "10", "--seed", "4")
    told = malbeot(*args, "--against", "slow", "--svg", str(tmp_path / "out"))
    assert (told.code, "no invariant broken" in told.out) == (0, True)
    assert len(list((tmp_path / "out").glob("*.svg"))) == 5
    figures = malbeot(*args, "--json").json
    assert figures["days"] in (2, 3)
    assert set(figures["invariants"].values()) == {0}
    both = malbeot(*args, "--against", "wren", "--json").json
    assert [each["policy"] for each in both["policies"]] == ["bom, natural", both["policies"][1]["policy"]]
    assert "share_reply" in both["differences"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--preset", "lazy"), "'lazy' is no preset; use attentive, natural, slow, instant"),
        (("--against", "lazy"), "'lazy' is no preset and no persona; use attentive"),
        (("--days", "-3"), "--days"),
        (("--messages-per-day", "-1"), "--messages-per-day"),
        (("--time-zone", "Mars/Base"), "'Mars/Base' is no IANA time zone"),
        (("/nowhere/log.jsonl",), "does not exist"),
    ],
)
def test_wrong_options_are_named(home, args, said):
    ran = malbeot("timing", "simulate", *args)
    assert ran.code == 2
    assert said in " ".join(ran.err.replace("│", " ").split())


def test_an_unknown_persona_is_told_with_those_there_are(home):
    ran = malbeot("timing", "simulate", "--persona", "nobody")
    assert (ran.code, "no persona 'nobody'" in ran.err, "bom" in ran.err) == (1, True, True)
