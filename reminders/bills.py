"""The canteen's month: on the first day of the next one everybody who ate hears what it costs."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services.calendar import DAY_MS, to_local, to_ms
from services.canteen import meals, statements
from services.canteen.months import Month

MORNING = time(10)
OF_USE_MS = 10 * DAY_MS
"""Later than that the month before is an old story."""


async def meal_month(look: Look) -> Stand | None:
    """The first of the month, month by month, in a community that has a canteen."""
    community_id = look.reminder.subject_id
    if await meals.canteen(community_id) is None:
        return None
    this = Month.of(to_local(look.now_ms, look.zone).date())
    steps = []
    for month in (this.before, this):
        begins_ms = to_ms(datetime.combine(month.next.first, MORNING), look.zone)
        until_ms = begins_ms + OF_USE_MS
        do = partial(statements.send, community_id, month, look.now_ms, until_ms, AT_ONCE)
        steps.append(Step(look.quiet.plan(begins_ms, until_ms), do, until_ms))
    return await take(steps, look)
