"""What the clock does about routes: nobody takes one, one does not end, the day is over."""

from __future__ import annotations

from language.text import _, lines
from services import staff
from services.calendar import DAY_MS
from services.canteen.loads import DELIVER, ask_couriers, cash, of_day, say_to_staff, several
from services.telling import notice, tell
from storage import drops, meals, routes
from storage.outbox import Terms


async def end_unsaid(day_id: int, now_ms: int) -> None:
    """The day is over: routes on which something still waits end, so that nobody is led to yesterday's doors. Their couriers hear of it."""
    await drops.leave_unsaid(day_id, now_ms)
    for route in await routes.of_day(day_id):
        if await routes.finish(route.id, now_ms) and route.courier_id is not None:
            done = await drops.sums(route.id, route.courier_id)
            text = lines(
                _("第{n}条没有记完，今天到时间了，不用再记了。", n=route.n),
                _("收的现金{cash}，请交到社区。", cash=cash(done.cash_fen)) if done.cash_fen else None,
            )
            await tell(
                route.courier_id, notice(text, DELIVER), f"route-over:{route.id}", now_ms, Terms(until_ms=now_ms + DAY_MS)
            )


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
