"""What a run that breaks an invariant ends with."""

from __future__ import annotations


class Violation(Exception):
    """An invariant doesn't hold. `invariant` names it, `what` says where."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant, self.what = invariant, what
