"""What a meal costs whom: price classes of a community, such as 8 yuan once a day for those over 60 whose card the office saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Struct

from services.calendar import DAY_MS, age_on
from storage.meals import Canteen

KNOWN_MS = 366 * DAY_MS
"""So long a look at somebody's card holds; then it is asked for again."""


class PriceClass(Struct, frozen=True, omit_defaults=True):
    """Who pays `fen` a portion. `verified`: only whose card the office has seen. `daily`: only the first portion of a day."""

    title: str
    fen: int
    min_age: int | None = None
    max_age: int | None = None
    verified: bool = False
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What an order costs. `reduced`: its first portion has a daily price; `to_verify` would be cheaper, had the office seen the card.

    `subsidy_fen` is how much cheaper than ordinarily it is for somebody whose card the office has seen: what is claimed for it.
    """

    total_fen: int
    reduced: bool = False
    to_verify: PriceClass | None = None
    subsidy_fen: int = 0

    @property
    def full_fen(self) -> int:
        """What it costs without the subsidy."""
        return self.total_fen + self.subsidy_fen


def classes(canteen: Canteen) -> list[PriceClass]:
    """The price classes of a canteen, besides its ordinary price."""
    return msgspec.json.decode(canteen.prices, type=list[PriceClass])


def age_known(age_seen_ms: int | None, now_ms: int) -> bool:
    """Whether the office has seen the person's card, and not too long ago."""
    return age_seen_ms is not None and now_ms - age_seen_ms <= KNOWN_MS


def price(canteen: Canteen, born: date | None, age_seen_ms: int | None, day: date, portions: int, now_ms: int) -> Price:
    """What so many portions cost somebody born then, on that day: by the class that makes it cheapest, else the ordinary price.

    A birth date alone does not make a reduced price: where the office has not seen it, the price says what it would be.
    """
    known = age_known(age_seen_ms, now_ms)
    fitting = [one for one in classes(canteen) if _fits(one, born, day)]
    ordinary = PriceClass("", canteen.price_fen)

    def total(one: PriceClass) -> int:
        return one.fen + canteen.price_fen * (portions - 1) if one.daily else one.fen * portions

    best = min([ordinary, *(one for one in fitting if known or not one.verified)], key=total)
    promised = min([best, *fitting], key=total)
    subsidy_fen = total(ordinary) - total(best) if best.verified else 0
    return Price(total(best), best.daily, promised if total(promised) < total(best) else None, subsidy_fen)


def _fits(one: PriceClass, born: date | None, day: date) -> bool:
    if one.min_age is None and one.max_age is None:
        return True
    if born is None:
        return False
    age = age_on(born, day)
    return (one.min_age is None or age >= one.min_age) and (one.max_age is None or age <= one.max_age)
