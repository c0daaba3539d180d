"""Whose card the office should see: who eats here at an age that would make it cheaper, and was not verified, or soon is no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from services.calendar import to_local
from services.canteen import card_again, meals
from services.canteen.prices import KNOWN_MS, Price, age_known, price
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
    for one in await ages.unseen(community_id, now_ms - KNOWN_MS + card_again.AHEAD_MS):
        if claim := _claim(kitchen, one.person, zone, now_ms, one.ordered_ms):
            (made.new if claim.until_ms is None else made.again).append(claim)
    return made


async def of(person: Person, zone: ZoneInfo, now_ms: int) -> Claim | None:
    """What seeing somebody's card would change; None where it changes nothing."""
    kitchen = await meals.canteen(person.community_id)
    return _claim(kitchen, person, zone, now_ms) if kitchen is not None else None


def known(person: Person, now_ms: int) -> bool:
    """Whether the office has seen the person's card, and not too long ago."""
    return age_known(person.age_seen_ms, now_ms)


def _claim(kitchen: Canteen, person: Person, zone: ZoneInfo, now_ms: int, ordered_ms: int | None = None) -> Claim | None:
    today = to_local(now_ms, zone).date()

    def cost(seen_ms: int | None) -> Price:
        return price(kitchen, person.born, seen_ms, today, 1, now_ms)

    verified_fen, plain_fen = cost(now_ms).total_fen, cost(None).total_fen
    if verified_fen >= plain_fen:
        return None
    until_ms = person.age_seen_ms + KNOWN_MS if person.age_seen_ms is not None else None
    return Claim(person, verified_fen, plain_fen, until_ms, ordered_ms)
