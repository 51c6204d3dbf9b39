"""When a reply takes up the person's own words, and when it lets them be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.conversation import Talk
from bot.persona.persona import Persona
from bot.turn.answer import Answer
from bot.turn.given import Given
from bot.turn.group_source import answer_from_groups
from bot.turn.reading import read
from retrieval.groups import AnswerGroup, GroupIndex, Moment, Reply
from retrieval.shipped import by_ngrams
from tests.companion import SETTINGS
from tests.personas import made

BOUGHT = "오늘 붕어빵 받았어"
FRAMES = ("오, {echo_told}.", "어, {echo_asked}?", "아 그렇구나.", "응응.", "오호.", "듣고 있어.")


def persona(*replies: str, level: str = "banmal") -> Persona:
    """A persona that says one of `replies` to a statement nothing fits."""
    snapshot = made(level=level)
    file = snapshot.answers[0]
    groups = [
        each.model_copy(update={"replies": list(replies)}) if each.shape == "statement" else each
        for each in file.groups
    ]
    return replace(snapshot, answers=(file.model_copy(update={"groups": groups}),))


def replied(given: Given) -> Answer:
    groups = given.persona.groups
    return answer_from_groups(given, read(given), GroupIndex(groups, by_ngrams), {})


def talk(*replies: str, seed: int = 1, level: str = "banmal") -> Talk:
    return Talk(persona(*replies, level=level), SETTINGS, "ko", seed=seed)


def say(chat: Talk, text: str) -> str:
    """One turn of the chat; what was answered."""
    given = chat.given(text)
    answer = replied(given)
    chat.messages.append(given.updates[0].message)
    chat.messages.append(
        replace(given.updates[0].message, id=len(chat.messages) + 1, author="persona", text=answer.texts[0])
    )
    chat.served += answer.served
    chat.turns += 1
    return answer.texts[0]


@pytest.mark.parametrize("seed", range(5))
def test_words_that_can_be_given_back_are(seed: int) -> None:
    assert "붕어빵 받았" in say(talk(*FRAMES, seed=seed), BOUGHT)


def test_a_question_is_answered_without_them() -> None:
    chat = talk(*FRAMES)
    assert "붕어빵" not in say(chat, "붕어빵 받았어?")


def test_not_a_third_time_running() -> None:
    chat = talk(*FRAMES, "아하, {echo_told}.", "응, {echo_told}.")
    said = [say(chat, line) for line in (BOUGHT, "책상을 창가로 옮겼어", "우산을 펼쳤어", "양말을 꿰맸어")]
    assert [any(word in reply for word in ("받았", "옮겼", "펼쳤", "꿰맸")) for reply in said] == [
        True,
        True,
        False,
        True,
    ]


def test_the_same_frame_rests_while_others_are_left() -> None:
    chat = talk("오, {echo_told}.", "어, {echo_asked}?", "응응.")
    first, second = say(chat, BOUGHT), say(chat, "책상을 창가로 옮겼어")
    assert first[0] != second[0]


def test_the_same_words_are_not_given_back_twice_in_sight() -> None:
    chat = talk("오, {echo_told}.", "응응.", "아 그렇구나.")
    assert say(chat, BOUGHT) == "오, 붕어빵 받았구나."
    assert say(chat, BOUGHT) in ("응응.", "아 그렇구나.")


def test_a_polite_persona_gives_them_back_politely() -> None:
    assert say(talk("오, {echo_told}.", level="haeyo"), BOUGHT) == "오, 붕어빵 받았군요."


def test_the_fixed_sentence_beside_them_is_not_said_twice() -> None:
    chat = talk("{echo_told}. 나도 하나 줘.", "응응.", "아 그렇구나.", "오 진짜?")
    said = [say(chat, line) for line in (BOUGHT, "책상을 창가로 옮겼어")]
    assert sum("나도 하나 줘" in reply for reply in said) == 1


def test_a_turn_given_again_answers_the_same() -> None:
    given = talk(*FRAMES).given(BOUGHT)
    assert replied(given) == replied(given)


def of_somebody(intent: str, cue: str) -> AnswerGroup:
    return AnswerGroup(intent, intent, intent, "ko", "banmal", (Reply(intent, "응", ()),), cues=((cue,),))


@pytest.mark.parametrize(
    ("text", "fits"), [("나 이번에 취직했어", True), ("걔 이번에 취직했어", False), ("동생이 취직했대", False)]
)
def test_a_group_about_ones_own_work_does_not_answer_for_a_friend(text: str, fits: bool) -> None:
    hits = GroupIndex([of_somebody("work", "취직했")], by_ngrams).search(text, Moment("evening", frozenset())).hits
    assert (hits[0].score >= SETTINGS.confident) is fits


@pytest.mark.parametrize("seed", range(5))
def test_it_does_not_say_twice_in_twenty_replies_that_it_does_not_know(seed: int) -> None:
    unsure = ("그건 잘 모르겠네.", "나도 몰라.", "정답은 없어.")
    chat = talk("응응.", *unsure, "오호.", "듣고 있어.", "음음.", seed=seed)
    replies = [say(chat, BOUGHT) for _ in range(4)]
    assert sum(each in unsure for each in replies) <= 1


@pytest.mark.parametrize(("text", "asks"), [(f"나는 {BOUGHT}", False), (BOUGHT, True)])
def test_it_does_not_ask_back_what_it_was_just_told(text: str, asks: bool) -> None:
    kept = [say(talk("나는 얘기로만 알아, 너는 어때?", "응응.", seed=seed), text) for seed in range(20)]
    assert any("너는" in each for each in kept) == asks
