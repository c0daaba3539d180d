"""Standing orders: what they order when a day is planned, the note on the week before, and what follows from a change in a family."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services.calendar import to_ms
from services.canteen import standing, standing_days, standing_week

PART = 100
"""So many standing orders are looked at in one transaction: see `bench/standing.py` for how long a tap waits for it."""
FRIDAY, SUNDAY = timedelta(4), timedelta(6)
NOTE_AT = time(15)
NO_MENU_AT = time(18)
"""On Sunday, the last moment: there is still no menu, and that is said."""


async def meal_standing(look: Look) -> Stand | None:
    """A day was planned: order for it what the standing orders want, part by part."""
    cursor = await standing_days.order_part(look.reminder.subject_id, look.now_ms, look.reminder.cursor, PART)
    return None if cursor is None else Stand(look.now_ms, look.reminder.seen_ms, cursor)


async def meal_week(look: Look) -> Stand | None:
    """A canteen's weeks: on Friday afternoon the next one is told, as soon as it has a menu, on Sunday evening in any case."""
    community_id, now_ms = look.reminder.subject_id, look.now_ms
    today = datetime.fromtimestamp(now_ms / 1000, look.zone).date()
    this_week = today - timedelta(today.weekday())
    due = _told_at(this_week, look)
    if look.reminder.seen_ms < due <= now_ms:
        monday = this_week + timedelta(7)
        last_ms = to_ms(datetime.combine(this_week + SUNDAY, NO_MENU_AT), look.zone)
        if now_ms < last_ms and not await standing_week.planned(community_id, monday):
            return Stand(last_ms, look.reminder.seen_ms)
        if wait_ms := await standing_week.ordering(community_id, monday):
            return Stand(max(wait_ms, now_ms), look.reminder.seen_ms, look.reminder.cursor)
    # The last one is there so that a week that was missed is dropped, and counted.
    steps = [_step(this_week + timedelta(7) * n, community_id, look) for n in (-1, 0, 1)]
    return await take(steps, look)


async def settle(look: Look) -> Stand | None:
    """The family or the community of somebody with a standing order has changed."""
    await standing.settle(look.reminder.subject_id, look.now_ms)
    return None


def _told_at(monday: date, look: Look) -> int:
    """When, in the week that begins on that Monday, the next one is told."""
    due_ms = to_ms(datetime.combine(monday + FRIDAY, NOTE_AT), look.zone)
    return look.quiet.plan(due_ms, _starts_ms(monday + timedelta(7), look))


def _starts_ms(day: date, look: Look) -> int:
    return to_ms(datetime.combine(day, time()), look.zone)


def _step(monday: date, community_id: int, look: Look) -> Step:
    following = monday + timedelta(7)
    starts_ms = _starts_ms(following, look)

    async def tell(cursor: int) -> int | None:
        return await standing_week.tell_part(community_id, following, starts_ms, look.now_ms, cursor, AT_ONCE)

    return Step(_told_at(monday, look), tell, starts_ms)
