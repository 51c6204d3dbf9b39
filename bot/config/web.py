"""The `[web]` table of the settings."""

from __future__ import annotations

import re

from pydantic import field_validator

from bot.config.section import Section

_ADDRESS = re.compile(r"^(\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$", re.IGNORECASE)


class WebSettings(Section):
    """What monitoring asks: `/live`, `/ready` and `/metrics`, without a password."""

    listen: str = "127.0.0.1:8080"
    """HOST:PORT to listen at; keep it on this machine or a private network."""

    @field_validator("listen")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        found = _ADDRESS.match(value)
        if not found or not 0 < int(found[2]) < 65_536:
            raise ValueError("not HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")
        return value
