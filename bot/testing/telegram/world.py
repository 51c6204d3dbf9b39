"""The whole of the emulated Telegram: bots, people, their chats, files, trouble and the transcript."""

from __future__ import annotations

import re
import secrets
from collections import deque
from pathlib import Path
from typing import Any

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.chats import Chat, Message, Stored, kind_of, words_of
from bot.testing.telegram.clock import MovableClock
from bot.testing.telegram.faults import Faults
from bot.testing.telegram.files import Files
from bot.testing.telegram.limits import Limits
from bot.testing.telegram.refused import Refused, bad, unauthorized
from bot.testing.telegram.restoring import restore_chats, restored_people
from bot.testing.telegram.transcript import Row, Transcript
from bot.testing.telegram.updates import UpdateQueue

_TOKEN = re.compile(r"(?P<id>[1-9]\d{0,15}):[A-Za-z0-9_-]+")
_REQUESTS_KEPT = 10_000


class World:
    """What the method functions and the people's acts work on. Not thread-safe: one event loop owns it."""

    def __init__(self, state: Path | None = None) -> None:
        self.run = secrets.token_hex(8)  # tells a phone that another emulator answers than before
        self.clock = MovableClock()
        self.transcript = Transcript(self.clock, state)
        self.bots: dict[str, BotAccount] = {}
        self.people = restored_people(self.transcript.since(0))
        self.sticker_sets: dict[str, dict[str, Any]] = {}
        self.files, self.faults, self.limits = Files(), Faults(), Limits()
        self.plain_webhooks = True  # http within this machine is let through; Telegram wants https
        self.requests: deque[Row] = deque(maxlen=_REQUESTS_KEPT)

    def bot_of(self, token: str) -> BotAccount:
        """The bot with this token.

        Raises:
            Refused: 404 for what can't be a token, 401 for an unknown or revoked one.
        """
        if not _TOKEN.fullmatch(token):
            raise Refused(404, "Not Found")
        account = self.bots.get(token)
        if account is None or account.updates.revoked:
            raise unauthorized()
        return account

    def add_bot(self, token: str, username: str, name: str) -> BotAccount:
        """Make a bot, or rename the one with this token. One of an earlier run finds its chats again.

        Raises:
            ValueError: the token doesn't look like one (digits, colon, letters).
        """
        shape = _TOKEN.fullmatch(token)
        if not shape:
            raise ValueError("a bot token is a number, a colon and letters, such as 1001:demo")
        account = self.bots.get(token) or self._new_account(int(shape["id"]), token)
        account.username, account.name = username, name
        self.bots[token] = account
        self.transcript.add("bot_added", account.id, username=username, name=name)
        return account

    def _new_account(self, number: int, token: str) -> BotAccount:
        # Update ids begin at the time in seconds: a bot that remembers those of an earlier emulator meets new ones.
        account = BotAccount(number, token, "", "", UpdateQueue(self.clock.now() // 1000))
        restore_chats(self.transcript.since(0), account)
        return account

    def chat_of(self, account: BotAccount, chat_id: Any) -> Chat:
        """A chat the bot may write to.

        Raises:
            Refused: no such chat, or nobody ever wrote to the bot there.
        """
        try:
            return account.chats[int(chat_id)]
        except (KeyError, TypeError, ValueError):
            raise bad("chat not found" if chat_id not in {None, ""} else "chat_id is empty") from None

    def described(self, chat: Chat) -> dict[str, Any]:
        """The chat as Telegram would describe it."""
        return chat.described(self.people.get(chat.id))

    def draft_message(self, chat: Chat, author: dict[str, Any], **content: Any) -> Message:
        """A message with its next number, not yet in the chat."""
        return {
            "message_id": chat.next_id(),
            "from": author,
            "chat": self.described(chat),
            "date": self.clock.now() // 1000,
            **content,
        }

    def record(self, event: str, account: BotAccount, chat: Chat, stored: Stored, **more: Any) -> Row:
        """A transcript row about a message."""
        message = stored.message
        return self.transcript.add(
            event,
            account.id,
            chat.id,
            message_id=stored.id,
            kind=kind_of(message),
            text=words_of(message),
            reply_to=message.get("reply_to_message", {}).get("message_id"),
            message=message,
            **more,
        )
