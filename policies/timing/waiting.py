"""How long to wait for more before a turn is due: short when a message looks finished, longer when it doesn't."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.language.normalise import without_tail
from policies.language.sentences import looks_finished
from policies.timing.rules import TimingRules

_LEAST, _MOST = 0.8, 2.5  # of the rules' own wait: what a person's rhythm may make of it
_PAST_A_GAP, _PAST_A_GAP_OPEN = 1.25, 1.75  # of their usual gap, behind a finished and an unfinished message
_FINISHED = "the message looks finished"
_CAPTIONED = ("photo", "video", "document")  # kinds that often bring their words in a message of their own
_TAIL = 40  # characters: enough for the last words
_HOLDING = re.compile(
    r"(?:^|[\s.,!~])(?:(?:잠깐|잠시)만?요?|잠만요?|ㄱㄷ|기달려?|기다려(?: ?(?:봐요?|줘요?|주세요))?)$"
    r"|(?:^|[.,!?…] ?|\b(?:oh|no|but|ok|okay|just|please) )"
    r"(?:wait|wait up|wait a (?:sec|second|min|minute|moment))$"
    r"|\b(?:hold on|hang on|one sec|one second|one moment|one min|just a (?:sec|second|minute|moment)|"
    r"(?:give me|gimme) a (?:sec|second|minute|moment)|brb|be right back)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wait:
    """How long to wait for more from the person before the turn is due."""

    ms: int
    reason: str


def end_of_turn_wait(
    text: str, rules: TimingRules, *, urgent: bool = False, kind: str = "text", rhythm_ms: int | None = None
) -> Wait:
    """Short when the message looks finished, longer when more seems to come, none when `urgent`.

    `kind` is what came (text, photo, sticker, …) and `rhythm_ms` the person's usual gap inside a burst (None: unknown).
    A known rhythm is waited out with something to spare, within 0.8 and 2.5 times the rules' own wait.
    """
    if urgent:
        return Wait(0, "safety: no wait")
    if rules.fast:
        return Wait(0, "fast: no wait")
    wait = _by_text(text, rules, kind)
    if rhythm_ms is None:
        return wait
    return _at_their_rhythm(wait, rhythm_ms, _PAST_A_GAP if wait.reason == _FINISHED else _PAST_A_GAP_OPEN)


def asks_to_hold(text: str) -> bool:
    """Whether the message asks to wait for more: 잠깐만, 기다려, hold on, one sec."""
    stripped = text.strip()
    return not stripped.endswith(("?", "？")) and _HOLDING.search(without_tail(stripped[-_TAIL:])) is not None


def _by_text(text: str, rules: TimingRules, kind: str) -> Wait:
    if asks_to_hold(text):
        return Wait(rules.holding_wait_ms, "they ask to hold on")
    if kind in _CAPTIONED and not text.strip():
        return Wait(rules.caption_wait_ms, f"a {kind} without words often brings some")
    if looks_finished(text):
        return Wait(rules.finished_wait_ms, _FINISHED)
    return Wait(rules.unfinished_wait_ms, "the message looks unfinished")


def _at_their_rhythm(wait: Wait, rhythm_ms: int, times: float) -> Wait:
    """`wait` made to outlast the person's usual gap: cut off inside a burst, the rest of it would go unheard."""
    ms = min(_MOST * wait.ms, max(_LEAST * wait.ms, times * rhythm_ms))
    return Wait(int(ms), f"{wait.reason}, at their own rhythm ({times}x a gap of {rhythm_ms} ms)")
