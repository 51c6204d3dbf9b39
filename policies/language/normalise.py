"""Text as people meant it: `clean` for keeping, `fold` for matching. Changes letters' form, never their meaning."""

from __future__ import annotations

import re
import unicodedata

# Emoji and what builds their sequences: pictographs, dingbats, arrows, enclosed letters, variation selector 16.
EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\ufe0f\u20e3"
)
LAUGHTER = "ㅋㅎㅠㅜㅡ"

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_FLAG_OR_TAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")
# Controls, soft hyphen, zero-width and bidirectional marks, blank Hangul fillers, lone surrogates; ZWJ comes later.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]"
)
_STRAY_JOINER = re.compile(f"(?<![{EMOJI}])\u200d+|\u200d+(?![{EMOJI}])|(?<=\u200d)\u200d+")
_MANY_NEWLINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_LAUGHTER_RUN = re.compile(f"([{LAUGHTER}])\\1{{2,}}")
_REPEATED_MARK = re.compile(r"([^\w\s])\1+")
_SPACES = re.compile(r"\s+")
_MEANINGFUL_MARKS = "%#@&"
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"


def clean(text: str) -> str:
    """`text` as NFC without invisible characters, with "\\n" line ends, at most one blank line, stripped.

    Newlines, tabs, variation selectors, flag tags and the joiners inside emoji sequences stay. Idempotent.
    """
    lines = _LINE_ENDS.sub("\n", text)
    visible = _INVISIBLE.sub("", _FLAG_OR_TAG.sub(lambda found: found[1] or "", lines))
    composed = unicodedata.normalize("NFC", _STRAY_JOINER.sub("", visible))
    return _MANY_NEWLINES.sub("\n\n", composed).strip()


def fold(text: str) -> str:
    """A form for matching: clean, case-folded, one space, ㅋㅋㅋㅋ → ㅋㅋ, !!! → !, no punctuation or emoji at the end.

    May be empty (a lone emoji). Idempotent.
    """
    folded = clean(clean(text).casefold())
    squeezed = _REPEATED_MARK.sub(r"\1", _LAUGHTER_RUN.sub(r"\1\1", folded))
    return _SPACES.sub(" ", _without_last(squeezed, laughter=False)).strip()


def without_tail(text: str) -> str:
    """`text` without laughter, tears, ~, emoji, punctuation and spaces at its end ("좋아ㅋㅋ!" → "좋아")."""
    return _without_last(text, laughter=True)


def has_words(text: str) -> bool:
    """False for nothing but emoji, punctuation, ㅋㅋ or ㅠㅠ. Numbers and abbreviations (ㅇㅇ, ㄱㅅ) are words."""
    return any(ch.isalnum() and ch not in LAUGHTER for ch in clean(text))


def _without_last(text: str, *, laughter: bool) -> str:
    end = len(text)
    while end and (_is_decoration(text[end - 1]) or (laughter and text[end - 1] in LAUGHTER)):
        end -= 1
    return text[:end]


def _is_decoration(ch: str) -> bool:
    if ch in _MEANINGFUL_MARKS:
        return False
    return ch.isspace() or ch == "~" or ch in _JOINERS or unicodedata.category(ch)[:2] in _DECORATIONS


_DECORATIONS = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "So", "Sk", "Cf", "Cn"})
