"""The settings tree, from `malbeot.toml`, `MALBEOT_…` variables and a secrets folder.

Order, strongest first: variables, secrets, file, defaults. Unknown keys are refused everywhere. `MALBEOT_HOME`
(default `./.malbeot`) names the folder that holds all data; the file and the secrets lie in it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.config.database import DatabaseSettings
from bot.config.embeddings import EmbeddingSettings
from bot.config.knowledge import KnowledgeSettings
from bot.config.llm import LlmSettings
from bot.config.memory import MemorySettings
from bot.config.section import Section
from bot.config.telegram import TelegramSettings
from bot.config.timing import TimingSettings
from bot.config.web import WebSettings

PREFIX, NESTED = "MALBEOT_", "__"
NAMED_TABLES = ("telegram.bots", "llm.servers")  # tables whose keys are names of the operator's choice
FILE_NAME, SECRETS_NAME, DATABASE_NAME = "malbeot.toml", "secrets", "malbeot.db"


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


class PromptSettings(Section):
    """The token budget of a prompt."""

    context_tokens: int = Field(4096, ge=512, le=1_000_000)
    """The server's context: prompt and reply together."""
    history: Literal["last_window", "chunked", "summary"] = "chunked"
    """How old talk leaves the prompt: sliding, in halves, or in halves with an extract kept."""
    history_tokens: int = Field(1000, ge=64, le=1_000_000)
    """The talk kept word for word, in tokens."""
    picture_tokens: int = Field(800, ge=1, le=20_000)
    """What a picture costs of the budget, for models that can see (an estimate; servers report the true figure)."""


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
    memory: MemorySettings = MemorySettings()
    """What is remembered."""
    embeddings: EmbeddingSettings = EmbeddingSettings()
    """The embedder."""
    knowledge: KnowledgeSettings = KnowledgeSettings()
    """The documents."""
    safety: SafetySettings = SafetySettings()
    """Crisis lines."""
    telegram: TelegramSettings = TelegramSettings()
    """The Telegram channel."""
    web: WebSettings = WebSettings()
    """What monitoring asks."""
    database: DatabaseSettings = DatabaseSettings()
    """The database."""

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
    """Where the SQLite database lies."""
    return home() / DATABASE_NAME


def database_at(settings: Settings) -> Path | str:
    """The database of the settings: a SQLite file, or the address of a PostgreSQL database."""
    url = settings.database.url
    return url.get_secret_value() if url else database_path()
