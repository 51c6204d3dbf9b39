"""Which reply of an answer group a person gets: never one heard lately while another is left. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.draw import pick, uniform


@dataclass(frozen=True)
class Choice:
    """`index` into the offered replies, or None when every one of them was heard within the window."""

    index: int | None
    reason: str


def choose_reply(reply_ids: Sequence[str], last_heard: Mapping[str, int], window: int, seed: int) -> Choice:
    """Pick a reply. `last_heard[id]` = how many replies ago this person heard it (0 = the last one).

    Unheard ones first (drawn by seed), then the one heard longest ago if that was `window` or more replies ago.
    """
    unheard = [index for index, reply_id in enumerate(reply_ids) if reply_id not in last_heard]
    if unheard:
        return Choice(pick(unheard, seed, "reply"), f"{len(unheard)} of {len(reply_ids)} not heard yet")
    if not reply_ids:
        return Choice(None, "no reply fits what is known")
    oldest = max(range(len(reply_ids)), key=lambda index: last_heard[reply_ids[index]])
    ago = last_heard[reply_ids[oldest]]
    if ago >= window:
        return Choice(oldest, f"all heard, this one {ago} replies ago")
    return Choice(None, f"all {len(reply_ids)} heard within the last {window} replies")


def asks_back(seed: int, share: float, *, just_asked: bool) -> bool:
    """Whether to add a question back: for `share` of the turns, never twice running."""
    return not just_asked and uniform(seed, "ask") < share
