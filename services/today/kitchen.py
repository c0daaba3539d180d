"""The kitchen and its routes today: how many portions, whether the sheet stands, who brings them, and doors where something went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from language.text import Joined, Moment, Saying, _
from services.calendar import HOUR_MS, MINUTE_MS, to_local
from services.canteen import doors
from services.canteen.walking import building
from services.today.items import Item, Urgency, waited
from services.today.viewing import Viewer
from storage import drops, meals, orders, people, routes
from storage.drops import Door
from storage.meals import Dish, MealDay
from storage.routes import Route

TAKEN_WITHIN_MS = 45 * MINUTE_MS
"""So long after orders closed a route should be somebody's."""
BROUGHT_WITHIN_MS = 4 * HOUR_MS
"""So long after that everything should be brought."""
SAID_WITHIN_MS = 15 * MINUTE_MS
"""So long after nobody came to a door the courier should have said what came of it."""
MOST_DOORS = 6

Stand: TypeAlias = Literal["open", "waiting", "ready", "closed"]


@dataclass(frozen=True, slots=True)
class Way:
    """A route: who brings it ("" for nobody yet), how many doors it has, at how many somebody has been, and where it went wrong."""

    route: Route
    courier: str
    doors: int
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A day of the canteen. `day` is None where nothing is planned; "waiting": orders have closed, and the sheet is being made.

    `ways` are the portions by how they reach people; `tomorrow` is the next day with its dishes, None where nothing is planned.
    """

    day: MealDay | None
    stand: Stand
    dishes: tuple[Dish, ...]
    ways: dict[str, int]
    routes: tuple[Way, ...]
    tomorrow: MealDay | None
    tomorrows: tuple[Dish, ...]


async def look(viewer: Viewer, now_ms: int, zone: ZoneInfo) -> tuple[Kitchen | None, list[Item]]:
    """The kitchen as this viewer sees it. None where the community has no canteen."""
    if not (viewer.counts or viewer.kitchen) or await meals.canteen(viewer.community_id) is None:
        return None, []
    today = to_local(now_ms, zone).date()
    days = {
        day.day: day for day in await meals.between(viewer.community_id, today.isoformat(), (today + timedelta(1)).isoformat())
    }
    day, tomorrow = days.get(today.isoformat()), days.get((today + timedelta(1)).isoformat())
    tomorrows = tuple(await meals.dishes(tomorrow.id)) if tomorrow else ()
    if day is None:
        return Kitchen(None, "closed", (), {}, (), tomorrow, tomorrows), []
    found = await drops.doors(day.id) if day.status == "cooking" else []
    ways = [await _way(route, found, named=viewer.office) for route in await routes.of_day(day.id)] if found else []
    kitchen = Kitchen(
        day, _stand(day, now_ms), tuple(await meals.dishes(day.id)), await orders.ways(day.id), tuple(ways), tomorrow, tomorrows
    )
    items = [_unconfirmed(day, now_ms)] if day.unconfirmed and (viewer.office or viewer.kitchen) else []
    if viewer.office:
        items += _routes(day, ways, now_ms) + _doors(day, found, now_ms)
    return kitchen, items


async def _way(route: Route, found: list[Door], *, named: bool) -> Way:
    its = [door for door in found if door.route_id == route.id]
    courier = await people.get(route.courier_id) if named and route.courier_id is not None else None
    done = [door for door in its if door.outcome != "waiting"]
    return Way(route, courier.name if courier else "", len(its), len(done), sum(map(_went_wrong, done)))


def _stand(day: MealDay, now_ms: int) -> Stand:
    if day.status == "open":
        return "open" if now_ms < day.closes_ms else "waiting"
    return "ready" if day.status == "cooking" else "closed"


def _unconfirmed(day: MealDay, now_ms: int) -> Item:
    since_ms = day.changed_ms or now_ms
    said = _("截止以后又有改动，厨房还没有确认")
    return Item(Urgency.NOW, "meal changes", said, when=waited(since_ms, now_ms), since_ms=since_ms, keys={"day": day.id})


def _routes(day: MealDay, ways: list[Way], now_ms: int) -> list[Item]:
    """What nobody brings yet, and what takes too long."""
    keys: dict[str, int | str] = {"day": day.id}
    items = []
    free = [way for way in ways if way.route.free and way.done < way.doors]
    if free:
        said = _("{n}条送餐路线还没有人接", n=len(free))
        late = now_ms > day.closes_ms + TAKEN_WITHIN_MS
        doors_left = sum(way.doors - way.done for way in free)
        items.append(
            Item(Urgency.LATE if late else Urgency.NOW, "routes", said, _("{n}家在等", n=doors_left),
                 waited(day.closes_ms, now_ms), day.closes_ms, {**keys, "which": "free"})
        )  # fmt: skip
    slow = [way for way in ways if not way.route.free and way.route.done_ms is None and way.done < way.doors]
    if slow and now_ms > day.closes_ms + BROUGHT_WITHIN_MS:
        said = _("{n}条送餐路线还没有送完", n=len(slow))
        when = _("{when} 截止的", when=Moment(day.closes_ms, "time"))
        items.append(
            Item(
                Urgency.LATE,
                "routes",
                said,
                Joined(tuple(way.courier for way in slow), "、"),
                when,
                day.closes_ms,
                {**keys, "which": "slow"},
            )
        )
    return items


def _doors(day: MealDay, found: list[Door], now_ms: int) -> list[Item]:
    """Doors where nobody opened or the meal did not arrive, and nobody has seen to it."""
    items = [item for door in found if (item := _door(day, door, now_ms)) is not None]
    return items[:MOST_DOORS]


def _door(day: MealDay, door: Door, now_ms: int) -> Item | None:
    keys: dict[str, int | str] = {"day": day.id, "order": door.order_id}
    who: Saying = _("{who} · {where}", who=door.eater, where=building(door.address)) if building(door.address) else door.eater
    if door.outcome == "waiting":
        if door.knocked_ms is None or now_ms < door.knocked_ms + SAID_WITHIN_MS:
            return None
        said = _("送餐敲门没有人应，送餐员还没有说结果")
        return Item(Urgency.LATE, "door", said, who, waited(door.knocked_ms, now_ms), door.knocked_ms, keys)
    if door.staff_told_ms is None or door.handled_ms is not None:
        return None
    if door.outcome == "nobody":
        said = _("送餐没有人应门，电话也没有人接，请去看一看")
        return Item(Urgency.DANGER, "door", said, who, waited(door.staff_told_ms, now_ms), door.staff_told_ms, keys)
    said = _("一份餐没有送到：{why}", why=doors.REASONS.get(door.reason, door.reason))
    return Item(Urgency.NOW, "door", said, who, waited(door.staff_told_ms, now_ms), door.staff_told_ms, keys)


def _went_wrong(door: Door) -> bool:
    return door.outcome == "nobody" or (door.outcome == "other" and door.reason not in doors.ARRIVED)
