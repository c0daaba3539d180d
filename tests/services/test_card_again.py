"""The office's look at a card holds for a year; who still eats is asked for it a month before."""

from __future__ import annotations

from datetime import date

import pytest

from services import people
from services.calendar import DAY_MS
from services.canteen import meals, orders
from services.canteen.prices import KNOWN_MS
from storage import households
from storage import meals as stored
from storage import standing as standing_stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town

PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'


@pytest.fixture
def zhang(town: Town) -> int:
    """Somebody over sixty, whose card the office sees today, in a community with a canteen."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 10, 1500, PRICES)))
    elder, staff = town.person("张汉梅", born=date(1950, 3, 8)), town.staff()
    assert town.do(people.see_age(elder, date(1950, 3, 8), staff, NOW))
    town.catch_up()
    return elder


def stands(town: Town, eater: int, by: int) -> None:
    """A standing order, of every day."""
    town.do(standing_stored.save(town.community_id, eater, by, "", 1, 1, "dine", "", "", NOW))


def asked(town: Town, person: int) -> list[str]:
    return [said for said in town.heard(person) if "年龄核实" in said]


def pass_time(town: Town, days: int) -> None:
    town.wait(days=days)
    town.catch_up()


def test_who_eats_by_a_standing_order_is_asked_a_month_before_the_price_would_rise(town: Town, zhang: int) -> None:
    stands(town, zhang, zhang)
    pass_time(town, 335)
    assert asked(town, zhang) == []
    pass_time(town, 1)
    assert asked(town, zhang) == [
        "张汉梅的年龄核实到2027年11月24日满一年。请在这之前带身份证到社区再核实一次，不然订餐一份就按15元算了。"
    ]
    pass_time(town, 40)
    assert len(asked(town, zhang)) == 1


def test_who_shows_the_card_again_is_asked_a_year_later_only(town: Town, zhang: int) -> None:
    stands(town, zhang, zhang)
    town.wait(days=300)
    assert town.do(people.see_age(zhang, date(1950, 3, 8), town.staff(), town.now_ms))
    pass_time(town, 60)
    assert asked(town, zhang) == []
    pass_time(town, 290)
    assert len(asked(town, zhang)) == 1


def test_who_has_long_had_no_meal_here_is_left_in_peace(town: Town, zhang: int) -> None:
    day = town.do(meals.plan(town.community_id, date(2026, 11, 24), ["番茄牛腩"], ZONE, NOW))
    assert day is not None
    dish = town.do(stored.dishes(day))[0]
    assert isinstance(town.do(orders.order(day, zhang, zhang, dish.id, NOW, portions=1, way="dine")), orders.Ordered)
    town.now_ms = NOW + KNOWN_MS - 20 * DAY_MS
    town.catch_up()
    assert asked(town, zhang) == []


def test_a_daughter_who_orders_for_him_hears_of_it(town: Town, zhang: int) -> None:
    daughter = town.person("林悦")
    town.do(households.link(daughter, zhang, "parent", NOW, NOW))
    town.do(households.set_tell(daughter, zhang, "booker"))
    stands(town, zhang, daughter)
    pass_time(town, 337)
    assert asked(town, zhang) == [] and len(asked(town, daughter)) == 1
