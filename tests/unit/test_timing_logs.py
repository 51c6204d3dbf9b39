"""Chat logs: what is read, what is refused, and which opportunities they hold."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import FileMistakes
from bot.feedback.timing.logs import LogUnusable, Message, arranged, read_logs
from bot.feedback.timing.opportunities import clock_of, opportunities, quiet_offset
from policies.timing.talk import Said, standing

T0 = 1_767_225_600_000
MINUTE, HOUR = 60_000, 3_600_000


def _file(tmp_path, rows, name="log.jsonl", newline="\n"):
    path = tmp_path / name
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_bytes(newline.join(lines).encode())
    return path


def _row(ts, sender="a", chat="c", text="안녕"):
    return {"chat": chat, "from": sender, "ts": ts, "text": text}


def _observed(*rows, persona=None):
    log = arranged([Message("c", sender, at, text) for at, sender, text in rows])
    return opportunities(log, clock_of(ZoneInfo("UTC"), log)[0], persona)


def test_stamps_are_iso_with_offset_local_or_milliseconds(tmp_path):
    stamps = ["2026-01-01T09:00:03+09:00", "2026-01-01T00:00:03Z", "2026-01-01 00:00:03", T0 + 3000, str(T0 + 3000)]
    log = read_logs([_file(tmp_path, [_row(stamp) for stamp in stamps])])
    assert [message.at for message in log.chats["c"]] == [T0 + 3000] * 5
    assert [message.offset_ms for message in log.chats["c"]] == [9 * HOUR, 0, None, None, None]


def test_lines_may_come_unsorted_with_windows_ends_a_mark_and_blank_lines(tmp_path):
    path = _file(tmp_path, [_row(T0 + 5000, "b"), "", _row(T0 + 1000)], newline="\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [message.sender for message in read_logs([path]).chats["c"]] == ["a", "b"]


def test_a_photo_has_no_text(tmp_path):
    log = read_logs([_file(tmp_path, [{"chat": 7, "from": "a", "ts": T0 + 1}, _row(T0 + 2, chat=7, text=None)])])
    assert [message.text for message in log.chats["7"]] == ["", ""]


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("{", "line", "JSON"),
        ("[1]", "line", "object"),
        (_row("yesterday"), "ts", "'yesterday'"),
        (_row(1_767_225_600), "ts", "seconds"),
        (_row(True), "ts", "no time"),
        (_row(-5), "ts", "1990"),
        ('{"chat": "c", "from": "a", "ts": NaN, "text": "x"}', "ts", "no time"),
        (_row(T0, sender=""), "from", "name"),
        (_row(T0, chat=None), "chat", "name"),
        (_row(T0, text=5), "text", "string"),
        ({"chat": "c", "from": "a", "text": "x"}, "ts", "missing"),
    ],
)
def test_a_bad_line_is_named_with_file_line_field_and_value(tmp_path, row, field, said):
    path = _file(tmp_path, [_row(T0), row])
    with pytest.raises(FileMistakes) as refused:
        read_logs([path])
    text = str(refused.value)
    assert f"{path}:2:1 {field}:" in text
    assert said in text


def test_every_bad_line_is_listed_up_to_twenty(tmp_path):
    path = _file(tmp_path, [_row(T0)] + [_row("bad")] * 30)
    with pytest.raises(FileMistakes) as refused:
        read_logs([path])
    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert "and 10 more" in lines[-1]


def test_a_log_without_any_stamp_is_refused_in_one_sentence(tmp_path):
    rows = [{"chat": "c", "from": "a", "text": "x"}] * 40
    with pytest.raises(LogUnusable, match="no line has a time stamp"):
        read_logs([_file(tmp_path, rows)])


def test_an_empty_log_is_refused(tmp_path):
    with pytest.raises(LogUnusable, match="no messages"):
        read_logs([_file(tmp_path, [])])


def test_a_private_word_reaches_no_error(tmp_path):
    with pytest.raises(FileMistakes) as refused:
        read_logs([_file(tmp_path, ['{"chat": "c", "text": "비밀이야", "from": "a", ts}'])])
    assert "비밀" not in str(refused.value)


def test_minutes_without_seconds_are_spread_in_order():
    log = arranged([Message("c", sender, T0 + at * MINUTE, "x") for at, sender in ((0, "a"), (0, "b"), (1, "a"))])
    assert log.resolution_ms == MINUTE
    assert [message.at - T0 for message in log.chats["c"]] == [15_000, 45_000, 90_000]


def test_an_opportunity_runs_from_the_last_word_to_the_others_next():
    found = _observed((T0, "a", "나 왔어"), (T0 + 4000, "a", "뭐 해?"), (T0 + 9000, "b", "쉬어"))
    assert [(each.writer, each.delay_ms, each.replied) for each in found] == [("a", 5000, True)]
    assert found[0].given.run_messages == 2
    assert found[0].given.words.question


def test_asking_again_after_five_minutes_counts_the_first_message_as_not_answered():
    found = _observed((T0, "a", "자?"), (T0 + 20 * MINUTE, "a", "자는구나"), (T0 + 21 * MINUTE, "b", "아니"))
    assert [(each.delay_ms, each.replied) for each in found] == [(20 * MINUTE, False), (MINUTE, True)]


def test_what_is_open_when_the_log_ends_is_censored_there():
    log = arranged(
        [
            Message("c", "a", T0, "hi"),
            Message("c", "b", T0 + 1500, "hey"),
            Message("d", "x", T0 + HOUR, "late"),
        ]
    )
    found = opportunities(log, clock_of(ZoneInfo("UTC"), log)[0])
    assert [(each.writer, each.delay_ms, each.replied) for each in found] == [
        ("a", 1500, True),
        ("b", HOUR - 1500, False),
    ]


def test_with_a_persona_only_their_answers_count_whoever_asked():
    rows = [(T0, "a", "hi"), (T0 + 5000, "c", "hello"), (T0 + 9000, "bot", "hey"), (T0 + 12_000, "a", "so")]
    found = _observed(*rows, persona="bot")
    assert [(each.delay_ms, each.replied) for each in found] == [(4000, True)]


def test_in_a_group_anyone_elses_next_message_is_the_reply():
    found = _observed((T0, "a", "hi"), (T0 + 2000, "b", "hey"), (T0 + 5000, "c", "yo"))
    assert [(each.writer, each.delay_ms) for each in found if each.replied] == [("a", 2000), ("b", 3000)]


def test_a_monologue_holds_no_opportunity():
    assert _observed((T0, "a", "one"), (T0 + HOUR, "a", "two")) == []


def test_nothing_known_later_reaches_what_is_given():
    rows = [(T0 + index * 7000, "ab"[index % 2], "밥 먹었어?") for index in range(40)]
    whole, half = _observed(*rows), _observed(*rows[:20])
    assert [each.given for each in whole[:19]] == [each.given for each in half[:19]]


def test_an_opportunity_still_open_at_a_moment_is_censored_there():
    found = _observed((T0, "a", "hi"), (T0 + 9000, "b", "hey"))[0]
    assert (found.until(T0 + 4000).delay_ms, found.until(T0 + 4000).replied) == (4000, False)
    assert found.until(T0 + 9000) is found


def test_local_time_comes_from_the_zone_the_stamps_or_the_quiet_hours():
    stamped = arranged([Message("c", "a", T0, "x", 9 * HOUR), Message("c", "b", T0 + 1000, "x", 9 * HOUR)])
    assert clock_of(ZoneInfo("America/New_York"), stamped)[0](stamped.chats["c"][0]).hour == 19
    assert clock_of(None, stamped)[0](stamped.chats["c"][0]).hour == 9
    awake = [T0 + day * 24 * HOUR + hour * HOUR for day in range(9) for hour in range(24) if not 16 <= hour < 22]
    assert quiet_offset(awake) == 9


def test_a_wall_clocks_stamp_is_its_zones_time():
    local = arranged([Message("c", "a", T0 + 3 * HOUR, "x", None, local=True)])
    clock, _ = clock_of(ZoneInfo("Asia/Seoul"), local)
    assert isinstance(clock(local.chats["c"][0]), datetime)
    assert clock(local.chats["c"][0]).hour == 3


def test_what_serves_reads_a_talk_as_the_fit_does():
    rows = [Message("c", "ab"[index % 3 // 2], T0 + index * 40_000, "밥 먹었어?") for index in range(30)]
    log = arranged(rows)
    clock, _ = clock_of(ZoneInfo("UTC"), log)
    found = opportunities(log, clock)
    for each in found:
        talk = [Said(row.sender, row.at, row.text, *_local(clock(row))) for row in rows if row.at <= each.at]
        assert standing(talk, "ab") == each.given


def test_a_talk_without_messages_stands_nowhere():
    assert standing([], "ab") is None


def _local(time):
    return time.hour + time.minute / 60 + time.second / 3600, time.weekday() >= 5
