"""The terms of Korean, English and mixed text: what two texts must share to have words in common.

Words of alphabets are lower-cased and lose accents and one ending; stop words are left out. Hangul, kana and Han give
pairs of characters; a Korean word also its first syllable (it ends in grammar) and its meaning, if it stands among the
words of one meaning (`retrieval.korean`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from policies.language.hangul import is_hangul
from retrieval.korean import code_of, is_light, shipped_concepts, shipped_frequencies, spoken

STOP = frozenset(
    "a an the is are was were be been am do does did to of in on at for with and or but it its this that i you he she "
    "they we my your his her their our me him them us as by from so if not no have has had what when where who which "
    "how why would could should can will s t m re ve ll d just about there then than too very".split()
)
# What is cut off, what comes instead: the first that leaves three letters. Porter's algorithm 2 gains half a point on
# LoCoMo at 512 tokens and nothing beyond.
SUFFIXES = (("ing", ""), ("edly", ""), ("ed", ""), ("ies", "y"), ("es", ""), ("s", ""), ("ly", ""))
SHORTEST_STEM = 3
# The shipped weights lie close together (0.4 to 1): their cube parts 고마워 from 뭉치. A meaning is an everyday one.
TELLING_POWER, MEANING_TELLS = 3, 0.125
_MEANT = "="
_ASCII_RUNS = re.compile(r"[a-z0-9]+")
_RUNS = re.compile(r"[가-힣]+|[ㄱ-ㅎㅏ-ㅣ]+|[぀-ヿ㐀-鿿]+|[^\W_가-힣ㄱ-ㅎㅏ-ㅣ぀-ヿ㐀-鿿]+")


def terms(text: str) -> list[str]:
    """In order, with repetitions; none for a text of stop words, laughter or emoji."""
    if text.isascii():
        runs = _ASCII_RUNS.findall(text.lower())
    else:
        runs = _RUNS.findall(unicodedata.normalize("NFC", text).lower())
    return [term for run in runs for term in _terms(run)]


@lru_cache(maxsize=1 << 16)
def telling(term: str) -> float:
    """How little a term belongs to everyday chat, 0 to 1: what a talk has in common with small talk proves nothing.

    From the frequencies that ship for Korean; other words count in full.
    """
    if term.startswith(_MEANT):
        return MEANING_TELLS
    if not is_hangul(term[-1]):
        return 1.0
    frequencies = shipped_frequencies()
    worth = frequencies.of(code_of(f"s{term}")) / (frequencies.unit * float(frequencies.worth.max()))
    return worth**TELLING_POWER


@lru_cache(maxsize=1 << 16)
def _terms(run: str) -> tuple[str, ...]:
    if run in STOP:
        return ()
    if is_hangul(run[0]):
        return _korean(run)
    if "ㄱ" <= run[0] <= "ㅣ":  # laughter, sighs, consonants for words
        return ()
    return _pairs(run) if "぀" <= run[0] <= "鿿" else (_stem(_plain(run)),)


def _korean(run: str) -> tuple[str, ...]:
    words = spoken(run).split()
    said = tuple(term for word in words if not is_light(word) for term in (f"^{word[0]}", *_pairs(word)))
    meant = (shipped_concepts().of(word) for word in words)
    return said + tuple(f"{_MEANT}{name}" for name in meant if name)


def _pairs(word: str) -> tuple[str, ...]:
    return tuple(word[i : i + 2] for i in range(max(1, len(word) - 1)))


def _plain(word: str) -> str:
    if word.isascii():
        return word
    letters = (ch for ch in unicodedata.normalize("NFKD", word) if not unicodedata.combining(ch))
    return "".join(letters) or word


def _stem(word: str) -> str:
    for suffix, instead in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(instead) >= SHORTEST_STEM:
            return word.removesuffix(suffix) + instead
    return word
