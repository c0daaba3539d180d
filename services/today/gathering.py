"""The day as somebody sees it: what needs a person now, the most urgent first, and how everything else stands."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.calendar import to_local
from services.today import birthdays, cases, classes, kitchen, messages, shifts
from services.today.birthdays import Birthday
from services.today.cases import Cases
from services.today.classes import Classes
from services.today.items import Item, Urgency, ordered
from services.today.kitchen import Kitchen
from services.today.messages import Messages
from services.today.shifts import Shifts
from services.today.viewing import Viewer, viewer
from services.today.waiting import waiting


@dataclass(frozen=True, slots=True)
class Today:
    """What needs a person (`items`), and each part of the day; None for what is not theirs to see, or is not there."""

    viewer: Viewer
    items: tuple[Item, ...]
    cases: Cases | None
    classes: Classes | None
    kitchen: Kitchen | None
    shifts: Shifts | None
    messages: Messages | None
    birthdays: tuple[Birthday, ...]

    @property
    def urgent(self) -> tuple[Item, ...]:
        """What cannot wait until later today."""
        return tuple(one for one in self.items if one.urgency < Urgency.TODAY)

    @property
    def later(self) -> tuple[Item, ...]:
        """What is to be done today."""
        return tuple(one for one in self.items if one.urgency == Urgency.TODAY)


async def gather(person_id: int, community_id: int, now_ms: int, zone: ZoneInfo) -> Today:
    """The day of a community as this person may see it, in a few dozen reads by index."""
    who = await viewer(person_id, community_id)
    waits = await waiting(community_id, person_id, now_ms) if who.office else None
    its_cases, items = await cases.look(who, waits, now_ms, zone)
    its_classes, some = await classes.look(who, now_ms, zone)
    items += some
    its_kitchen, some = await kitchen.look(who, now_ms, zone)
    items += some
    its_shifts, some = await shifts.look(who, now_ms)
    items += some
    its_messages = None
    if waits is not None:
        its_messages, some = await messages.look(who, waits, now_ms)
        items += some
    born = await birthdays.today(community_id, to_local(now_ms, zone).date()) if who.office else []
    return Today(who, tuple(ordered(items)), its_cases, its_classes, its_kitchen, its_shifts, its_messages, tuple(born))
