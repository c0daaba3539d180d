"""What a meal costs whom: price classes of a community, such as 8 yuan once a day for those over 60 whom the office knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Struct

from services.calendar import DAY_MS, age_on
from storage.meals import Canteen

KNOWN_MS = 366 * DAY_MS
"""So long the office's word on somebody's age holds; then it is asked again."""


class PriceClass(Struct, frozen=True, omit_defaults=True):
    """Who pays `fen` a portion. `verified`: only whom the office knows. `daily`: only the first portion of a day."""

    title: str
    fen: int
    min_age: int | None = None
    max_age: int | None = None
    verified: bool = False
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What an order costs. `reduced`: its first portion has a daily price; `to_verify` is what it would be, were the age known."""

    total_fen: int
    reduced: bool = False
    to_verify: PriceClass | None = None


def classes(canteen: Canteen) -> list[PriceClass]:
    """The price classes of a canteen, besides its ordinary price."""
    return msgspec.json.decode(canteen.prices, type=list[PriceClass])


def price(canteen: Canteen, born: date | None, verified_ms: int | None, day: date, portions: int, now_ms: int) -> Price:
    """What so many portions cost somebody born then, on that day: the cheapest class that fits, else the ordinary price.

    A birth date alone does not make a reduced price: where the office has not seen it, the price says what it would be.
    """
    known = verified_ms is not None and now_ms - verified_ms <= KNOWN_MS
    fitting = [one for one in classes(canteen) if _fits(one, born, day) and one.fen < canteen.price_fen]
    best = _cheapest([one for one in fitting if known or not one.verified])
    promised = _cheapest(fitting)
    to_verify = promised if promised is not None and (best is None or promised.fen < best.fen) else None
    if best is None:
        return Price(canteen.price_fen * portions, to_verify=to_verify)
    if best.daily:
        return Price(best.fen + canteen.price_fen * (portions - 1), reduced=True, to_verify=to_verify)
    return Price(best.fen * portions, to_verify=to_verify)


def _fits(one: PriceClass, born: date | None, day: date) -> bool:
    if one.min_age is None and one.max_age is None:
        return True
    if born is None:
        return False
    age = age_on(born, day)
    return (one.min_age is None or age >= one.min_age) and (one.max_age is None or age <= one.max_age)


def _cheapest(among: Sequence[PriceClass]) -> PriceClass | None:
    return min(among, key=lambda one: one.fen, default=None)
