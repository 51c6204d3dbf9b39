"""Cutting long texts: nothing lost but the spaces at the cuts, no part too long, words whole where they can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policies.language.pieces import pieces, units

TEXTS = st.text(st.sampled_from("한강a \n😀🧡."), max_size=120)


@given(TEXTS, st.integers(2, 40))
def test_nothing_is_lost_but_spaces_at_the_cuts_and_no_part_is_too_long(text: str, longest: int) -> None:
    parts = pieces(text, longest)
    assert all(0 < units(part) <= longest for part in parts)
    rest = text
    for part in parts:
        found = rest.find(part)
        assert found >= 0
        assert rest[:found].strip() == "", "only spaces were left out"
        rest = rest[found + len(part) :]
    assert rest.strip() == ""


@given(TEXTS)
def test_a_text_that_fits_is_one_part_as_it_is(text: str) -> None:
    assert pieces(text, 1000) == ((text,) if text else ())


@given(TEXTS)
def test_units_are_what_utf_16_counts(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


def test_a_cut_falls_between_words_where_there_is_a_space_in_the_second_half() -> None:
    assert pieces("a walk along the river", 10) == ("a walk", "along the", "river")
    assert pieces("가" * 10, 4) == ("가가가가", "가가가가", "가가"), "no space at all"
    assert pieces("a bcdefghijklmn", 10) == ("a bcdefghi", "jklmn"), "a part is not cut short for an early space"


def test_an_emoji_of_two_units_is_not_cut_in_two() -> None:
    assert pieces("😀😀😀", 3) == ("😀", "😀", "😀")
    assert pieces("x" * 4095 + "😀", 4096) == ("x" * 4095, "😀")
