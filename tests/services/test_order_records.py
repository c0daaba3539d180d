"""Records that become one, and people who move: one reduced meal a day for each human, and nothing goes in silence."""

from __future__ import annotations

from datetime import date

import pytest

from language.catalogue import Voice
from services.calendar import HOUR_MS, to_ms
from services.canteen import kitchen_sheet, meals, orders, standing
from services.canteen.kitchen_sheet import Sheet
from services.canteen.orders import Already, Gone, Ordered
from services.canteen.standing import Made, Wish
from services.records import merging, takeout
from storage import bills, communities, households, people
from storage import meals as stored
from storage import orders as orders_stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town, local

BORN, TUESDAY, WEDNESDAY = date(1950, 3, 8), date(2026, 11, 24), date(2026, 11, 25)
CLOSES_MS = to_ms(local("2026-11-24 09:30"), ZONE)
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'


def cook(town: Town, community_id: int, day: date, cutoff: str = "09:30") -> int:
    """The canteen of that community cooks on that day."""
    town.do(stored.save_canteen(Canteen(community_id, "一楼", "11:00", cutoff, 10, 1500, PRICES)))
    made = town.do(meals.plan(community_id, day, ["番茄牛腩", "清蒸鲈鱼"], ZONE, town.now_ms))
    assert made is not None
    return made


@pytest.fixture
def tuesday(town: Town) -> int:
    return cook(town, town.community_id, TUESDAY)


def elder(town: Town, *, chat: bool = True) -> int:
    """Somebody whose age the office has seen."""
    person_id = town.person("张汉梅", born=BORN, chat=chat)
    town.do(people.see_age(person_id, BORN, NOW))
    return person_id


def order(town: Town, day: int, eater: int) -> object:
    dish = town.do(stored.dishes(day))[0]
    return town.do(orders.order(day, eater, eater, dish.id, town.now_ms, portions=1, way="dine"))


def fen(town: Town, day: int) -> list[int]:
    return sorted(one.total_fen for one in town.do(orders_stored.of_day(day)))


def test_for_two_cooked_meals_of_one_human_the_subsidy_is_claimed_once(town: Town, tuesday: int) -> None:
    keep, double, staff = elder(town), elder(town), town.staff()
    order(town, tuesday, keep)
    order(town, tuesday, double)
    assert fen(town, tuesday) == [800, 800]
    town.now_ms = CLOSES_MS
    town.catch_up()
    town.do(merging.merge(keep, double, staff, town.now_ms))
    assert fen(town, tuesday) == [800, 800]
    assert town.do(bills.sums(town.community_id, "", "9999")).subsidy_fen == 700
    made = town.do(kitchen_sheet.sheet(tuesday, staff))
    assert isinstance(made, Sheet) and made.portions() == 2


def test_who_moves_has_no_second_meal_on_the_same_day_in_the_other_community(town: Town, tuesday: int) -> None:
    zhang = elder(town)
    made = order(town, tuesday, zhang)
    assert isinstance(made, Ordered) and made.listed.total_fen == 800
    other = town.do(communities.save("b", "别处", "", "", "", "")).id
    there, day_after = cook(town, other, TUESDAY, "11:00"), cook(town, other, WEDNESDAY, "11:00")
    town.do(people.set_community(zhang, other))
    assert order(town, there, zhang) == Already(made.listed.id)
    wished = town.do(standing.make(zhang, zhang, Wish("", 1, 1, "dine"), NOW))
    assert isinstance(wished, Made) and [one.day for one in wished.filled.ordered] == ["2026-11-25"]
    assert isinstance(order(town, day_after, zhang), Already) and isinstance(order(town, tuesday, zhang), Gone)
    town.do(orders.cancel(made.listed.id, zhang, NOW))
    assert isinstance(order(town, there, zhang), Ordered)


def test_a_record_without_a_phone_that_gets_one_hears_which_orders_were_taken_back(town: Town, tuesday: int) -> None:
    """The office knew her, then she came by chat and ordered, too: the message goes to the chat that is hers now."""
    keep, double, staff = elder(town, chat=False), elder(town), town.staff()
    order(town, tuesday, keep)
    order(town, tuesday, double)
    town.do(merging.merge(keep, double, staff, NOW))
    assert [said for said in town.heard(keep) if "合并以后留下了一份" in said]
    assert fen(town, tuesday) == [800]


def test_of_two_standing_orders_that_become_one_it_is_told_which(town: Town, tuesday: int) -> None:
    keep, double, staff = elder(town), elder(town), town.staff()
    town.do(standing.make(keep, keep, Wish("1", 1, 1, "dine"), NOW))
    town.do(standing.make(double, double, Wish("2", 1, 1, "dine"), NOW))
    assert fen(town, tuesday) == [800]
    town.do(merging.merge(keep, double, staff, NOW))
    assert fen(town, tuesday) == []
    assert [said for said in town.heard(keep) if "两份长期订餐" in said and "每周一" in said]


def test_every_meal_is_taken_along_in_words(town: Town, tuesday: int) -> None:
    zhang = elder(town)
    made = order(town, tuesday, zhang)
    assert isinstance(made, Ordered)
    town.do(orders.cancel(made.listed.id, zhang, NOW))
    words = takeout.to_read(town.do(takeout.collect(zhang)), Voice("zh", ZONE)).decode()
    assert "番茄牛腩，1份，退了" in words


def test_who_has_moved_away_is_not_asked_whether_they_forgot(town: Town, tuesday: int) -> None:
    zhang, stays = elder(town), town.person("陈兆龙")
    for person in (zhang, stays):
        order(town, tuesday, person)
    cook(town, town.community_id, WEDNESDAY)
    town.do(people.set_community(zhang, town.do(communities.save("b", "别处", "", "", "", "")).id))
    town.now_ms = CLOSES_MS + 23 * HOUR_MS
    town.catch_up()
    asked = [any("还没订餐" in said for said in town.heard(person)) for person in (zhang, stays)]
    assert asked == [False, True]


def test_who_no_longer_acts_for_somebody_gives_nothing_of_theirs_back(town: Town, tuesday: int) -> None:
    daughter, father = town.person("林悦"), town.person("林建国")
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    dish = town.do(stored.dishes(tuesday))[0]
    made = town.do(orders.order(tuesday, father, daughter, dish.id, NOW, portions=1, way="dine"))
    assert isinstance(made, Ordered)
    town.do(households.unlink(daughter, father))
    assert town.do(orders.cancel(made.listed.id, daughter, NOW)) == orders.NotAllowed()
    assert town.do(orders.mine(daughter, "")) == [] and len(town.do(orders.mine(father, ""))) == 1
