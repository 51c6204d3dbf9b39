"""Taking up the person's own words: "창가로 옮겼구나", "They did?". Grammar only, from one message; no model. Pure."""

from __future__ import annotations

from policies.language.echo import en, ko
from policies.language.echo.forms import Echo
from policies.language.normalise import clean

_ECHOES = {"ko": ko.echo, "en": en.echo}
_POLITE = frozenset({"haeyo", "hasipsio"})


def echo_of(text: str, language: str, speech_level: str = "") -> Echo | None:
    """What can be given back of a message in `language` ("ko" or "en"); None where nothing is sure.

    Nothing of more than one line, with links, or that asks, is given back. `speech_level`: whoever says it (Korean).
    """
    plain = clean(text)
    if "\n" in plain or "://" in plain or "?" in plain or "？" in plain:
        return None
    echo = _ECHOES[language](plain)
    return ko.politely(echo) if echo and language == "ko" and speech_level in _POLITE else echo
