"""What counts as a control mark in a text, what only looks like one, and the words without them. Linear.

The grammar stands in `policies.timing.marks`. Code is left alone, unless it is nothing but marks at the very end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.language.unbroken import code, covered


@dataclass(frozen=True)
class Mark:
    """`name` is "" when what was found is no well-formed mark."""

    start: int
    end: int
    name: str
    argument: str = ""


_NAMES = "wait|react|silent|bubble"
# Words a model may take for marks; at the very end only, elsewhere they are somebody's XML.
_UNKNOWN = (
    "waiting|reaction|silence|bubbles|reply|later|delay|pause|typing|ignore|no_reply|noreply|sleep|schedule|split"
)
_OPENING = re.compile(
    rf"<{{1,3}}[ \t]{{0,2}}(?:/?[ \t]{{0,2}}(?:{_NAMES})|(?P<unknown>{_UNKNOWN}))(?![\w.:=-])",
    re.I,
)
# Brackets a model may take for those of marks, and what it may put into them.
_ANGLE = r"(?:<|＜|&(?:lt|\#60|\#x3c);)"
_OPEN, _CLOSE = rf"(?:{_ANGLE}|\[|«)", r"(?:>|＞|&(?:gt|\#62|\#x3e);|\]|»)"
_PLAIN = r"[^<>＜＞\[\]«»&\n]"
_VALUE = (
    r"""[ \t]{0,2}[:=]?[ \t]{0,2}["']?(?:\d{1,9}[ \t]{0,2}[a-z가-힣]{0,7}|[^\s\w<>＜＞\[\]«»()&.,!?"']{1,8})["']?"""
)
_NAMED = rf"[ \t]{{0,2}}/?[ \t]{{0,2}}(?:{_NAMES})"
_NO_LINK = r"(?!\((?:https?:|www\.|[/#.]))"  # [react](https://…)
# The exact names, anywhere.
_ALIKE = re.compile(rf"{_OPEN}{{1,3}}{_NAMED}(?:{_VALUE})?[ \t]{{0,2}}/?{_CLOSE}{{1,3}}{_NO_LINK}")
# At the very end also in capitals, with anything else inside, or cut off.
_ALIKE_AT_END = re.compile(
    rf"{_OPEN}{{0,2}}(?:{_ANGLE}{_NAMED}(?![a-z]|[._-][a-z]){_PLAIN}{{0,40}}"
    rf"|{_OPEN}[ \t]{{0,2}}wait {_PLAIN}{{0,10}}\d{_PLAIN}{{0,20}}"
    rf"|{_OPEN}{_NAMED}(?:[ \t]{{0,2}}[:=]{_PLAIN}{{0,40}}|{_VALUE})?[ \t]{{0,2}}/?)"
    rf"(?:{_CLOSE}{{1,3}}{_NO_LINK}|\Z)",
    re.I,
)
_SPLIT = re.compile(r"<{1,3}([a-z]{1,5})(?:<[^<>\n]{1,40}>){1,3}([a-z]{1,5})(?![a-z])(?:[^<>\n]{0,20}>|\Z)", re.I)
_BRACKET = re.compile(_OPEN, re.I)
_TAG = re.compile(r"<[^<>\n]{1,40}>")
_CUT_OFF = re.compile(rf"{_ANGLE}(?:wa|wai|re|rea|reac|si|sil|sile|silen|bu|bub|bubb|bubbl)$")
_WELL_FORMED = re.compile(
    r"<(?:(?P<wait>wait) (?P<time>[0-9]{1,5}[smh])|(?P<react>react) (?P<emoji>[^\s<>\w]{1,8})|(?P<bare>silent|bubble))>"
)
_ARGUMENT = re.compile(r"[ \t]*(?:\d{1,9}[ \t]*[a-z]{0,7}(?![a-z])|[^\s\w<>.,!?]{1,8})?[ \t]*>?", re.I)
_TAGS_TO_END = re.compile(r"\s*(?:<[^<>\n]{1,40}>\s*)*")
_ONLY_MARKS = re.compile(rf"\s*(?:<(?:{_NAMES})[^<>\n]{{0,12}}>\s*)+")
_VARIANTS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_CAPITAL_TAG = re.compile(r"<[A-Z]\w*(?:\s+\w+=|\s*/)")  # a component of somebody's code: <Bubble color="red"/>
_REACH = 80  # characters a mark may be long, however broken
_FULLWIDTH = "＜"
_STOPS = tuple(".,!?…")
_ENDINGS = " \t\n.,!?…~"
_PASSES = 3


def neutralise(text: str) -> str:
    """A person's words as they may stand in a prompt: nothing in them is a mark any more, all of it can be read.

    `<wait 20m>` becomes `＜wait 20m>` (a fullwidth sign); nothing else changes. Idempotent.
    """
    broken = _OPENING.sub(lambda found: found[0].replace("<", _FULLWIDTH), text)
    return _CUT_OFF.sub(lambda found: found[0].replace("<", _FULLWIDTH), broken)


def marks_in(reply: str) -> Iterator[Mark]:
    """Marks and what looks like them, in order. Code is left alone unless it is nothing but marks."""
    openings, end = tuple(_openings(reply)), 0
    for mark in (*openings, *_behind(reply, openings)):
        if mark.start >= end:
            end = mark.end
            yield mark


def _openings(reply: str) -> Iterator[Mark]:
    spans = tuple(code(reply))
    last = len(reply.rstrip())
    wrapped = [(a, b) for a, b in spans if b == last and _ONLY_MARKS.fullmatch(reply[a:b].strip("`"))]
    hidden = covered((span for span in spans if span not in wrapped), len(reply))
    marks = [Mark(*span, "") for span in wrapped]
    end = _end_of_words(reply)
    marks += [
        _mark(reply, found)
        for found in _OPENING.finditer(reply)
        if not hidden[found.start()] and not _CAPITAL_TAG.match(reply, found.start())
        if found["unknown"] is None or found.start() >= end
    ]
    marks += _split(reply, hidden)
    marks += _look_alikes(reply, marks, hidden)
    return iter(sorted(marks, key=lambda mark: mark.start))


def _split(reply: str, hidden: bytes) -> Iterator[Mark]:
    """Marks with another one inside their name: <si<bubble>lent>."""
    for found in _SPLIT.finditer(reply):
        if not hidden[found.start()] and (found[1] + found[2]).lower() in _NAMES.split("|"):
            yield Mark(*found.span(), "")


def _look_alikes(reply: str, known: Sequence[Mark], hidden: bytes) -> list[Mark]:
    """Marks in other brackets or with other signs; never well-formed, and behind `known` where both begin."""
    anywhere = [Mark(*found.span(), "") for found in _ALIKE.finditer(reply) if not hidden[found.start()]]
    loose = {
        Mark(*found.span(), "")
        for found in _ALIKE_AT_END.finditer(reply, 0, len(reply.rstrip()))
        if not hidden[found.start()] and not _CAPITAL_TAG.match(reply, found.start())
    }
    edge = len(reply)
    for mark in sorted({*known, *anywhere, *loose}, key=lambda mark: mark.end, reverse=True):
        if reply[mark.end : edge].strip(_ENDINGS):
            break
        edge = min(edge, mark.start)
        if mark in loose:
            anywhere.append(mark)
    return anywhere


def _end_of_words(reply: str) -> int:
    """Behind the last word that stands outside tags."""
    edge = len(reply)
    for start, end in reversed([found.span() for found in _TAG.finditer(reply)]):
        if reply[end:edge].strip():
            break
        edge = start
    return len(reply[:edge].rstrip())


def _mark(reply: str, found: re.Match[str]) -> Mark:
    """The mark that opens at `found`, well-formed or not."""
    start = found.start()
    whole = _WELL_FORMED.match(reply, start)
    if whole:
        name = whole["wait"] or whole["react"] or whole["bare"]
        return Mark(start, whole.end(), name, whole["time"] or whole["emoji"] or "")
    end = _closing(reply, start)
    scrap = _ARGUMENT.match(reply, found.end())
    return Mark(start, end or (scrap.end() if scrap else found.end()), "")


def _closing(reply: str, start: int) -> int | None:
    """Behind the sign that closes the one at `start`, nested ones included; None when the line ends before."""
    depth = 0
    for at in range(start, min(len(reply), start + _REACH)):
        if reply[at] == "\n":
            return None
        depth += (reply[at] == "<") - (reply[at] == ">")
        if depth == 0:
            return at + 1
    return None


def _behind(reply: str, known: Sequence[Mark]) -> Iterator[Mark]:
    """What is cut off at the very end (<wai), and tags nobody knows behind the last mark (<wait 5m> <dance>)."""
    tags = _TAGS_TO_END.fullmatch(reply, known[-1].end) if known else None
    last = len(reply.rstrip())
    cut_off = _CUT_OFF.search(reply, max(0, last - 12), last)
    if tags and tags[0].strip():
        yield Mark(known[-1].end, len(reply), "")
    elif cut_off:
        yield Mark(cut_off.start(), len(reply), "")


def at_end(reply: str, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks with no words behind them."""
    edge = len(reply)
    for index in range(len(marks) - 1, -1, -1):
        if reply[marks[index].end : edge].strip():
            return tuple(marks[index + 1 :])
        edge = marks[index].start
    return tuple(marks)


def pieces(reply: str, marks: Sequence[Mark]) -> list[str]:
    """The words between bubble marks, all marks taken out; what a mark parted stays parted by a blank."""
    found: list[list[str]] = [[]]
    at = 0
    for mark in (*marks, Mark(len(reply), len(reply), "")):
        _join(found[-1], reply[at : mark.start])
        if mark.name == "bubble":
            found.append([])
        at = mark.end
    return ["".join(piece).strip() for piece in found]


def _join(piece: list[str], words: str) -> None:
    """Add words that stood behind a mark."""
    if piece and words[:1] in _STOPS:
        piece[-1] = piece[-1].rstrip()
    elif piece and piece[-1][-1:].isspace():
        words = words.lstrip(" \t")
    elif piece and not words[:1].isspace():
        words = f" {words}"
    piece.append(words)


def unmarked(words: str) -> str:
    """Words without marks, also those that form of the scraps of others; scraps of scraps lose their brackets."""
    for _ in range(_PASSES):
        marks = tuple(marks_in(words))
        if not marks:
            return words
        words = " ".join(piece for piece in pieces(words, marks) if piece)
    return _BRACKET.sub(" ", words).strip() if any(True for _ in marks_in(words)) else words


def only_punctuation(words: str) -> bool:
    """Whether no letter, digit, emoji or ^^ is among the words."""
    return all(ch.isspace() or ch in "<>＜＞=|`~" or unicodedata.category(ch)[0] == "P" for ch in words)


def bare(emoji: str) -> str:
    """The emoji as Telegram's list has it: without variation selectors and skin tones."""
    return _VARIANTS.sub("", emoji)
