"""What the clock does about routes: nobody takes one, one does not end, the day is over."""

from __future__ import annotations

from language.text import _, lines
from services import staff
from services.loads import ask_couriers, of_day, say_to_staff, several
from storage import drops, meals, routes


async def end_unsaid(day_id: int, now_ms: int) -> None:
    """The day is over: routes on which something still waits end, so that nobody is led to yesterday's doors."""
    await drops.leave_unsaid(day_id, now_ms)
    for route in await routes.of_day(day_id):
        await routes.finish(route.id, now_ms)


async def say_not_taken(day_id: int, now_ms: int) -> None:
    """Some time after the sheet: staff hear of the routes that nobody has taken, and couriers, where there are any, are asked again."""
    day = await meals.day(day_id)
    found = [of for of in await of_day(day) if of.route.free and of.waiting] if day else []
    if found and await staff.couriers(found[0].day.community_id):
        text = lines(_("还没有人接的送餐路线："), several(found))
        await ask_couriers(found[0].day, f"routes-free:{day_id}", text, now_ms)
        await say_to_staff(found[0], text, f"routes-free:{day_id}", now_ms)


async def say_not_done(day_id: int, now_ms: int) -> None:
    """Long after the sheet: staff hear of the routes on which something still waits."""
    day = await meals.day(day_id)
    found = [of for of in await of_day(day) if of.route.done_ms is None and of.waiting] if day else []
    if found and await staff.couriers(found[0].day.community_id):
        text = lines(_("还没有送完的送餐路线，请联系一下："), several(found))
        await say_to_staff(found[0], text, f"routes-late:{day_id}", now_ms)
