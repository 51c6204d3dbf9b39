"""The `[telegram]` table of the settings."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints, field_validator

from bot.config.section import Section

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$")]
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
# Telegram takes https only; plain http within this machine is for trying things out.
_ADDRESS = r"^(https://[^\s?#/]+[^\s?#]*|http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/[^\s?#]*)?)?$"
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
    mode: Literal["polling", "webhook"] = "polling"
    """How updates come: asked for again and again, or sent by Telegram to an address of yours."""
    webhook_url: Annotated[str, StringConstraints(pattern=_ADDRESS)] = ""
    """The public https address that leads to `webhook_listen`; each bot gets a path of its own below it."""
    webhook_secret: SecretStr | None = None
    """What Telegram says with every update so that nobody else can: 16 to 256 of A-Z, a-z, 0-9, _ and -."""
    webhook_listen: Annotated[str, StringConstraints(pattern=r"^(\[[0-9a-fA-F:]+\]|[^\s:\[\]]+):\d{1,5}$")] = (
        "127.0.0.1:8443"
    )
    """Where a webhook listens, host:port, without TLS: a proxy that has the certificate stands before it."""
    webhook_max_connections: int = Field(40, ge=1, le=100)
    """How many updates Telegram sends at once, at most."""
    api_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] = "https://api.telegram.org"
    """The Bot API server; another one for a local Bot API server or the demo."""

    @field_validator("webhook_secret", mode="before")
    @classmethod
    def _is_secret(cls, value: object) -> object:
        """Long enough not to be guessed, in the characters Telegram takes; what was given is not repeated."""
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text in (None, ""):
            return None
        if not isinstance(text, str) or not SECRET.fullmatch(text.strip()):
            raise ValueError("not 16 to 256 of A-Z, a-z, 0-9, _ and -")
        return text.strip()
