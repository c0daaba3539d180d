"""The power fails 50 times while 5,000 reminders go out: every one arrives, and twice only what was in flight at a failure."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bench.bots import Running
from bench.fake_api import FakeApi
from bench.place import Start
from bench.reminders_service import LINLI, Arrivals, Mortal, chats, database
from bench.reminders_town import queue, settle
from bench.report import verdict
from reminders.sender import MOST_IN_FLIGHT

PATIENCE_S = 60.0


@dataclass
class Storm:
    """What was seen of it: the chats to which messages came, in order, and how far that was at each kill.

    `unsent` is what the database still had to send after a kill, as chats.
    """

    arrived: list[int] = field(default_factory=list)
    kills: list[int] = field(default_factory=list)
    unsent: list[set[int]] = field(default_factory=list)

    def note(self, path: Path) -> None:
        """The service was killed just now."""
        self.kills.append(len(self.arrived))
        with _reading(path) as db:
            self.unsent.append({int(chat) for (chat,) in db.execute("SELECT chat FROM outbox WHERE state = 'pending'")})

    def again(self) -> list[set[int]]:
        """After each kill and before the next, the chats to which a message came that had come before."""
        marks = [*self.kills, len(self.arrived)]
        found: list[set[int]] = []
        came = set(self.arrived[: marks[0]])
        for begin, end in pairwise(marks):
            twice: set[int] = set()
            for chat in self.arrived[begin:end]:
                (twice if chat in came else came).add(chat)
            found.append(twice)
        return found

    def excused(self) -> bool:
        """Whether each message that came again had not been written down as sent, and never more of them than are in flight."""
        return self.doubled() <= MOST_IN_FLIGHT * len(self.kills) and all(
            len(twice) <= MOST_IN_FLIGHT and twice <= unsent for twice, unsent in zip(self.again(), self.unsent, strict=True)
        )

    def doubled(self) -> int:
        """How many messages came that had come before."""
        return len(self.arrived) - len(set(self.arrived))


async def kills(number: int, times: int, per_second: int) -> bool:
    """Measure and print; returns whether nothing was lost and nothing doubled without excuse. Raises NoStart."""
    print(f"{number:,} reminders, at most {per_second} a second, kill -9 {times} times meanwhile", flush=True)
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port, messages_per_second=per_second)
            settle(database(start.folder), number)
            queue(database(start.folder), number)
            arrivals = Arrivals(chats(number))
            api.hear = arrivals.hear
            storm = Storm(arrivals.chats)
            for after in moments(number, times, random.Random(9)):
                with Mortal(LINLI, start) as running:
                    await arrivals.number(len(arrivals.chats) + after, running, PATIENCE_S)
                    running.kill()
                storm.note(database(start.folder))
            with Running(LINLI, start) as running:
                await arrivals.all(running, PATIENCE_S + number / per_second * 2)
            left = unsent(database(start.folder))
    finally:
        await api.close()
    return judge(storm, len(arrivals.missing), left)


def moments(number: int, times: int, chance: random.Random) -> Iterable[int]:
    """After how many messages each kill comes: together fewer than there are, so that there is always something to interrupt."""
    return [chance.randint(1, number // times - 1) for _ in range(times)]


def unsent(path: Path) -> int:
    """How many rows of the outbox are anything else than sent."""
    with _reading(path) as db:
        return int(db.execute("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'").fetchone()[0])


def _reading(path: Path) -> contextlib.closing[sqlite3.Connection]:
    """The database as it was left; the service shall find it so, and mend it itself."""
    return contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))


def judge(storm: Storm, missing: int, left: int) -> bool:
    """Print what was seen and whether it is what was promised; returns whether all of it is."""
    again = [len(twice) for twice in storm.again()]
    lines = [
        ("never came", f"{missing}", missing == 0),
        ("not written down as sent", f"{left}", left == 0),
        (
            "came twice",
            f"{storm.doubled()}; after one kill at most {max(again, default=0)}, of {MOST_IN_FLIGHT} in flight",
            storm.excused(),
        ),
    ]
    for what, figure, kept in lines:
        print(f"  {what:34} {figure:54} {verdict(kept)}", flush=True)
    return all(kept for *_, kept in lines)
