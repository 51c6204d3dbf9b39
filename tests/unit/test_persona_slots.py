"""Slots in replies and the Korean particles that follow what fills them."""

from __future__ import annotations

import pytest

from bot.persona.slots import fill, particles_of, slots_of


@pytest.mark.parametrize(
    ("text", "known", "filled"),
    [
        ("{name:아/야}, 왔어?", {"name": "지훈"}, "지훈아, 왔어?"),
        ("{name:아/야}, 왔어?", {"name": "지수"}, "지수야, 왔어?"),
        ("{name:이는/는} 어때?", {"name": "지훈"}, "지훈이는 어때?"),
        ("{name:이는/는} 어때?", {"name": "지수"}, "지수는 어때?"),
        ("{name:은/는} 어때?", {"name": "Alex"}, "Alex는 어때?"),
        ("{topic:은/는} 잘 됐어?", {"topic": "시험"}, "시험은 잘 됐어?"),
        ("{topic:은/는} 잘 됐어?", {"topic": "회사"}, "회사는 잘 됐어?"),
        ("{topic:을/를} 생각했어", {"topic": "회사"}, "회사를 생각했어"),
        ("{topic:이/가} 끝났어?", {"topic": "시험"}, "시험이 끝났어?"),
        ("{topic:과/와} 나", {"topic": "시험"}, "시험과 나"),
        ("{topic:으로/로} 가자", {"topic": "서울"}, "서울로 가자"),
        ("{topic:으로/로} 가자", {"topic": "회사"}, "회사로 가자"),
        ("{topic:으로/로} 가자", {"topic": "시험장"}, "시험장으로 가자"),
        ("Hello {name}, {name}!", {"name": "Alex"}, "Hello Alex, Alex!"),
        ("{weekday} {part_of_day}", {"weekday": "월요일", "part_of_day": "아침"}, "월요일 아침"),
        ("{memory}, 그렇지?", {"memory": "{name}"}, "{name}, 그렇지?"),
        ("슬롯 없음 { } {}", {}, "슬롯 없음 { } {}"),
    ],
)
def test_a_slot_is_filled_with_its_word_and_the_fitting_particle(text: str, known: dict[str, str], filled: str) -> None:
    assert fill(text, known) == filled


def test_a_slot_that_is_not_known_is_never_left_standing() -> None:
    with pytest.raises(KeyError, match="name"):
        fill("{name:아/야}, {topic}", {"topic": "시험"})


def test_slots_are_listed_once_in_order_and_particles_every_time() -> None:
    text = "{topic:은/는} 어때, {name:아/야}? {topic}"
    assert slots_of(text) == ("topic", "name")
    assert particles_of(text) == (("topic", "은/는"), ("name", "아/야"), ("topic", None))
