"""`timing:` in `persona.yaml`: how somebody is on the phone. A preset gives the numbers, the file changes any.

Times of day are HH:MM, long delays minutes, short ones milliseconds, shares numbers from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Any, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.persona.timing_mistakes import END_TIME, TIME, in_words, not_keys, nth
from policies.timing.rules import DAY_MINUTES, WEEKDAYS, Condition, Day, Holidays, Interrupted, Preset, Span, State

Time = Annotated[str, StringConstraints(pattern=TIME)]
EndTime = Annotated[str, StringConstraints(pattern=END_TIME)]
Share = Annotated[float, Field(ge=0, le=1)]
WaitMs = Annotated[int, Field(ge=0, le=60_000)]
StrokeMs = Annotated[int, Field(ge=0, le=1000)]
_DAY = f"({'|'.join(WEEKDAYS)})"
DayName = Annotated[str, StringConstraints(pattern=f"^({_DAY}|{_DAY}-{_DAY}|holidays)$")]
PERSON = "person"
_WEEK = len(WEEKDAYS) * DAY_MINUTES


class Part(BaseModel):
    """A part of `timing:`: known keys only; what is left out, or left empty, is the preset's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _holds_keys(cls, value: object) -> object:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if value is None or isinstance(value, Mapping):
            return {key: each for key, each in (value or {}).items() if each is not None or key not in known}
        if isinstance(value, cls):
            return value
        raise not_keys(cls._example(value, known), ", ".join(known))

    @classmethod
    def _example(cls, value: object, known: Sequence[str]) -> str:
        return f"{known[0]}: …"


class WeekSpan(Part):
    """What they do on some days between two times (may pass midnight)."""

    days: list[DayName] = Field(
        default_factory=lambda: ["mon-sun"],
        min_length=1,
        description="mon … sun, ranges such as mon-fri, or holidays (public ones). Left out: every day.",
    )
    start: Time = Field(alias="from", description="HH:MM, local time.")
    end: EndTime = Field(alias="to", description="HH:MM; earlier than `from` means the next day. 24:00 is midnight.")
    state: State = Field(description="What is not listed is free.")
    jitter_minutes: int = Field(0, ge=0, le=120, description="Begins and ends up to so much sooner or later each day.")

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.start == self.end:
            raise ValueError(
                f"`from` and `to` are both {self.start}: an empty span; for a whole day say 00:00 to 24:00"
            )
        return self

    def span(self) -> Span:
        """As the policy reads it."""
        return Span(tuple(_days(self.days)), minutes(self.start), minutes(self.end), self.state, self.jitter_minutes)


class Wait(Part):
    """How long they wait for more before they answer."""

    finished_ms: WaitMs | None = Field(None, description="After a message that looks finished.")
    unfinished_ms: WaitMs | None = Field(None, description="After one that looks unfinished.")
    holding_ms: WaitMs | None = Field(None, description="After 잠깐만 or hold on.")
    caption_ms: WaitMs | None = Field(None, description="After a photo without words.")


class Reading(Part):
    """How fast they read."""

    start_ms: WaitMs | None = Field(None, description="Until they begin to read.")
    jamo_ms: StrokeMs | None = Field(None, description="Reading one jamo of Hangul.")
    char_ms: StrokeMs | None = Field(None, description="Reading one other character.")
    most_ms: WaitMs | None = Field(None, description="At most, for a whole message.")


class Typing(Part):
    """How fast they type."""

    jamo_ms: StrokeMs | None = Field(None, description="Typing one jamo of Hangul.")
    char_ms: StrokeMs | None = Field(None, description="Typing one other character.")
    least_ms: WaitMs | None = Field(None, description="At least, for a bubble.")
    most_ms: WaitMs | None = Field(None, description="At most, for a bubble.")

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.least_ms is not None and self.most_ms is not None and self.least_ms > self.most_ms:
            raise ValueError(f"least_ms {self.least_ms} is more than most_ms {self.most_ms}; exchange them")
        return self


class Bubbles(Part):
    """How they cut what they say."""

    most: int | None = Field(None, ge=1, le=4, description="At most so many bubbles a turn.")
    pause_ms: WaitMs | None = Field(None, description="Between two bubbles, before they type on.")


class SilencePart(Part):
    """Read and not answered."""

    share: Share | None = Field(None, description="How often, where a condition holds.")
    most_a_day: int | None = Field(None, ge=0, le=50, description="At most so often a day, for each person.")
    when: list[Condition] | None = Field(
        None,
        description="closing: the message ends the talk; statement: it asks nothing; question: even a direct question "
        "(never twice in a row); sticker; late_night; busy. Left out: the preset's.",
    )


class Delays(Part):
    """How one state puts answers off."""

    share: Share | None = Field(None, description="In so many turns the answer comes later.")
    median_minutes: float | None = Field(None, gt=0, le=720, description="Half of those come sooner, half later.")
    spread: float | None = Field(None, ge=0, le=2, description="0: always the same; 0.6: mostly half to double.")


class LateNightPart(Part):
    """How they are late at night."""

    start: Time | None = Field(None, alias="from", description="HH:MM, local time.")
    end: Time | None = Field(None, alias="to", description="HH:MM, local time.")
    slower: float | None = Field(None, ge=1, le=10, description="Delays are so many times as long.")
    good_night_share: Share | None = Field(None, description="In so many turns they say good night.")


class Quiet(Part):
    """Hours in which they never write first, by the person's clock."""

    start: Time = Field(alias="from", description="HH:MM.")
    end: Time = Field(alias="to", description="HH:MM.")

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.start == self.end:
            raise ValueError(
                f"`from` and `to` are both {self.start}: no quiet hours at all; give the night, such as 22:00 to 09:00"
            )
        return self


class ProactivePart(Part):
    """When they write first. Nobody who hasn't agreed is written to, and minors never."""

    enabled: bool | None = Field(None, description="False: they never write first.")
    check_ins: bool | None = Field(None, description="Whether they also ask after somebody long silent.")
    quiet: Quiet | None = None
    most_a_day: int | None = Field(None, ge=0, le=10)
    most_a_week: int | None = Field(None, ge=0, le=50)
    back_off: float | None = Field(None, ge=1, le=10, description="So many times the gap after each unanswered one.")


class TimingFile(Part):
    """When they answer, how fast, and when not."""

    preset: Preset = Field("natural", description="attentive, natural, slow or instant.")
    time_zone: str = Field(PERSON, description="person: the same clock as the person; or an IANA name, Europe/London.")
    holidays: Holidays = Field(
        "auto", description="Whose public holidays: KR, US, GB, none, or those of the time zone."
    )
    week: list[WeekSpan] | None = Field(None, description="Their week. Left out: made of `rhythm`.")
    wait: Wait = Wait()
    reading: Reading = Reading()
    typing: Typing = Typing()
    bubbles: Bubbles = Bubbles()
    mirror: Share | None = Field(None, description="How far they take on the person's pace.")
    reaction_share: Share | None = Field(None, description="How often a reaction says it, where one can.")
    come_back_share: Share | None = Field(None, description="How often they say that they are busy before they wait.")
    silence: SilencePart = SilencePart()
    delays: dict[State, Delays] = Field(default_factory=dict, description="For each state.")
    late_night: LateNightPart = LateNightPart.model_validate({})
    when_interrupted: Interrupted | None = Field(
        None, description="When a message comes between two bubbles: cancel the rest, or finish."
    )
    proactive: ProactivePart = ProactivePart()

    @model_validator(mode="wrap")
    @classmethod
    def _mistakes_have_a_fix(cls, value: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return read(value)
        except ValidationError as error:
            raise in_words(error) from None

    @classmethod
    def _example(cls, value: object, known: Sequence[str]) -> str:
        return f"preset: {value if value in get_args(Preset) else 'natural'}"

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            if value != PERSON:
                ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is not a time zone; say `person`, or a name such as Asia/Seoul") from None
        return value

    @field_validator("week")
    @classmethod
    def _spans_stand_apart(cls, value: list[WeekSpan] | None) -> list[WeekSpan] | None:
        for (i, one), (j, other) in combinations(enumerate(value or ()), 2):
            if shared := _shared_minute(one.span(), other.span()):
                raise ValueError(
                    f"{_shown(i, one)} and {_shown(j, other)} overlap on {shared}; let one end where the other begins, "
                    "or give them different days"
                )
        return value


def minutes(clock: str) -> int:
    """Minutes since midnight of HH:MM."""
    return int(clock[:2]) * 60 + int(clock[3:])


def _days(names: Sequence[str]) -> Iterator[Day]:
    """Each day once, in order of the week; ranges may pass Sunday."""
    listed = {day for name in names for day in _range(name)}
    yield from (day for day in (*WEEKDAYS, "holidays") if day in listed)


def _range(name: str) -> Sequence[str]:
    first, _, last = name.partition("-")
    if not last:
        return (first,)
    start = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - start) % len(WEEKDAYS)
    return [WEEKDAYS[(start + step) % len(WEEKDAYS)] for step in range(length + 1)]


def _shared_minute(one: Span, other: Span) -> str:
    """Where two spans overlap, as "wed 13:00"; empty when they don't."""
    for start, end in _weekly(one):
        for begun, until in _weekly(other):
            for turn in (-_WEEK, 0, _WEEK):
                at = max(start, begun + turn)
                if at < min(end, until + turn):
                    return f"{WEEKDAYS[at // DAY_MINUTES % len(WEEKDAYS)]} {at // 60 % 24:02}:{at % 60:02}"
    return _shared_on_a_holiday(one, other)


def _weekly(span: Span) -> Iterator[tuple[int, int]]:
    """Intervals in minutes since Monday's first; the last may reach into the next week."""
    length = (span.end - span.start) % DAY_MINUTES or DAY_MINUTES
    for index, day in enumerate(WEEKDAYS):
        if day in span.days:
            yield index * DAY_MINUTES + span.start, index * DAY_MINUTES + span.start + length


def _shared_on_a_holiday(one: Span, other: Span) -> str:
    """On a holiday hold the spans that name it, and those of every day."""
    if not all("holidays" in span.days or set(WEEKDAYS) <= set(span.days) for span in (one, other)):
        return ""
    at = max(one.start, other.start)
    ends = (span.start + ((span.end - span.start) % DAY_MINUTES or DAY_MINUTES) for span in (one, other))
    return f"holidays {at // 60:02}:{at % 60:02}" if at < min(ends) else ""


def _shown(index: int, span: WeekSpan) -> str:
    return f"the {nth(index)} span ({', '.join(span.days)} {span.start}-{span.end} {span.state})"
