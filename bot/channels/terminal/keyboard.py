"""Lines typed by a person, with bubbles arriving above the input line and a typing indicator below it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.patch_stdout import patch_stdout

from bot.channels.terminal.screen import YOU


class Keyboard:
    """Use `lines()` within `async for`; Ctrl-D and Ctrl-C end it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._typing = False
        self._session: PromptSession[str] = PromptSession(
            HTML(f"<ansicyan><b>{YOU}</b></ansicyan>  "), bottom_toolbar=self._toolbar, erase_when_done=False
        )

    def show_typing(self, on: bool) -> None:
        """Say below the input line that somebody is typing, or stop saying so."""
        self._typing = on
        self._session.app.invalidate()

    async def lines(self) -> AsyncIterator[str]:
        """Each entered line."""
        with patch_stdout(raw=True):
            while True:
                try:
                    yield await self._session.prompt_async()
                except (EOFError, KeyboardInterrupt):
                    return

    def _toolbar(self) -> str:
        return f" {self._name} …" if self._typing else " /help  /why  /quit"
