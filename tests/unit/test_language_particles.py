"""Particles follow the sound of the word before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.hangul import final_consonant
from policies.language.particles import attach, choose

PAIRS = ["은/는", "이/가", "을/를", "과/와", "아/야", "이야/야", "이는/는", "으로/로", "이랑/랑", "이에요/예요"]


@pytest.mark.parametrize(
    ("word", "pair", "whole"),
    [
        ("민준", "은/는", "민준은"),
        ("철수", "은/는", "철수는"),
        ("민준", "이/가", "민준이"),
        ("보미", "이/가", "보미가"),
        ("책", "을/를", "책을"),
        ("노래", "을/를", "노래를"),
        ("떡", "과/와", "떡과"),
        ("커피", "과/와", "커피와"),
        ("지훈", "아/야", "지훈아"),
        ("보미", "아/야", "보미야"),
        ("학생", "이야/야", "학생이야"),
        ("친구", "이야/야", "친구야"),
        ("부산", "으로/로", "부산으로"),
        ("서울", "으로/로", "서울로"),
        ("제주", "으로/로", "제주로"),
        ("연필", "으로써/로써", "연필로써"),
        ("서울", "은/는", "서울은"),
        ("Tom", "은/는", "Tom은"),
        ("Anna", "은/는", "Anna는"),
        ("Paul", "으로/로", "Paul로"),
        ("7", "으로/로", "7로"),
        ("10", "이/가", "10이"),
        ("2", "이/가", "2가"),
        ("민준", "이/", "민준이"),
        ("철수", "이/", "철수"),
        ("", "은/는", "는"),
    ],
)
def test_the_half_that_fits_is_attached(word: str, pair: str, whole: str) -> None:
    assert attach(word, pair) == whole


@pytest.mark.parametrize("pair", ["은", "", "은/는/이"])
def test_a_pair_without_exactly_one_slash_is_refused_by_value(pair: str) -> None:
    with pytest.raises(ValueError, match=repr(pair)):
        choose("책", pair)


@given(st.text(), st.sampled_from(PAIRS))
def test_one_half_is_always_chosen_by_the_final_consonant(word: str, pair: str) -> None:
    after_consonant, after_vowel = pair.split("/")
    final = final_consonant(word)
    vowel_like = final is None or (final == "ㄹ" and pair.startswith("으로"))
    assert attach(word, pair) == word + (after_vowel if vowel_like else after_consonant)
