"""Sessions of a talk: a pause of three hours ends one, a very long one is cut at its longest pauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memory.summaries.lines import Line

PAUSE_MS = 3 * 3_600_000
MOST_LINES = 60
_LEAST_OF_A_CUT = 10  # a cut leaves at least so many messages on either side
_LEAST_PUSHED = 12  # of a talk that goes on, so many must have left the prompt before they are summarised

Session = tuple[Line, ...]


def finished(lines: Sequence[Line], now: int, history_from: int, *, followed: bool = False) -> tuple[Session, ...]:
    """The sessions of consecutive messages that are over: quiet for three hours, or no longer in the prompt's history.

    `history_from`: the first message still in it. `followed`: what comes behind these messages is summarised already.
    """
    parts = tuple(_by_pauses(lines))
    over = [part for part in parts if followed or part is not parts[-1] or now - part[-1].said_at >= PAUSE_MS]
    pushed = tuple(line for line in parts[-1] if line.id < history_from) if len(over) < len(parts) else ()
    if len(pushed) >= _LEAST_PUSHED:
        over.append(pushed)
    return tuple(piece for part in over for piece in _cut(part))


def _by_pauses(lines: Sequence[Line]) -> Iterator[Session]:
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or lines[at].said_at - lines[at - 1].said_at >= PAUSE_MS:
            yield tuple(lines[start:at])
            start = at


def _cut(part: Session) -> Iterator[Session]:
    """In pieces of at most MOST_LINES, each cut at the longest pause that leaves enough on both sides."""
    rest = [part]
    while rest:
        piece = rest.pop()
        if len(piece) <= MOST_LINES:
            yield piece
            continue
        at = max(range(_LEAST_OF_A_CUT, len(piece) - _LEAST_OF_A_CUT + 1), key=lambda index: _pause(piece, index))
        rest += [piece[at:], piece[:at]]


def _pause(piece: Session, at: int) -> tuple[int, int]:
    """How long it was quiet before message `at`; of equal pauses the one in the middle comes first."""
    return piece[at].said_at - piece[at - 1].said_at, -abs(2 * at - len(piece))
