"""Everything that outlives a process, and the choice of what happens next."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from bot.engine.incoming import Incoming
from bot.errors import StorageError
from bot.storage.database import Database, Transaction
from bot.storage.outbox import Delivery
from bot.storage.people import ensure_bot, known
from bot.testing.database import Crash
from bot.testing.simulation.ending import wrong_ending
from bot.testing.simulation.expected import Expected
from bot.testing.simulation.failure import Violation
from bot.testing.simulation.fates import fate_of, write_with
from bot.testing.simulation.invariants import broken, new_turns, wrong_sending
from bot.testing.simulation.life import Life, Wait, label
from bot.testing.simulation.messenger import CHANNEL, Arrived, Messenger, Update
from bot.testing.simulation.people import Act, scripts
from bot.testing.simulation.setting import Setting
from bot.testing.simulation.snapshot import Snapshot, snapshot
from bot.testing.simulation.store import store

T = TypeVar("T")
Choice = Callable[[], None]

BEGIN = 1_790_000_000_000
_MOST_CHOICES, _TROUBLE_AFTER_MS = 30_000, 60_000
_AT_ONCE = {"turns": 3, "sends": 3, "jobs": 1}
_SELDOM_RACING = 0.9  # of all times: who already looks for work is let find it, others would look in vain
_CLAIMS = {
    "turns": {"reads TurnWorker.claim", "writes TurnWorker.claim"},
    "sends": {"reads Sender.claim", "writes Sender.claim"},
    "jobs": {"reads JobRunner.claim", "writes JobRunner.claim"},
}
_STALLS_MS = (31_000, 70_000)


class World:
    """One run: `next` is asked by the loop whenever nobody can go on."""

    def __init__(self, seed: int, setting: Setting) -> None:
        self.setting, self.now, self.store = setting, BEGIN, store()
        self.draw, self.faults = random.Random(f"order:{seed}"), random.Random(f"faults:{seed}")
        self.trace: list[str] = []
        self.requests = self.deaths = self.disk_errors = self.choices = 0
        self.violation: Violation | None = None
        self.closed_while_waiting: set[int] = set()
        self.expected = Expected()
        self.store.empty()
        self.acts: deque[Act] = deque(scripts(setting.people, setting.acts, seed))
        self.trouble_until = BEGIN + self.acts[-1].at + _TROUBLE_AFTER_MS
        self.messenger = Messenger(
            _made_bot(self), BEGIN, random.Random(f"post:{seed}"), setting.repeat, setting.reordered
        )
        self.state: Snapshot = snapshot(self.store)
        self.lives = [Life(self, slot, 1) for slot in range(setting.processes)]

    # What parts of a process ask of the world

    def note(self, what: str) -> None:
        """Into the trace, with the time."""
        self.trace.append(f"{self.now - BEGIN:>9} {what}")

    def trouble(self, kind: str, kinds: Sequence[str]) -> str:
        """What goes wrong now, "" for nothing."""
        if not self.troubled or self.faults.random() >= getattr(self.setting, kind):
            return ""
        chosen = self.faults.choice(kinds)
        self.note(f"{kind}: {chosen}")
        return chosen

    def write(self, life: Life, run: Callable[[Transaction[T]], T], fn: Transaction[T]) -> T:
        """A transaction, in which a process may die or the disk fail; then all that must hold after it is looked at."""
        if self.trouble("disk", ("fails",)):
            self.disk_errors, life.trouble = self.disk_errors + 1, life.trouble + 1
            raise StorageError("simulated: the disk failed")
        fate = fate_of(self.faults, self.setting.crash_at_write if self.troubled else 0)
        try:
            result = write_with(fate, self.store, run, fn)
        except Crash:
            self._dies(life, f"in {label(fn)}, {fate}")
            raise
        self._committed(f"{life.name} {label(fn)}")
        if fate and fate.after_the_commit:
            self._dies(life, f"in {label(fn)}, {fate}")
            raise Crash
        return result

    def check_sending(self, what: Delivery, chat: int) -> None:
        """Look at a call of the messenger."""
        wrong = wrong_sending(self.state, what, chat)
        if wrong:
            self._violated("nothing is sent that may not be", wrong)

    def arrive(self, what: Delivery, chat: str, by: Life, *, late: bool) -> str:
        """A delivery has its effect; once more only for a reason."""
        before = [each for each in self.messenger.arrived if each.delivery == what.id]
        excused = late or all(each.late or not each.by.alive or each.by.trouble > each.trouble for each in before)
        dropped = self.setting.on_unknown == "drop" and not late and what.kind not in ("reaction", "edit")
        if before and (dropped or not excused):
            self._violated("a repeat has a reason", f"delivery {what.id} reached {chat} {len(before) + 1} times")
        self.note(f"{chat} hears delivery {what.id}" + (" again" if before else ""))
        return self.messenger.reach(Arrived(what.id, chat, by, by.trouble, late))

    # What happens next

    @property
    def troubled(self) -> bool:
        """Whether things may still go wrong."""
        return self.now < self.trouble_until

    def next(self) -> bool:
        """Let one thing happen. False at the end. Raises Violation."""
        self.choices += 1
        if self.choices > _MOST_CHOICES:
            self._violated("it comes to rest", f"still at work after {_MOST_CHOICES} steps")
        if self.violation is None and self._one_thing():
            return True
        wrong = None if self.violation else wrong_ending(self)
        if wrong:
            self._violated(*wrong)
        if self.violation:
            raise self.violation
        return False

    def end(self) -> None:
        """Nobody acts any more."""
        for life in self.lives:
            life.die("with the world")

    def digest(self) -> str:
        """Names this history."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    def _one_thing(self) -> bool:
        while self.acts and BEGIN + self.acts[0].at <= self.now:
            self._act(self.acts.popleft())
        if self.troubled and self._misfortune():
            return True
        choices = self._choices()
        if not choices:
            return self._time_passes()
        self.draw.choice(choices)()
        return True

    def _act(self, act: Act) -> None:
        update = self.messenger.do(act)
        self.note(f"{act.person}: {act.what} {act.message or ''} {act.text!r}" + (f" ({update.id})" if update else ""))

    def _misfortune(self) -> bool:
        """Kill or stop a process, now and then."""
        chance = self.faults.random()
        if chance < self.setting.kill:
            self._dies(self.faults.choice(self.lives), "between its steps")
            return True
        if chance < self.setting.kill + self.setting.stall:
            self.faults.choice(self.lives).stall(self.now + self.faults.randint(*_STALLS_MS))
            return True
        return False

    def _choices(self) -> list[Choice]:
        """All that can happen at this moment."""
        awake = [life for life in self.lives if life.awake]
        waits = [wait for life in awake for wait in life.waits if wait.at <= self.now and not wait.going.done()]
        going = [_going(wait) for wait in waits]
        if not awake:
            return going
        taking = [self._taking(update) for update in self.messenger.offered()]
        claiming = (
            {wait.what for life in awake for wait in life.waits} if self.draw.random() < _SELDOM_RACING else set()
        )
        due = [lane for lane, at in self.state.due().items() if at <= self.now and not _CLAIMS[lane] & claiming]
        able = [(life, lane) for life in awake for lane in due if life.busy[lane] < _AT_ONCE[lane]]
        return [*going, *taking, *(self._stepping(life, lane) for life, lane in able)]

    def _taking(self, update: Update) -> Choice:
        life = self.draw.choice([life for life in self.lives if life.awake])
        return lambda: self._begin(life, "takes", _take(self, life, update))

    def _stepping(self, life: Life, lane: str) -> Choice:
        engine = life.engine
        part = {"turns": engine.worker, "sends": engine.sender, "jobs": engine.jobs}[lane]
        return lambda: self._begin(life, lane, part.step())  # type: ignore[attr-defined]

    def _begin(self, life: Life, lane: str, work: Coroutine[Any, Any, object]) -> None:
        life.busy[lane] += 1
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: self._ended(life, lane, done))

    def _ended(self, life: Life, lane: str, done: asyncio.Task[object]) -> None:
        life.busy[lane] -= 1
        error = None if done.cancelled() else done.exception()
        if error is not None and not isinstance(error, Crash | StorageError):
            self._violated("no step fails", f"{lane} of {life.name}: {error!r}")

    def _time_passes(self) -> bool:
        """To the next moment at which anything can happen. False when nothing ever will."""
        sleeping = [life.stalled_until for life in self.lives if not life.awake]
        waits = [max(wait.at, life.stalled_until) for life in self.lives for wait in life.waits]
        moments = [*sleeping, *waits, *self.state.due().values(), *(BEGIN + act.at for act in list(self.acts)[:1])]
        later = [moment for moment in moments if moment > self.now]
        if not later:
            return False
        self.now = min(later)
        return True

    def _dies(self, life: Life, how: str) -> None:
        """Another takes its place."""
        self.deaths += 1
        life.die(how)
        number = int(life.name[1:]) + 1
        self.lives[life.slot] = Life(self, life.slot, number)

    def _committed(self, who: str) -> None:
        before, self.state = self.state, snapshot(self.store)
        if before != self.state:
            self.note(f"{who} {_changes(before, self.state)}")
        self._note_taken(before)
        wrong = broken(before, self.state)
        if wrong:
            self._violated(*wrong)
        for turn in new_turns(before, self.state):
            problem = self.expected.answered_wrongly(self.store, turn.id)
            if problem:
                self._violated("a message is answered as it reads now", problem)

    def _note_taken(self, before: Snapshot) -> None:
        new = {row.update for row_id, row in self.state.inbox.items() if row_id not in before.inbox}
        for update in self.messenger.updates if new else ():
            if update.id in new:
                self.expected.taken(update)
        reopened = [row.message for row in self.state.inbox.values() if row.turn is None and _answered(before, row.id)]
        self.expected.reopened(self.store, [message for message in reopened if message is not None])
        for chat in before.reachable - self.state.reachable:
            self.closed_while_waiting |= {row.id for row in self.state.waiting(chat)}

    def _violated(self, invariant: str, what: str) -> None:
        if self.violation is None:
            self.note(f"VIOLATED: {invariant}: {what}")
            self.violation = Violation(invariant, what)


def _answered(before: Snapshot, row_id: int) -> bool:
    return row_id in before.inbox and before.inbox[row_id].turn is not None


async def _take(world: World, life: Life, update: Update) -> None:
    """As a channel does: confirmed once it is committed, and given again until then."""
    update.taking = True
    try:
        if isinstance(update.event, Incoming) and update.act.what == "command":
            await life.engine.answer_command(update.event, "This is help.")
        else:
            await life.engine.take(update.event)
        world.messenger.confirm(update)
    finally:
        update.taking = False


def _going(wait: Wait) -> Choice:
    return lambda: wait.going.set_result(None)


def _changes(before: Snapshot, after: Snapshot) -> str:
    """What a commit changed, in short."""
    told = []
    for table in ("timers", "inbox", "outbox", "turns", "jobs"):
        was, now = getattr(before, table), getattr(after, table)
        told += [f"{table}{list(row)[:9]}" for key, row in now.items() if was.get(key) != row]
        told += [f"{table}[{key} gone]" for key in was if key not in now]
    return " ".join(told)


def _made_bot(world: World) -> int:
    database = Database(world.store.writing, world.store.reading, 1, 1)
    return database.write_now(lambda session: known(ensure_bot(session, CHANNEL, "simulated", "wren").id))
