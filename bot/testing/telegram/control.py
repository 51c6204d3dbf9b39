"""The emulator's remote control: make bots and people, act with their phones, order trouble, read the transcript."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

Row = dict[str, Any]
_PATIENCE_S = 70


class ControlError(Exception):
    """The emulator refused a control call; the message says why."""


class Control:
    """Speaks to the emulator at `url`. Blocking; close it or use it in a `with`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=_PATIENCE_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def do(self, act: str, /, **body: Any) -> Any:
        """Any act or arrangement by its name.

        Raises:
            ControlError: the emulator refused it.
        """
        return self._result(self._http.post(f"/_control/{act}", json=body))

    def add_bot(self, token: str, username: str, name: str) -> dict[str, Any]:
        """Make a bot; gives its Telegram User."""
        return dict(self.do("bot", token=token, username=username, name=name))

    def user(self, id: int, first_name: str, language_code: str = "en", *, bot: int | str | None = None) -> Phone:
        """Make a person, and give their phone. `bot` is whom it talks to (id, user name or token); else the first."""
        self.do("user", id=id, first_name=first_name, language_code=language_code)
        return Phone(self, id, bot)

    def group(self, id: int, title: str, *, bot: int | str | None = None) -> dict[str, Any]:
        """Make a group with the bot in it; `id` is negative."""
        return dict(self.do("group", id=id, title=title, bot=bot))

    def sticker_set(self, name: str, emojis: Sequence[str], *, bot: int | str | None = None) -> dict[str, Any]:
        """Make a sticker set that the bot can look up; no emoji makes an empty one."""
        return dict(self.do("sticker_set", name=name, emojis=list(emojis), bot=bot))

    def fault(self, method: str, kind: str, count: int = 1, **options: Any) -> None:
        """Order trouble for the next calls of `method` (`*`: any but getUpdates); kinds: `faults.KINDS`."""
        self.do("fault", **{**options, "method": method, "kind": kind, "count": count})

    def clear_faults(self) -> None:
        """Cancel the trouble that hasn't happened yet."""
        self.do("clear_faults")

    def revoke(self, token: str) -> None:
        """Make the token invalid."""
        self.do("revoke", token=token)

    def limits(self, *, on: bool) -> None:
        """Switch Telegram's sending limits on or off; they are off at first."""
        self.do("limits", on=on)

    def advance(self, ms: int) -> int:
        """Move the emulator's clock on; gives its time in milliseconds."""
        return int(self.do("advance", ms=ms))

    def reset_update_ids(self, *, bot: int | str | None = None) -> int:
        """Let the next update have any id; gives it."""
        return int(self.do("reset_update_ids", bot=bot))

    def shuffle(self, *, on: bool, bot: int | str | None = None) -> bool:
        """Bring updates to a bot's webhook in any order, or again the oldest first."""
        return bool(self.do("shuffle", on=on, bot=bot))

    def plain_webhooks(self, *, on: bool) -> bool:
        """Let a webhook be plain http within this machine (it may at first), or insist on https."""
        return bool(self.do("plain_webhooks", on=on))

    def migrate_group(self, id: int, to: int, user: int, *, bot: int | str | None = None) -> dict[str, Any]:
        """Make a supergroup `to` of a group, by the hand of `user`."""
        return dict(self.do("migrate_group", id=id, to=to, user=user, bot=bot))

    def raw_update(self, update: Mapping[str, Any], *, bot: int | str | None = None) -> int:
        """Queue an update as it is, of whatever kind; gives its id."""
        return int(self.do("raw_update", update=dict(update), bot=bot))

    def state(self) -> dict[str, Any]:
        """Bots (listening, pending, …), people, time."""
        return dict(self._get("state"))

    def requests(self, since: int = 0) -> list[Row]:
        """What bots asked: rows with seq, at, bot, method, fields, uploads (name → bytes)."""
        return list(self._get("requests", since=since))

    def transcript(self, since: int = 0) -> list[Row]:
        """Everything that happened after row `since`; see `transcript`."""
        return list(self._get("transcript", since=since))

    def wait_for(self, predicate: Callable[[Row], bool], timeout: float = 30, since: int = 0) -> Row:
        """The first row after `since` that fits, waiting for it up to `timeout` seconds.

        Raises:
            TimeoutError: none came; the message names the events that did, without their words.
        """
        end, seen = time.monotonic() + timeout, since
        while (left := end - time.monotonic()) > 0:
            rows: list[Row] = self._get("transcript", since=seen, wait=max(1, round(left)))
            found = next((row for row in rows if predicate(row)), None)
            if found is not None:
                return found
            seen += len(rows)
        events = [row["event"] for row in self.transcript(since)]
        raise TimeoutError(f"no such row within {timeout} s; there were {events}")

    def _get(self, what: str, **query: Any) -> Any:
        return self._result(self._http.get(f"/_control/{what}", params=query))

    def _result(self, answer: httpx.Response) -> Any:
        body = answer.json()
        if not body["ok"]:
            raise ControlError(body["error"])
        return body["result"]


@dataclass(frozen=True)
class Phone:
    """One person's phone, in the chat with one bot. What is sent gives the message's id."""

    control: Control
    user: int
    bot: int | str | None = None
    chat: int | None = None

    def with_bot(self, bot: int | str) -> Phone:
        """The same phone in the chat with another bot."""
        return Phone(self.control, self.user, bot)

    def in_group(self, chat: int) -> Phone:
        """The same phone in a group."""
        return Phone(self.control, self.user, self.bot, chat)

    def do(self, act: str, /, **body: Any) -> Any:
        """Any act by its name."""
        return self.control.do(act, bot=self.bot, user=self.user, chat=self.chat, **body)

    def start(self, payload: str = "") -> int:
        """Press START."""
        return int(self.do("start", payload=payload))

    def say(self, text: str, reply_to: int | None = None) -> int:
        """Send text."""
        return int(self.do("text", text=text, reply_to=reply_to))

    def photo(self, content: bytes, caption: str = "", reply_to: int | None = None) -> int:
        """Send a picture."""
        return int(self.do("photo", content=_base64(content), caption=caption, reply_to=reply_to))

    def sticker(self, emoji: str = "🙂", set_name: str = "") -> int:
        """Send a sticker."""
        return int(self.do("sticker", emoji=emoji, set_name=set_name, content=_base64(emoji.encode())))

    def voice(self, seconds: int, content: bytes = b"OggS") -> int:
        """Send a voice message."""
        return int(self.do("voice", seconds=seconds, content=_base64(content)))

    def video(self, seconds: int, content: bytes = b"video", caption: str = "") -> int:
        """Send a video."""
        return int(self.do("video", seconds=seconds, content=_base64(content), caption=caption))

    def document(self, name: str, content: bytes | int, caption: str = "", mime_type: str = "") -> int:
        """Send a file: its bytes, or how many zero bytes it has."""
        size = {"size": content} if isinstance(content, int) else {"content": _base64(content)}
        return int(self.do("document", name=name, caption=caption, mime_type=mime_type, **size))

    def location(self, latitude: float, longitude: float) -> int:
        """Send a place, in degrees."""
        return int(self.do("location", latitude=latitude, longitude=longitude))

    def contact(self, phone_number: str, first_name: str) -> int:
        """Send somebody's number."""
        return int(self.do("contact", phone_number=phone_number, first_name=first_name))

    def forward(self, text: str, from_name: str) -> int:
        """Pass on what somebody else wrote."""
        return int(self.do("forward", text=text, from_name=from_name))

    def edit(self, message_id: int, text: str) -> int:
        """Change an own message."""
        return int(self.do("edit", message_id=message_id, text=text))

    def react(self, message_id: int, emoji: str | None) -> int:
        """Put a reaction on a message; None takes it away."""
        return int(self.do("react", message_id=message_id, emoji=emoji))

    def block(self) -> int:
        """Block the bot; gives the id of the newest message."""
        return int(self.do("block"))

    def unblock(self) -> int:
        """Unblock the bot; gives the id of the newest message."""
        return int(self.do("unblock"))

    def press(self, message_id: int, data: str) -> str:
        """Press an inline button; gives the query's id."""
        return str(self.do("press", message_id=message_id, data=data))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
