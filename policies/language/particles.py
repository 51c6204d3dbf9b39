"""Korean particles that depend on how a word ends. Spelling only; which particle a sentence needs is the caller's."""

from __future__ import annotations

from policies.language.hangul import final_consonant


def choose(word: str, pair: str) -> str:
    """One half of `pair` "A/B" (은/는, 이/가, 을/를, 과/와, 아/야, 이야/야, 으로/로, …) for `word`.

    A follows a final consonant, B a vowel; where A begins with 으로, a final ㄹ takes B (서울로, 7로).
    ValueError when `pair` doesn't hold exactly one slash.
    """
    if pair.count("/") != 1:
        raise ValueError(f"a particle pair holds exactly one slash, like '은/는'; got {pair!r}")
    after_consonant, after_vowel = pair.split("/")
    final = final_consonant(word)
    if final is None or (final == "ㄹ" and after_consonant.startswith("으로")):
        return after_vowel
    return after_consonant


def attach(word: str, pair: str) -> str:
    """`word` followed by the fitting half of `pair`: attach("민준", "이/가") == "민준이"."""
    return word + choose(word, pair)
