"""What came of a turn: whether the person wrote again, talked on, and what they thought of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlmodel import Session, col, select

from bot.storage.tables import Message, Signal

HOUR_MS = 3_600_000
KNOWN_AFTER_MS = 24 * HOUR_MS  # before that, who was heard from early would count and who wasn't would not
_PAUSE_MS = 6 * HOUR_MS
_TALKED_ON = 2
_ANY_ID = 1 << 62

_LIKED = frozenset("👍❤🥰👏🎉🔥😁🤩🙏👌😍💯🤣⚡🏆💋🤗😘🆒💘🫡🤝😇🕊🍾🍓🐳🦄")
_DISLIKED = frozenset("👎💩🤮🤬🖕😡🤡🥱")


@dataclass(frozen=True)
class Talk:
    """A chat without its words. `heard`: (ms, message id) of the person's, by time; `spoken`: ms of the persona's.

    `felt`: +1 or -1 by turn.
    """

    heard: tuple[tuple[int, int], ...]
    spoken: tuple[int, ...]
    felt: Mapping[int, int]

    def after(self, since: int, message: int) -> Sequence[int]:
        """When the person wrote within KNOWN_AFTER_MS of `since`, later than message `message`."""
        first, last = (bisect_right(self.heard, (at, _ANY_ID)) for at in (since, since + KNOWN_AFTER_MS))
        return [at for at, number in self.heard[first:last] if number > message]

    def silent_ms(self, at: int) -> int | None:
        """How long the persona had not spoken at `at` (what is said at once doesn't count); None: never had."""
        before = bisect_left(self.spoken, at)
        return at - self.spoken[before - 1] if before else None


def read_talk(session: Session, chat_id: int) -> Talk:
    """When a chat's messages were said, and its reactions."""
    query = select(Message.id, Message.author, Message.said_at).where(
        Message.chat_id == chat_id, Message.kind != "command", col(Message.cancelled_by).is_(None)
    )
    rows = session.exec(query).all()
    return Talk(
        heard=tuple(sorted((at, number or 0) for number, author, at in rows if author == "person")),
        spoken=tuple(sorted(at for _, author, at in rows if author == "persona")),
        felt=_felt(session, chat_id),
    )


def outcomes(talk: Talk, turn_id: int, since: int, message: int) -> Mapping[str, int | None]:
    """Of a turn that answered up to `message` and was over at `since`; known KNOWN_AFTER_MS later."""
    later = talk.after(since, message)
    return {
        "answered_within_hour": int(bool(later) and later[0] <= since + HOUR_MS),
        "continued": int(_talked_on(later, since)),
        "feedback": talk.felt.get(turn_id),
    }


def feeling(emoji: str) -> int:
    """+1, -1, or 0 where a reaction says neither or both."""
    signs = set(emoji)
    return bool(signs & _LIKED) - bool(signs & _DISLIKED)


def _talked_on(later: Sequence[int], since: int) -> bool:
    gaps = (after - before for before, after in zip([since, *later], later, strict=False))
    return len(list(takewhile(lambda gap: gap < _PAUSE_MS, gaps))) >= _TALKED_ON


def _felt(session: Session, chat_id: int) -> Mapping[int, int]:
    """The newest reaction to each message holds (an empty one took it back); a turn's are added up."""
    query = select(Signal).where(Signal.chat_id == chat_id, Signal.kind == "reaction", col(Signal.turn_id).is_not(None))
    newest = {(row.turn_id or 0, row.message_id): str(row.value or "") for row in session.exec(query.order_by(_LATER))}
    sums: defaultdict[int, int] = defaultdict(int)
    for (turn_id, _), emoji in newest.items():
        sums[turn_id] += feeling(emoji)
    return {turn_id: 1 if total > 0 else -1 for turn_id, total in sums.items() if total}


_LATER = col(Signal.id)
