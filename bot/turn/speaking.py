"""Chooses the reply of a group: one whose slots are known, and of which no sentence was heard lately."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.persona.slots import fill
from bot.turn.disclosure import disclosure_id
from bot.turn.given import Given
from policies.answers import choose_reply
from retrieval.groups import AnswerGroup, GroupIndex, Reply, sentences_of

ECHO_SLOTS = frozenset({"echo_told", "echo_asked", "echo_noun", "echo_noted"})
# "I don't know", as the lines for when nothing fits say it.
_UNSURE = re.compile(r"모르|몰라|몰랐|정답|답이 ?없|자신[은도]? ?없|자신이 ?없")
_UNSURE_RESTS = 20  # replies before another of them
_OF_ITSELF = re.compile(r"(?:^|\s)(?:나는|난|나도|저는|전|저도)\s")  # Korean
_ASKS_BACK = re.compile(r"(?:너는|넌|너도|너부터|네 생각|네 감|그쪽은)[^.!?]*[?.]$")
_ECHO_RESTS = 6  # replies before the same frame may hold other words of the person's


@dataclass(frozen=True)
class Spoken:
    """A chosen reply and the group it came from."""

    group: AnswerGroup
    reply: Reply
    text: str
    reason: str


@dataclass(frozen=True)
class Speaker:
    """Chooses replies for one turn. `heard[sentence]`: how many replies ago the person heard it.

    `shown`: the sentences that stand in the visible history, for those made of the person's own words.
    """

    given: Given
    index: GroupIndex
    known: Mapping[str, str]
    heard: Mapping[str, int]
    shown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Given, index: GroupIndex, known: Mapping[str, str]) -> Speaker:
        """What was heard comes from the replies served so far: a sentence counts wherever it stood."""
        lines = (line for language in given.persona.languages for line in given.persona.disclosures(language))
        disclosures = {disclosure_id(line): sentences_of(line) for line in lines}
        heard: dict[str, int] = {}
        for reply_id, ago in given.last_heard.items():
            for sentence in index.sentences(reply_id) or disclosures.get(reply_id, frozenset()):
                heard[sentence] = min(ago, heard.get(sentence, ago))
        shown = (sentences_of(each.text) for each in given.history if each.author == "persona")
        return cls(given, index, known, heard, frozenset().union(*shown))

    @property
    def can_take_up(self) -> bool:
        """Whether the person's own words can be given back."""
        return not ECHO_SLOTS.isdisjoint(self.known)

    def after(self, spoken: Spoken) -> Speaker:
        """The speaker once this was said, in the same turn."""
        said = dict.fromkeys(self.index.sentences(spoken.reply.id), 0)
        return replace(self, heard={**self.heard, **said})

    def say(self, group: AnswerGroup, replies: Sequence[Reply]) -> Spoken | None:
        """A reply whose slots are known and none of whose sentences was heard lately, or None.

        The person's own words are taken up where they can be, but not a third time running.
        """
        usable = [reply for reply in replies if self.known.keys() >= set(reply.slots)]
        if group.shape and self._was_unsure:
            usable = [reply for reply in usable if not _UNSURE.search(reply.text)]
        usable = self._not_asking_back(usable)
        echoes = [reply for reply in usable if _echoes(reply) and self._is_new(reply)]
        plain = [reply for reply in usable if not _echoes(reply)]
        order = (plain, echoes) if self._just_echoed() else (echoes, plain)
        return next((spoken for kind in order if (spoken := self._one_of(group, kind))), None)

    def first(self, groups: Iterable[AnswerGroup]) -> Spoken | None:
        """The first group that still has something to say."""
        return next((spoken for group in groups if (spoken := self.say(group, group.replies))), None)

    def ago(self, reply: Reply) -> int | None:
        """How many replies ago it, or any fixed sentence of it, was heard."""
        agos = [self._frame_ago(reply), *map(self.heard.get, self.index.sentences(reply.id))]
        return min((ago for ago in agos if ago is not None), default=None)

    def _one_of(self, group: AnswerGroup, replies: Sequence[Reply]) -> Spoken | None:
        last_heard = {reply.id: ago for reply in replies if (ago := self.ago(reply)) is not None}
        window, seed = self.given.settings.no_repeat_window, self.given.seed ^ int(group.id[:8], 16)
        choice = choose_reply([reply.id for reply in replies], last_heard, window, seed)
        if choice.index is None:
            return None
        reply = replies[choice.index]
        return Spoken(group, reply, fill(reply.text, self.known), choice.reason)

    def _frame_ago(self, reply: Reply) -> int | None:
        """An echo is another sentence each time; only its frame rests a little."""
        ago = self.given.last_heard.get(reply.id)
        return None if ago is not None and _echoes(reply) and ago >= _ECHO_RESTS else ago

    def _not_asking_back(self, usable: list[Reply]) -> list[Reply]:
        """Without "너는?" where the person has just told of itself, as long as something else is left."""
        if not any(_OF_ITSELF.search(update.message.text) for update in self.given.updates):
            return usable
        return [reply for reply in usable if not _ASKS_BACK.search(reply.text)] or usable

    @property
    def _was_unsure(self) -> bool:
        """Whether the person heard lately that the persona doesn't know."""
        return any(ago < _UNSURE_RESTS and _UNSURE.search(sentence) for sentence, ago in self.heard.items())

    def _is_new(self, reply: Reply) -> bool:
        return self.shown.isdisjoint(sentences_of(fill(reply.text, self.known)))

    def _just_echoed(self) -> bool:
        """Whether the last two replies took up what was said."""
        return {0, 1} <= {ago for each, ago in self.given.last_heard.items() if ago < 2 and self.index.echoes(each)}


def _echoes(reply: Reply) -> bool:
    return not ECHO_SLOTS.isdisjoint(reply.slots)
