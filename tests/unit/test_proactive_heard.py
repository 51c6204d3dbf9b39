"""What later messages do to a plan: it fell through, it moved, or the person speaks of it first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.proactive.heard import brought_up, cancels
from policies.proactive.intents import Intent
from tests.proactive_talk import WEDNESDAY, clock, told

(INTERVIEW,) = told("나 내일 3시에 면접 있어")
(CINEMA,) = told("I'm going to the cinema tomorrow at 7")
(NIGHT,) = told("잘게, 굿나잇", WEDNESDAY + timedelta(hours=9))
CHECK_IN = Intent("check_in", "", None, 0, 1, "silent for long", None, 1.0)
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (INTERVIEW, "내일 면접 없어졌어"),
        (INTERVIEW, "면접 취소됐어 ㅠㅠ"),
        (INTERVIEW, "나 면접 안 가기로 했어"),
        (INTERVIEW, "면접 다음 주로 미뤄졌어"),
        (INTERVIEW, "취소됐대"),
        (INTERVIEW, "interview got cancelled"),
        (CINEMA, "the movie got cancelled"),
        (CINEMA, "I'm not going to the cinema after all"),
        (CINEMA, "it fell through"),
        (CINEMA, "the film's been postponed"),
    ],
)
def test_a_plan_that_fell_through_or_moved_is_cancelled(intent: Intent, text: str) -> None:
    assert cancels(intent, text)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (INTERVIEW, "면접 너무 떨려"),
        (INTERVIEW, "면접 취소되면 좋겠다"),
        (INTERVIEW, "저녁 회식 취소됐어"),
        (INTERVIEW, "면접 취소 안 됐어"),
        (INTERVIEW, ""),
        (INTERVIEW, "😀"),
        (CINEMA, "I hope the movie gets cancelled"),
        (CINEMA, "my flight was cancelled"),
        (CINEMA, "the movie isn't too long"),
        (NIGHT, "취소됐어"),
        (CHECK_IN, "cancelled"),
        (INTERVIEW, "취소" * 5_000),
    ],
)
def test_anything_else_leaves_the_plan_standing(intent: Intent, text: str) -> None:
    assert not cancels(intent, text)


def test_a_moved_plan_is_mined_anew() -> None:
    (moved,) = told("면접 다음 주 화요일 11시로 미뤄졌어")
    assert (moved.kind, clock(moved.event_at)) == ("interview", "11-24 11:00")
    (english,) = told("my interview was pushed to Friday at 2pm")
    assert (english.kind, clock(english.event_at)) == ("interview", "11-20 14:00")


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (INTERVIEW, "면접 망했어"),
        (INTERVIEW, "나 붙었어!!"),
        (INTERVIEW, "방금 끝났어"),
        (INTERVIEW, "다녀왔어"),
        (INTERVIEW, "the interview went well"),
        (CINEMA, "the movie was so good"),
        (CINEMA, "영화 진짜 재밌었어"),
        (CINEMA, "just got home"),
        (NIGHT, "좋은 아침!"),
        (CHECK_IN, "hey"),
    ],
)
def test_what_the_person_tells_first_need_not_be_asked(intent: Intent, text: str) -> None:
    assert brought_up(intent, text, intent.due)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (INTERVIEW, "배고프다"),
        (INTERVIEW, ""),
        (CINEMA, "what's up"),
        (NIGHT, "ㅋㅋ"),
        (NIGHT, "잘 자"),
        (CHECK_IN, "🎉"),
    ],
)
def test_other_talk_leaves_the_question_open(intent: Intent, text: str) -> None:
    assert not brought_up(intent, text, intent.due)


def test_talk_of_it_before_it_began_leaves_the_question_open() -> None:
    assert INTERVIEW.event_at is not None
    assert not brought_up(INTERVIEW, "면접 너무 떨려", INTERVIEW.event_at - HOUR)
    assert brought_up(INTERVIEW, "면접 생각보다 쉬웠어", INTERVIEW.event_at + HOUR)
