"""The other side of the platform's edge: a house that remembers what it received, as the database would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from language.message import Incoming


@dataclass(frozen=True)
class Received:
    """What receiving leaves to be shown."""

    toast: str = ""


@dataclass
class House:
    """`committed` survives a crash; `toast` is shown for every tap. `before` may delay or fail a commit, `after` what follows it."""

    committed: list[Incoming] = field(default_factory=list)
    parked: list[tuple[str, str, str]] = field(default_factory=list)
    toast: str = ""
    before: Callable[[Incoming], object] = lambda incoming: None
    after: Callable[[Incoming], object] = lambda incoming: None
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    repeated: int = 0

    async def receive(self, incoming: Incoming) -> Received:
        """Commit a message once, however often it comes."""
        if incoming.sender in self.gates:
            await self.gates[incoming.sender].wait()
        self.before(incoming)
        if any(known.update_id == incoming.update_id for known in self.committed):
            self.repeated += 1
            return Received()
        self.committed.append(incoming)
        self.after(incoming)
        return Received(self.toast)

    async def park(self, update_id: str, raw: str, error: str) -> None:
        """Keep what cannot be read."""
        self.parked.append((update_id, raw, error))

    @property
    def texts(self) -> list[str]:
        """What was said, in the order of the commits."""
        return [incoming.text for incoming in self.committed]

    def said_by(self, sender: int) -> list[str]:
        """What that person said."""
        return [incoming.text for incoming in self.committed if incoming.sender == str(sender)]
