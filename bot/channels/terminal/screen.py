"""What a terminal shows: dialogue to one side, notices to the other. With `plain`, only the dialogue reaches stdout."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from bot.channels.terminal.help import ANSWERS
from bot.storage.outbox import Delivery
from bot.storage.people import Address
from policies.language.detect import detect

YOU = "you"


class PlainScreen:
    """`you: …` and `NAME: …` lines on stdout, everything else on stderr."""

    def __init__(self, name: Callable[[], str]) -> None:
        self._name = name
        self._notices = Console(stderr=True, highlight=False, markup=False, emoji=False)

    async def typing(self, to: Address) -> None:
        """Not shown."""

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        """One bubble, one line."""
        self._say(self._name(), what.text)
        if what.kind == "consent":
            self.notice(_how_to_answer(what.text))
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
        # Looks up sys.stdout at each print: the input line patches it.
        self._console = Console(highlight=False, markup=False, emoji=False)

    async def typing(self, to: Address) -> None:
        self._show_typing(True)

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        self._show_typing(False)
        self._console.print(_bubble(self._name(), "bold magenta", what.text))
        if what.kind == "consent":
            self.notice(_how_to_answer(what.text))
        return None

    def heard(self, text: str) -> None:
        """Repeat a line that came from a script."""
        self._console.print(_bubble(YOU, "bold cyan", text))

    def notice(self, what: RenderableType) -> None:
        """Something beside the dialogue."""
        self._console.print(what, style="dim")


def _how_to_answer(question: str) -> str:
    """A terminal has no buttons."""
    return ANSWERS["ko" if detect(question).code == "ko" else "en"]


def _bubble(who: str, style: str, text: str) -> Table:
    """Name and words side by side; further lines stay under the words."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, min_width=len(YOU))
    grid.add_column(overflow="fold")
    grid.add_row(Text(who, style=style), Text(text))
    return grid


Screen = PlainScreen | RichScreen
