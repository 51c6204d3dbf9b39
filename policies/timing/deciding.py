"""What to do about a turn: reply now, later, react, stay silent, or say "busy" and come back.

Which actions are admissible comes first and nothing can overrule it: never silent to a direct question twice in a row,
never anything but a reply where care is needed or was a day ago, never beyond the day's silences. Then weights, a floor
under every admissible action (so that policies can be compared from logs), and one draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from policies.draw import pick, uniform
from policies.timing.features import Moment, in_late_night
from policies.timing.rules import Condition, StateDelay, TimingRules
from policies.timing.typing import mirror_factor

Action = Literal["reply", "later", "react", "silent", "come_back"]
ACTIONS: tuple[Action, ...] = ("reply", "later", "react", "silent", "come_back")
ENGAGED_MS = 5 * 60_000  # who spoke a moment ago is still holding the phone
CRISIS_MS = 24 * 3_600_000  # so long after a crisis nobody is left waiting or without words
PATIENCE_MS = 10 * 60_000  # who has waited so long is not put off again
_LEAST_LATER_MS, _MOST_LATER_MS = 15_000, 16 * 3_600_000
_AFTER_STATE_MS = 10 * 60_000  # so long after a busy state has ended, at the latest
_MOST_AFTER_WAKING_MS = 3 * 3_600_000
_DROWSY = 0.6  # of the answers that would wait for the morning, in a talk that is still going on
_AWAY = ("class", "work", "busy")
_SHOWN = ("photo", "sticker", "video")

# Telegram allows a fixed list of reactions; these are of it.
EMOJI: Mapping[str, tuple[str, ...]] = {
    "glad": ("🎉", "🥰", "👏", "❤"),
    "sad": ("😢", "🤗"),
    "funny": ("😁", "🤣"),
    "neutral": ("👍", "👌", "❤"),
}


@dataclass(frozen=True)
class Delay:
    """`after_ms`, then a lognormal time (`spread`: sigma of the log) held between `least_ms` and `most_ms`."""

    after_ms: int
    median_ms: float
    spread: float
    least_ms: int
    most_ms: int

    def draw(self, seed: int, label: str) -> int:
        """The delay in milliseconds that belongs to `seed` and `label` (Box and Muller's normal variate)."""
        radius = math.sqrt(-2 * math.log(1 - uniform(seed, f"{label}:radius")))
        normal = radius * math.cos(2 * math.pi * uniform(seed, f"{label}:angle"))
        drawn = self.median_ms * math.exp(self.spread * normal)
        return self.after_ms + int(min(self.most_ms, max(self.least_ms, drawn)))


@dataclass(frozen=True)
class Decision:
    """The action, what else could have been done and how likely, and why.

    `probabilities` covers every action (0 where not admissible) and sums to 1. `delay_ms` is above 0 only for "later"
    and "come_back", counted from the moment's `now`; `emoji` is for "react"; `good_night`: the reply may end the talk.
    """

    action: Action
    reason: str
    probabilities: Mapping[str, float] = field(default_factory=dict)
    admissible: tuple[Action, ...] = ("reply",)
    floor: float = 0.0
    delay_ms: int = 0
    emoji: str = ""
    good_night: bool = False


_CERTAIN: Mapping[str, float] = {action: float(action == "reply") for action in ACTIONS}


@dataclass(frozen=True)
class _Factor:
    """What makes an answer that could wait more or less likely to wait."""

    reason: str
    applies: Callable[[Moment], bool]
    factor: float


def _engaged(moment: Moment) -> bool:
    """Whether the persona spoke a moment ago."""
    return moment.persona_silent_ms is not None and moment.persona_silent_ms <= ENGAGED_MS


_FACTORS = (
    _Factor("in the middle of a talk", _engaged, 0.15),
    _Factor("asked directly", lambda m: m.question, 0.7),
    _Factor("several messages", lambda m: m.messages >= 3, 0.7),
    _Factor("they feel low", lambda m: m.mood == "sad", 0.3),
)


def _recent_crisis(moment: Moment) -> bool:
    """Within a day; a clock set back counts as recent."""
    return moment.since_crisis_ms is not None and moment.since_crisis_ms < CRISIS_MS


def _tells(moment: Moment) -> bool:
    """Whether the words ask for nothing, and not by their tone either, and nobody feels low."""
    return not moment.question and not moment.may_ask and moment.mood != "sad"


_HOLDS: Mapping[Condition, Callable[[Moment, TimingRules], bool]] = {
    "closing": lambda m, _: m.closing,
    "statement": lambda m, _: _tells(m),
    "question": lambda m, _: m.question,
    "sticker": lambda m, _: m.kind == "sticker",
    "late_night": lambda m, r: in_late_night(m.minute, r.late_night) and _tells(m),
    "busy": lambda m, _: m.state in _AWAY and _tells(m),
}


def decide(moment: Moment, rules: TimingRules, seed: int, *, wished: Mapping[str, float] | None = None) -> Decision:
    """The decision for one turn. `wished` (a model's or a learned policy's weights) replaces the rules' own weights;
    what is not admissible stays so, and weights that fit nothing admissible leave a reply."""
    only = _only_reply(moment, rules)
    if only:
        return Decision("reply", only, _CERTAIN, ("reply",), good_night=_good_night(moment, rules, seed))
    admissible = tuple(_admissible(moment, rules))
    weights = wished if wished is not None else _weights(moment, rules, admissible)
    floor = min(rules.floor, 1 / len(admissible))
    chances = _with_floor(weights, admissible, floor)
    action = _drawn(chances, uniform(seed, "timing:action"))
    return Decision(
        action=action,
        reason=_reason(action, moment, rules, asked=wished is not None),
        probabilities=chances,
        admissible=admissible,
        floor=floor,
        delay_ms=later_delay(moment, rules).draw(seed, "timing:delay") if action in ("later", "come_back") else 0,
        emoji=pick(EMOJI.get(moment.mood, EMOJI["neutral"]), seed, "timing:emoji") if action == "react" else "",
        good_night=action == "reply" and _good_night(moment, rules, seed),
    )


def later_delay(moment: Moment, rules: TimingRules) -> Delay:
    """How long an answer that is put off takes: after waking when asleep, else the state's own delay.

    A busy state is answered at the latest a little after it ends, a free one before it does.
    """
    state = rules.delay_in(moment.state) or StateDelay("free", 0.0, _AFTER_STATE_MS)
    slower = rules.late_night.slower if in_late_night(moment.minute, rules.late_night) else 1.0
    median = state.median_ms * _mirrored(moment, rules)
    left = min(_MOST_LATER_MS, max(0, (moment.until or moment.now) - moment.now))
    if moment.state == "asleep":
        return Delay(left, median, state.spread, 0, _MOST_AFTER_WAKING_MS)
    if moment.until is None:
        return Delay(0, median * slower, state.spread, _LEAST_LATER_MS, _MOST_LATER_MS)
    most = left if moment.state == "free" else left + _AFTER_STATE_MS
    return Delay(0, median * slower, state.spread, _LEAST_LATER_MS, max(_LEAST_LATER_MS, most))


def _only_reply(moment: Moment, rules: TimingRules) -> str:
    """Why nothing but a reply comes into question; empty when something else may."""
    table = (
        (moment.safety != "none", f"safety ({moment.safety}): a reply, at once"),
        (moment.mood == "grave", "they tell of something grave: a reply, at once"),
        (_recent_crisis(moment), "a crisis not long ago: a reply"),
        (rules.fast, "fast: always a reply"),
        (moment.kind == "start", "they begin: a reply"),
        (moment.persona_silent_ms is None, "the first words of all: a reply"),
    )
    return next((reason for holds, reason in table if holds), "")


def _admissible(moment: Moment, rules: TimingRules) -> Iterable[Action]:
    """What may be done at all, whatever the weights say. A reply always may."""
    may = {"reply": True, "later": _may_wait(moment, rules), "react": _may_react(moment, rules)}
    may["silent"] = _may_be_silent(moment, rules)
    may["come_back"] = may["later"] and moment.state in _AWAY and rules.come_back_share > 0
    return (action for action in ACTIONS if may[action])


def _may_wait(moment: Moment, rules: TimingRules) -> bool:
    delay = rules.delay_in(moment.state)
    patient = not moment.deferred and (moment.waited_ms < PATIENCE_MS or moment.state == "asleep")
    talking = moment.state == "free" and _engaged(moment)
    return delay is not None and delay.share > 0 and patient and not talking


def _may_react(moment: Moment, rules: TimingRules) -> bool:
    """To what a person would only nod or laugh at; never to a question, and not to sadness or news."""
    if rules.reaction_share <= 0 or moment.question or moment.state == "asleep":
        return False
    return moment.closing or (moment.mood != "sad" and (moment.kind in _SHOWN or moment.mood == "funny"))


def _may_be_silent(moment: Moment, rules: TimingRules) -> bool:
    silence = rules.silence
    if silence.share <= 0 or moment.silences_today >= silence.most_a_day or moment.deferred or moment.minor:
        return False
    if moment.question and (moment.silent_to_question_last or "question" not in silence.when):
        return False
    return any(_HOLDS[condition](moment, rules) for condition in silence.when)


def _weights(moment: Moment, rules: TimingRules, admissible: tuple[Action, ...]) -> Mapping[str, float]:
    """The rules' own weights of what is admissible."""
    silent = rules.silence.share if "silent" in admissible else 0.0
    react = (1 - silent) * rules.reaction_share if "react" in admissible else 0.0
    delay = rules.delay_in(moment.state) if "later" in admissible else None
    waits = (1 - silent - react) * (delay.share if delay else 0.0) * _eased(moment)
    back = waits * rules.come_back_share if "come_back" in admissible else 0.0
    return {
        "reply": 1 - silent - react - waits,
        "later": waits - back,
        "react": react,
        "silent": silent,
        "come_back": back,
    }


def _eased(moment: Moment) -> float:
    """What makes waiting less likely; who is asleep notices nothing of it, but hardly drops off in mid-talk."""
    if moment.state == "asleep":
        return _DROWSY if _engaged(moment) else 1.0
    return math.prod(each.factor for each in _FACTORS if each.applies(moment))


def _with_floor(weights: Mapping[str, float], admissible: tuple[Action, ...], floor: float) -> Mapping[str, float]:
    """Chances of all actions: the admissible ones share 1 by weight, each at least `floor`.

    What was wished for and isn't admissible goes to the reply.
    """
    sound = {action: _sound(weights.get(action, 0.0)) for action in ACTIONS}
    total = sum(sound.values())
    share = {action: sound[action] / total if total > 0 else 0.0 for action in admissible}
    share["reply"] += max(0.0, 1 - sum(share.values()))
    free = 1 - floor * len(admissible)
    return {action: floor + free * share[action] if action in share else 0.0 for action in ACTIONS}


def _sound(weight: float) -> float:
    return weight if math.isfinite(weight) and weight > 0 else 0.0


def _drawn(chances: Mapping[str, float], number: float) -> Action:
    """The action in whose part of [0, 1) the number falls; a reply where rounding leaves a crack."""
    upto = 0.0
    for action in ACTIONS:
        upto += chances[action]
        if number < upto:
            return action
    return "reply"


def _reason(action: Action, moment: Moment, rules: TimingRules, *, asked: bool) -> str:
    if asked:
        return f"{action}: drawn from the weights asked for, within the rules"
    if action in ("later", "come_back"):
        eased = [each.reason for each in _FACTORS if each.applies(moment) and _eased(moment) < 1]
        return f"{moment.state}: an answer can wait" + (f", though {' and '.join(eased)}" if eased else "")
    if action == "react":
        return f"a reaction says it ({'closing' if moment.closing else moment.mood})"
    if action == "silent":
        held = [condition for condition in rules.silence.when if _HOLDS[condition](moment, rules)]
        return f"read and left ({', '.join(held)})"
    if moment.deferred:
        return "the answer that was put off"
    return f"{moment.state}, yet an answer now" if rules.delay_in(moment.state) else f"{moment.state}: an answer now"


def _good_night(moment: Moment, rules: TimingRules, seed: int) -> bool:
    light = moment.safety == "none" and moment.mood != "grave" and not _recent_crisis(moment)
    late = light and in_late_night(moment.minute, rules.late_night)
    return late and not rules.fast and uniform(seed, "timing:good_night") < rules.late_night.good_night_share


def _mirrored(moment: Moment, rules: TimingRules) -> float:
    """A quick person is answered sooner, a slow one later, as far as the persona mirrors."""
    return mirror_factor(moment.person_gap_ms, rules.mirror)
