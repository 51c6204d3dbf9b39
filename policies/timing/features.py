"""What a decision about timing looks at: the moment as plain values, and how a message's features are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from policies.gravity import is_grave
from policies.language.endings import ending
from policies.language.mood import mood
from policies.language.normalise import EMOJI, clean, without_tail
from policies.language.sentences import is_question
from policies.timing.rules import LateNight, State
from policies.timing.week import Standing

Mood = Literal["glad", "sad", "funny", "grave", "neutral"]

_FUNNY = re.compile(r"[ㅋ]{3}|[ㅎ]{4}|\b(?:lo+l|lmao|rofl|(?:ha){2,}h?|(?:he){2,})\b|[😂🤣😆]", re.IGNORECASE)
_TEARS = re.compile(r"[ㅠㅜ]{2}|[😢😭🥲💔]|:'?\(")
_LONGEST_CLOSING, _LONGEST_PHRASE = 60, 4
_SPLIT = re.compile(rf"[\s.,!~…^{EMOJI}\u200d♡♥]+")
_LAUGHTER = re.compile(r"[ㅋㅎㅠㅜ]+$")
_DRAWN_OUT = re.compile(r"(.)\1+$")  # 응응응, byeee
_LONGEST_ASKING, _MOST_ASKING_WORDS = 14, 3  # characters of a Korean line, words of an English one
_ASKS_PERHAPS = re.compile(r"(?:[니냐나는]|넌)$")
_ONLY_TELLS = re.compile(r"(?:다|네|구나|구만|군|게|께|더라|거든)$")
_ASKS_YOU = re.compile(r"(?:u|you|ya)\b", re.IGNORECASE)
_CLOSE = frozenset(
    "ㅇ ㅇㅋ ㅂ ㅂㅇ ㄱㅅ 응 웅 엉 어 네 넵 넹 예 그래 그랭 오케 오케이 오키 알겠어 알겠어요 알았어 알았어요 "
    "알겠습니다 고마워 고마워요 감사해요 감사합니다 땡큐 잘자 잘자요 잘게 잘게요 자야지 굿나잇 굿밤 꿀잠 "
    "바이 바이바이 빠이 쉬어 쉬어요 갈게 갈게요 간다 가볼게 가볼게요 가봐야겠다 주무세요 "
    "k ok okay okie kk sure yeah yep yup alright cool nice great thanks thx ty tysm bye byebye cya ttyl gn night "
    "goodnight goodbye lol lmao haha hahaha hehe xd np".split()
)
# Words that close only beside others: alone they begin something or say something else.
_ACCOMPANY = frozenset(
    "나 저도 나도 너도 내일 이따 나중에 또 봐 봐요 이만 먼저 푹 그럼 안녕히 들어가 아 오 음 이제 보자 "
    "will do then you too later now right well oh ah".split()
)
_PHRASES = frozenset(
    "good night|talk later|talk soon|talk tomorrow|see you|see ya|see you later|see you tomorrow|got it|"
    "no problem|sounds good|take care|sleep well|sweet dreams|good talk|will do|you too|thank you|off to bed|"
    "잘 자|잘 자요|좋은 꿈|좋은 꿈 꿔|좋은 밤|푹 쉬어|또 봐|내일 봐|이따 봐|나중에 봐|"
    "안녕히 주무세요|잘 있어|그래 그럼".split("|")
)


@dataclass(frozen=True)
class Moment:
    """One turn as the timing policy sees it. Times in milliseconds since the epoch, durations in milliseconds."""

    now: int
    minute: int = 12 * 60  # of the persona's local day
    weekday: int = 0  # Monday is 0
    state: State = "free"
    until: int | None = None  # when the state ends
    question: bool = False  # a direct question
    may_ask: bool = False  # a short line that only its tone would tell from a question: 밥 먹었어, u there
    safety: str = "none"
    messages: int = 1
    characters: int = 0
    closing: bool = False  # the message closes the talk: ㅋㅋ, 응, 잘자, ok, bye
    mood: Mood = "neutral"
    kind: str = "text"
    stage: str = "new"
    silences_today: int = 0  # turns the persona left without words or reaction today
    silent_to_question_last: bool = False  # the last direct question got no words
    persona_silent_ms: int | None = None  # since the persona last spoke; None: never
    persona_turn_bubbles: int = 0  # of the persona's last turn
    person_silent_ms: int | None = None  # the pause before this message; None: their first
    person_gap_ms: int | None = None  # the person's own median reply delay
    waited_ms: int = 0  # since the first message not yet answered
    deferred: bool = False  # an earlier decision put the answer off until now
    minor: bool = False
    since_crisis_ms: int | None = None  # since a crisis was last noticed; None: never


def with_words(moment: Moment, texts: Sequence[str]) -> Moment:
    """`moment` with what the person's messages, oldest first, tell by their words."""
    text = "\n".join(texts)
    return replace(
        moment,
        question=is_question(text),
        may_ask=any(may_ask(line) for line in text.split("\n")),
        closing=closing(text),
        mood=mood_of(text),
        messages=len(texts),
        characters=sum(map(len, texts)),
    )


def with_standing(moment: Moment, standing: Standing, local: datetime) -> Moment:
    """`moment` with what the persona is doing, and its local time."""
    minute = local.hour * 60 + local.minute
    return replace(moment, minute=minute, weekday=local.weekday(), state=standing.state, until=standing.until)


def mood_of(text: str) -> Mood:
    """How the message feels, by its words and marks; neutral in doubt."""
    if is_grave(text):
        return "grave"
    felt, funny, tears = mood(text), _FUNNY.search(text) is not None, _TEARS.search(text) is not None
    if felt == "bad" or (tears and felt is None and not funny):
        return "neutral" if funny else "sad"
    if funny:
        return "funny"
    return "glad" if felt == "good" else "neutral"


def closing(text: str) -> bool:
    """Whether nothing but closing words stands in the message: an answer may follow, but none is waited for."""
    plain = clean(text).casefold()
    if not plain or len(plain) > _LONGEST_CLOSING or is_question(plain):
        return False
    tokens = [_LAUGHTER.sub("", token) for token in _SPLIT.split(plain)]
    return _all_close([token for token in tokens if token])


def may_ask(line: str) -> bool:
    """Whether a short line without a mark could be a question: 자니, 이거 맞아, 너는, u there. A full stop tells."""
    words = without_tail(line).strip()
    if not words or line.rstrip().endswith("."):
        return False
    if _ASKS_YOU.match(words):
        return len(words.split()) <= _MOST_ASKING_WORDS
    if len(words) > _LONGEST_ASKING or _ONLY_TELLS.search(words):
        return False
    return ending(words) in ("banmal", "haeyo") or _ASKS_PERHAPS.search(words) is not None


def in_late_night(minute: int, rules: LateNight) -> bool:
    """Whether a minute of the day lies within the late hours (which may pass midnight)."""
    if rules.start <= rules.end:
        return rules.start <= minute < rules.end
    return minute >= rules.start or minute < rules.end


def _all_close(tokens: list[str]) -> bool:
    """Longest phrases first. Laughter and emoji alone close too; words that only accompany don't."""
    at, alone = 0, bool(tokens)
    while at < len(tokens):
        phrase = next((n for n in range(_LONGEST_PHRASE, 1, -1) if " ".join(tokens[at : at + n]) in _PHRASES), 0)
        word = {tokens[at], _DRAWN_OUT.sub(r"\1", tokens[at])}
        if not phrase and not word & _CLOSE and not word & _ACCOMPANY:
            return False
        alone = alone and not phrase and not word & _CLOSE
        at += phrase or 1
    return not alone
