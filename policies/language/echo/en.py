"""English echoes: the short clause turned to the listener, the reply question, the last thing named. Pure.

"i ordered sneakers and they sent two left shoes" gives "They sent two left shoes", "They did" and "Two left shoes".
Subject and verb are found by small tables; where they don't suffice nothing is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policies.gravity import is_grave
from policies.language.echo import en_noun, en_question
from policies.language.echo import en_words as table
from policies.language.echo.en_clause import Clause, parse
from policies.language.echo.forms import Echo
from policies.language.normalise import EMOJI
from policies.language.sentences import is_question, split

_LONGEST_CHARS, _LONGEST_WORDS, _FEWEST_WORDS = 60, 10, 2
_WORTH_CUTTING_TO = 4
_REMARK_WORDS = 4  # what comes behind the point and may be passed over: "pathetic huh"
_DECORATION = re.compile(f"[{EMOJI}~^]+|[:;=][-']?[()DPp/|3]+(?=\\s|$)|<3")
_FOREIGN = re.compile(r"[^A-Za-zÀ-ÖØ-öø-ÿ0-9 '\-.,!;:%$£€&/()\"…]")
_GIBBERISH = re.compile(r"\b(?=[a-z]*[a-z])(?:[bcdfghjklmnpqrstvwxz]{5,}|[a-z]{16,}|([a-z])\1{3,})\b", re.IGNORECASE)
_SUBJECT = (
    r"(?:i|he|she|they|we|it|there|i'm|i've|he's|she's|it's|they're|they've|we're|we've|there's|everyone|"
    r"nobody|noone|my|his|her|the|their|our)\b"
)
_BREAK = re.compile(rf"\s*[,;:()…!]+\s*|\s*\.\.+\s*|\s-+\s|\s(?=(?:and|but|so|plus)\s+(?:then\s+)?{_SUBJECT})", re.I)
_TOLD_SUBJECT = re.compile(rf"(?:you|you're|you've|your|{_SUBJECT})", re.IGNORECASE)
_AND_I = re.compile(r"^(?:(?:so|and|well|anyway|ok)\s+)*(?P<other>(?:(?!and\b)[\w']+\s+){1,3})and (?:i|me)\b", re.I)
_PHRASES = frozenset("to from at in on with for by about after before over into during through around".split())
_NUMBER = re.compile(r"\d")


def echo(text: str) -> Echo | None:
    """What can be given back of a line of English, or None: of no question or order, no grave or indecent words."""
    plain = _straight(text)
    if _is_refused(plain):
        return None
    for sentence in list(reversed(split(plain)))[:2]:
        for clause in _clauses(sentence):
            if found := _of(clause):
                return found
            if len(clause) > _REMARK_WORDS:
                return None
    return None


def _straight(text: str) -> str:
    """Straight apostrophes, no emoji, not shouted, missing apostrophes set."""
    plain = _DECORATION.sub(" ", text.replace("’", "'").replace("`", "'").replace("“", '"').replace("”", '"'))
    letters = [ch for ch in plain if ch.isalpha()]
    if sum(ch.isupper() for ch in letters) * 2 > len(letters) > 1:
        plain = plain.lower()
    plain = re.sub(r"\bno one\b", "noone", plain, flags=re.IGNORECASE)
    words = (table.WITHOUT_APOSTROPHE.get(word.lower(), word) for word in plain.split())
    return " ".join(words)


def _is_refused(plain: str) -> bool:
    low = plain.casefold()
    return bool(
        not plain
        or _FOREIGN.search(plain)
        or _GIBBERISH.search(plain)
        or table.NEVER.search(low)
        or table.YOU.search(low)
        or is_grave(plain)
        or is_question(plain)
    )


def _clauses(sentence: str) -> Iterator[list[str]]:
    """The clauses of a sentence as words, last first, without what stands around the point."""
    whole = _AND_I.sub(_you_and, sentence.strip(" .\"'"))
    for clause in reversed(_BREAK.split(whole)):
        words = without_frame(re.sub(r"[.\"/()]", " ", clause).split())
        if words:
            yield words


def _you_and(found: re.Match[str]) -> str:
    """ "my friend dana and i had a fight": the listener comes first."""
    other = found["other"].split()
    is_clause = any(en_question.is_verb(word.casefold()) for word in other)
    return found[0] if is_clause else " ".join(("we", "&", *other))


def without_frame(words: Sequence[str]) -> list[str]:
    """The words without "so", "well", "last night" before and "lol", "though" behind."""
    rest = list(words)
    while rest and rest[0].casefold() in table.OPENERS and not _is_telling_no(rest):
        rest = rest[1:]
    for time in table.TIMES_FIRST:
        if " ".join(rest).casefold().startswith(time + " "):
            return without_frame(rest[len(time.split()) :])
    while rest and rest[-1].casefold() in table.CLOSERS:
        rest = rest[:-1]
    while " ".join(rest[-2:]).casefold() in table.CLOSING_PAIRS:
        rest = rest[:-2]
    return rest


def _is_telling_no(words: Sequence[str]) -> bool:
    """ "no tea in the house", unlike "no i didn't"."""
    following = words[1].casefold() if len(words) > 1 else ""
    return words[0].casefold() == "no" and bool(following) and not re.match(_SUBJECT, following)


def _of(words: Sequence[str]) -> Echo | None:
    if named := _named(words):
        return Echo(noun=named)
    if en_question.is_opinion(words):
        return Echo(asked="You think so")
    clause = parse(words)
    if clause is None or _is_felt(words):
        return None
    echo = Echo(told=_told(clause), asked=en_question.asked(clause), noun=_begun(_shown(en_noun.noun(clause))))
    return echo if echo.told or echo.asked or echo.noun else None


def _named(words: Sequence[str]) -> str:
    """What a line is about that hardly does more than name it."""
    phrase = tuple(words) if en_noun.is_fragment(words) else en_noun.of_remark(words)
    return _begun(_shown(phrase)) or en_noun.called(words)


def _is_felt(words: Sequence[str]) -> bool:
    """A feeling or a guess: to ask "You are?" would doubt it."""
    low = [word.casefold() for word in words]
    if table.REPORTED & set(low[1:3]):  # "i told her it's ok": not the teller's own
        return False
    return bool(table.FEELINGS.search(" ".join(low)) or table.HEDGES & set(low))


def _told(clause: Clause) -> str:
    """The clause as the listener says it, short enough to be said, else ""."""
    if clause.rest[0].casefold() in ("do", "did") and clause.subject:  # "I did clean it" would be doubted
        return ""
    rest = (clause.rest[0].lower(), *clause.rest[1:]) if clause.given else clause.rest
    words = _within_bounds(_shown((*clause.given, *clause.subject, *rest)))
    text = " ".join(words)
    fits = _FEWEST_WORDS <= len(words) <= _LONGEST_WORDS and len(text) <= _LONGEST_CHARS
    return _begun(words) if fits and not _ends_open(words) else ""


def _within_bounds(words: Sequence[str]) -> list[str]:
    """Cut before "because", then from behind before the phrases, until it is short."""
    cuts = (at for at in range(2, len(words)) if _begins_another(words, at))
    rest = list(words[: next(cuts, len(words))])
    while len(rest) > _LONGEST_WORDS or len(" ".join(rest)) > _LONGEST_CHARS:
        ends = [at for at, word in enumerate(rest) if word.casefold() in _PHRASES and at >= _WORTH_CUTTING_TO]
        if not ends:
            return []
        rest = rest[: ends[-1]]
        while rest[-1].casefold() in _PHRASES:
            rest = rest[:-1]
    return rest


def _begins_another(words: Sequence[str], at: int) -> bool:
    """ "because …" always, "since" only before a clause: "since Thursday" stays."""
    word, following = words[at].casefold(), words[at + 1] if at + 1 < len(words) else ""
    if word == "like":
        return following.casefold() in ("it's", "i'm", "you're")
    return word in table.CUT or (word in table.CUT_BEFORE_A_CLAUSE and bool(_TOLD_SUBJECT.match(following)))


def _ends_open(words: Sequence[str]) -> bool:
    return words[-1].casefold() in ("a", "an", "the", "and", "or", "your", "to", "of", "that", "who", "you're", "is")


def _shown(words: Sequence[str]) -> list[str]:
    """Turned to the listener: "i" is "you", "my" is "your"; "like 20 minutes" is "20 minutes"."""
    said: list[str] = []
    for at, word in enumerate(words):
        low, following = word.casefold(), words[at + 1] if at + 1 < len(words) else ""
        if low == "like" and (_NUMBER.match(following) or following.casefold() in table.NUMBERS):
            continue
        said.append(_turned(word, words[at - 1].casefold() if at else ""))
    return said


def _turned(word: str, before: str) -> str:
    low = word.casefold()
    if low == "&":
        return "and"
    if before in ("i", "we") and low in ("was", "wasn't"):
        return low.replace("was", "were")
    if low in ("noone", "nobody"):
        return low.replace("noone", "no one")
    stem = low.removesuffix("'s")
    if stem in table.KIN and before not in table.DETERMINERS:
        return f"your {low}"
    return table.TURNED.get(low) or table.CAPITALS.get(low) or word


def _begun(words: Sequence[str]) -> str:
    text = " ".join(words)
    return text[:1].upper() + text[1:]
