"""Older sessions are merged ten at a time, once; the prompt is shown the newest that fit."""

from __future__ import annotations

from memory.summaries.rolling import ROLLING, SESSION, TOGETHER, WHOLE_MS, Chunk, merged, shown, to_merge

DAY = 86_400_000


def session(number: int, text: str = "나 어제 면접 봤어") -> Chunk:
    return Chunk(number, SESSION, text, number * 10, number * 10 + 9, number * DAY)


def rolling(number: int, first: int, last: int) -> Chunk:
    return Chunk(number, ROLLING, "전에 한 이야기", first, last, first // 10 * DAY)


def test_ten_old_sessions_are_merged_and_recent_ones_stay_whole() -> None:
    chunks = [session(number) for number in range(1, 14)]
    assert to_merge(chunks, now=9 * DAY + WHOLE_MS) == ()
    (only,) = to_merge(chunks, now=10 * DAY + WHOLE_MS)
    assert [each.id for each in only] == list(range(1, 11))
    assert len(to_merge([session(number) for number in range(1, 26)], now=99 * DAY)) == 2


def test_what_was_merged_is_never_merged_again() -> None:
    chunks = [session(number) for number in range(1, 26)]
    first, second = to_merge(chunks, now=99 * DAY)
    after = [*chunks, rolling(90, first[0].first, first[-1].last), rolling(91, second[0].first, second[-1].last)]
    assert to_merge(after, now=999 * DAY) == ()
    assert [each.id for each in shown(after, 10_000, before=9999)] == [90, 91, 21, 22, 23, 24, 25]


def test_a_merged_chunk_says_which_day_a_line_is_of() -> None:
    texts = ["나 다음 달에 부산으로 이사해", "", "I moved to Leeds in May", *(["ㅎㅇ"] * (TOGETHER - 3))]
    made = merged([session(number + 1, text) for number, text in enumerate(texts)], lambda at: f"day {at // DAY}")
    assert made.text.splitlines() == ["day 1: 나 다음 달에 부산으로 이사해", "day 3: I moved to Leeds in May"]
    assert (made.first, made.last) == (10, TOGETHER * 10 + 9)


def test_the_newest_come_first_into_the_room_and_stand_in_order_of_time() -> None:
    chunks = [session(number, "x" * 99) for number in range(1, 8)]
    assert [each.id for each in shown(chunks, 300, before=9999)] == [5, 6, 7]
    assert shown(chunks, 99, before=9999) == ()
    assert shown([], 300, before=9999) == ()


def test_what_the_history_still_shows_and_what_says_nothing_is_left_out() -> None:
    chunks = [session(1), session(2, ""), session(3)]
    assert [each.id for each in shown(chunks, 1000, before=30)] == [1]
    assert [each.id for each in shown(chunks, 1000, before=31)] == [1, 3]
