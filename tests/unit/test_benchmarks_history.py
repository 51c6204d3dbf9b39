"""The kill benchmark's judge finds what it looks for: losses, second answers, disorder and repetitions."""

from __future__ import annotations

import pytest

from benchmarks.load.history import Answer, History, Verdict, judge

JISU, MIN = 1001, 1002


def talk(**changes: object) -> History:
    """Two chats; Jisu's second and third message were answered by one turn with two bubbles."""
    whole = {
        "said": {JISU: [1, 3, 4], MIN: [2]},
        "answers": [
            Answer(JISU, (1,), ("a",)),
            Answer(MIN, (2,), ("b",)),
            Answer(JISU, (3, 4), ("c", "d")),
        ],
        "heard": {JISU: ["a", "c", "d"], MIN: ["b"]},
    }
    return History(**{**whole, **changes})  # type: ignore[arg-type]


def without(position: int) -> list[Answer]:
    return [answer for number, answer in enumerate(talk().answers) if number != position]


def test_a_whole_talk_has_nothing_to_complain_of() -> None:
    verdict = judge(talk())
    assert verdict == Verdict(4, lost=0, answered_twice=0, out_of_order=0, replies=3, duplicate_sends=0)
    assert verdict.clean


def test_a_message_that_no_turn_consumed_is_lost() -> None:
    verdict = judge(talk(answers=without(1), heard={JISU: ["a", "c", "d"], MIN: []}))
    assert (verdict.lost, verdict.replies, verdict.clean) == (1, 2, False)


def test_a_message_whose_chat_the_database_never_heard_of_is_lost() -> None:
    assert judge(History({JISU: [1, 2]}, [], {})).lost == 2


def test_messages_whose_answer_was_not_heard_whole_are_lost() -> None:
    verdict = judge(talk(heard={JISU: ["a", "c"], MIN: ["b"]}))
    assert (verdict.lost, verdict.out_of_order) == (2, 0)


def test_a_bubble_that_was_skipped_and_never_came_is_a_loss_and_what_followed_came_too_early() -> None:
    verdict = judge(talk(heard={JISU: ["a", "d"], MIN: ["b"]}))
    assert (verdict.lost, verdict.out_of_order) == (2, 1)


def test_an_answer_without_a_word_answers_nothing() -> None:
    assert judge(talk(answers=[*without(1), Answer(MIN, (2,), ())], heard={JISU: ["a", "c", "d"]})).lost == 1


def test_a_message_in_two_turns_was_answered_twice() -> None:
    twice = [*talk().answers, Answer(MIN, (2,), ("e",))]
    verdict = judge(talk(answers=twice, heard={JISU: ["a", "c", "d"], MIN: ["b", "e"]}))
    assert (verdict.answered_twice, verdict.lost, verdict.clean) == (1, 0, False)


def test_bubbles_heard_in_another_order_than_queued_are_out_of_order() -> None:
    verdict = judge(talk(heard={JISU: ["c", "a", "d"], MIN: ["b"]}))
    assert (verdict.out_of_order, verdict.lost, verdict.duplicate_sends) == (1, 0, 0)


def test_turns_that_consumed_messages_in_another_order_than_said_are_out_of_order() -> None:
    swapped = [Answer(JISU, (3, 4), ("a",)), Answer(MIN, (2,), ("b",)), Answer(JISU, (1,), ("c", "d"))]
    verdict = judge(talk(answers=swapped))
    assert (verdict.out_of_order, verdict.lost, verdict.clean) == (1, 0, False)


@pytest.mark.parametrize("heard", [["a", "a", "c", "d"], ["a", "c", "d", "a"], ["a", "c", "d", "d"]])
def test_a_bubble_heard_again_is_a_repetition_and_no_disorder(heard: list[str]) -> None:
    verdict = judge(talk(heard={JISU: heard, MIN: ["b"]}))
    assert (verdict.duplicate_sends, verdict.out_of_order, verdict.lost) == (1, 0, 0)
    assert verdict.clean


def test_words_that_nobody_queued_are_no_answer_and_out_of_order() -> None:
    verdict = judge(talk(heard={JISU: ["a", "c", "d"], MIN: ["x"]}))
    assert (verdict.lost, verdict.out_of_order) == (1, 1)


def test_the_same_words_queued_twice_are_two_bubbles() -> None:
    alike = [Answer(MIN, (2,), ("b",)), Answer(MIN, (5,), ("b",))]
    once = judge(History({MIN: [2, 5]}, alike, {MIN: ["b"]}))
    both = judge(History({MIN: [2, 5]}, alike, {MIN: ["b", "b"]}))
    assert (once.lost, both.lost, both.duplicate_sends) == (1, 0, 0)
