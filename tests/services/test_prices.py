"""What a meal costs whom."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import DAY_MS
from services.canteen.prices import KNOWN_MS, Price, PriceClass, price
from storage.meals import Canteen

DAY = date(2026, 11, 24)
NOW = 1_795_395_600_000
SENIORS = PriceClass("60岁以上", 800, min_age=60, verified=True, daily=True)
CHILDREN = PriceClass("12岁以下", 1000, max_age=12)
KITCHEN = Canteen(1, "", "", "09:30", 100, 1500, msgspec.json.encode([SENIORS, CHILDREN]).decode())


@pytest.mark.parametrize(
    ("born", "age_seen_ms", "portions", "expected"),
    [
        (None, None, 1, Price(1500)),
        (date(1990, 1, 1), NOW, 2, Price(3000)),
        (date(1966, 11, 24), NOW, 1, Price(800, reduced=True, subsidy_fen=700)),
        (date(1966, 11, 24), NOW, 3, Price(3800, reduced=True, subsidy_fen=700)),
        (date(1966, 11, 25), NOW, 1, Price(1500)),
        (date(1966, 11, 24), None, 1, Price(1500, to_verify=SENIORS)),
        (date(1966, 11, 24), NOW - KNOWN_MS - 1, 1, Price(1500, to_verify=SENIORS)),
        (date(1966, 11, 24), NOW - KNOWN_MS, 1, Price(800, reduced=True, subsidy_fen=700)),
        (date(2018, 6, 1), None, 2, Price(2000)),
    ],
)
def test_a_price_is_that_of_the_cheapest_class_that_fits(
    born: date | None, age_seen_ms: int | None, portions: int, expected: Price
) -> None:
    assert price(KITCHEN, born, age_seen_ms, DAY, portions, NOW) == expected


def test_several_portions_are_priced_by_the_class_that_makes_them_cheapest_together() -> None:
    daily, each = PriceClass("a", 800, daily=True), PriceClass("b", 1200)
    kitchen = Canteen(1, "", "", "09:30", 100, 1500, msgspec.json.encode([daily, each]).decode())
    assert [price(kitchen, None, None, DAY, n, NOW).total_fen for n in (1, 2, 3)] == [800, 2300, 3600]


@given(
    st.dates(date(1920, 1, 1), date(2026, 1, 1)),
    st.none() | st.integers(0, 800).map(lambda days: NOW - days * DAY_MS),
    st.integers(1, 6),
)
def test_nobody_pays_more_than_the_ordinary_price_and_a_daily_price_counts_once(
    born: date, age_seen_ms: int | None, portions: int
) -> None:
    one, several = (price(KITCHEN, born, age_seen_ms, DAY, n, NOW) for n in (1, portions))
    assert 0 < several.total_fen <= 1500 * portions
    if one.reduced:
        assert one.total_fen == 800 and several.total_fen == 800 + 1500 * (portions - 1)
