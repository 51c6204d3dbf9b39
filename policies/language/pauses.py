"""Where a person chatting would pause: every place a new bubble could begin, with how natural it is and why.

A pause is only ever at white space, or where ㅋㅋ, ㅠㅠ or a stop is glued to the next Korean word; never within
what must stay in one piece. The first row of `_ROWS` that fits a gap decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policies.language import pause_words as words
from policies.language.endings import ending
from policies.language.hangul import decompose
from policies.language.normalise import EMOJI, without_tail
from policies.language.unbroken import LINK, unbroken

_NEAR = 60  # characters to either side that decide
_GAP = re.compile(r"\s+|(?<=[ㅋㅎㅠㅜ]{2})(?=[가-힣])|(?<=[가-힣][.!?])(?=[가-힣])|(?<=[가-힣]\?[ㅋㅎㅠㅜ])(?=[가-힣])")
_MERRY = re.compile(rf"[ㅋㅎㅠㅜ^{EMOJI}\u200d\U0001f3fb-\U0001f3ff]+$")
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_REST = re.compile(r"(?P<said>[^.!?…~\n]*)(?P<marks>[.!?…~]*)")
_LONG_WORD = 3  # syllables: what is longer, with a polite ending, is a sentence by itself (수고하셨어요)
_CLOSERS = "\"'”’)」』》〉]`*_"
_STOP = re.compile(r"[.!?…。！？~]")
_DOTS_ONLY = re.compile(r"(?:…|\.\.)")
_MARK_AHEAD = re.compile(rf"[ㅋㅎㅠㅜ](?:[ㅋㅎㅠㅜ]|\s|$)|[{EMOJI}.,!?…~)\]”’」』》:;]")
_NUMBER_BEFORE = re.compile(r"(?:^|[\s.])\d+\.$")
_DATE_BEFORE = re.compile(r"\d\.\s?\d{1,2}\.$")
_LIST_NUMBER = re.compile(r"(?:^|\n)[^\S\n]*(?:\d{1,2}|[①-⑳])[.)]$")
_LIST_ITEM = re.compile(r"(?:[-*•·–]\s|\d{1,2}[.)]\s|[①-⑳]|\d{1,2}\S{0,3}[:：])")
_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True)
class Pause:
    """`offset`: where the next bubble would begin. `weight`: the greater the more natural. `why` for a reader."""

    offset: int
    weight: int
    why: str


@dataclass(frozen=True)
class _Gap:
    """What stands around a gap: `before` and `after` are at most `_NEAR` characters, `before` of this sentence only."""

    before: str
    space: str
    after: str
    lead: str | None  # what precedes the last word, when that is a link

    @property
    def core(self) -> str:
        """What precedes without marks, laughter and emoji."""
        return without_tail(self.before)

    @property
    def marks(self) -> str:
        """The marks, laughter and emoji that close what precedes."""
        return self.before[len(self.core) :]

    @property
    def korean(self) -> bool:
        """Whether the word before is Korean."""
        return bool(_HANGUL.search(self.core[-1:]))


def pauses(text: str) -> Iterator[Pause]:
    """The pauses of `text` in order. Linear in its length."""
    whole, start, word = unbroken(text), len(text) - len(text.lstrip()), 0
    for found in _GAP.finditer(text, start):
        end, after = found.span()
        if _may_begin(text, after) and not (whole[end] and whole[end - 1]):
            why, weight = _judged(_gap(text, (start, word, end, after)))
            if weight:
                yield Pause(after, weight, why)
                start = after
        word = after


def clause_rank(before: str) -> int | None:
    """How well Korean text that ends here divides though its sentence goes on: 0 best (-는데), None not at all."""
    tail = decompose(before[-12:])
    return next((rank for rank, forms in enumerate(words.CLAUSES_KO) if tail.endswith(forms)), None)


def _may_begin(text: str, at: int) -> bool:
    """Nothing may begin with a joiner or a combining mark: it belongs to what stands before."""
    if at >= len(text) or text[at] in _SKIN_TONES:
        return False
    return unicodedata.category(text[at]) not in ("Mn", "Me", "Mc", "Cf")


def _gap(text: str, at: tuple[int, int, int, int]) -> _Gap:
    start, word, end, after = at
    before = text[max(start, end - _NEAR) : end]
    link = LINK.match(text, word, end) is not None
    lead = text[max(start, word - _NEAR) : max(start, word)].rstrip() if link else None
    return _Gap(before, text[end:after], text[after : after + _NEAR], lead)


def _judged(gap: _Gap) -> tuple[str, int]:
    return next(((why, weight) for why, weight, fits in _ROWS if fits(gap)), ("", 0))


def _stops(gap: _Gap) -> bool:
    return bool(_STOP.search(gap.marks))


def _only_dots(gap: _Gap) -> bool:
    return bool(_DOTS_ONLY.search(gap.marks)) and not set("!?！？") & set(gap.marks)


def _hesitates(gap: _Gap) -> bool:
    """음..., 그게…, Honestly...: dots behind anything but a whole clause."""
    if not _only_dots(gap):
        return False
    if gap.korean:
        return not _closed(gap)
    return len(gap.core.split()) < 3 or not gap.after[:1].isupper()


def _is_number(gap: _Gap) -> bool:
    if _LIST_NUMBER.search(gap.before) or _DATE_BEFORE.search(gap.before):
        return True
    return bool(_NUMBER_BEFORE.search(gap.before)) and gap.after[:1].isdigit()


def _abbreviates(gap: _Gap) -> bool:
    before = gap.before.rstrip(_CLOSERS)
    if words.ABBREVIATION.search(before) or (words.MONTH.search(before) and gap.after[:1].isdigit()):
        return True
    return bool(words.MAYBE_CLOSING.search(before)) and not words.STARTING_EN.match(gap.after)


def _quote_goes_on(gap: _Gap) -> bool:
    """ "가자." 하시는 …, "Eat." and hung up: the quotation is a part of the sentence around it."""
    if not gap.before or gap.before[-1] not in "\"'”’」』》)":
        return False
    return gap.after[:1].islower() or bool(words.QUOTE_GOES_ON.match(gap.after))


def _drawls(gap: _Gap) -> bool:
    """A ~ alone closes only what is closed anyway: 좋아~, but not 음~."""
    return not set(gap.marks) & set(".!?…。！？") and "~" in gap.marks and not _closed(gap)


def _merry(gap: _Gap) -> bool:
    if not _MERRY.search(gap.before):
        return False
    if gap.korean:
        return (_closed(gap) or bool(words.EXCLAIMED.search(gap.core))) and not words.goes_on(gap.core, gap.after)
    return bool(gap.core) and (gap.after[:1].isupper() or bool(words.LOWER_START_EN.match(gap.after)))


def _closed(gap: _Gap) -> bool:
    """Whether the Korean sentence before is whole, by its last word, where a mark, laughter or emoji says so too."""
    last = (gap.core.split() or [""])[-1]
    return ending(last) in ("banmal", "haeyo", "hasipsio") or words.closes(last) or words.closes_when_marked(last)


def _outcry(gap: _Gap) -> bool:
    return bool(words.OUTCRIES.fullmatch(gap.before.strip())) and not words.CARRIED_ON.match(gap.after)


def _ends_alone(gap: _Gap) -> bool:
    """A sentence that ends on nothing but its ending, with more than an afterthought behind it."""
    if (
        gap.core != gap.before
        or not gap.korean
        or words.goes_on(gap.core, gap.after)
        or gap.core.endswith(("까 봐", "까봐"))
        or _afterthought(gap)
    ):
        return False
    said = gap.core.split()
    begins = bool(words.STARTING_KO.match(gap.after))
    if ending(said[-1]) in ("haeyo", "hasipsio"):
        return len(said) > 1 or len(said[-1]) > _LONG_WORD or begins
    if words.closes(said[-1]) or gap.core.endswith("지 마"):
        return len(said) > 1 or len(said[-1]) > 2 or begins
    return begins and (words.may_close(said[-1]) or words.trails(gap.core))


def _afterthought(gap: _Gap) -> bool:
    """Whether what is left of the sentence makes none of its own."""
    rest = _REST.match(gap.after)
    return rest is not None and len(rest[0]) < _NEAR and words.left_over(rest["said"], asks="?" in rest["marks"])


def _bursts_in(gap: _Gap) -> bool:
    """가 봤는데 / 와 진짜: an outcry breaks into a clause that goes on."""
    return clause_rank(gap.before) == 0 and bool(words.BURSTING.match(gap.after))


def _around_link(gap: _Gap) -> bool:
    """Before or after a link that stands for itself."""
    if LINK.match(gap.after):
        return gap.korean and _closed(gap)
    if gap.lead is None or not _HANGUL.match(gap.after) or words.LINK_GOES_ON.match(gap.after):
        return False
    return not gap.lead or _closed(_Gap(gap.lead, "", "", None))


def _english_stops(gap: _Gap) -> bool:
    """English without a mark: after a word of time or a sigh, before a subject."""
    if gap.core != gap.before or len(gap.core.split()) < 4:
        return False
    if words.SIGHS_EN.search(gap.core):
        return True
    return bool(words.CLOSING_EN.search(gap.core) and words.SUBJECT_EN.match(gap.after))


_ROWS: tuple[tuple[str, int, Callable[[_Gap], bool]], ...] = (
    ("", 0, lambda gap: bool(_LIST_ITEM.match(gap.after)) and "\n" in gap.space),
    ("", 0, lambda gap: gap.before.endswith((":", "：", ","))),
    ("paragraph", 6, lambda gap: gap.space.count("\n") > 1),
    ("line", 5, lambda gap: "\n" in gap.space),
    ("", 0, lambda gap: bool(_MARK_AHEAD.match(gap.after))),
    ("link", 1, _around_link),
    ("", 0, lambda gap: _is_number(gap) or _abbreviates(gap) or _hesitates(gap) or _quote_goes_on(gap) or _drawls(gap)),
    ("sentence end", 4, _stops),
    ("laughter or emoji", 4, _merry),
    ("outcry", 3, _outcry),
    ("ending", 4, _ends_alone),
    ("outcry", 3, _bursts_in),
    ("ending", 3, _english_stops),
)
