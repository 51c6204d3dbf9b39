"""A Korean embedder that needs no model: hashed character n-grams with fixed weights, so vectors can be kept.

A word gives syllables, pairs of them and triples of letters, the first counting most: Korean words end in grammar.
Pairs are also taken across spaces (people leave spaces out), words of one meaning give one more feature
(`models/korean-words.txt`), and so do numbers. Each feature weighs what it is worth in everyday chat: a power of its
inverse document frequency (Sparck Jones 1972) over `models/korean-idf.npz`, made by `models/make_korean_weights.py`.
Features are hashed to a sign and a slot (Weinberger et al. 2009). It knows words, not meaning: 7시 and 8시 stay near.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policies.language.hangul import decompose, is_hangul
from policies.language.normalise import LAUGHTER, fold
from retrieval.embedding import Matrix, Role
from retrieval.ngrams import normalised

WEIGHTS = Path(__file__).parent / "models" / "korean-idf.npz"
WORDS = Path(__file__).parent / "models" / "korean-words.txt"
VERSION = 1
BUCKETS = 1 << 17

# What each kind of feature weighs, before its frequency is looked at; found on KorSTS train and songys' question pairs.
CONCEPT, SYLLABLE, PAIR, LETTERS, ACROSS = 2.0, 1.0, 1.2, 0.75, 0.3
WORD, TRIPLE = 2.0, 0.6  # of words in other scripts, and of numbers
LATER = 0.85  # each syllable weighs this share of the one before
LETTERS_A_STEP = 0.4  # a syllable has two or three letters
KNOWN = 0.6  # the n-grams of a word whose meaning counts already
LIGHT = 0.3  # laughter, and words that carry grammar rather than meaning
DAMPED = 0.75  # a feature that occurs twice weighs 2 ** this

_PUNCTUATION = re.compile(r"[^\w%\s]+")
_LAUGHTER = re.compile(r"(?<=[가-힣?!.~\s])[ㅋㅎㅠㅜ]+|[ㅋㅎㅠㅜ]{2,}")
_MIXED = re.compile(r"([a-z]{3,})(?=[가-힣])")  # "tired해": the word, then its Korean ending
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# How chat spells what books spell otherwise; applied to questions and lines alike, so a wrong guess does little harm.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"됬", "됐"),
        (r"어케|어캐|어뜨케|어떡케", "어떻게"),
        (r"([이그])케(?=\s|$)", r"\1렇게"),
        (r"싶포|시포|싶퍼|시퍼", "싶어"),
        (r"([할갈볼올줄살칠먹을])께", r"\1게"),
        (r"([할갈볼올줄살칠먹을])꺼", r"\1거"),
        (r"([해어아네세지데게까])[욤염욥용여](?=\s|$)", r"\1요"),
        (r"([했었았갔왔봤났됐있없싶먹])엉(?=\s|$)", r"\1어"),
        (r"([좋많같찮])앙(?=\s|$)", r"\1아"),
        (r"([가-힣])웡(?=\s|$)", r"\1워"),
        (r"([하한된간온는었았했갔왔겠있없같싶좋])당(?=\s|$)", r"\1다"),
        (r"([하했었았겠있없같싶좋그맞])징(?=\s|$)", r"\1지"),
        (r"([하했었았겠있없같싶좋그])넹(?=\s|$)", r"\1네"),
        (r"([하가오먹보좋싶])구(?=\s|$)", r"\1고"),
    )
)
_GRAMMAR = frozenset(
    """있다 있는 있습니다 있었다 있었습니다 있어 있어요 있던 있을 있다고 있고 있으며 있지만 있으면 있네 있다가 하고 하는
    하며 하다 하여 하기 하지 하게 한다 했다 합니다 한 할 해 해요 되다 되는 되고 되었다 되어 되지 된 된다 됐다 됩니다 것
    것이 것을 것은 것으로 것이다 것에 것도 것입니다 것인 거 건 걸 게 수 등 및 그 이 저 위해 위한 대한 대해 대해서 통해
    의해 따라 관련 중 중인 중이다 후 더 또 을 를 가 는 은 의 에 에서 그리고 그런데 그래서 않다 않는 않았다 않습니다 않고
    않은 않아 않아요 두고 대로 듯 채""".split()
)
_LAUGHING = frozenset(LAUGHTER)
# Particles and endings that may follow a word of the list; a bare final consonant (ㄴ다) joins the syllable before it.
_TAILS = frozenset(
    decompose(tail)
    for tail in """은 는 이 가 을 를 과 와 이랑 랑 으로 로 이나 나 이라도 라도 이며 며 이고 고 이다 다 이야 야 이에요
    예요 이라고 라고 이라는 라는 입니다 이란 란 아 으로는 로는 으로도 로도 으로부터 로부터 이었다 였다 이든 든 인 여
    의 에 에서 에게 께 한테 하고 도 만 까지 부터 마다 보다 처럼 같이 밖에 조차 마저 요 들 께서 에는 에도 에서는
    에서도 에서의 에게서 에게는 만의 만은 만이 들이 들은 들을 들의 들에게 들과 들도 이라 들에서 들에 ㄴ다 는다
    ㅂ니다 습니다 았다 었다 았습니다 었습니다 ㅆ습니다 ㅆ다 ㅆ어 ㅆ어요 ㅆ음 ㅆ네 ㅆ는데 ㅆ던 ㅆ고 ㅆ지만 ㅆ으며
    ㅆ니 ㅆ냐 ㅆ나 ㅆ을 ㅆ다고 ㅆ다는 ㅆ지 으며 면 으면 어서 아서 서 려고 으려고 러 으러 지만 는데 ㄴ데 은데 던 ㄴ
    ㄹ ㄹ게 ㄹ래 ㄹ까 ㄹ지 는지 ㄴ지 자 자고 자는 지 네 죠 지요 어 어요 아요 게 기 음 ㅁ ㅂ시다 세요 으세요 거야
    더라 군 구나 네요 니 냐 냐고 다고 다는 ㄴ다고 ㄴ다는 는다고 도록 면서 으면서 다가 든지 거나 겠다 겠어 겠습니다
    는가 ㄴ가 을까 ㄹ까요 을래 을게 해 했어 한 하는 하기 했다 한다 할 함 됨 인데 인가 이지 고싶다 고싶어 구 는거
    ㄴ거 ㄹ거 ㄹ것 긴 길 야지 어야 아야 거든 잖아 어라 아라 시 시에 살 명 개 마리 번 잔 병 장 대 달 시간 권""".split()
)


@dataclass(frozen=True)
class Concepts:
    """Words and word beginnings of one meaning, as letters; every row's first word names it."""

    names: Mapping[str, str]
    longest: int

    @classmethod
    def read(cls, file: Path) -> Concepts:
        """Rows of words, `#` with a space for remarks. Raises OSError; ValueError for a word in two rows."""
        names: dict[str, str] = {}
        rows = (line.split() for line in file.read_text("utf-8").splitlines() if not line.startswith("# "))
        for row in filter(None, rows):
            for word in row[row[0].startswith("#") :]:
                if names.setdefault(decompose(word), row[0]) != row[0]:
                    raise ValueError(f"{file.name}: {word!r} stands for {names[decompose(word)]!r} and {row[0]!r}")
        return cls(names, max(map(len, names), default=0))

    def of(self, word: str, beyond: int = 0) -> str | None:
        """What `word` means, its particle or ending aside; `beyond`: more than so many letters must be the word's."""
        if number := _NUMBER.match(word):
            return f"#{number[0].replace(',', '')}"
        letters = decompose(word)
        for end in range(min(len(letters), self.longest), beyond, -1):
            name = self.names.get(letters[:end])
            if name is not None and (end == len(letters) or letters[end:] in _TAILS):
                return name
        return None

    def along(self, words: Sequence[str]) -> Iterator[str | None]:
        """One meaning, or None, for each word; of two written apart (보고 싶어), the second's is empty."""
        rest = iter(range(len(words)))
        for index in rest:
            pair = "".join(words[index : index + 2])
            both = self.of(pair, len(decompose(words[index]))) if pair != words[index] else None
            if both is None or both.startswith("#"):
                yield self.of(words[index])
            else:
                yield from (both, "")
                next(rest)


@dataclass(frozen=True)
class Frequencies:
    """What a feature is worth: shape (BUCKETS,), in units of `unit`; features share a bucket by hash."""

    worth: NDArray[np.uint8]
    unit: float

    @classmethod
    def read(cls, file: Path) -> Frequencies:
        """Raises OSError, KeyError, ValueError."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(arrays["worth"], float(arrays["unit"]))

    def of(self, code: int) -> float:
        """Of the feature with this hash; what was never seen is worth most."""
        return float(self.worth[bucket(code)]) * self.unit


class KoreanNgramEmbedder:
    """Weighted, hashed n-grams in `dimensions` slots; the same text has the same vector in every process."""

    def __init__(self, dimensions: int = 4096) -> None:
        self.dimensions = dimensions
        self._concepts, self._frequencies = shipped_concepts(), shipped_frequencies()

    @property
    def id(self) -> str:
        return f"korean-ngrams-{VERSION}-{self.dimensions}-{_fingerprint()}"

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for code, weight in self._weighted(text):
                row[code % self.dimensions] += weight if code >> 31 else -weight
        return normalised(rows)

    def _weighted(self, text: str) -> Iterator[tuple[int, float]]:
        counts: defaultdict[str, float] = defaultdict(float)
        for feature, weight in features(text, self._concepts):
            counts[feature] += weight
        for feature, count in counts.items():
            code = code_of(feature)
            yield code, count**DAMPED * self._frequencies.of(code)


def features(text: str, concepts: Concepts) -> Iterator[tuple[str, float]]:
    """The features of a text with their weights, before their frequency; one may come more than once."""
    words = spoken(text).split()
    for word, concept in zip(words, concepts.along(words), strict=True):
        if concept:
            yield f"={concept}", CONCEPT
        borrowed = bool(concept) and word.isascii() and word.isalpha()  # an English word says what its row means
        share = (1.0 if concept is None else KNOWN) * (LIGHT if borrowed or is_light(word) else 1.0)
        yield from ((feature, share * weight) for feature, weight in _of_word(word))
    yield from ((f"x{pair}", ACROSS) for pair in _grams("".join(words), 2))


def spoken(text: str) -> str:
    """Folded, without punctuation, laughter and Korean endings of English words apart, chat spellings evened out."""
    apart = _MIXED.sub(r"\1 ", _PUNCTUATION.sub(" ", fold(text)))
    words = _LAUGHTER.sub(lambda run: f" {run[0][:2]} ", apart)
    for pattern, plain in _SPELLINGS:
        words = pattern.sub(plain, words)
    return words


def is_light(word: str) -> bool:
    """A word that carries grammar, or laughter, rather than meaning."""
    return word in _GRAMMAR or set(word) <= _LAUGHING


def code_of(feature: str) -> int:
    """32 bits; slots come from the low ones, buckets from the middle, the sign is the highest."""
    return zlib.crc32(feature.encode())


def bucket(code: int) -> int:
    """Where a feature's worth stands."""
    return code >> 12 & BUCKETS - 1


@lru_cache(maxsize=1)
def shipped_concepts() -> Concepts:
    """The words that ship."""
    return Concepts.read(WORDS)


@lru_cache(maxsize=1)
def shipped_frequencies() -> Frequencies:
    """The weights that ship."""
    return Frequencies.read(WEIGHTS)


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Of all that decides a vector but the code: weights, words, spellings, tails, what each feature weighs."""
    kinds = (CONCEPT, SYLLABLE, PAIR, LETTERS, ACROSS, WORD, TRIPLE, LATER, LETTERS_A_STEP, KNOWN, LIGHT, DAMPED)
    spellings = [(pattern.pattern, plain) for pattern, plain in _SPELLINGS]
    rules = repr((kinds, shipped_frequencies().unit, spellings, sorted(_GRAMMAR), sorted(_TAILS)))
    return hashlib.sha256(shipped_frequencies().worth.tobytes() + WORDS.read_bytes() + rules.encode()).hexdigest()[:8]


def _of_word(word: str) -> Iterator[tuple[str, float]]:
    return _of_hangul(word) if any(is_hangul(ch) for ch in word) else _of_other(word)


def _of_hangul(word: str) -> Iterator[tuple[str, float]]:
    started = f"^{word}"
    yield from ((f"s{gram}", SYLLABLE * LATER**at) for at, gram in enumerate(word))
    yield from ((f"s{gram}", PAIR * LATER**at) for at, gram in enumerate(_grams(started, 2)))
    letters = _grams(decompose(started), 3)
    yield from ((f"j{gram}", LETTERS * LATER ** (at * LETTERS_A_STEP)) for at, gram in enumerate(letters))


def _of_other(word: str) -> Iterator[tuple[str, float]]:
    yield f"w{word}", WORD
    yield from ((f"c{gram}", TRIPLE) for gram in _grams(f"^{word}$", 3))


def _grams(text: str, size: int) -> Iterator[str]:
    return (text[i : i + size] for i in range(len(text) - size + 1))
