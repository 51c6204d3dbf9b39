"""The messenger's side: what people did as numbered updates, given until confirmed, and what reached them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from bot.engine.incoming import Edited, Event, Incoming, Reach, Reacted
from bot.prompt.attachments import Attachment, to_json
from bot.testing.simulation.people import Act

_FIRST_UPDATE, _AT_ONCE = 500, 4
CHANNEL = "simulated"


@dataclass(eq=False)
class Update:
    """Something a person did. `repeats`: it will come once more although it was confirmed."""

    id: int
    act: Act
    event: Event
    taking: bool = False
    confirmed: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Arrived:
    """A delivery that reached a person. `late`: its sender had stood still meanwhile, others may have gone on."""

    delivery: int
    chat: str
    by: Any
    trouble: int
    late: bool


@dataclass
class Messenger:
    """Outlives every process."""

    bot_id: int
    begin: int
    draw: random.Random
    repeat: float
    reordered: bool
    updates: list[Update] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    arrived: list[Arrived] = field(default_factory=list)

    def do(self, act: Act) -> Update | None:
        """What a person does becomes an update; None for a reaction to nothing."""
        event = self._event(act)
        if event is None:
            return None
        if act.what in ("block", "unblock"):
            (self.blocked.add if act.what == "block" else self.blocked.discard)(act.person)
        update = Update(_FIRST_UPDATE + len(self.updates), act, event, repeats=self.draw.random() < self.repeat)
        self.updates.append(update)
        return update

    def offered(self) -> list[Update]:
        """What a process may take next: the oldest, or, reordered, one of the oldest few that nobody takes."""
        waiting = [update for update in self.updates if not update.confirmed]
        if not self.reordered:
            return [update for update in waiting[:1] if not update.taking]
        return [update for update in waiting[:_AT_ONCE] if not update.taking]

    def confirm(self, update: Update) -> None:
        """It was taken; some come again all the same."""
        update.confirmed, update.repeats = not update.repeats, False

    def reach(self, arrived: Arrived) -> str:
        """The effect of a delivery; the messenger's id of it."""
        self.arrived.append(arrived)
        return f"b{len(self.arrived)}"

    def _event(self, act: Act) -> Event | None:
        place = {"bot_id": self.bot_id, "chat": f"chat-{act.person}", "person": act.person, "channel": CHANNEL}
        number, at = _FIRST_UPDATE + len(self.updates), (self.begin + act.at) // 1000 * 1000  # whole seconds
        if act.what in ("block", "unblock"):
            return Reach(**place, update_id=number, reachable=act.what == "unblock", at=at)  # type: ignore[arg-type]
        if act.what == "react":
            last = [index for index, each in enumerate(self.arrived) if each.chat == f"chat-{act.person}"][-1:]
            target = [f"b{index + 1}" for index in last]
            emoji = (act.text,) if act.text else ()
            return Reacted(**place, update_id=number, external_id=target[0], emoji=emoji, at=at) if target else None  # type: ignore[arg-type]
        message = Incoming(**place, text=act.text, said_at=at, update_id=number, **_extras(act))  # type: ignore[arg-type]
        return Edited(message, at) if act.what == "edit" else message


def _extras(act: Act) -> dict[str, Any]:
    forwarded = {"attachments": to_json(Attachment("none", origin="somebody"))} if act.what == "forward" else {}
    return {"external_id": str(act.message) if act.message else None, **forwarded}
