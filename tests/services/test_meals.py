"""Meals: never more than are cooked, one order a day for each who eats, nothing silently after the end of orders, and bills that stand."""

from __future__ import annotations

import random
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from services import households
from services import people as people_service
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS, to_ms
from services.canteen import kitchen_sheet, meals, order_again, orders
from services.canteen.kitchen_sheet import Sheet
from services.canteen.orders import Already, Cancelled, Gone, NotAllowed, Ordered, SoldOut, TooLate
from services.canteen.walking import natural
from services.courses import Refused
from services.records import erasing, merging
from storage import calls, people
from storage import households as households_stored
from storage import meals as stored
from storage import orders as orders_stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town, local

TUESDAY = date(2026, 11, 24)
CLOSES_MS = to_ms(local("2026-11-24 09:30"), ZONE)
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'


@pytest.fixture
def kitchen(town: Town) -> int:
    """A canteen that cooks on Tuesday and Wednesday; the id of Tuesday."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 10, 1500, PRICES)))
    tuesday = town.do(meals.plan(town.community_id, TUESDAY, ["番茄牛腩", "清蒸鲈鱼"], ZONE, NOW))
    town.do(meals.plan(town.community_id, date(2026, 11, 25), ["红烧豆腐", "冬瓜排骨"], ZONE, NOW))
    assert tuesday is not None
    return tuesday


def order(
    town: Town, day: int, eater: int, by: int | None = None, *, n: int = 1, portions: int = 1, way: str = "dine"
) -> object:
    dish = town.do(stored.dishes(day))[n - 1]
    return town.do(orders.order(day, eater, by or eater, dish.id, town.now_ms, portions=portions, way=way))


def sheet(town: Town, day: int) -> Sheet:
    made = town.do(kitchen_sheet.sheet(day, town.staff()))
    assert isinstance(made, Sheet)
    return made


def taken(town: Town, day: int) -> int:
    found = town.do(stored.day(day))
    assert found is not None
    return found.taken


def test_portions_are_never_sold_twice(town: Town, kitchen: int) -> None:
    outcomes = [order(town, kitchen, person, portions=3) for person in town.crowd(5)]
    assert [type(outcome) for outcome in outcomes] == [Ordered, Ordered, Ordered, SoldOut, SoldOut]
    assert outcomes[3] == SoldOut(1) and taken(town, kitchen) == sheet(town, kitchen).portions() == 9


def test_a_check_before_the_write_would_oversell(empty_database: Path, tmp_path: Path) -> None:
    """The failing twin: two workers look first and write then; with the guard of `take` only one of them gets the last portion."""

    def oversold(guarded: bool) -> bool:
        path = tmp_path / f"{guarded}.db"
        with sqlite3.connect(path) as made, sqlite3.connect(empty_database) as source:
            source.backup(made)
        made.execute("INSERT INTO community (slug, name) VALUES ('a', 'a')")
        made.execute("INSERT INTO meal_day (community_id, day, closes_ms, capacity, taken) VALUES (1, '2026-11-24', 9, 10, 9)")
        looked = [made.execute("SELECT capacity - taken FROM meal_day").fetchone()[0] for _worker in range(2)]
        for left in looked:
            if guarded:
                made.execute(stored._TAKE.text, {"id": 1, "portions": 1, "now_ms": 1}).fetchall()
            elif left >= 1:
                made.execute("UPDATE meal_day SET taken = taken + 1")
        found = bool(made.execute("SELECT taken > capacity FROM meal_day").fetchone()[0])
        made.close()
        return found

    assert oversold(guarded=False) and not oversold(guarded=True)


def test_one_who_eats_has_one_order_a_day_from_however_many_phones(town: Town, kitchen: int) -> None:
    daughter, son, father = town.person("林悦"), town.person("林强"), town.person("林建国", born=date(1950, 3, 8))
    for child in (daughter, son):
        town.do(households_stored.link(child, father, "parent", NOW, NOW))
    town.do(people.see_age(father, date(1950, 3, 8), NOW))
    first = order(town, kitchen, father, daughter)
    assert isinstance(first, Ordered) and first.listed.total_fen == 800
    assert order(town, kitchen, father, son) == order(town, kitchen, father) == Already(first.listed.id)
    assert any("林悦给林建国订了11月24日（周二）的餐" in said for said in town.heard(father))
    assert isinstance(order(town, kitchen, town.person("路人"), daughter), NotAllowed)
    assert taken(town, kitchen) == 1


def test_orders_end_at_the_minute_and_nothing_after_it_is_silent(town: Town, kitchen: int) -> None:
    early, late, staff = town.person("早"), town.person("晚"), town.staff()
    town.now_ms = CLOSES_MS - 1
    made = order(town, kitchen, early)
    assert isinstance(made, Ordered)
    town.now_ms = CLOSES_MS
    assert order(town, kitchen, late) == TooLate(CLOSES_MS, "027-84951234")
    town.catch_up()
    assert any("订餐截止，一共1份" in said for said in town.heard(staff))
    assert town.do(orders.cancel(made.listed.id, early, town.now_ms)) == TooLate(CLOSES_MS, "027-84951234")


def test_the_sheet_waits_for_orders_that_were_sent_in_time(town: Town, kitchen: int) -> None:
    """The last tap before the end of orders is handled two seconds after it: a backlog."""
    sent_ms, staff, slow = CLOSES_MS - 1, town.staff(), town.person("慢")
    town.now_ms, town.handled_ms = CLOSES_MS, sent_ms
    town.catch_up()
    assert not any("订餐截止" in said for said in town.heard(staff))
    dish = town.do(stored.dishes(kitchen))[0]
    assert isinstance(town.do(orders.order(kitchen, slow, slow, dish.id, sent_ms, portions=1, way="dine")), Ordered)
    town.now_ms, town.handled_ms = CLOSES_MS + 2_000, None
    town.catch_up()
    assert any("订餐截止，一共1份" in said for said in town.heard(staff))


def test_the_kitchen_waits_ten_minutes_and_no_longer(town: Town, kitchen: int) -> None:
    staff = town.staff()
    town.handled_ms = CLOSES_MS - 1
    for minutes, told in ((9, False), (10, True)):
        town.now_ms = CLOSES_MS + minutes * MINUTE_MS
        town.catch_up()
        assert any("订餐截止" in said for said in town.heard(staff)) == told


def test_an_order_that_was_in_time_but_comes_after_the_sheet_is_refused_aloud(town: Town, kitchen: int) -> None:
    """The sheet closes the day: whatever is handled after it is told so, whenever it was sent."""
    town.now_ms = CLOSES_MS
    town.catch_up()
    town.now_ms = CLOSES_MS - 1_000
    assert isinstance(order(town, kitchen, town.person("慢")), TooLate)
    assert sheet(town, kitchen).portions() == 0


def test_given_back_in_time_it_can_be_had_by_the_next(town: Town, kitchen: int) -> None:
    first, second = town.crowd(2)
    made = order(town, kitchen, first, portions=6)
    assert isinstance(made, Ordered) and order(town, kitchen, second, portions=6) == SoldOut(4)
    assert town.do(orders.cancel(made.listed.id, second, NOW)) == NotAllowed()
    assert town.do(orders.cancel(made.listed.id, first, NOW)) == Cancelled()
    assert town.do(orders.cancel(made.listed.id, first, NOW)) == Gone()
    assert isinstance(order(town, kitchen, second, portions=6), Ordered)


def test_the_same_again_is_the_same_choice_at_that_days_price(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅", born=date(1950, 3, 8))
    assert isinstance(order(town, kitchen, zhang, n=2, way="pickup"), Ordered)
    town.do(people.see_age(zhang, date(1950, 3, 8), NOW))
    same = town.do(order_again.again(zhang, town.do(meals.menu(town.community_id, NOW)), NOW))
    assert same is not None
    assert (same.meal.day.day, same.dish.name, same.order.way, same.price.total_fen) == (
        "2026-11-25",
        "冬瓜排骨",
        "pickup",
        800,
    )


def test_a_day_that_is_lost_is_told_to_everybody_and_billed_to_nobody(town: Town, kitchen: int) -> None:
    zhang, elder, staff = town.person("张汉梅"), town.person("陈兆龙", chat=False, phone="13900000001"), town.staff()
    order(town, kitchen, zhang)
    order(town, kitchen, elder, staff)
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (staff,))
    assert town.do(meals.close(kitchen, zhang, "停气", NOW)) == Refused("not staff")
    assert town.do(meals.close(kitchen, staff, "停气", NOW)) == 2
    assert town.do(meals.close(kitchen, staff, "停气", NOW)) == Refused("nothing to change")
    town.catch_up()
    assert any("不开餐" in said and "停气" in said for said in town.heard(zhang))
    [call] = town.do(calls.waiting(town.community_id, NOW, 5))
    assert call.name == "陈兆龙"
    assert (taken(town, kitchen), sheet(town, kitchen).portions()) == (0, 0)
    assert order(town, kitchen, zhang) == TooLate(CLOSES_MS, "027-84951234", called_off=True)


def test_whoever_ordered_last_time_and_not_today_is_asked_an_hour_before(town: Town, kitchen: int) -> None:
    regular, ordered, muted = town.person("常来"), town.person("订了"), town.person("没来过")
    for person in (regular, ordered):
        order(town, kitchen, person)
    wednesday = town.do(stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    order(town, wednesday.id, ordered)
    town.now_ms = CLOSES_MS + DAY_MS - HOUR_MS
    town.catch_up()
    assert [any("还没订餐" in said for said in town.heard(person)) for person in (regular, ordered, muted)] == [
        True,
        False,
        False,
    ]


def test_who_gave_a_meal_back_or_whose_father_ended_it_is_not_asked(town: Town, kitchen: int) -> None:
    gave_back, daughter, father = town.person("退了"), town.person("林悦"), town.person("林建国")
    town.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    order(town, kitchen, gave_back)
    order(town, kitchen, father, daughter)
    wednesday = town.do(stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    made = order(town, wednesday.id, gave_back)
    assert isinstance(made, Ordered)
    town.do(orders.cancel(made.listed.id, gave_back, NOW))
    town.do(households_stored.unlink(daughter, father))
    town.now_ms = CLOSES_MS + DAY_MS - HOUR_MS
    town.catch_up()
    assert not any("还没订餐" in said for person in (gave_back, daughter, father) for said in town.heard(person))


def test_orders_made_to_close_earlier_close_all_the_same(town: Town, kitchen: int) -> None:
    """The regulars were asked at 08:30; then the end of orders moves to 08:00, before that."""
    staff, zhang, before = town.staff(), town.person("张汉梅"), town.do(stored.canteen(town.community_id))
    order(town, kitchen, zhang)
    town.now_ms = CLOSES_MS - HOUR_MS
    town.catch_up()
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "08:00", 10, 1500, PRICES)))
    town.do(meals.plan(town.community_id, TUESDAY, ["番茄牛腩", "清蒸鲈鱼"], ZONE, town.now_ms, before=before))
    town.catch_up()
    assert any("订餐截止，一共1份" in said for said in town.heard(staff))
    assert any("提前截止了" in said for said in town.heard(zhang))


def test_fewer_portions_than_are_ordered_are_as_many_as_are_ordered(town: Town, kitchen: int) -> None:
    before = town.do(stored.canteen(town.community_id))
    order(town, kitchen, town.person("张汉梅"), portions=4)
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 2, 1500, PRICES)))
    town.do(meals.plan(town.community_id, TUESDAY, ["番茄牛腩", "清蒸鲈鱼"], ZONE, NOW, before=before))
    day = town.do(stored.day(kitchen))
    assert day is not None and (day.taken, day.capacity) == (4, 4)
    assert order(town, kitchen, town.person("晚")) == SoldOut(0)


def test_a_new_menu_does_not_change_what_people_ordered(town: Town, kitchen: int) -> None:
    made = order(town, kitchen, town.person("张汉梅"), n=1)
    assert isinstance(made, Ordered)
    town.do(meals.plan(town.community_id, TUESDAY, ["清蒸鲈鱼", "蒸蛋"], ZONE, NOW))
    menu = town.do(meals.get(kitchen))
    assert menu is not None
    assert [dish.name for dish in menu.dishes] == ["清蒸鲈鱼", "蒸蛋", "番茄牛腩"]
    assert [one.dish for one in sheet(town, kitchen).listed] == ["番茄牛腩"]
    town.do(meals.plan(town.community_id, TUESDAY, ["番茄牛腩"], ZONE, NOW))
    menu = town.do(meals.get(kitchen))
    assert menu is not None and [dish.name for dish in menu.dishes] == ["番茄牛腩"]


def test_another_birthday_than_the_one_the_office_saw_costs_the_ordinary_price(town: Town, kitchen: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅", born=date(1990, 3, 8))
    assert town.do(people_service.see_age(zhang, date(1990, 3, 8), staff, NOW))
    town.do(people_service.set_birth(zhang, date(1950, 3, 8), TUESDAY))
    made = order(town, kitchen, zhang)
    assert isinstance(made, Ordered) and made.listed.total_fen == 1500 and made.to_verify is not None
    assert not town.do(people_service.see_age(zhang, date(1950, 3, 8), zhang, NOW))
    assert town.do(people_service.see_age(zhang, date(1950, 3, 8), staff, NOW))
    town.do(orders.cancel(made.listed.id, zhang, NOW))
    made = order(town, kitchen, zhang)
    assert isinstance(made, Ordered) and made.listed.total_fen == 800


def test_two_records_that_become_one_eat_once_where_it_is_time_and_pay_for_what_was_cooked(town: Town, kitchen: int) -> None:
    keep, double, staff = town.person("张汉梅"), town.person("张汉梅"), town.staff()
    wednesday = town.do(stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    for day in (kitchen, wednesday.id):
        order(town, day, keep)
        order(town, day, double)
    town.now_ms = CLOSES_MS
    town.catch_up()
    town.do(merging.merge(keep, double, staff, town.now_ms))
    assert sheet(town, kitchen).portions() == taken(town, kitchen) == 2
    assert sheet(town, wednesday.id).portions() == taken(town, wednesday.id) == 1
    assert any("合并以后留下了一份" in said for said in town.heard(keep))


def test_a_meal_given_back_by_the_other_is_told(town: Town, kitchen: int) -> None:
    daughter, father = town.person("林悦"), town.person("林建国")
    town.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    made = order(town, kitchen, father)
    assert isinstance(made, Ordered) and town.do(orders.cancel(made.listed.id, daughter, NOW)) == Cancelled()
    assert any("林悦把林建国11月24日（周二）的餐退了" in said for said in town.heard(father))


def test_who_takes_consent_back_is_brought_nothing_and_is_not_offered_the_same_again(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    dish = town.do(stored.dishes(kitchen))[0]
    town.do(orders.order(kitchen, zhang, zhang, dish.id, NOW, portions=1, way="delivered", address="3栋2单元501"))
    town.do(people_service.withdraw(zhang, "general"))
    [one] = sheet(town, kitchen).listed
    assert (one.way, one.address) == ("pickup", "")


def test_a_day_that_is_over_cannot_be_closed_any_more(town: Town, kitchen: int) -> None:
    order(town, kitchen, town.person("张汉梅"))
    town.now_ms = CLOSES_MS + DAY_MS
    assert town.do(meals.close(kitchen, town.staff(), "", town.now_ms)) == Refused("day over")
    assert taken(town, kitchen) == 1


def test_who_belongs_to_another_community_does_not_eat_here(town: Town, kitchen: int) -> None:
    stranger = town.person("路人")
    town.connection.execute("INSERT INTO community (slug, name) VALUES ('b', '别处')")
    town.connection.execute("UPDATE person SET community_id = 2 WHERE id = ?", (stranger,))
    assert order(town, kitchen, stranger) == Gone()


def test_any_orders_and_cancellations_leave_totals_that_agree(town: Town, kitchen: int) -> None:
    chance, residents = random.Random(8), town.crowd(9)
    for _act in range(300):
        person = chance.choice(residents)
        known = town.do(orders_stored.active(kitchen, person))
        if known and chance.random() < 0.6:
            town.do(orders.cancel(known.id, person, NOW))
        else:
            order(
                town,
                kitchen,
                person,
                n=chance.choice((1, 2)),
                portions=chance.choice((1, 2, 3)),
                way=chance.choice(list(meals.WAYS)),
            )
        made = sheet_of(town, kitchen)
        assert taken(town, kitchen) == made.portions() == sum(made.portions(dish.n) for dish in made.meal.dishes) <= 10
        assert made.portions() == sum(made.portions(way=way) for way in meals.WAYS)
        assert len({one.eater_id for one in made.listed}) == len(made.listed)


def sheet_of(town: Town, day: int) -> Sheet:
    found = town.do(meals.get(day))
    assert found is not None
    return Sheet(found, tuple(town.do(orders_stored.of_day(day))))


def test_the_erased_leave_the_kitchen_its_numbers_and_nothing_else(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅之独名")
    tuesday, wednesday = kitchen, town.do(stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    order(town, tuesday, zhang)
    order(town, wednesday.id, zhang)
    town.now_ms = CLOSES_MS
    town.catch_up()
    erased = town.do(erasing.erase(zhang, town.now_ms, "feed"))
    assert erased.tombstone_id is not None
    assert (sheet(town, tuesday).portions(), sheet(town, wednesday.id).portions()) == (1, 0)
    assert "张汉梅之独名" not in "\n".join(town.connection.iterdump())


def test_two_records_of_one_human_become_one_with_one_meal_a_day(town: Town, kitchen: int) -> None:
    keep, twin, staff = town.person("张汉梅"), town.person("张汉梅"), town.staff()
    for person in (keep, twin):
        order(town, kitchen, person)
    town.do(merging.merge(keep, twin, staff, NOW))
    assert (taken(town, kitchen), sheet(town, kitchen).portions()) == (1, 1)
    assert town.do(households.may_act_for(keep, keep))


def test_a_delivery_list_goes_from_door_to_door() -> None:
    addresses = ["12栋1单元501", "3栋2单元1102", "3栋2单元501", "3栋1单元601", "广场"]
    assert sorted(addresses, key=natural) == ["广场", "3栋1单元601", "3栋2单元501", "3栋2单元1102", "12栋1单元501"]
