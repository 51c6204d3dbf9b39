"""Finds subject and verb of an English clause, also where chat leaves the subject out ("left my bag again"). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies.language.echo import en_words as table
from policies.language.echo.en_question import is_past, is_verb

_LONGEST_SUBJECT = 4
# What chat leaves out before a word, as the person would have said it.
_LEFT_OUT = {"been": "i've", "gonna": "i'm", "haven't": "i", "couldn't": "i", "didn't": "i", "can't": "i"}
_COSTS_ME = frozenset({"took", "cost"})
_DOINGS = frozenset(
    form
    for verb in table.PRESENTS - {"meet"}
    for form in (f"{verb}ing", f"{verb.removesuffix('e')}ing", f"{verb}{verb[-1]}ing")
)
_NO_NAMES = frozenset(
    "not no best worst only all half everything nothing something anything one more most every each both such very so "
    "kinda less much many next last other about maybe".split()
)
_FINITE = frozenset({"is", "are", "was", "were", "isn't", "wasn't", "has", "had", "have", "would", "will", "can"})
_ASKED_ABOUT = frozenset({"anything", "anyone", "anybody", "any", *table.SUBJECTS})


@dataclass(frozen=True)
class Clause:
    """`given`: the subject chat left out, as the person would say it ("i", "i'm"); `rest`: what follows it."""

    subject: tuple[str, ...]
    rest: tuple[str, ...]
    given: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The subject's last word, folded, without a verb drawn into it ("mom's" is "mom")."""
        return (*self.given, *self.subject)[-1].casefold()


def parse(words: Sequence[str]) -> Clause | None:
    """None where subject or verb isn't sure, or where it is no statement about the person's own world."""
    low = [word.casefold() for word in words]
    line = " ".join(low)
    if len(words) < 2:
        return None
    if low[0].partition("'")[0] in table.SUBJECTS or low[0] in table.NOBODY:
        return None if table.NO_STATEMENT.match(line) else _of_pronoun(words)
    if table.NO_STATEMENT.match(line) and low[0] not in _LEFT_OUT:
        return None
    return _left_out(words, low) or _of_name(words, low)


def _of_pronoun(words: Sequence[str]) -> Clause:
    """ "we & dana had a fight" (as the caller writes "dana and i") has a longer subject."""
    end = 1
    if [word.casefold() for word in words[:2]] == ["we", "&"]:
        end = next((at for at, word in enumerate(words) if is_verb(word.casefold())), 1)
    return Clause(tuple(words[:end]), tuple(words[end:]))


def _left_out(words: Sequence[str], low: Sequence[str]) -> Clause | None:
    """ "just got home": I, unless it cost me something."""
    at = next((at for at, word in enumerate(low) if word not in table.ADVERBS), None)
    given = "" if at is None else _unsaid_subject(low, at)
    return Clause((), tuple(words), (given,)) if given else None


def _unsaid_subject(low: Sequence[str], at: int) -> str:
    """The subject before the verb at `at`, "" where that word doesn't tell."""
    verb = low[at]
    if verb in ("did", "had", "have", "didn't") and low[at + 1 : at + 2] and low[at + 1] in _ASKED_ABOUT:
        return ""
    if verb in _COSTS_ME and "me" in low:
        return "it"
    if verb in _DOINGS and not any(map(is_verb, low[at + 1 :])):
        return "i'm"
    if is_past(verb) and not table.FEELINGS.match(verb):
        return "i"
    return _LEFT_OUT.get(verb, "")


def _of_name(words: Sequence[str], low: Sequence[str]) -> Clause | None:
    """ "my boss moved …", "customer service wants …", "mom's gonna …"."""
    first = low[0].removesuffix("'s")
    if first not in table.DETERMINERS and not _may_name(first):
        return None
    for at, word in enumerate(low[: _LONGEST_SUBJECT + 1]):
        if word.endswith("'s") and (at or first in table.KIN or first not in table.DETERMINERS) and _is_is(low, at):
            return Clause(tuple(words[: at + 1]), tuple(words[at + 1 :]))
        if at and word in table.ADVERBS and _verb_behind(low, at):
            return Clause(tuple(words[:at]), tuple(words[at:]))
        if at and word in table.AFTER_A_NOUN - _FINITE:
            return None if word != "at" else _behind_place(words, low, at)
        if at and is_verb(word) and not (at == 1 and first in table.DETERMINERS and word in table.THIRD_PERSONS):
            return Clause(tuple(words[:at]), tuple(words[at:]))
    return None


def _verb_behind(low: Sequence[str], at: int) -> bool:
    following = next((word for word in low[at:] if word not in table.ADVERBS), "")
    return is_verb(following)


def _behind_place(words: Sequence[str], low: Sequence[str], at: int) -> Clause | None:
    """ "the guy at the desk thinks …"."""
    end = next((end for end in range(at + 2, min(len(low), at + 5)) if is_verb(low[end])), None)
    return Clause(tuple(words[:end]), tuple(words[end:])) if end else None


def _is_is(low: Sequence[str], at: int) -> bool:
    """Whether 's stands for "is" or "has": "mom's gonna", not "mom's car"."""
    following = low[at + 1] if at + 1 < len(low) else ""
    return following in {"a", "an", "the", "gonna", "been", "not", "got", *table.ADVERBS} or following.endswith("ing")


def _may_name(word: str) -> bool:
    """A name, or a noun without an article: nothing that begins an order, a remark or a phrase."""
    used = table.ADVERBS | table.AFTER_A_NOUN | table.PRESENTS | table.AUXILIARIES | table.OPENERS | _NO_NAMES
    return word.isalpha() and len(word) > 2 and word not in used and not word.endswith(("ly", "ing", "ed"))
