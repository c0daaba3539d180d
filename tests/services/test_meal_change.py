"""Changing a meal: the difference is taken or given back in the same breath, the price is anew, and whom it concerns hears of it."""

from __future__ import annotations

import random
from datetime import date

import pytest

from services import people
from services.calendar import to_ms
from services.canteen import kitchen_sheet, meals, order_again, orders
from services.canteen.kitchen_sheet import Sheet
from services.canteen.orders import Changed, Gone, NotAllowed, Ordered, SoldOut, TooLate
from storage import audit, households
from storage import meals as stored
from storage import orders as orders_stored
from storage import people as people_stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town, local

CLOSES_MS = to_ms(local("2026-11-24 09:30"), ZONE)
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'


@pytest.fixture
def kitchen(town: Town) -> int:
    """A canteen with ten portions on Tuesday; the id of that day."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 10, 1500, PRICES)))
    day = town.do(meals.plan(town.community_id, date(2026, 11, 24), ["番茄牛腩", "清蒸鲈鱼"], ZONE, NOW))
    assert day is not None
    return day


def ordered(town: Town, day: int, who: int, by: int | None = None, *, portions: int = 1) -> int:
    dish = town.do(stored.dishes(day))[0]
    made = town.do(orders.order(day, who, by or who, dish.id, town.now_ms, portions=portions, way="dine"))
    assert isinstance(made, Ordered)
    return made.listed.id


def totals(town: Town, day: int) -> tuple[int, int]:
    """Portions taken, and portions on the sheet."""
    found, made = town.do(stored.day(day)), town.do(kitchen_sheet.sheet(day, town.staff()))
    assert found is not None and isinstance(made, Sheet)
    return found.taken, made.portions()


def test_more_and_less_of_it_take_and_give_back_the_difference(town: Town, kitchen: int) -> None:
    zhang, chen = town.person("张汉梅"), town.person("陈兆龙")
    one, other = ordered(town, kitchen, zhang, portions=2), ordered(town, kitchen, chen, portions=6)
    assert isinstance(town.do(orders.change(one, zhang, NOW, portions=4)), Changed)
    assert totals(town, kitchen) == (10, 10)
    assert town.do(orders.change(one, zhang, NOW, portions=5)) == SoldOut(0)
    assert isinstance(town.do(orders.change(other, chen, NOW, portions=4)), Changed)
    assert isinstance(town.do(orders.change(one, zhang, NOW, portions=6)), Changed)
    assert totals(town, kitchen) == (10, 10)


def test_where_there_are_more_orders_than_portions_less_can_still_be_had(town: Town, kitchen: int) -> None:
    """The day was made smaller after people had ordered."""
    zhang = town.person("张汉梅")
    one = ordered(town, kitchen, zhang, portions=6)
    town.connection.execute("UPDATE meal_day SET capacity = 2")
    assert isinstance(town.do(orders.change(one, zhang, NOW, portions=4)), Changed)
    assert isinstance(town.do(orders.change(one, zhang, NOW, note="少饭")), Changed)
    assert town.do(orders.change(one, zhang, NOW, portions=5)) == SoldOut(0)
    assert totals(town, kitchen) == (4, 4)


def test_the_price_is_that_of_what_is_eaten_now(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅", born=date(1950, 3, 8))
    one = ordered(town, kitchen, zhang)
    town.do(people_stored.see_age(zhang, date(1950, 3, 8), NOW))
    changed = town.do(orders.change(one, zhang, NOW, portions=3))
    assert isinstance(changed, Changed) and changed.listed.total_fen == 800 + 2 * 1500
    full, reduced = town.connection.execute("SELECT full_fen, reduced FROM meal_order").fetchone()
    assert (full, reduced) == (4500, 1)


def test_only_what_is_named_changes(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    one, fish = ordered(town, kitchen, zhang), town.do(stored.dishes(kitchen))[1]
    town.do(orders.change(one, zhang, NOW, way="delivered", address="3栋2单元501"))
    town.do(orders.change(one, zhang, NOW, note="  少饭 \n 放门口 " + "谢" * 60))
    changed = town.do(orders.change(one, zhang, NOW, dish_id=fish.id))
    assert isinstance(changed, Changed)
    listed = changed.listed
    assert (listed.dish, listed.portions, listed.way, listed.address) == ("清蒸鲈鱼", 1, "delivered", "3栋2单元501")
    assert listed.note.startswith("少饭 放门口") and len(listed.note) == 40
    changed = town.do(orders.change(one, zhang, NOW, way="pickup", note=""))
    assert isinstance(changed, Changed)
    assert (changed.listed.way, changed.listed.address, changed.listed.note) == ("pickup", "", "")


def test_what_makes_no_sense_changes_nothing(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    one = ordered(town, kitchen, zhang)
    town.do(meals.plan(town.community_id, date(2026, 11, 25), ["红烧豆腐"], ZONE, NOW))
    tomorrow = town.do(stored.on(town.community_id, "2026-11-25"))
    assert tomorrow is not None
    foreign = town.do(stored.dishes(tomorrow.id))[0]
    for nonsense in ({"dish_id": foreign.id}, {"portions": 0}, {"portions": 7}, {"way": "by drone"}):
        assert town.do(orders.change(one, zhang, NOW, **nonsense)) == Gone()
    assert town.do(orders.change(one + 1, zhang, NOW, portions=2)) == Gone()
    assert totals(town, kitchen) == (1, 1)


def test_when_orders_are_closed_nothing_changes_any_more(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    one = ordered(town, kitchen, zhang, portions=3)
    late = TooLate(CLOSES_MS, "027-84951234")
    assert town.do(orders.change(one, zhang, CLOSES_MS, portions=1)) == late
    town.now_ms = CLOSES_MS
    town.catch_up()
    assert town.do(orders.change(one, zhang, CLOSES_MS - 1, note="少饭")) == late
    assert totals(town, kitchen) == (3, 3)


def test_a_meal_given_back_is_not_changed(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    one = ordered(town, kitchen, zhang, portions=2)
    town.do(orders.cancel(one, zhang, NOW))
    assert town.do(orders.change(one, zhang, NOW, portions=4)) == Gone()
    assert totals(town, kitchen) == (0, 0)


def test_an_order_that_changed_a_moment_before_is_not_changed_on_what_it_was(town: Town, kitchen: int) -> None:
    """Two workers: the guard is the number of portions that was read. Without it the day would count portions nobody has."""
    zhang = town.person("张汉梅")
    one = ordered(town, kitchen, zhang, portions=2)
    dish = town.do(stored.dishes(kitchen))[0]

    def write(was: int) -> bool:
        return town.do(orders_stored.change(one, was, dish.id, 5, "dine", "", "", False, 7500, 7500, NOW))

    assert not write(was=1) and write(was=2)


def test_whom_it_concerns_hears_of_it_once(town: Town, kitchen: int) -> None:
    daughter, son, father, stranger = (town.person(name) for name in ("林悦", "林强", "林建国", "路人"))
    for child in (daughter, son):
        town.do(households.link(child, father, "parent", NOW, NOW))
        town.do(households.set_tell(child, father, "both"))
    one = ordered(town, kitchen, father, daughter)
    assert town.do(orders.change(one, stranger, NOW, portions=2)) == NotAllowed()
    heard = [len(town.heard(person)) for person in (daughter, son, father)]
    town.do(orders.change(one, son, NOW + 1, portions=2))
    town.do(orders.change(one, son, NOW + 2, portions=2))
    said = "林强改了林建国11月24日（周二）的餐：番茄牛腩，2份，到店吃。"
    assert [sum(said in words for words in town.heard(person)) for person in (daughter, son, father)] == [1, 0, 1]
    assert [len(town.heard(person)) for person in (daughter, son, father)] == [heard[0] + 1, heard[1], heard[2] + 1]


def test_ones_own_change_is_told_to_nobody_and_that_of_staff_is_written_down(town: Town, kitchen: int) -> None:
    zhang, staff = town.person("张汉梅"), town.staff()
    one = ordered(town, kitchen, zhang)
    town.do(orders.change(one, zhang, NOW, portions=2))
    assert town.heard(zhang) == []
    town.do(orders.change(one, staff, NOW + 1, portions=1))
    assert any("周丹丹改了" in said for said in town.heard(zhang))
    assert [act.action for act in town.do(audit.about(f"meal_order:{one}"))] == ["change meal"]


def test_the_note_goes_along_with_the_same_again_and_with_the_consent(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    one = ordered(town, kitchen, zhang)
    town.do(meals.plan(town.community_id, date(2026, 11, 25), ["红烧豆腐"], ZONE, NOW))
    town.do(orders.change(one, zhang, NOW, note="少饭"))
    same = town.do(order_again.again(zhang, town.do(meals.menu(town.community_id, NOW)), NOW))
    assert same is not None and same.order.note == "少饭"
    made = town.do(
        orders.order(same.meal.day.id, zhang, zhang, same.dish.id, NOW, portions=1, way="dine", note=same.order.note)
    )
    assert isinstance(made, Ordered) and made.listed.note == "少饭"
    town.do(people.withdraw(zhang, "general"))
    assert {one.note for one in town.do(orders.mine(zhang, "2026-11-24"))} == {""}


def test_any_orders_changes_and_cancellations_leave_totals_that_agree(town: Town, kitchen: int) -> None:
    chance, residents = random.Random(11), town.crowd(8)
    dishes = town.do(stored.dishes(kitchen))
    for _act in range(300):
        person, dish, n = chance.choice(residents), chance.choice(dishes), chance.randint(1, 6)
        known = town.do(orders_stored.active(kitchen, person))
        if known is None:
            town.do(orders.order(kitchen, person, person, dish.id, NOW, portions=n, way="dine"))
        elif chance.random() < 0.2:
            town.do(orders.cancel(known.id, person, NOW))
        else:
            town.do(orders.change(known.id, person, NOW, dish_id=dish.id, portions=n))
        taken, cooked = town.connection.execute(
            "SELECT taken, (SELECT COALESCE(SUM(portions), 0) FROM meal_order WHERE state = 'ordered') FROM meal_day"
        ).fetchone()
        assert taken == cooked <= 10
