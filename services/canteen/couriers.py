"""Couriers: neighbours who bring meals, and on which days they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button
from language.text import _
from services import staff
from services.staff import COURIER
from services.telling import HOME, notice, tell
from storage import couriers, meals, people, roles
from storage.meals import MealDay

AHEAD = 3
"""For so many days ahead one says that one brings meals."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which meals are brought, and whether the courier said that they do it."""

    day: MealDay
    said: bool


@dataclass(frozen=True, slots=True)
class Said:
    """It is noted."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """Orders of that day are closed: its routes are made, or there is no meal."""


@dataclass(frozen=True, slots=True)
class NotCourier:
    """Only couriers of that community do that."""


SayOutcome: TypeAlias = Said | TooLate | NotCourier


async def is_courier(person_id: int, community_id: int) -> bool:
    """Whether the person brings meals for this community."""
    return await roles.has(person_id, community_id, COURIER)


async def turns(community_id: int, by: int, now_ms: int) -> list[Turn]:
    """The next days whose orders are open, for a courier; empty for everybody else."""
    if not await is_courier(by, community_id):
        return []
    coming = [day for day in await meals.coming(community_id, now_ms, 2 * AHEAD) if day.taking(now_ms)]
    return [Turn(day, by in await couriers.of_day(day.id)) for day in coming[:AHEAD]]


async def say(day_id: int, by: int, now_ms: int, *, come: bool) -> SayOutcome:
    """A courier brings meals that day, or does not after all. Until orders close."""
    day = await meals.day(day_id)
    if day is None or not await is_courier(by, day.community_id):
        return NotCourier()
    if not day.taking(now_ms):
        return TooLate()
    await (couriers.say(day_id, by, now_ms) if come else couriers.take_back(day_id, by))
    return Said()


async def of_day(day: MealDay) -> list[int]:
    """Who brings meals that day, and still is a courier."""
    return [person_id for person_id in await couriers.of_day(day.id) if await is_courier(person_id, day.community_id)]


async def name(person_id: int, by: int, now_ms: int) -> bool:
    """Staff name a resident of their community a courier. False without the right, and where they are one."""
    person = await people.get(person_id)
    if person is None or person.erased_ms or person.community_id is None or not await staff.is_staff(by, person.community_id):
        return False
    if not await staff.grant(person.community_id, COURIER, person_id, by, now_ms):
        return False
    text = _("社区请您帮忙送餐。在首页点「送餐」，说一声哪天有空就行。")
    await tell(person_id, notice(text, Button(label=_("送餐"), data="/deliver", look="main")), f"courier:{now_ms}", now_ms)
    return True


async def dismiss(person_id: int, community_id: int, by: int, now_ms: int) -> bool:
    """The person brings no meals any more, also not on the days that were said. What they are on is for `delivery.dismiss`."""
    if not await staff.is_staff(by, community_id) or not await staff.revoke(community_id, COURIER, person_id, by, now_ms):
        return False
    await couriers.forget_coming(person_id, community_id)
    await tell(person_id, notice(_("以后不用您送餐了，谢谢您帮过的忙！"), HOME), f"courier-ended:{now_ms}", now_ms)
    return True
