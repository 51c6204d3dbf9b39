"""Settings. Read by `bot.app` and `bot.cli` only; everything below gets values."""

from bot.config.load import load_settings, shown_with_origin
from bot.config.reference import reference
from bot.config.sample import sample_file
from bot.config.settings import DATABASE_NAME, FILE_NAME, SECRETS_NAME, Settings, database_at, database_path, home

__all__ = [
    "DATABASE_NAME",
    "FILE_NAME",
    "SECRETS_NAME",
    "Settings",
    "database_at",
    "database_path",
    "home",
    "load_settings",
    "reference",
    "sample_file",
    "shown_with_origin",
]
