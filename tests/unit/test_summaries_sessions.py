"""Sessions of a talk: cut at pauses, at the longest ones when too long, and only those that are over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memory.summaries.lines import Line
from memory.summaries.sessions import MOST_LINES, PAUSE_MS, finished

MINUTE = 60_000
NEVER = 10**9


def said(*minutes: float) -> list[Line]:
    return [Line(number + 1, int(at * MINUTE), "person", f"m{number + 1}") for number, at in enumerate(minutes)]


def ids(sessions: tuple[tuple[Line, ...], ...]) -> list[list[int]]:
    return [[line.id for line in each] for each in sessions]


def test_three_hours_of_quiet_end_a_session() -> None:
    lines = said(0, 1, 181, 182, 362)
    assert ids(finished(lines, now=10 * PAUSE_MS, history_from=0)) == [[1, 2], [3, 4], [5]]
    assert ids(finished(said(0, 179), now=10 * PAUSE_MS, history_from=0)) == [[1, 2]]


def test_a_talk_that_may_go_on_is_left_alone() -> None:
    lines = said(0, 1, 200, 201)
    now = lines[-1].said_at + PAUSE_MS
    assert ids(finished(lines, now - 1, 0)) == [[1, 2]]
    assert ids(finished(lines, now, 0)) == [[1, 2], [3, 4]]


def test_what_left_the_prompt_is_summarised_while_the_talk_goes_on_but_not_line_by_line() -> None:
    lines = said(*range(40))
    assert ids(finished(lines, lines[-1].said_at, history_from=21)) == [list(range(1, 21))]
    assert finished(lines, lines[-1].said_at, history_from=5) == ()
    assert finished(lines, lines[-1].said_at, history_from=0) == ()


def test_what_stands_before_a_summary_is_over_however_recent() -> None:
    lines = said(0, 1)
    assert finished(lines, lines[-1].said_at, 0) == ()
    assert ids(finished(lines, lines[-1].said_at, 0, followed=True)) == [[1, 2]]


def test_a_long_session_is_cut_at_its_longest_pause() -> None:
    lines = said(*range(30), *range(60, 100))
    assert ids(finished(lines, 10 * PAUSE_MS, 0)) == [list(range(1, 31)), list(range(31, 71))]


def test_a_long_session_without_pauses_is_cut_in_the_middle() -> None:
    sizes = [len(each) for each in finished(said(*range(100)), 10 * PAUSE_MS, 0)]
    assert sizes == [50, 50]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300), st.integers(0, 400))
def test_no_message_is_lost_doubled_or_moved(pauses: list[int], history_from: int) -> None:
    at, minutes = 0, []
    for pause in pauses:
        at += pause
        minutes.append(at)
    lines = said(*minutes)
    sessions = finished(lines, lines[-1].said_at + PAUSE_MS, history_from)
    assert [line for each in sessions for line in each] == lines
    assert all(0 < len(each) <= MOST_LINES for each in sessions)
