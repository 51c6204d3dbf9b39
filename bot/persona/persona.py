"""A persona as an immutable value: its file, its answer groups, and the hashes they are known by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from bot.persona.schema import AnswersFile, Exchange, GroupFile, Hours, PersonaFile, Voice
from bot.persona.slots import slots_of
from bot.persona.timing_rules import timing_rules
from policies.timing.rules import TimingChoices, TimingRules
from retrieval.groups import AnswerGroup, Reply

V = TypeVar("V")
_NOT_IN_PROMPT = frozenset({"lines", "timing"})


@dataclass(frozen=True)
class Persona:
    """One persona as it stood when it was read. `key` is its folder's name."""

    key: str
    file: PersonaFile
    answers: tuple[AnswersFile, ...]

    @cached_property
    def prompt_hash(self) -> str:
        """Covers only what reaches a prompt."""
        return content_hash(self.file.model_dump(mode="json", by_alias=True, exclude=set(_NOT_IN_PROMPT)))

    @cached_property
    def snapshot(self) -> dict[str, Any]:
        """Everything, as plain JSON values; `from_snapshot` reads it back."""
        return {
            "key": self.key,
            "persona": self.file.model_dump(mode="json", by_alias=True),
            "answers": [each.model_dump(mode="json", exclude_defaults=True) for each in self.answers],
        }

    @cached_property
    def snapshot_hash(self) -> str:
        """Names this exact version of the persona and its answers."""
        return content_hash(self.snapshot)

    @cached_property
    def groups(self) -> tuple[AnswerGroup, ...]:
        """All answer groups of all languages and speech levels."""
        return tuple(
            _group(self.key, file.language, file.speech_level, group) for file in self.answers for group in file.groups
        )

    def timing_rules(self, choices: TimingChoices) -> TimingRules:
        """When and how fast it answers, with the operator's choices."""
        if choices not in self._timing:
            self._timing[choices] = timing_rules(self.file.timing, self.file.rhythm, choices)
        return self._timing[choices]

    @cached_property
    def _timing(self) -> dict[TimingChoices, TimingRules]:
        return {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it speaks, its own first."""
        return tuple(self.file.languages)

    def name(self, language: str) -> str:
        """Its name in a language, or in its own one."""
        return _in(self.file.name, language, self.languages[0])

    def voice(self, language: str) -> Voice:
        """How it speaks a language."""
        return _in(self.file.voice, language, self.languages[0])

    def who(self, language: str) -> str:
        """Who it is, told in a language, or in its own one."""
        return _in(self.file.who, language, self.languages[0])

    def boundaries(self, language: str) -> Sequence[str]:
        """What it doesn't do."""
        return _lines(self.file.boundaries, language)

    def examples(self, language: str) -> Sequence[Exchange]:
        """How it sounds."""
        return _lines(self.file.examples, language)

    def disclosures(self, language: str) -> Sequence[str]:
        """How it says that it is an AI."""
        return _lines(self.file.lines.disclosure, language)

    def away(self, language: str) -> Sequence[str]:
        """How it says that it is busy and answers later."""
        return _lines(self.file.lines.away, language)

    def hours(self, clock: str) -> Hours | None:
        """What it does at `clock` (HH:MM), if its rhythm says."""
        return next((hours for hours in self.file.rhythm if hours.covers(clock)), None)


def from_snapshot(snapshot: Mapping[str, Any]) -> Persona:
    """The persona a snapshot was taken of."""
    answers = tuple(AnswersFile.model_validate(each) for each in snapshot["answers"])
    return Persona(snapshot["key"], PersonaFile.model_validate(snapshot["persona"]), answers)


def content_hash(value: object) -> str:
    """128 bits of BLAKE2b over canonical JSON, as hex."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=16).hexdigest()


def _group(persona: str, language: str, speech_level: str, file: GroupFile) -> AnswerGroup:
    identity = content_hash([persona, language, speech_level, file.model_dump(mode="json")])
    return AnswerGroup(
        id=identity,
        name=file.id,
        intent=file.intent,
        language=language,
        speech_level=speech_level,
        replies=_replies(persona, language, speech_level, file.replies),
        asks=_replies(persona, language, speech_level, file.asks),
        utterances=tuple(file.utterances),
        cues=tuple(tuple(row) for row in file.cues),
        unless=tuple(file.unless),
        topic=file.topic,
        part_of_day=file.part_of_day,
        needs=tuple(file.needs),
        lacks=tuple(file.lacks),
        event=file.event,
        shape=file.shape,
        kinds=tuple(file.kinds),
        after=file.after,
    )


def _replies(persona: str, language: str, speech_level: str, texts: Iterable[str]) -> tuple[Reply, ...]:
    return tuple(
        Reply(content_hash([persona, language, speech_level, text])[:16], text, slots_of(text)) for text in texts
    )


def _in(by_language: Mapping[Any, V], language: str, own: str) -> V:
    return by_language[language] if language in by_language else by_language[own]


def _lines(by_language: Mapping[Any, Sequence[V]], language: str) -> Sequence[V]:
    return by_language.get(language, ())
