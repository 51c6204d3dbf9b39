"""Text as people meant it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.normalise import clean, fold, has_words, without_tail

FAMILY = "👨\u200d👩\u200d👧"
HEART = "❤\ufe0f\u200d🔥"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
CHATTY = st.text(alphabet="가나ㅋㅎㅠ aB1!?.~…\n\t😀❤\u200d\ufe0f\u200b\u1100\u1161\u11a8\r", max_size=40)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  안녕  ", "안녕"),
        (unicodedata.normalize("NFD", "한글"), "한글"),
        ("a\x00b\x07c", "abc"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\n \n\t\nb", "a\n\nb"),
        ("a\n\nb", "a\n\nb"),
        ("안\u200b녕\ufeff", "안녕"),
        ("\u202eabc\u202c", "abc"),
        ("\u2067abc\u2069", "abc"),
        ("\u3164", ""),
        ("가\u200d나", "가나"),
        (FAMILY, FAMILY),
        (HEART, HEART),
        (ENGLAND, ENGLAND),
        ("hi\U000e0068\U000e0069", "hi"),
        ("a\ud800b", "ab"),
        ("", ""),
    ],
)
def test_only_what_nobody_sees_is_removed(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hello!!!", "hello"),
        ("ㅋㅋㅋㅋㅋ", "ㅋㅋ"),
        ("ㅋ", "ㅋ"),
        ("대박ㅋㅋㅋㅋ!!", "대박ㅋㅋ"),
        ("슬퍼ㅠㅠㅠㅠ", "슬퍼ㅠㅠ"),
        ("안녕  하세요\n", "안녕 하세요"),
        ("진짜!!! 정말???", "진짜! 정말"),
        ("좋아 😀😀", "좋아"),
        ("응~~~", "응"),
        ("50%", "50%"),
        ("👍", ""),
        ("STRASSE", "strasse"),
    ],
)
def test_folding_leaves_what_matching_needs(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["안녕", "ok", "3", "ㅇㅇ", "ㄱㅅ", "ㅋㅋ 응", "こんにちは"])
def test_words_numbers_and_abbreviations_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", "  ", "ㅋㅋㅋ", "ㅠㅠ", "😀", "!!", "ㅋㅋ 😀 ㅠㅠ!", FAMILY, "...", "^^", "ㅡㅡ"])
def test_emoji_marks_laughter_and_tears_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    ("text", "bare"), [("좋아ㅋㅋ!", "좋아"), ("응~ 😀", "응"), ("ㅋㅋ", ""), ("ㅋㅋ 응", "ㅋㅋ 응"), ("왜...?", "왜")]
)
def test_the_tail_is_laughter_marks_and_emoji(text: str, bare: str) -> None:
    assert without_tail(text) == bare


@given(st.one_of(st.text(), CHATTY))
def test_cleaning_and_folding_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(st.one_of(st.text(), CHATTY))
def test_cleaned_text_is_composed_and_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode().decode() == cleaned
    assert "\n\n\n" not in cleaned
    assert "\u200b" not in cleaned
