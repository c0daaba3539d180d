"""Which rule looks at which kind of subject, and what tells whether something to be said is still so."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from reminders import birthdays, broadcasts, classes, offers
from reminders.steps import Rule
from storage.sql import Query

RULES: dict[str, Rule] = {
    "session": classes.session,
    "opening": classes.opening,
    "draw": classes.draw,
    "seats": offers.seats,
    "offer": offers.offer,
    "birthdays": birthdays.birthdays,
    "broadcast": broadcasts.broadcast,
}
"""By the kind that is given to `storage.reminders.follow`."""

STILL: dict[str, Callable[..., Coroutine[Query, Any, bool]]] = {
    "class": classes.still_on,
    "opening": classes.still_open,
    "version": classes.still_version,
    "offer": offers.still_held,
}
"""By the first word of what a message is about (`storage.outbox.Terms`); the numbers that follow it are the arguments."""


async def still_so(about: str) -> bool:
    """Whether what a message is about is still so. What nobody here knows (any more) is taken to be."""
    word, *numbers = about.split(":")
    return await STILL[word](*map(int, numbers)) if word in STILL else True
