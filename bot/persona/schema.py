"""What may stand in `persona.yaml` and `answers.*.yaml`.

Unknown keys are refused. The JSON Schemas in `docs/schemas/` come from here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.persona.timing_file import TimingFile
from policies.language.acts.names import Act
from policies.proactive.wording import Asked

Language = Literal["ko", "en"]
SpeechLevel = Literal["banmal", "haeyo", "hasipsio", "plain"]
PartOfDay = Literal["morning", "afternoon", "evening", "night"]
Slot = Literal[
    "name",
    "topic",
    "memory",
    "part_of_day",
    "weekday",
    "time",
    "date",
    "echo_told",
    "echo_asked",
    "echo_noun",
    "echo_noted",
]
Kind = Literal[
    "photo", "sticker", "voice", "audio", "video", "document", "location", "contact", "poll", "other", "start"
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

INTENTS = (
    "greeting farewell thanks apology compliment insult feeling_good feeling_bad tired lonely angry bored anxious work "
    "school exam friend love family food hungry weather sleep hobby pet health money music movie game travel birthday "
    "how_are_you what_doing your_name your_age your_home your_likes your_job are_you_ai privacy can_you joke story "
    "advice song miss_you like_you come_back laugh surprise agree disagree why my_name my_memory clock none"
).split()


class Strict(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Voice(Strict):
    """How the persona speaks in one language."""

    style: Text = Field(description="How they speak, a few short lines.")
    speech_level: SpeechLevel = Field(
        "plain", description="Korean: banmal (반말), haeyo (해요체) or hasipsio (하십시오체)."
    )
    changes: Text | None = Field(None, description="When the speech level may change.")


class Hours(Strict):
    """What the persona does from one time of day to another (may pass midnight)."""

    start: Clock = Field(alias="from", description="HH:MM, local time.")
    end: Clock = Field(alias="to", description="HH:MM, local time; earlier than `from` means the next day.")
    state: Literal["asleep", "busy", "free"]
    doing: dict[Language, Line]

    def says(self, language: str) -> str | None:
        """What the persona is doing then, in a language."""
        return next((line for key, line in self.doing.items() if key == language), None)

    def covers(self, clock: str) -> bool:
        """Whether `clock` (HH:MM) lies within these hours."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


class Exchange(Strict):
    """An example of the persona's voice."""

    person: Line
    persona: Line


class Lines(Strict):
    """Fixed lines in the persona's own words."""

    disclosure: dict[Language, Annotated[list[Line], Field(min_length=1)]] = Field(
        description="Says once a day that this is an AI. Lines that don't say AI or 인공지능 are left out."
    )
    ask_after: dict[Language, dict[Asked, Annotated[list[Line], Field(min_length=1)]]] = Field(
        default_factory=dict,
        description="Asks first how something went. {what} is the event in the person's words: {what:은/는} 어땠어?",
    )
    away: dict[Language, list[Line]] = Field(
        default_factory=dict, description="Says that they are busy and answer later."
    )
    check_in: dict[Language, list[Line]] = Field(
        default_factory=dict, description="Writes first after a silence. No reproach, no promise."
    )


class Generation(Strict):
    """How the model is asked to write."""

    temperature: float = Field(0.8, ge=0, le=2)
    top_p: float = Field(0.95, gt=0, le=1)
    max_tokens: int = Field(220, ge=16, le=4096, description="Longest reply, in tokens.")
    stop: list[Line] = Field(default_factory=list, max_length=4)


class PersonaFile(Strict):
    """`persona.yaml`: who somebody is."""

    name: dict[Language, Line] = Field(description="The persona's name in each language.")
    languages: Annotated[list[Language], Field(min_length=1)] = Field(description="The first is the persona's own.")
    who: dict[Language, Text] = Field(description="Who they are and where they live; the core of the prompt.")
    voice: dict[Language, Voice]
    boundaries: dict[Language, list[Line]] = Field(default_factory=dict, description="What they don't do.")
    rhythm: list[Hours] = Field(default_factory=list, description="Their day, in local time.")
    examples: dict[Language, list[Exchange]] = Field(default_factory=dict)
    lines: Lines
    generation: Generation = Field(default_factory=lambda: Generation.model_validate({}))
    timing: TimingFile = Field(
        default_factory=lambda: TimingFile.model_validate({}), description="When they answer, how fast, and when not."
    )

    @model_validator(mode="after")
    def _every_language_is_complete(self) -> Self:
        for field in ("name", "who", "voice"):
            missing = [language for language in self.languages if language not in getattr(self, field)]
            if missing:
                raise ValueError(f"languages lists {', '.join(missing)}, but `{field}` has no such entry")
        return self


class GroupFile(Strict):
    """One answer group."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")]
    intent: str = Field(json_schema_extra={"enum": list(INTENTS)})
    topic: Line | None = None
    utterances: list[Line] = Field(default_factory=list)
    cues: list[Annotated[list[Line], Field(min_length=1)]] = Field(default_factory=list)
    unless: list[Line] = Field(default_factory=list)
    replies: Annotated[list[Line], Field(min_length=1)]
    asks: list[Line] = Field(default_factory=list)
    part_of_day: PartOfDay | None = None
    needs: list[Slot] = Field(default_factory=list)
    lacks: list[Slot] = Field(default_factory=list)
    event: Literal["learned_name", "remembered", "came_back"] | None = None
    shape: Act | Literal["answer", "yes", "no"] | None = Field(None, description="Said when no group fits.")
    kinds: list[Kind] = Field(default_factory=list, description="Only when something of this kind came.")
    after: Literal["question", "statement"] | None = Field(None, description="What the persona said last.")

    @model_validator(mode="after")
    def _is_reachable(self) -> Self:
        if self.intent not in INTENTS:
            raise ValueError(f"intent {self.intent!r} is not one of: {', '.join(INTENTS)}")
        if (self.intent == "none") != (self.shape is not None):
            raise ValueError("`shape` and intent `none` go together")
        if not (self.utterances or self.cues or self.event or self.shape or self.kinds):
            raise ValueError("needs utterances, cues or kinds, or it can never be chosen")
        return self


class AnswersFile(Strict):
    """`answers.*.yaml`: groups of one language at one speech level."""

    language: Language
    speech_level: SpeechLevel
    groups: Annotated[list[GroupFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [group.id for group in self.groups]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"group ids used twice: {', '.join(twice)}")
        return self


def json_schema(kind: Literal["persona", "answers"]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `persona.yaml` or of `answers.*.yaml`."""
    model: type[BaseModel] = PersonaFile if kind == "persona" else AnswersFile
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}
