"""In which words the persona writes first: which of its lines fits an intent, and the short texts around consent.

Lines come from the persona's file and keep their slots: whoever sends one fills `{what}` with `Intent.what`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policies.draw import pick
from policies.language.hangul import is_hangul
from policies.proactive.intents import Intent, Kind
from policies.proactive.places import NAME_OF_ZONE

Asked = Literal["exam", "interview", "hospital", "trip", "birthday", "movie", "sleep", "any"]

_OWN_LINES: dict[Kind, Asked] = {
    "exam": "exam",
    "interview": "interview",
    "hospital": "hospital",
    "trip": "trip",
    "birthday": "birthday",
    "movie": "movie",
    "performance": "movie",
    "sleep": "sleep",
}
_NEVER_ANY: frozenset[Asked] = frozenset(("birthday", "sleep"))  # a greeting, no question how it went
_SLOT = "{what"


@dataclass(frozen=True)
class ControlWords:
    """Buttons under a message the persona began, and what is said about writing first. `{place}` is a city's name."""

    less: str
    more: str
    stop: str
    consent: str
    yes: str
    no: str
    agreed: str
    declined: str
    lessened: str
    increased: str
    stopped: str
    ask_zone: str
    confirm_zone: str


CONTROLS: dict[tuple[str, str], ControlWords] = {
    ("ko", "banmal"): ControlWords(
        less="덜 자주",
        more="더 자주",
        stop="그만",
        consent="내가 가끔 먼저 말을 걸어도 될까? 네가 말해 준 일이 어땠는지 묻거나 안부를 묻는 정도야. "
        "언제든 그만하라고 할 수 있어.",
        yes="응, 좋아",
        no="아니, 괜찮아",
        agreed="알겠어. 너무 잦거나 뜸하면 메시지 아래 버튼으로 바꿀 수 있어.",
        declined="알겠어. 먼저 말 걸지 않을게.",
        lessened="알겠어. 덜 자주 말 걸게.",
        increased="알겠어. 조금 더 자주 말 걸게.",
        stopped="알겠어. 이제 먼저 말 걸지 않을게.",
        ask_zone="한밤중에 말 걸지 않으려고. 지금 어느 도시에 있어?",
        confirm_zone="지금 {place} 시간으로 지내는 거 맞아?",
    ),
    ("ko", "haeyo"): ControlWords(
        less="덜 자주",
        more="더 자주",
        stop="그만",
        consent="가끔 제가 먼저 말을 걸어도 될까요? 말씀해 주신 일이 어땠는지 여쭙거나 안부를 묻는 정도예요. "
        "언제든 그만하라고 하실 수 있어요.",
        yes="네, 좋아요",
        no="아니요, 괜찮아요",
        agreed="알겠어요. 너무 잦거나 뜸하면 메시지 아래 버튼으로 바꿀 수 있어요.",
        declined="알겠어요. 먼저 말 걸지 않을게요.",
        lessened="알겠어요. 덜 자주 말 걸게요.",
        increased="알겠어요. 조금 더 자주 말 걸게요.",
        stopped="알겠어요. 이제 먼저 말 걸지 않을게요.",
        ask_zone="한밤중에 말 걸지 않으려고요. 지금 어느 도시에 계세요?",
        confirm_zone="지금 {place} 시간으로 지내시는 거 맞아요?",
    ),
    ("en", "plain"): ControlWords(
        less="Less often",
        more="More often",
        stop="Stop",
        consent="May I write first now and then? Only to ask how something you told me about went, or to say "
        "hello. You can stop it "
        "at any time.",
        yes="Yes, please",
        no="No, thanks",
        agreed="All right. If it's too much or too little, the buttons under those messages change it.",
        declined="All right. I won't write first.",
        lessened="All right, less often.",
        increased="All right, a little more often.",
        stopped="All right. I won't write first any more.",
        ask_zone="So that I don't write in the middle of the night: which city are you in?",
        confirm_zone="Are you on {place} time at the moment?",
    ),
}


def controls(language: str, speech_level: str) -> ControlWords:
    """The words for a language and speech level; other Korean levels get 해요체, other languages English."""
    fallback = CONTROLS["ko", "haeyo"] if language == "ko" else CONTROLS["en", "plain"]
    return CONTROLS.get((language, speech_level), fallback)


def confirm_zone(zone: str, language: str, speech_level: str) -> str:
    """The question whether a guessed zone is right, by the name of its best-known city."""
    names = NAME_OF_ZONE.get(zone, {})
    place = names.get("ko" if language == "ko" else "en") or zone.rpartition("/")[2].replace("_", " ")
    return controls(language, speech_level).confirm_zone.replace("{place}", place)


def line_for(
    intent: Intent,
    ask_after: Mapping[Asked, Sequence[str]],
    check_in: Sequence[str],
    language: str,
    seed: int,
    heard: Collection[str] = (),
) -> str | None:
    """A line of the persona's for an intent, its slots unfilled; None when it has none.

    A line in `heard` (unfilled) comes again only when all were heard. Lines with `{what}` need a word of the line's
    own script: "How did the 면접 go?" is nobody's English.
    """
    lines = tuple(check_in) if intent.kind == "check_in" else _asking(intent.kind, ask_after)
    fitting = tuple(line for line in lines if _SLOT not in line or _speaks(intent.what, language))
    fresh = tuple(line for line in fitting if line not in heard) or fitting
    return pick(fresh, seed, f"wording:{intent.kind}:{intent.source}") if fresh else None


def _asking(kind: Kind, ask_after: Mapping[Asked, Sequence[str]]) -> tuple[str, ...]:
    own = _OWN_LINES.get(kind, "any")
    if lines := ask_after.get(own):
        return tuple(lines)
    return () if own in _NEVER_ANY else tuple(ask_after.get("any", ()))


def _speaks(what: str, language: str) -> bool:
    korean = any(is_hangul(ch) for ch in what)
    return bool(what) and korean == (language == "ko")
