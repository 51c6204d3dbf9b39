"""The settings tree, from `malbeot.toml`, `MALBEOT_…` variables and a secrets folder.

Order, strongest first: variables, secrets, file, defaults. Unknown keys are refused everywhere. `MALBEOT_HOME`
(default `./.malbeot`) names the folder that holds all data; the file and the secrets lie in it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX, NESTED = "MALBEOT_", "__"
FILE_NAME, SECRETS_NAME, DATABASE_NAME = "malbeot.toml", "secrets", "malbeot.db"


class Section(BaseModel):
    """A table of the settings file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ChatSettings(Section):
    """Who talks, and where the person is until we know better."""

    persona: str = "bom"
    """The persona that answers: the name of its folder."""
    language: Literal["ko", "en"] = "ko"
    """The language until a message shows another one."""
    time_zone: str = ""
    """The person's time zone until it is known (IANA name, such as Asia/Seoul); empty: this machine's."""

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, value: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(value or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("not a time zone; use a name such as Asia/Seoul or Europe/London") from None
        return value


class LlmSettings(Section):
    """The sLLM. Without `base_url` the answer groups do the talking."""

    base_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    """An OpenAI-compatible server, such as http://127.0.0.1:8000/v1."""
    model: str = ""
    """The model's name as the server knows it."""
    api_key: SecretStr | None = None
    """The server's key; put it into the secrets folder or a variable, never into the file."""
    tokenizer: Path | None = None
    """The model's tokenizer.json, for exact token counts."""
    tokenize_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    """The server's tokenize endpoint, if it isn't one of the usual ones beside `base_url`."""
    connect_timeout_s: float = Field(3, gt=0, le=60)
    """Seconds to reach the server."""
    first_token_timeout_s: float = Field(15, gt=0, le=600)
    """Seconds until the first token."""
    total_timeout_s: float = Field(60, gt=0, le=3600)
    """Seconds for a whole reply."""

    @field_validator("base_url", "api_key", "tokenizer", "tokenize_url", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """TOML has no null: `base_url = ""` in the file means the same as an empty variable."""
        return None if value == "" else value


class PromptSettings(Section):
    """The token budget of a prompt."""

    context_tokens: int = Field(4096, ge=512, le=1_000_000)
    """The server's context: prompt and reply together."""
    history: Literal["last_window", "chunked", "summary"] = "chunked"
    """How old talk leaves the prompt: sliding, in halves, or in halves with an extract kept."""
    history_tokens: int = Field(1000, ge=64, le=1_000_000)
    """The talk kept word for word, in tokens."""


class TimingSettings(Section):
    """The pace of answers, in milliseconds."""

    finished_wait_ms: int = Field(900, ge=0, le=60_000)
    """Wait for more after a message that looks finished."""
    unfinished_wait_ms: int = Field(2500, ge=0, le=60_000)
    """Wait for more after a message that looks unfinished."""
    jamo_ms: int = Field(35, ge=0, le=1000)
    """Typing one jamo of Hangul."""
    char_ms: int = Field(45, ge=0, le=1000)
    """Typing one other character."""


class AnswerSettings(Section):
    """How the answer groups are used."""

    confident: float = Field(0.55, ge=0, le=1)
    """The score from which a group fits."""
    ask_share: float = Field(0.35, ge=0, le=1)
    """In how many of the turns a question back may follow."""
    no_repeat_window: int = Field(60, ge=0, le=1000)
    """A reply isn't said again within so many replies."""


class HotlineSettings(Section):
    """A crisis line."""

    name: str
    """Its name, in the language it is told in."""
    number: str
    """Its telephone number."""
    confirmed: bool = False
    """True once the operator has checked it."""


class HotlinesSettings(Section):
    """One crisis line a language."""

    ko: HotlineSettings = HotlineSettings(name="자살예방상담전화", number="109")
    """For messages in Korean."""
    en: HotlineSettings = HotlineSettings(name="the 988 Suicide & Crisis Lifeline (US)", number="988")
    """For messages in English."""


class SafetySettings(Section):
    """What a crisis answer names."""

    hotlines: HotlinesSettings = HotlinesSettings()
    """The line for each language; `malbeot doctor` warns until `confirmed` is true."""


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter=NESTED,
        env_ignore_empty=True,
        nested_model_default_partial_update=True,
        use_attribute_docstrings=True,
    )

    chat: ChatSettings = ChatSettings()
    """Who talks."""
    llm: LlmSettings = LlmSettings()
    """The model."""
    prompt: PromptSettings = PromptSettings()
    """The prompt's budget."""
    timing: TimingSettings = TimingSettings()
    """The pace."""
    answers: AnswerSettings = AnswerSettings()
    """The answer groups."""
    safety: SafetySettings = SafetySettings()
    """Crisis lines."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **__: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return tuple(sources(settings_cls).values())


def sources(settings_cls: type[BaseSettings] = Settings) -> dict[str, PydanticBaseSettingsSource]:
    """Where values come from, strongest first."""
    secrets = NestedSecretsSettingsSource(
        settings_cls,  # type: ignore[arg-type]
        secrets_dir=home() / SECRETS_NAME,
        secrets_dir_missing="ok",
        secrets_prefix="",
        secrets_nested_delimiter=NESTED,
    )
    file = TomlConfigSettingsSource(settings_cls, toml_file=home() / FILE_NAME)
    return {"variable": EnvSettingsSource(settings_cls), "secret": secrets, "file": file}


def home() -> Path:
    """The folder with all data of this deployment."""
    return Path(os.environ.get(f"{PREFIX}HOME") or ".malbeot")


def database_path() -> Path:
    """Where the database lies."""
    return home() / DATABASE_NAME
