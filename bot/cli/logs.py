"""The log of a server process: one line an event on stderr, without tokens."""

from __future__ import annotations

import logging
import re

_SECRETS = (
    (re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}"), "…token…"),
    (re.compile(r"\b(?:sk|hf|flp)[-_][A-Za-z0-9_-]{16,}"), "…key…"),
    (re.compile(r"claim-[A-Za-z0-9_-]{16,}"), "…claim code…"),
    (re.compile(r"(?i)(bearer\s+)\S+"), r"\1…"),
    (re.compile(r"(https?://)[^/@\s]+@"), r"\1…@"),
)
# At INFO these name addresses and bodies.
_QUIET = ("aiogram", "aiohttp", "httpx", "httpcore", "openai", "urllib3", "asyncio", "alembic", "procrastinate")


class WithoutSecrets(logging.Formatter):
    """Masks whatever looks like a secret in the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: str) -> str:
    """The text without secrets."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def log_to_stderr(*, verbose: bool = False) -> None:
    """Everything from INFO (DEBUG when `verbose`) of ours, warnings of the libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutSecrets("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
