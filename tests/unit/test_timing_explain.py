"""`malbeot timing explain`: one turn's timing in sentences and as JSON."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bot.feedback.timing.durations import span
from bot.feedback.timing.explaining import Came, Said, Timing, told
from bot.turn.decisions import DecisionRecord
from tests.command import malbeot

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


def test_a_turn_the_persona_began_says_so():
    lines = list(told(_timing(came=(), began_with="interview: told with its time")))
    assert lines[0] == "The persona wrote first (interview: told with its time)."


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
