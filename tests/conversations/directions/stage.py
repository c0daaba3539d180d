"""What a direction can do: the stage on which it happens, and how one is made known."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from services import people
from storage import accounts, finding, roles
from storage import people as people_stored
from storage.database import Database
from storage.sql import Query
from tests.conversations.world import World

T = TypeVar("T")
Enter: TypeAlias = Callable[[str], Awaitable[tuple[str, str]]]
"""Has a person open the chat; returns the channel and the person's id on it."""
Does = TypeVar("Does", bound=Callable[..., Coroutine[Any, Any, None]])

HERE = 1
"""The community of the stories; World.make loads it first."""
DIRECTIONS: list[tuple[re.Pattern[str], Callable[..., Coroutine[Any, Any, None]]]] = []


@dataclass(frozen=True, slots=True)
class Stage:
    """The world, its open database, and who is in it."""

    world: World
    db: Database
    enter: Enter

    @property
    def now_ms(self) -> int:
        """UTC milliseconds."""
        return self.world.now_ms

    async def do(self, work: Coroutine[Query, Any, T]) -> T:
        """Run work in a transaction."""
        return await self.db.write(lambda: work)

    async def known(self, name: str) -> int:
        """Whoever is called so. Where nobody is, somebody opens the chat, agrees, and tells name and phone."""
        if found := await self.do(_called(name)):
            return found
        channel, external_id = await self.enter(name)
        return await self.do(_arrive(channel, external_id, name, self.now_ms))

    async def neighbour(self, name: str) -> int:
        """Whoever is called so. Where nobody is, the office enters somebody without a phone of their own."""
        return await self.do(_called(name)) or await self.do(people_stored.add(HERE, name, self.now_ms))

    async def office(self) -> int:
        """Somebody who works here; where nobody does, a colleague without a phone."""
        for holder in await self.do(roles.holders(HERE)):
            if holder.role == "staff":
                return holder.person_id
        person_id = await self.neighbour("值班人员")
        await self.do(roles.grant(HERE, "staff", person_id, None, self.now_ms))
        return person_id


def direction(pattern: str) -> Callable[[Does], Does]:
    """Makes a sentence known. The function takes the stage and the groups of the pattern; each line of its docstring is an example."""

    def made(does: Does) -> Does:
        DIRECTIONS.append((re.compile(pattern), does))
        return does

    return made


async def _called(name: str) -> int:
    return next((one.id for one in await finding.by_name(HERE, name) if one.name == name), 0)


async def _arrive(channel: str, external_id: str, name: str, now_ms: int) -> int:
    account = await accounts.arrive(channel, external_id, "zh", now_ms)
    await accounts.seen(account, now_ms, last_tap="", last_message="")
    await people.consent(account.person_id, now_ms)
    await people.set_name(account.person_id, name)
    await people.set_phone(account.person_id, f"138{sum(map(ord, name)):08d}")
    await people.set_community(account.person_id, HERE)
    return account.person_id
