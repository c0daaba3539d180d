"""The demo community for a week: its residents on their phones, and one worker at the desk, who goes by links and sends forms as they stand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bot.service import DEMO
from services.calendar import MINUTE_MS, to_ms
from services.community import demo_round, demo_story, loading, reading
from tests.conversations.phones import Shown
from tests.conversations.plain import Engine
from tests.conversations.world import SEED, ZONE, World
from tests.desk.house import Browser, DeskHouse, Page, Value, opened

MONDAY = datetime(2026, 11, 30, 8, 0)  # noqa: DTZ001  # local on purpose
STEP_MS = 15 * MINUTE_MS
"""So long nobody looks at the clock: what is due between is of use still."""


class Week:
    """The house, and the worker: nothing is done but by what stands on the pages and on the phones."""

    def __init__(self, house: DeskHouse, worker_id: int) -> None:
        self.house = house
        self.worker_id = worker_id
        self.desk: Browser

    @property
    def page(self) -> Page:
        """What the worker sees."""
        return self.desk.page

    async def comes(self, at: str) -> Page:
        """The worker comes to the desk then (local), and finds Today."""
        await self.passes(at)
        self.desk = await self.house.signed_in(self.worker_id)
        return await self.desk.opens("/")

    async def passes(self, at: str) -> None:
        """The time passes until then (local), a quarter of an hour at most at once; what is due is done and sent."""
        until_ms = to_ms(datetime.fromisoformat(at), ZONE)
        while self.house.world.now_ms + STEP_MS < until_ms:
            self.house.world.now_ms += STEP_MS
            await self.settles()
        self.house.at(at)
        await self.settles()

    async def settles(self) -> None:
        """Everything that is due is done and sent."""
        await self.house.engine.settle()

    async def goes(self, *labels: str) -> Page:
        """From Today, from link to link."""
        await self.desk.opens("/")
        for label in labels:
            await self.follows(label)
        return self.page

    async def follows(self, label: str) -> Page:
        """Click the link that says just this; else the one that says it among other words."""
        exact = [href for said, href in self.page.links if said == label]
        href = exact[0] if exact else f"/desk{self.page.link(label)}"
        page = await self.desk.opens(href.removeprefix("/desk") or "/")
        assert page.status == 200, (label, page.path, page.status)
        return page

    async def looks_for(self, words: str, **more: str) -> Page:
        """Send the search of the page; where it has none of its own, the one at its top."""
        form = [one for one in self.page.forms if one.method == "get" and "q" in one.values][-1]
        given = {name: values[-1] for name, values in form.values.items()} | {"q": words} | more
        return await self.desk.opens(f"{urlsplit(form.action).path.removeprefix('/desk')}?{urlencode(given)}")

    async def person(self, name: str) -> Page:
        """Somebody's page, by the search at the top."""
        await self.desk.opens("/")
        await self.looks_for(name)
        return await self.follows(name)

    async def sends(self, end: str, files: Mapping[str, tuple[str, bytes]] | None = None, **values: Value | None) -> Page:
        """Send the page's form whose address ends so, and let everything happen that comes of it. Fails where it was refused."""
        found = {urlsplit(one.action).path for one in self.page.forms if one.method == "post"}
        [action] = sorted(one for one in found if one.endswith(end))[:1] or [f"no form to …{end}, only to {sorted(found)}"]
        assert [name for name in values if f'name="{name}"' not in self.page.html] == [], "no such field"
        page = await self.desk.sends(action.removeprefix("/desk"), files, **values)
        assert page.status == 200, (page.path, page.main)
        await self.settles()
        return page

    def reads(self, who: str, *pieces: str) -> str:
        """All that came to somebody's phone since this was last asked; these pieces are in it."""
        screen = self.house.engine.phones[who]
        said = "\n".join(seen.text for seen in screen.news if isinstance(seen, Shown))
        for piece in pieces:
            assert piece in said, f"{who} does not read {piece!r} but\n{said}"
        screen.news = []
        return said


async def demo(folder: Path) -> World:
    """A world with the demo in it as a fresh service has it, its past told."""
    world = World(folder, to_ms(MONDAY, ZONE))
    found, problems = reading.read(DEMO)
    assert found is not None, problems
    async with Engine.open(world) as engine:
        await engine.db.write(lambda: loading.load_demo(found, world.now_ms, ZONE, lambda: SEED))
        for past in (demo_story, demo_round):
            await engine.db.write(partial(past.tell, 1, world.now_ms, ZONE))
    return world


@asynccontextmanager
async def monday_morning(folder: Path) -> AsyncIterator[Week]:
    """Who lives in the demo has a phone and agreed; whoever runs the place sits at the desk."""
    async with Engine.open(await demo(folder)) as engine, opened(engine) as house:
        for name, born in RESIDENTS.items():
            await house.happens(f"{name} is known, born {born}" if born else f"{name} is known")
        week = Week(house, await house.hired("吴主任", "admin"))
        await week.comes("2026-11-30 08:30")
        yield week


RESIDENTS: dict[str, date | None] = {
    "李荣珍": date(1950, 3, 8),
    "王强": date(1988, 5, 2),
    "张汉梅": date(1952, 6, 1),
    "赵敏": None,
    "林悦": date(1990, 1, 1),
    "孙丽": date(1985, 2, 2),
}
"""Who lives there, and when they were born where the house knows it."""
