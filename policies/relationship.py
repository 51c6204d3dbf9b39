"""How far two have come, from how much they have talked."""

from __future__ import annotations

STAGES = ((0, "new"), (15, "acquainted"), (150, "close"))  # from so many turns on


def stage(turns: int) -> str:
    """The last stage whose number of turns is reached."""
    return [name for least, name in STAGES if turns >= least][-1]
