"""A summary without a model: the person's most telling sentences, word for word, in order of time.

A sentence tells much when its terms are those of the whole session (TF-IDF, cosine with the centroid; Radev et al.,
"Centroid-based summarization of multiple documents", 2004) and when it looks like news about the person: their own
doing, dates, numbers, names, plans, feelings. Questions and mere exclamations are left out, and so is what repeats a
sentence chosen before.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from memory.summaries.lines import Line, Made
from policies.language.days import days
from policies.language.mood import mood
from policies.language.normalise import clean
from policies.language.sentences import is_question, split
from retrieval.words import terms

CHARACTERS = 240
_LONGEST = 120  # of one sentence
_MOST_SENTENCES = 20  # read of one message: a paste must not be all that is told of a session
_READ = 4_000  # characters of one message
_LEAST_TERMS = 2
_LEAST_SCORE = 0.4  # two weak cues, or one strong: "ㅋㅋ 그치 맞아" is not worth keeping
_CENTRAL = 0.6  # how much the most central sentence gains for it
_TOO_ALIKE = 0.6  # share of the shorter one's terms

_MINE = re.compile(
    r"(?:^|\s)(?:나|난|내|내가|나는|나도|나한테|저|전|제|제가|저는|저도|우리|우린)(?=\s)|\b(?:i|i'm|i've|i'll|i'd|my|we|our|me)\b",
    re.I,
)
_PLAN = re.compile(
    r"기로\s?했|[갈할볼올될먹살쉴날날릴둘]\s?(?:거|게|예정|생각|계획)|려고|예정|계획|예약|신청"
    r"|\b(?:going to|gonna|will|i'll|plan(?:s|ning)?|booked|signed up|decided|next (?:week|month|year))\b",
    re.I,
)
_NEWS = re.compile(
    r"합격|붙었|떨어졌|취직|이직|퇴사|입사|승진|졸업|입학|휴학|이사|결혼|헤어|사귀|임신|태어|돌아가셨|수술|입원|퇴원|아프|아파|다쳤|진단"
    r"|시작했|그만뒀|끝났|샀|팔았|잃어|계약|면접|시험|여행|생일|기억해"
    r"|\b(?:passed|failed|hired|fired|quit|promoted|graduat\w*|moved|moving|married|engaged|broke up|dating|pregnant"
    r"|born|died|passed away|surgery|hospital|diagnos\w*|started|finished|bought|sold|lost|exam|interview|trip"
    r"|birthday|remember)\b",
    re.I,
)
_DATED = re.compile(
    r"\d{1,2}월|\d{1,2}일(?!\s?째)"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december|\d{1,2}(?:st|nd|rd|th)"
    r"|(?:in|on|next|last|this) may|may \d|\d may)\b",
    re.I,
)
_NAMED = re.compile(
    r"(?<=[a-z,] )[A-Z][a-z]{2,}|[가-힣]{2,4}(?:이라는|라는|이라고|씨|님)(?=[\s은는이가을를과와도,.]|$)"
)
_CUES: tuple[tuple[float, Callable[[str], bool]], ...] = (
    (0.2, lambda text: bool(_MINE.search(text))),
    (0.4, lambda text: bool(days(text))),
    (0.2, lambda text: bool(re.search(r"\d", text))),
    (0.3, lambda text: bool(_DATED.search(text))),
    (0.3, lambda text: bool(_NAMED.search(text))),
    (0.3, lambda text: bool(_PLAN.search(text))),
    (0.5, lambda text: bool(_NEWS.search(text))),
    (0.3, lambda text: mood(text) is not None),
)


@dataclass(frozen=True)
class _Sentence:
    """One of the person's: its place in the session, its message, its words."""

    place: int
    message_id: int
    text: str
    terms: Counter[str]


def extracted(session: Sequence[Line], characters: int = CHARACTERS) -> Made:
    """The summary of a session: one sentence a line, within `characters`; without a word when nothing is telling."""
    chosen = best([(line.id, line.text) for line in session if line.speaker == "person" and line.tells], characters)
    text = "\n".join(words for _, words in chosen)
    return Made(text, session[0].id, session[-1].id, tuple(sorted({source for source, _ in chosen})))


def best(said: Iterable[tuple[int, str]], characters: int) -> tuple[tuple[int, str], ...]:
    """The most telling sentences of these (id, text), in their order, within `characters` with their line ends."""
    sentences = [
        _Sentence(place, source, words, Counter(_told(words))) for place, (source, words) in enumerate(_sentences(said))
    ]
    scores = _scores(sentences)
    chosen: list[_Sentence] = []
    room = characters + 1
    for each in sorted(sentences, key=lambda each: (-scores[each.place], each.place)):
        if scores[each.place] < _LEAST_SCORE:
            break
        if len(each.text) < room and not any(_alike(each, other) for other in chosen):
            chosen.append(each)
            room -= len(each.text) + 1
    return tuple((each.message_id, each.text) for each in sorted(chosen, key=lambda each: each.place))


def _told(words: str) -> list[str]:
    return [term for term in terms(words) if len(term) > 1 or "가" <= term <= "힣"]  # not the ㅋ of ㅋㅋㅋ


def _sentences(said: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for source, text in said:
        for sentence in split(clean(text[:_READ]))[:_MOST_SENTENCES]:
            words = " ".join(sentence.split())
            if 0 < len(words) <= _LONGEST and not is_question(words):
                yield source, words


def _scores(sentences: Sequence[_Sentence]) -> Mapping[int, float]:
    """By place: cues, and how central a sentence is, 0 to _CENTRAL. Of too few terms: nothing.

    Only what comes up again is central to a chat: a term said once says nothing about the rest.
    """
    found = Counter(term for each in sentences for term in each.terms)
    idf = {term: math.log(1 + len(sentences) / count) if count > 1 else 0.0 for term, count in found.items()}
    vectors = {each.place: _unit({term: tf * idf[term] for term, tf in each.terms.items()}) for each in sentences}
    centre: Counter[str] = Counter()
    for vector in vectors.values():
        centre.update(vector)
    central = {
        place: sum(weight * centre[term] for term, weight in vector.items()) for place, vector in vectors.items()
    }
    most = max(central.values(), default=0.0) or 1.0
    return {
        each.place: sum(weight for weight, holds in _CUES if holds(each.text)) + _CENTRAL * central[each.place] / most
        if len(each.terms) >= _LEAST_TERMS
        else 0.0
        for each in sentences
    }


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _alike(one: _Sentence, other: _Sentence) -> bool:
    shared = len(one.terms.keys() & other.terms.keys())
    return shared >= _TOO_ALIKE * min(len(one.terms), len(other.terms))
