"""`malbeot timing explain`: one turn's timing in sentences and as JSON."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.feedback.timing.durations import span
from bot.feedback.timing.explaining import Came, Said, Timing, explained, told
from bot.turn.decisions import DecisionRecord
from bot.turn.record import EventRecord, TimingRecord
from policies.timing.plan import Bubble, Plan
from tests.command import malbeot
from tests.unit.test_turn_record import whole_record

AT = 1_772_420_400_000  # 2026-03-02 12:00:00 in Seoul
HOUR = 3_600_000


def _decision(at, action, delay_ms=0, **changes):
    chances = {"reply": 0.3, "later": 0.7, "react": 0.0, "silent": 0.0, "come_back": 0.0}
    known = {"floor": 0.02, "state": "work", "seed": 7, "admissible": ("reply", "later")}
    return DecisionRecord(at, action, f"why {action}", chances, delay_ms=delay_ms, **{**known, **changes})


def _timing(**changes):
    known = {
        "zone": "Asia/Seoul",
        "came": (Came(AT, "text", "나 이제", 3500, "the message looks unfinished"), Came(AT + 2000, "text", "집", 900, "")),
        "began_with": "",
        "answered_at": AT + HOUR,
        "action": "reply",
        "reason": "the answer that was put off",
        "decisions": (_decision(AT + 4000, "later", HOUR), _decision(AT + HOUR, "reply")),
        "bubbles": (Said("응", 600, AT + HOUR + 1000, AT + HOUR + 1900, "sent"), Said("왔어?", 700, AT, None, "cancelled")),
    }  # fmt: skip
    return Timing(**{**known, **changes})


def test_waits_decisions_and_bubbles_are_told_by_the_persons_clock():
    lines = list(told(_timing()))
    text = "\n".join(lines)
    assert "2 messages came within 2 s (times: Asia/Seoul):" in lines
    assert "  12:00:00 [text] 나 이제" in lines
    assert "    waited 3.5 s for more: the message looks unfinished" in lines
    assert "the turn began 2 s after the last message." in text
    assert "At 12:00:04, work, it was decided to answer later: why later." in lines
    assert "  chances: reply 30.0%, later 70.0%; none for react, silent, come_back" in lines
    assert "  put off until Mon 13:00:04, 1 h later" in lines
    assert "At 13:00:00, work, it was decided to reply: why reply." in lines
    assert "sent 13:00:01, 900 ms late" in text
    assert "not sent (cancelled)" in text


def test_a_turn_the_persona_began_tells_its_intent_why_now_and_its_bubbles_and_none_of_the_words_behind_it():
    decision = DecisionRecord(
        AT, "proactive", "due and welcome", {"proactive": 1.0}, ("proactive",), 0.0, 0, "", 7, policy="natural"
    )
    event = EventRecord(5, "interview", "비밀 면접", "interview told with its time", 12)
    plan = Plan("proactive", "due and welcome", (Bubble("면접 어땠어?", 1500, 600),))
    timing = TimingRecord((), plan, (decision,))
    record = replace(whole_record(), event=event, updates=(), timing=timing)
    row = {"text": "면접 어땠어?", "typing_ms": 600, "due": AT + 1500, "sent_at": AT + 1500, "state": "sent"}

    assert list(told(explained(record, [row]))) == [
        "The persona wrote first (interview, intent 5 from message 12: interview told with its time; times: Asia/Seoul).",
        "At 12:00:00 it was decided to write first: due and welcome.",
        "  decided by rules, preset natural; nothing was drawn",
        "The message has 1 bubble after 900 ms before typing:",
        "  1. 면접 어땠어?",
        "     planned for 12:00:01 after 600 ms of typing; sent 12:00:01, on time",
    ]


def test_a_check_in_comes_from_no_message():
    event = EventRecord(6, "check_in", "", "a silence", None)
    began = explained(replace(whole_record(), event=event), []).began_with

    assert began == "check_in, intent 6 from no message: a silence"


@pytest.mark.parametrize(("action", "reading"), [("reply", 61_000), ("later", 1000)])
def test_a_delay_a_model_asked_for_is_no_reading(action, reading):
    plan = Plan(action, "why", (Bubble("응", 61_600, 600),))
    timing = TimingRecord((), plan, (_decision(AT, action, 60_000),))

    assert explained(replace(whole_record(), timing=timing), []).reading_ms == reading


def test_the_preset_and_the_reading_before_typing_are_told():
    drawn = _decision(AT, "reply", policy="slow")
    lines = list(told(_timing(decisions=(drawn,), reading_ms=2500)))

    assert "  drawn by rules, preset slow, with seed 7; each admissible action at least 2%" in lines
    assert "The answer has 2 bubbles after 2.5 s of reading:" in lines


def test_without_a_draw_or_words_both_are_said():
    lines = list(told(_timing(decisions=(), bubbles=(), zone="Nowhere/At all")))
    assert "At 04:00:00 nothing was drawn: reply (the answer that was put off)." in lines
    assert lines[-1] == "No bubble was sent."


def test_what_a_model_holds_back_and_reactions_are_told():
    held = _decision(AT, "later", HOUR)
    react = _decision(AT, "react", emoji="👍", admissible=("reply", "react"), floor=0.0)
    assert "  and held back until Mon 13:00:00, 1 h later" in list(told(_timing(decisions=(held,))))
    assert "  reaction: 👍" in list(told(_timing(decisions=(react,))))


def test_durations_are_said_in_their_largest_unit():
    assert [span(ms) for ms in (0, 850, 4200, 12 * 60_000, 3.1 * HOUR)] == [
        "0 ms",
        "850 ms",
        "4.2 s",
        "12 min",
        "3.1 h",
    ]


def test_a_real_turn_is_explained(home):
    assert malbeot("chat", "--plain", "--fast", stdin="나 내일 3시에 면접 있어").code == 0
    told_lines = malbeot("timing", "explain", "1")
    assert told_lines.code == 0
    assert "1 message came at" in told_lines.out
    assert "나 내일 3시에 면접 있어" in told_lines.out
    assert "The answer has" in told_lines.out
    values = malbeot("timing", "explain", "1", "--json").json
    assert (values["turn"], values["action"]) == (1, "reply")
    assert all(bubble["sent_at"] for bubble in values["bubbles"])
    assert sum(values["decisions"][-1]["probabilities"].values()) == 1


def test_turns_that_are_not_there_or_were_erased_are_named(home):
    assert "no turn 7" in malbeot("timing", "explain", "7").err
    malbeot("chat", "--plain", "--fast", stdin="안녕")
    with closing(sqlite3.connect(next(home.glob("*.db")))) as database:
        database.execute("UPDATE turns SET record = NULL")
        database.commit()
    assert "the record of turn 1 was erased" in malbeot("timing", "explain", "1").err
