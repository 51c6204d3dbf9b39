"""The `[telegram]` table of the settings."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, field_validator

from bot.config.section import Section

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$")]
TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}")


class _Tokened(Section):
    @field_validator("token", mode="before", check_fields=False)
    @classmethod
    def _is_token(cls, value: object) -> object:
        """The shape @BotFather gives; what was typed instead is not repeated, it may be half a secret."""
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text in (None, ""):
            return None
        if not isinstance(text, str) or not TOKEN.fullmatch(text.strip()):
            raise ValueError("not a bot token; @BotFather gives one like 123456789:AAH…")
        return text.strip()


class TelegramBotSettings(_Tokened):
    """One more bot in the same process."""

    token: SecretStr | None = None
    """The bot's token; put it into the secrets folder or a variable, never into the file."""
    persona: str = ""
    """The persona that answers; empty: `chat.persona`."""


class TelegramSettings(_Tokened):
    """The Telegram channel; `malbeot run` needs a token."""

    token: SecretStr | None = None
    """The bot's token from @BotFather; put it into the secrets folder or a variable, never into the file."""
    bots: dict[Name, TelegramBotSettings] = Field(default_factory=dict)
    """More bots, by a name of your choice: `[telegram.bots.NAME]`, each with its token and persona."""
    access: Literal["owner", "list", "open"] = "owner"
    """Who may talk: whoever claimed the bot, also the ids in `allow`, or everybody."""
    allow: tuple[int, ...] = ()
    """Telegram user ids that may talk, with `access = "list"`."""
    on_unknown: Literal["resend", "drop"] = "resend"
    """A message that may or may not have arrived: send it again (rarely twice), or never (rarely lost)."""
    chat_interval_ms: int = Field(1000, ge=0, le=60_000)
    """The shortest time between two messages to one chat; Telegram allows about one a second."""
    per_second: int = Field(30, ge=0, le=10_000)
    """The most messages of one bot in a second; Telegram allows about 30. 0: no limit of ours."""
    poll_timeout_s: int = Field(50, ge=1, le=50)
    """How long one request waits for news."""
    api_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] = "https://api.telegram.org"
    """The Bot API server; another one for a local Bot API server or the demo."""
