"""Chooses the reply of a group: one whose slots are known, and of which no sentence was heard lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.persona.slots import fill
from bot.turn.disclosure import disclosure_id
from bot.turn.given import Given
from policies.answers import choose_reply
from retrieval.groups import AnswerGroup, GroupIndex, Reply, sentences_of


@dataclass(frozen=True)
class Spoken:
    """A chosen reply and the group it came from."""

    group: AnswerGroup
    reply: Reply
    text: str
    reason: str


@dataclass(frozen=True)
class Speaker:
    """Chooses replies for one turn. `heard[sentence]`: how many replies ago the person heard it."""

    given: Given
    index: GroupIndex
    known: Mapping[str, str]
    heard: Mapping[str, int]

    @classmethod
    def of(cls, given: Given, index: GroupIndex, known: Mapping[str, str]) -> Speaker:
        """What was heard comes from the replies served so far: a sentence counts wherever it stood."""
        lines = (line for language in given.persona.languages for line in given.persona.disclosures(language))
        disclosures = {disclosure_id(line): sentences_of(line) for line in lines}
        heard: dict[str, int] = {}
        for reply_id, ago in given.last_heard.items():
            for sentence in index.sentences(reply_id) or disclosures.get(reply_id, frozenset()):
                heard[sentence] = min(ago, heard.get(sentence, ago))
        return cls(given, index, known, heard)

    def after(self, spoken: Spoken) -> Speaker:
        """The speaker once this was said, in the same turn."""
        said = dict.fromkeys(self.index.sentences(spoken.reply.id), 0)
        return replace(self, heard={**self.heard, **said})

    def say(self, group: AnswerGroup, replies: Sequence[Reply]) -> Spoken | None:
        """A reply whose slots are known and none of whose sentences was heard lately, or None."""
        usable = [reply for reply in replies if self.known.keys() >= set(reply.slots)]
        last_heard = {reply.id: ago for reply in usable if (ago := self.ago(reply)) is not None}
        window = self.given.settings.no_repeat_window
        choice = choose_reply(
            [reply.id for reply in usable], last_heard, window, self.given.seed ^ int(group.id[:8], 16)
        )
        if choice.index is None:
            return None
        reply = usable[choice.index]
        return Spoken(group, reply, fill(reply.text, self.known), choice.reason)

    def first(self, groups: Iterable[AnswerGroup]) -> Spoken | None:
        """The first group that still has something to say."""
        return next((spoken for group in groups if (spoken := self.say(group, group.replies))), None)

    def ago(self, reply: Reply) -> int | None:
        """How many replies ago it, or any sentence of it, was heard."""
        agos = [self.given.last_heard.get(reply.id), *map(self.heard.get, self.index.sentences(reply.id))]
        return min((ago for ago in agos if ago is not None), default=None)
