"""The language of a chat message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.detect import detect


@pytest.mark.parametrize(
    ("text", "code", "mixed"),
    [
        ("안녕하세요", "ko", False),
        ("hello there", "en", False),
        ("오늘 meeting 너무 많아", "ko", True),
        ("Python code review 해줘", "ko", True),
        ("React useEffect dependency array가 뭐야", "ko", True),
        ("Tom이 왔어", "ko", True),
        ("I love 떡볶이", "en", True),
        ("what does 사랑해 mean?", "en", True),
        ("how do you say 안녕하세요 in korean", "en", True),
        ("that is so funny ㅋㅋㅋㅋㅋㅋㅋㅋ", "en", True),
        ("lol 진짜?", "ko", True),
        ("ㅋㅋㅋㅋ", "ko", False),
        ("ㅇㅇ", "ko", False),
        ("ㅠㅠ 😀", "ko", False),
        ("", "none", False),
        ("😀👍", "none", False),
        ("1234", "none", False),
        ("!?...", "none", False),
        (":D", "none", False),
        ("안녕 :D", "ko", False),
        ("https://youtube.com/watch?v=abc", "none", False),
        ("이거 봐 https://youtube.com/watch?v=abc", "ko", False),
        ("@minsu 밥 먹자", "ko", False),
        ("me@example.com", "none", False),
        ("こんにちは元気ですか", "other", False),
        ("привет как дела", "other", False),
        ("你好吗", "other", False),
        ("สวัสดี", "other", False),
        ("中国 갔다 왔어 진짜로", "ko", True),
    ],
)
def test_short_messages_have_a_language(text: str, code: str, mixed: bool) -> None:
    found = detect(text)
    assert (found.code, found.mixed) == (code, mixed)


def test_the_share_of_korean_counts_two_syllables_a_word() -> None:
    assert detect("안녕 hello").ko_share == pytest.approx(0.5)
    assert detect("안녕").ko_share == pytest.approx(1.0)
    assert detect("hello").ko_share == pytest.approx(0.0)


@given(st.text())
def test_any_text_has_a_code_that_agrees_with_its_share(text: str) -> None:
    found = detect(text)
    assert 0 <= found.ko_share <= 1
    assert found.mixed == (0 < found.ko_share < 1)
    assert found.code != "none" or found.ko_share == 0
    assert found.code == "ko" or found.ko_share < 1


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_pure_hangul_is_korean(text: str) -> None:
    assert detect(text).code == "ko"
