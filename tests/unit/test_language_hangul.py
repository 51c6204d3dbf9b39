"""Hangul letters and final consonants as they are read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.hangul import decompose, final_consonant, is_hangul

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@pytest.mark.parametrize("ch", ["가", "힣", "ㄱ", "ㅣ", "ㅋ", "\u1100", "\u11a8", "\uffa1"])
def test_syllables_and_every_kind_of_jamo_are_hangul(ch: str) -> None:
    assert is_hangul(ch)


@pytest.mark.parametrize("ch", ["a", "1", " ", "漢", "あ", "😀", "。"])
def test_other_characters_are_not_hangul(ch: str) -> None:
    assert not is_hangul(ch)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("가", "ㄱㅏ"),
        ("각", "ㄱㅏㄱ"),
        ("값", "ㄱㅏㅄ"),
        ("의사", "ㅇㅢㅅㅏ"),
        ("힣", "ㅎㅣㅎ"),
        ("ㅋㅋ ok!", "ㅋㅋ ok!"),
        ("", ""),
    ],
)
def test_syllables_become_compatibility_jamo_and_the_rest_stays(text: str, letters: str) -> None:
    assert decompose(text) == letters


@given(st.text(SYLLABLES))
def test_a_syllable_has_two_or_three_letters(text: str) -> None:
    assert 2 * len(text) <= len(decompose(text)) <= 3 * len(text)


@given(st.text(SYLLABLES), st.text(SYLLABLES))
def test_decomposing_loses_nothing(one: str, other: str) -> None:
    assert (decompose(one) == decompose(other)) == (one == other)


@given(SYLLABLES)
def test_a_syllables_final_consonant_is_its_third_letter(syllable: str) -> None:
    letters = decompose(syllable)
    assert final_consonant(syllable) == (letters[2] if len(letters) > 2 else None)


@pytest.mark.parametrize(
    ("text", "final"),
    [
        ("서울", "ㄹ"),
        ("민준", "ㄴ"),
        ("철수", None),
        ("값", "ㅄ"),
        ("책!", "ㄱ"),
        ('"책"', "ㄱ"),
        ("책 😀", "ㄱ"),
        ("민수(친구)", None),
        ("(책)", "ㄱ"),
        ("", None),
        ("!?", None),
        ("ㄹ", "ㄹ"),
        ("\u1100\u1161\u11a8", "ㄱ"),
    ],
)
def test_the_last_pronounced_character_decides(text: str, final: str | None) -> None:
    assert final_consonant(text) == final


@pytest.mark.parametrize(
    ("number", "final"),
    [
        *zip("0123456789", ["ㅇ", "ㄹ", None, "ㅁ", None, None, "ㄱ", "ㄹ", "ㄹ", None], strict=True),
        ("10", "ㅂ"),
        ("20", "ㅂ"),
        ("100", "ㄱ"),
        ("1,000", "ㄴ"),
        ("10000", "ㄴ"),
        ("100000", "ㄴ"),
        ("100000000", "ㄱ"),
        ("1000000000000", None),
        ("10" + "0" * 30, None),
        ("15", None),
        ("3.5", None),
        ("2.50", "ㅇ"),
        ("010", "ㅇ"),
        ("50%", None),
        ("5000₩", "ㄴ"),
    ],
)
def test_numbers_are_read_in_korean(number: str, final: str | None) -> None:
    assert final_consonant(number) == final


@pytest.mark.parametrize(
    "word",
    [
        "Tom",
        "Sam",
        "John",
        "Kim",
        "Apple",
        "Google",
        "Chrome",
        "June",
        "Anne",
        "Bob",
        "Jacob",
        "Eric",
        "Jack",
        "Facebook",
        "Kit",
        "Scott",
        "Internet",
        "King",
        "Thumb",
        "Minseok",
        "Jaewook",
        "Philip",
        "Rosél",
        "KFCM",
        "FBL",
        "ChatGPTR",
        "Mail",
        "Samsung",
    ],
)
def test_latin_words_read_with_a_final_consonant(word: str) -> None:
    assert final_consonant(word) is not None


@pytest.mark.parametrize(
    "word",
    [
        "Anna",
        "Kate",
        "Mike",
        "Mark",
        "David",
        "Alex",
        "Josh",
        "Chloe",
        "Joe",
        "YouTube",
        "KBS",
        "AI",
        "USB",
        "ChatGPT",
        "Rosé",
        "NAVER",
        "seat",
        "coat",
        "Robert",
        "Ruth",
        "Steve",
        "Grace",
        "a",
    ],
)
def test_latin_words_read_with_a_final_vowel(word: str) -> None:
    assert final_consonant(word) is None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    final = final_consonant(text)
    assert final is None or (len(final) == 1 and is_hangul(final))
