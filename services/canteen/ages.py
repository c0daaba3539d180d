"""Whose card the office should see: who eats here at an age that would make it cheaper, and was not verified, or soon is no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from services.calendar import age_on, to_local
from services.canteen import card_again, meals
from services.canteen.prices import KNOWN_MS, age_known, price
from services.courses import Refused
from services.staff import is_staff
from storage import ages
from storage.meals import Canteen
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody whose meals are cheaper once the office has seen their card.

    `verified_fen` and `plain_fen` are what a portion costs with and without that; `until_ms` is until when the last look at the card
    holds or held, None where the office never looked; `ordered_ms` when they last had something ordered.
    """

    person: Person
    verified_fen: int
    plain_fen: int
    until_ms: int | None
    ordered_ms: int | None = None

    def over(self, now_ms: int) -> bool:
        """Whether the office looked once, and that no longer holds."""
        return self.until_ms is not None and self.until_ms < now_ms


@dataclass(frozen=True, slots=True)
class Claims:
    """Who was never verified, and whose verification runs out or has run out."""

    new: list[Claim] = field(default_factory=list)
    again: list[Claim] = field(default_factory=list)


async def claims(community_id: int, by: int, zone: ZoneInfo, now_ms: int) -> Claims | Refused:
    """Whose card is to be seen, of those who eat here, for staff."""
    if not await is_staff(by, community_id):
        return Refused("not staff")
    kitchen, made = await meals.canteen(community_id), Claims()
    if kitchen is None:
        return made
    today, costs = to_local(now_ms, zone).date(), dict[int, _Costs]()
    for one in await ages.unseen(community_id, now_ms - KNOWN_MS + card_again.AHEAD_MS):
        born = one.person.born
        assert born is not None
        age = age_on(born, today)
        if age not in costs:  # people of one age pay alike
            costs[age] = _costs(kitchen, born, today, now_ms)
        if claim := _claim(one.person, costs[age], one.ordered_ms):
            (made.new if claim.until_ms is None else made.again).append(claim)
    return made


async def of(person: Person, zone: ZoneInfo, now_ms: int) -> Claim | None:
    """What seeing somebody's card would change; None where it changes nothing."""
    kitchen = await meals.canteen(person.community_id)
    if kitchen is None:
        return None
    return _claim(person, _costs(kitchen, person.born, to_local(now_ms, zone).date(), now_ms))


def known(person: Person, now_ms: int) -> bool:
    """Whether the office has seen the person's card, and not too long ago."""
    return age_known(person.age_seen_ms, now_ms)


_Costs: TypeAlias = tuple[int, int]
"""What a portion costs somebody whose card was seen, and somebody of that age whose card was not."""


def _costs(kitchen: Canteen, born: date | None, day: date, now_ms: int) -> _Costs:
    seen, unseen = (price(kitchen, born, seen_ms, day, 1, now_ms).total_fen for seen_ms in (now_ms, None))
    return seen, unseen


def _claim(person: Person, costs: _Costs, ordered_ms: int | None = None) -> Claim | None:
    verified_fen, plain_fen = costs
    if verified_fen >= plain_fen:
        return None
    until_ms = person.age_seen_ms + KNOWN_MS if person.age_seen_ms is not None else None
    return Claim(person, verified_fen, plain_fen, until_ms, ordered_ms)
