"""Answers from the persona's answer groups.

The best fitting group, a reply this person hasn't had lately, else an honest line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.persona.persona import content_hash
from bot.persona.slots import fill
from bot.turn.answer import Answer
from bot.turn.given import Given
from bot.turn.reading import Reading
from bot.turn.record import CacheRecord, Candidate
from memory.facts import NAME
from policies.answers import asks_back, choose_reply
from policies.gravity import is_grave
from policies.language.normalise import has_words
from policies.language.sentences import is_question, split
from retrieval.groups import AnswerGroup, GroupIndex, Hit, Moment, Reply

# Small talk around the point yields to a group about the point when both fit.
_AROUND_THE_POINT = frozenset({"greeting", "farewell", "laugh", "agree", "disagree", "surprise", "thanks", "why"})
_YIELDS = 0.35
_ANSWERS_TO_A_QUESTION = {"agree": "yes", "disagree": "no"}
_OPENINGS = frozenset({"greeting", "come_back", "how_are_you", "miss_you"})
_LONG_CHARS, _LONG_SENTENCES = 80, 4
_LAST_RESORT = {
    "ko": "음… 무슨 말을 해야 할지 생각이 안 나요. 조금 더 얘기해 줄래요?",
    "en": "I'm not sure what to say to that. Tell me a little more?",
}


@dataclass(frozen=True)
class Spoken:
    """A chosen reply and the group it came from."""

    group: AnswerGroup
    reply: Reply
    text: str
    reason: str


@dataclass(frozen=True)
class Speaker:
    """Chooses replies for one turn; `taken` are reply ids already used in it."""

    given: Given
    known: Mapping[str, str]
    taken: frozenset[str] = frozenset()

    def say(self, group: AnswerGroup, replies: Sequence[Reply]) -> Spoken | None:
        """A reply whose slots are known and which wasn't heard lately, or None."""
        usable = [reply for reply in replies if self.known.keys() >= set(reply.slots) and reply.id not in self.taken]
        window = self.given.settings.no_repeat_window
        seed_of_group = self.given.seed ^ int(group.id[:8], 16)
        choice = choose_reply([reply.id for reply in usable], self.given.last_heard, window, seed_of_group)
        if choice.index is None:
            return None
        reply = usable[choice.index]
        return Spoken(group, reply, fill(reply.text, self.known), choice.reason)

    def first(self, groups: Iterable[AnswerGroup]) -> Spoken | None:
        """The first group that still has something to say."""
        return next((spoken for group in groups if (spoken := self.say(group, group.replies))), None)


def answer_from_groups(given: Given, reading: Reading, index: GroupIndex, known: Mapping[str, str]) -> Answer:
    """Always answers."""
    speaker = Speaker(given, known)
    moment = Moment(reading.part_of_day, frozenset(known))
    event = _event(reading, index, moment, speaker)
    hits = index.search(_unanswered(reading), moment) if _unanswered(reading).strip() else ()
    ranked = ranked_hits(hits, given.settings.confident)
    fitting = _yes_or_no(given, index, speaker, ranked) or speaker.first(hit.group for hit in ranked)
    spoken = [each for each in (event, fitting) if each]
    if not spoken:
        return _fallback(given, reading, index, speaker, hits)
    more = _come_back_to(index, moment, speaker, spoken[-1]) or _ask_back(given, spoken[-1], known)
    return _answer(spoken, more, hits, event)


def _event(reading: Reading, index: GroupIndex, moment: Moment, speaker: Speaker) -> Spoken | None:
    if not reading.learned:
        return None
    event = "learned_name" if any(fact.attribute == NAME for fact in reading.learned) else "remembered"
    return speaker.first(index.of_event(event, moment))


def _unanswered(reading: Reading) -> str:
    """The message without the sentences something was learned from (their answer is the event's)."""
    if not reading.learned:
        return reading.text
    rest = [sentence for sentence in split(reading.text) if not any(fact.value in sentence for fact in reading.learned)]
    return "".join(rest)


def ranked_hits(hits: Sequence[Hit], confident: float) -> list[Hit]:
    """Fitting hits, small talk around the point last unless it is the very message."""
    fitting = [hit for hit in hits if hit.score >= confident]
    return sorted(fitting, key=lambda hit: -(hit.score - (_YIELDS if _yields(hit) else 0)))


def _yields(hit: Hit) -> bool:
    return hit.rule != "exact" and hit.group.intent in _AROUND_THE_POINT


def _yes_or_no(given: Given, index: GroupIndex, speaker: Speaker, ranked: Sequence[Hit]) -> Spoken | None:
    """A yes or no to the persona's own question is answered as one."""
    shape = _ANSWERS_TO_A_QUESTION.get(ranked[0].group.intent) if ranked else None
    return speaker.first(index.of_shape(shape)) if shape and has_asked(given) else None


def _come_back_to(index: GroupIndex, moment: Moment, speaker: Speaker, spoken: Spoken) -> Spoken | None:
    """After a greeting, ask about what the last talk was about."""
    if spoken.group.intent not in _OPENINGS or "topic" in spoken.reply.slots:
        return None
    return speaker.first(index.of_event("came_back", moment))


def _ask_back(given: Given, spoken: Spoken, known: Mapping[str, str]) -> Spoken | None:
    just_asked = "?" in spoken.text or has_asked(given)
    if not asks_back(given.seed, given.settings.ask_share, just_asked=just_asked):
        return None
    return Speaker(given, known, frozenset({spoken.reply.id})).say(spoken.group, spoken.group.asks)


def has_asked(given: Given) -> bool:
    """Whether the last thing the persona said was a question."""
    last = next((message for message in reversed(given.history) if message.author == "persona"), None)
    return last is not None and last.text.rstrip().endswith("?")


def _answer(spoken: Sequence[Spoken], more: Spoken | None, hits: Sequence[Hit], event: Spoken | None) -> Answer:
    said = [*spoken, *([more] if more else [])]
    main = spoken[-1]
    served = tuple(each.reply.id for each in said)
    cache = CacheRecord("served", main.group.name, served, main.reason)
    candidates = (*_event_candidates(event), *_hit_candidates(hits, main.group))
    spent = any("topic" in each.reply.slots for each in said)
    return Answer(_bubbles(said), cache, candidates, served, topic=main.group.topic, topic_spent=spent)


def _fallback(given: Given, reading: Reading, index: GroupIndex, speaker: Speaker, hits: Sequence[Hit]) -> Answer:
    """Nothing fits: an honest line of the persona's, chosen by the shape of the message."""
    shape = shape_of(reading.text)
    answers = ["answer"] if has_asked(given) and shape not in ("question", "grave") else []
    shapes = dict.fromkeys((*answers, shape, "statement", "long", "short"))
    spoken = speaker.first(group for shape in shapes for group in index.of_shape(shape))
    candidates = tuple(_hit_candidates(hits, None))
    if spoken is None:
        text = _longest_ago(given, index) or _LAST_RESORT[reading.language]
        served = (_id_of(text, index),)
        return Answer((text,), CacheRecord("fallback", None, served, "every line was heard lately"), candidates, served)
    reason = f"no group reached {given.settings.confident}" if not hits else _why_not(hits[0], given.settings.confident)
    cache = CacheRecord("fallback", spoken.group.name, (spoken.reply.id,), reason)
    return Answer(_bubbles([spoken]), cache, candidates, (spoken.reply.id,))


def _why_not(best: Hit, confident: float) -> str:
    if best.score < confident:
        return f"best group {best.group.name} scored {best.score:.2f}, below {confident}"
    return f"every reply of {best.group.name} was heard lately"


def _longest_ago(given: Given, index: GroupIndex) -> str | None:
    lines = [reply for group in index.groups if group.shape for reply in group.replies if not reply.slots]
    return max(lines, key=lambda reply: given.last_heard.get(reply.id, 0)).text if lines else None


def _id_of(text: str, index: GroupIndex) -> str:
    known = (reply.id for group in index.groups for reply in group.replies if reply.text == text)
    return next(known, content_hash(["last resort", text])[:16])


def shape_of(text: str) -> str:
    """grave, question, long, short or statement."""
    if is_grave(text):
        return "grave"
    if not has_words(text):
        return "short"
    if is_question(text):
        return "question"
    if len(text) > _LONG_CHARS or len(split(text)) >= _LONG_SENTENCES:
        return "long"
    return "short" if len(text.split()) == 1 else "statement"


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
        reason = "best fit" if is_chosen else "considered"
        yield Candidate("group", hit.group.id, hit.group.name, hit.score, hit.rule, hit.matched, is_chosen, reason)
