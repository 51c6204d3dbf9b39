"""Which groups heed what a message does: their order, and those that only look alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from policies.language.acts.names import TOLD, Act
from policies.language.normalise import fold
from retrieval.groups import Hit

# Small talk around the point yields to a group about the point when both fit.
_AROUND_THE_POINT = frozenset({"greeting", "farewell", "laugh", "agree", "disagree", "surprise", "thanks", "why"})
_YIELDS = 0.35
_ON_THE_WAY = frozenset({"agree", "disagree", "surprise", "laugh"})
# An act speaks louder than a fair likeness to a group of another intent, and than any agreeing on the way to the point.
_OWN_INTENTS = {
    "leaving": frozenset({"sleep"}),
    "resolved": frozenset({"feeling_good"}),
    "relief": frozenset({"feeling_good"}),
    "teasing": frozenset({"insult", "joke"}),
    "correcting": frozenset({"apology", "disagree"}),
    "morning": frozenset({"greeting", "sleep"}),
    "should_i": frozenset("advice food hungry love work hobby birthday money friend family travel school".split()),
    "doubting": frozenset({"feeling_bad", "friend", "love", "family"}),
    "regretting": frozenset({"feeling_bad"}),
    "hoping": frozenset({"anxious", "exam", "work", "health", "weather", "love"}),
    "amount": frozenset({"money", "advice"}),
    "planning": frozenset[str](),
    "agreeing": frozenset({"agree"}),
    "laughs": frozenset({"laugh", "compliment"}),
    "venting": frozenset[str](),
    "asks_you": frozenset[str](),
    "good_news": frozenset({"feeling_good"}),
    "question": frozenset[str](),
    "thanking": frozenset({"thanks"}),
    "offering": frozenset({"food"}),
    "your_way": frozenset[str](),
    "wording": frozenset[str](),
    "leaning": frozenset[str](),
    "idea_food": frozenset({"food", "hungry"}),
    "idea_clothes": frozenset({"weather"}),
    "idea_place": frozenset({"travel"}),
    "idea_gift": frozenset({"birthday"}),
    "idea": frozenset({"bored", "hobby", "movie", "game"}),
    "approving": frozenset[str](),
    "conceding": frozenset[str](),
    "blamed": frozenset[str](),
    "seeks_praise": frozenset({"feeling_good"}),
    "pondering": frozenset({"travel"}),
    "unable": frozenset({"school", "exam", "hobby", "sleep"}),
    "belittling": frozenset({"feeling_bad"}),
    "not_so_bad": frozenset[str](),
    "fine_now": frozenset({"feeling_good"}),
    "startled": frozenset({"surprise"}),
    "asks_you_did": frozenset({"food", "music", "hobby", "how_are_you", "what_doing", "sleep"}),
    "asks_you_has": frozenset({"love", "pet", "family", "your_likes"}),
    "asks_you_can": frozenset({"can_you"}),
    "hurting": frozenset({"health"}),
    "wronged": frozenset({"angry", "friend", "work"}),
    "uneasy": frozenset({"anxious", "exam", "work", "school", "health", "weather", "love", "sleep"}),
    "toiled": frozenset({"tired", "work", "feeling_bad"}),
    "coming_up": frozenset[str](),
    "asks_you_likes": frozenset({"your_likes", "food", "pet", "movie", "music", "game", "hobby", "travel"}),
    "asks_you_choice": frozenset({"your_likes"}),
    "about_you": frozenset({"compliment", "insult", "your_likes", "your_job", "like_you"}),
    "backing": frozenset({"like_you"}),
    "judging": frozenset[str](),
    "asks_you_best": frozenset({"your_likes"}),
    "has_to": frozenset({"work", "school", "exam"}),
    "away": frozenset({"farewell"}),
    "changing": frozenset[str](),
    "price": frozenset[str](),
    "to_bed": frozenset({"sleep", "farewell"}),
    "at_last": frozenset({"feeling_good", "exam", "work"}),
    "early": frozenset({"sleep"}),
    "wondering_at_you": frozenset[str](),
    "reacting": frozenset({"compliment"}),
    "explaining": frozenset[str](),
    "supposing": frozenset({"anxious"}),
}
# These are answered for what they do: no group of another intent but for the very words.
_STRICT: frozenset[Act] = frozenset(
    {
        "thanking",
        "offering",
        "your_way",
        "wording",
        "leaning",
        "idea_food",
        "idea_clothes",
        "idea_place",
        "idea_gift",
        "idea",
        "approving",
        "conceding",
        "blamed",
        "belittling",
        "not_so_bad",
        "fine_now",
        "wondering_at_you",
        "teasing",
        "about_you",
        "backing",
        "judging",
        "asks_you_best",
        "early",
        "away",
        "changing",
        "price",
        "to_bed",
        "reacting",
        "explaining",
        "supposing",
        "wronged",
        "uneasy",
    }
)
# What is told is seldom about the companion: "책이 제일 무거워" is no question for its books.
_TELLS: frozenset[Act] = TOLD | {
    "statement",
    "venting",
    "good_news",
    "laughs",
    "resolved",
    "relief",
    "startled",
    "hurting",
    "wronged",
    "uneasy",
    "toiled",
}
# What is told may be given back; Korean moods are better met by the groups that know them.
_YIELDING: Mapping[str, frozenset[Act]] = {
    "en": _TELLS,
    "ko": TOLD | {"statement", "laughs", "long", "short", "startled"},
}
# Below this likeness a line must have two thirds and more of its words in the message, by these first syllables.
_COVERS, _BEGINNING, _LITTLE, _VERBAL = 0.75, 2, "나오이그안못다", "고서면러"
_TROUBLES: frozenset[Act] = frozenset({"venting", "hurting", "wronged", "uneasy", "toiled"})
_PASTIMES = frozenset({"game", "movie", "music", "hobby", "song"})
_OF_OTHERS, _A_NOUN = frozenset({"family", "friend", "pet", "food"}), 2
_ASKED = frozenset({"your_name", "your_age", "your_home", "your_likes", "your_job", "can_you", "my_memory", "why"})
_ITS_OWN_AFFAIRS = _ASKED - {"my_memory", "why"}
_LEAST_FOR_ITSELF: Mapping[Act, float] = {
    "asks_you": 0.5,
    "asks_you_did": 0.5,
    "asks_you_has": 0.5,
    "asks_you_can": 0.5,
    "asks_you_likes": 0.5,
    "asks_you_best": 0.5,
    "question": 0.57,
}
_PLAIN: frozenset[Act] = TOLD | {"statement", "long"}
# How alike an utterance must be for a group of another intent (else _FAIR_LIKENESS), and a cue.
_FAIR = {
    "venting": 0.0,
    "hurting": 0.0,
    "toiled": 0.0,
    "coming_up": 0.6,
    "question": 0.0,
    "asks_you": 0.57,
    "asks_you_likes": 0.57,
    "good_news": 0.6,
    "should_i": 0.7,
}
_FAIR_LIKENESS, _FAIR_FOR_ITS_OWN, _TWO_LETTERS = 0.72, 0.58, 0.61
# How sure a group must be of what is told and can be given back instead: a likeness from here on, or a single cue that
# is this share of the message.
_SURE_LIKENESS = {"en": 0.68, "ko": 0.6}
_SURE_SHARE = {"en": 0.36, "ko": 0.21}


def ranked_hits(hits: Sequence[Hit], confident: float, act: Act = "statement") -> list[Hit]:
    """Fitting hits, small talk around the point last unless it is the very message."""
    fitting = [hit for hit in hits if hit.score >= confident or _answers_for_itself(act, hit)]
    return sorted(fitting, key=lambda hit: -(hit.score - (_YIELDS if _yields(hit) else 0)))


def _yields(hit: Hit) -> bool:
    return hit.rule != "exact" and hit.group.intent in _AROUND_THE_POINT


def heeding(act: Act, ranked: Sequence[Hit], *, text: str = "", echoed: bool = False) -> list[Hit]:
    """The hits without those that miss what the message does, or say less of it than its own words given back.

    `text`: the message, for whether a likeness speaks of what it does not (Korean).
    """
    kept = (
        hit
        for hit in ranked
        if hit.rule == "exact"
        or _is_plainly_meant(act, hit)
        or not (_misses(act, hit) or (text and _strays(act, text, hit)))
    )
    return [
        hit
        for hit in kept
        if _is_plainly_meant(act, hit) or not (echoed and act in _YIELDING[hit.group.language] and _says_less(hit))
    ]


def _is_plainly_meant(act: Act, hit: Hit) -> bool:
    """A question to the companion that a group answers for it, or a plain telling that cue and likeness agree on."""
    return _answers_for_itself(act, hit) or (hit.group.language == "ko" and act in _PLAIN and hit.agreed)


def _answers_for_itself(act: Act, hit: Hit) -> bool:
    """Whether a Korean question finds a group about the companion; better that than knowing nothing."""
    if hit.group.language != "ko" or hit.group.intent not in _ITS_OWN_AFFAIRS:
        return False
    return hit.rule == "similar" and hit.score >= _LEAST_FOR_ITSELF.get(act, math.inf)


def _strays(act: Act, text: str, hit: Hit) -> bool:
    """Whether a line that is only fairly like the message names what the message doesn't: "회사가 망했어"."""
    if hit.rule != "similar" or hit.group.language != "ko" or hit.score >= _COVERS or _is_its_own(act, hit):
        return False
    said, line = fold(text).split(), fold(hit.matched).split()
    missing = sum(not _stands_in(word, said, loosely=word == line[-1] or word[-1] in _VERBAL) for word in line)
    return bool(line) and missing * 3 >= len(line)


def _stands_in(word: str, said: Sequence[str], *, loosely: bool) -> bool:
    """By the beginnings of words: endings vary, those of verbs (`loosely`) most, and so do spaces."""
    if word[:_BEGINNING] in "".join(said):
        return True
    return loosely and len(word) > 1 and word[0] not in _LITTLE and any(each.startswith(word[0]) for each in said)


def _says_less(hit: Hit) -> bool:
    """A faint likeness, one to a question, or a group that one word of many calls up."""
    if hit.rule == "cue":
        return " + " not in hit.matched and hit.share < _SURE_SHARE[hit.group.language]
    return hit.score < _SURE_LIKENESS[hit.group.language] or any(each.startswith("asks:") for each in hit.against)


def _is_no_telling(act: Act, hit: Hit) -> bool:
    """What is told is seldom about the companion; "the nephew woke up" says little of what is said of nephews."""
    if hit.rule == "similar":
        return hit.group.intent in _ASKED and hit.score < _FAIR_LIKENESS
    if hit.rule == "cue" and act in _TROUBLES and hit.group.intent in _PASTIMES:
        return True  # "broke the screen playing games" is about the screen
    if hit.rule != "cue" or " + " in hit.matched or hit.group.language != "ko":
        return False
    short = len(hit.matched) <= _A_NOUN
    aside = act in _YIELDING["ko"] and hit.share < _SURE_SHARE["ko"]
    return short and (aside or hit.group.intent in _OF_OTHERS)


def _is_its_own(act: Act, hit: Hit) -> bool:
    return hit.group.intent in _OWN_INTENTS.get(act, ())


def _misses(act: Act, hit: Hit) -> bool:
    if act in _TELLS and _is_no_telling(act, hit):
        return True
    if act == "asks_you" and hit.group.language == "en" and hit.rule == "cue" and " " not in hit.matched:
        return True  # "do you ever get hungry?" is not about the person's hunger
    if act not in _OWN_INTENTS:
        return False
    if act in _STRICT and hit.group.intent not in _OWN_INTENTS[act]:
        return True
    fair = _FAIR.get(act, _FAIR_LIKENESS)
    if hit.group.intent in _OWN_INTENTS[act]:
        return hit.rule == "similar" and hit.score < min(fair, _FAIR_FOR_ITS_OWN)
    return hit.group.intent in _ON_THE_WAY or hit.score < (fair if hit.rule == "similar" else min(fair, _TWO_LETTERS))
