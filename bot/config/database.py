"""The `[database]` table of the settings."""

from __future__ import annotations

from pydantic import SecretStr, field_validator

from bot.config.section import Section


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: SecretStr | None = None
    """`postgresql://user:password@host:5432/name`, in the secrets folder or a variable. Empty: one SQLite file."""

    @field_validator("url", mode="before")
    @classmethod
    def _is_postgres(cls, value: object) -> object:
        """The address may hold a password, so it is not repeated."""
        address = value.get_secret_value() if isinstance(value, SecretStr) else value
        if address in (None, ""):
            return None
        if not isinstance(address, str) or not address.startswith(("postgresql://", "postgres://")):
            raise ValueError("not a PostgreSQL address; it begins with postgresql://")
        return "postgresql://" + address.partition("://")[2].strip()
