"""Which rule looks at which kind of subject."""

from __future__ import annotations

from reminders import birthdays, broadcasts, calls, classes, deliveries, meals, offers
from reminders.steps import Rule

RULES: dict[str, Rule] = {
    "session": classes.session,
    "opening": classes.opening,
    "draw": classes.draw,
    "seats": offers.seats,
    "offer": offers.offer,
    "birthdays": birthdays.birthdays,
    "broadcast": broadcasts.broadcast,
    "calls": calls.new_calls,
    "meal_day": meals.meal_day,
    "routes": deliveries.routes,
    "door": deliveries.door,
}
"""By the kind that is given to `storage.reminders.follow`."""
