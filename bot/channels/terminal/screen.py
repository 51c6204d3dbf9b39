"""What a terminal shows: dialogue to one side, notices to the other. With `plain`, only the dialogue reaches stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.text import Text

from bot.storage.people import Address

YOU = "you"


class PlainScreen:
    """`you: …` and `NAME: …` lines on stdout, everything else on stderr."""

    def __init__(self, name: Callable[[], str]) -> None:
        self._name = name
        self._notices = Console(stderr=True, highlight=False)

    async def typing(self, to: Address) -> None:
        """Not shown."""

    async def send(self, to: Address, text: str) -> str | None:
        """One bubble, one line."""
        self._say(self._name(), text)
        return None

    def heard(self, text: str) -> None:
        """Repeat a line that came from a script."""
        self._say(YOU, text)

    def notice(self, what: RenderableType) -> None:
        """Something beside the dialogue."""
        self._notices.print(what)

    def _say(self, who: str, text: str) -> None:
        print(f"{who}: {' '.join(text.split())}", flush=True)  # noqa: T201


class RichScreen:
    """Coloured bubbles above the input line; `show_typing` tells the input line that somebody is typing."""

    def __init__(self, name: Callable[[], str], show_typing: Callable[[bool], None]) -> None:
        self._name, self._show_typing = name, show_typing
        self._console = Console(file=sys.stdout, highlight=False)

    async def typing(self, to: Address) -> None:
        self._show_typing(True)

    async def send(self, to: Address, text: str) -> str | None:
        self._show_typing(False)
        self._console.print(Text.assemble((f"{self._name()}  ", "bold magenta"), text), soft_wrap=True)
        return None

    def heard(self, text: str) -> None:
        """Repeat a line that came from a script."""
        self._console.print(Text.assemble((f"{YOU}  ", "bold cyan"), text), soft_wrap=True)

    def notice(self, what: RenderableType) -> None:
        """Something beside the dialogue."""
        self._console.print(what, style="dim")


Screen = PlainScreen | RichScreen
