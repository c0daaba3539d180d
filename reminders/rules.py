"""Which rule looks at which kind of subject."""

from __future__ import annotations

from reminders import (
    ages,
    bills,
    birthdays,
    broadcasts,
    calls,
    case_files,
    cases,
    checkins,
    classes,
    council,
    deliveries,
    meals,
    offers,
    shifts,
    standing,
    talks,
)
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
    "meal_closed": meals.meal_closed,
    "meal_earlier": meals.meal_earlier,
    "dish_gone": meals.gone,
    "meal_standing": standing.meal_standing,
    "meal_week": standing.meal_week,
    "standing": standing.settle,
    "meal_month": bills.meal_month,
    "age": ages.age,
    "routes": deliveries.routes,
    "door": deliveries.door,
    "new_cases": cases.new_cases,
    "case_news": cases.case_news,
    "case": cases.case,
    "case_keep": case_files.case_keep,
    "duties": shifts.plan,
    "shift": shifts.shift,
    "shift_over": checkins.shift_over,
    "talk": talks.talk,
    "meeting": council.meeting,
    "case_merge": council.case_merge,
}
"""By the kind that is given to `storage.reminders.follow`."""
