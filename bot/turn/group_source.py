"""Answers from the persona's answer groups.

The best fitting group, a reply this person hasn't had lately, else an honest line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from bot.persona.persona import content_hash
from bot.turn.answer import Answer
from bot.turn.given import Given
from bot.turn.heeding import heeding, ranked_hits
from bot.turn.reading import Reading
from bot.turn.record import CacheRecord, Candidate
from bot.turn.speaking import Speaker, Spoken
from memory.facts import NAME, REMEMBERED, SELF, NewFact
from policies.answers import asks_back
from policies.language.acts import act_of
from policies.language.acts.names import NEAR, Act
from policies.language.echo import echo_of
from policies.language.sentences import split
from retrieval.groups import AnswerGroup, Found, GroupIndex, Hit, Moment

_ANSWERS_TO_A_QUESTION = {"agree": "yes", "disagree": "no"}
_OPENINGS = frozenset({"greeting", "come_back", "how_are_you", "miss_you"})
_PLAIN = frozenset({"statement", "short", "long"})
_ANY = ("statement", "long", "short")
_LAST_RESORT = {
    "ko": "음… 무슨 말을 해야 할지 생각이 안 나요. 조금 더 얘기해 줄래요?",
    "en": "I'm not sure what to say to that. Tell me a little more?",
}


@dataclass(frozen=True)
class _Turn:
    """What all choices of one turn depend on."""

    given: Given
    reading: Reading
    index: GroupIndex
    moment: Moment

    @property
    def act(self) -> Act:
        return act_of(self.reading.text, self.reading.language)

    @property
    def just_echoed(self) -> bool:
        """Whether the last reply gave back what was said: "They did?" wants no answer."""
        return any(self.index.echoes(reply) for reply, ago in self.given.last_heard.items() if ago == 0)


def answer_from_groups(given: Given, reading: Reading, index: GroupIndex, known: Mapping[str, str]) -> Answer:
    """Always answers."""
    speaker = Speaker.of(given, index, {**known, **_echoed(reading, index)})
    turn = _Turn(given, reading, index, Moment(reading.part_of_day, frozenset(known), kinds_of(given), _last(given)))
    event = _event(turn, speaker)
    unanswered = without_call(_unanswered(reading), given.persona.name(reading.language))
    found = index.search(unanswered, turn.moment) if unanswered.strip() else Found()
    answer = _chosen(turn, speaker.after(event) if event else speaker, event, found.hits)
    return replace(answer, embedder=found.embedder, embedder_problem=found.problem)


def _echoed(reading: Reading, index: GroupIndex) -> dict[str, str]:
    """The person's own words as slots, in the speech level of the persona's replies; none where none is sure."""
    level = index.groups[0].speech_level if index.groups else ""
    echo = echo_of(reading.text, reading.language, level)
    return {f"echo_{form}": words for form, words in asdict(echo).items() if words} if echo else {}


def _chosen(turn: _Turn, speaker: Speaker, event: Spoken | None, hits: Sequence[Hit]) -> Answer:
    fitting = _fitting(turn, speaker, hits)
    spoken = [each for each in (event, fitting) if each]
    if not spoken:
        return _fallback(turn, speaker, hits)
    speaker = speaker.after(spoken[-1])
    more = _come_back_to(turn, speaker, spoken[-1]) or _ask_back(turn.given, speaker, spoken[-1])
    return _answer(spoken, more, hits, event)


def _fitting(turn: _Turn, speaker: Speaker, hits: Sequence[Hit]) -> Spoken | None:
    """A yes or no to the persona's question, else the best group for the words, else one for what came with them."""
    fitting = ranked_hits(hits, turn.given.settings.confident, turn.act)
    ranked = heeding(turn.act, fitting, text=turn.reading.text, echoed=speaker.can_take_up)
    return (
        _yes_or_no(turn, speaker, ranked)
        or speaker.first(hit.group for hit in ranked)
        or speaker.first(turn.index.of_kind(turn.moment))
    )


def kinds_of(given: Given) -> frozenset[str]:
    """What came: text, photo, sticker, …"""
    return frozenset(update.message.kind for update in given.updates)


def _last(given: Given) -> str | None:
    """What the persona said last: a question, a statement, or nothing yet."""
    last = next((message for message in reversed(given.history) if message.author == "persona"), None)
    return None if last is None else "question" if last.text.rstrip().endswith("?") else "statement"


def _event(turn: _Turn, speaker: Speaker) -> Spoken | None:
    learned = announced(turn.reading)
    if not learned:
        return None
    event = "learned_name" if any(fact.attribute == NAME for fact in learned) else "remembered"
    return speaker.first(turn.index.of_event(event, turn.moment))


def announced(reading: Reading) -> list[NewFact]:
    """What a person wants to hear was taken in: their name, and what they asked to have remembered."""
    return [fact for fact in reading.learned if fact.subject == SELF and fact.attribute in (NAME, REMEMBERED)]


def without_call(text: str, name: str) -> str:
    """The message without the persona called by its name before it: "봄아 나 왔어" is not like "봄아 좋아해"."""
    return re.sub(rf"^\s*{re.escape(name)}(?:[아야][\s,~!]+|,\s*)(?=\S)", "", text, flags=re.IGNORECASE)


def _unanswered(reading: Reading) -> str:
    """The message without the sentences something was learned from (their answer is the event's)."""
    learned = announced(reading)
    if not learned:
        return reading.text
    rest = [sentence for sentence in split(reading.text) if not any(fact.value in sentence for fact in learned)]
    return "".join(rest)


def _yes_or_no(turn: _Turn, speaker: Speaker, ranked: Sequence[Hit]) -> Spoken | None:
    """A yes or no to the persona's own question is answered as one."""
    shape = _ANSWERS_TO_A_QUESTION.get(ranked[0].group.intent) if ranked else None
    return speaker.first(turn.index.of_shape(shape)) if shape and has_asked(turn.given) else None


def _come_back_to(turn: _Turn, speaker: Speaker, spoken: Spoken) -> Spoken | None:
    """After a greeting, ask about what the last talk was about."""
    if spoken.group.intent not in _OPENINGS or "topic" in spoken.reply.slots:
        return None
    return speaker.first(turn.index.of_event("came_back", turn.moment))


def _ask_back(given: Given, speaker: Speaker, spoken: Spoken) -> Spoken | None:
    just_asked = "?" in spoken.text or has_asked(given)
    if not asks_back(given.seed, given.settings.ask_share, just_asked=just_asked):
        return None
    return speaker.say(spoken.group, spoken.group.asks)


def has_asked(given: Given) -> bool:
    """Whether the last thing the persona said was a question."""
    return _last(given) == "question"


def _answer(spoken: Sequence[Spoken], more: Spoken | None, hits: Sequence[Hit], event: Spoken | None) -> Answer:
    said = [*spoken, *([more] if more else [])]
    main = spoken[-1]
    served = tuple(each.reply.id for each in said)
    cache = CacheRecord("served", main.group.name, served, main.reason)
    candidates = (*_event_candidates(event), *_hit_candidates(hits, main.group))
    spent = any("topic" in each.reply.slots for each in said)
    return Answer(_bubbles(said), cache, candidates, served, topic=main.group.topic, topic_spent=spent)


def _fallback(turn: _Turn, speaker: Speaker, hits: Sequence[Hit]) -> Answer:
    """Nothing fits: an honest line of the persona's, chosen by the shape of the message."""
    candidates, confident = tuple(_hit_candidates(hits, None)), turn.given.settings.confident
    spoken = speaker.first(group for shape in _shapes(turn) for group in turn.index.of_shape(shape))
    if spoken is None:
        return _heard_longest_ago(turn, candidates)
    echoed = speaker.can_take_up
    reason = _why_not(turn, hits[0], echoed=echoed) if hits else f"no group reached {confident}"
    cache = CacheRecord("fallback", spoken.group.name, (spoken.reply.id,), reason)
    return Answer(_bubbles([spoken]), cache, candidates, (spoken.reply.id,))


def _shapes(turn: _Turn) -> tuple[str, ...]:
    """Shapes of lines to try, best first: what the message does, that it answers a question, any neutral line."""
    act = turn.act
    answers = ["answer"] if act in _PLAIN and has_asked(turn.given) and not turn.just_echoed else []
    near = [NEAR[act]] if act in NEAR else []
    return tuple(dict.fromkeys((*answers, act, *near, *(NEAR[each] for each in near if each in NEAR), *_ANY)))


def _heard_longest_ago(turn: _Turn, candidates: tuple[Candidate, ...]) -> Answer:
    text = _longest_ago(turn.given, turn.index) or _LAST_RESORT[turn.reading.language]
    served = (_id_of(text, turn.index),)
    return Answer((text,), CacheRecord("fallback", None, served, "every line was heard lately"), candidates, served)


def _why_not(turn: _Turn, best: Hit, *, echoed: bool) -> str:
    act, confident = turn.act, turn.given.settings.confident
    if best.score < confident:
        return f"best group {best.group.name} scored {best.score:.2f}, below {confident}"
    if not heeding(act, [best], text=turn.reading.text, echoed=echoed):
        return f"best group {best.group.name} scored {best.score:.2f}, too little for a message that is {act}"
    return f"every reply of {best.group.name} was heard lately"


def _longest_ago(given: Given, index: GroupIndex) -> str | None:
    lines = [reply for group in index.groups if group.shape for reply in group.replies if not reply.slots]
    return max(lines, key=lambda reply: given.last_heard.get(reply.id, 0)).text if lines else None


def _id_of(text: str, index: GroupIndex) -> str:
    known = (reply.id for group in index.groups for reply in group.replies if reply.text == text)
    return next(known, content_hash(["last resort", text])[:16])


def _bubbles(said: Sequence[Spoken]) -> tuple[str, ...]:
    """A blank line in a reply cuts it into bubbles."""
    return tuple(part.strip() for each in said for part in each.text.split("\n\n") if part.strip())


def _event_candidates(event: Spoken | None) -> Iterator[Candidate]:
    if event:
        yield Candidate(
            "event", event.group.id, event.group.name, 1.0, "event", event.group.event or "", True, event.reason
        )


def _hit_candidates(hits: Sequence[Hit], chosen: AnswerGroup | None) -> Iterator[Candidate]:
    for hit in hits:
        is_chosen = chosen is not None and hit.group.id == chosen.id
        reason = "; ".join(("best fit" if is_chosen else "considered", *hit.against))
        yield Candidate("group", hit.group.id, hit.group.name, hit.score, hit.rule, hit.matched, is_chosen, reason)
