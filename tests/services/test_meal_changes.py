"""Days of the canteen that change: closed, limited, a dish that ran out, and orders after the sheet stood."""

from __future__ import annotations

import random
from datetime import date, time

import pytest

from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.steps import AT_ONCE, look
from services import papers
from services.calendar import HOUR_MS, to_ms
from services.canteen import (
    day_papers,
    diets,
    dish_gone,
    kitchen_sheet,
    late_meals,
    meal_limits,
    meals,
    menus,
    order_again,
    orders,
)
from services.canteen.diets import Card
from services.canteen.dish_gone import RanOut
from services.canteen.kitchen_sheet import Sheet
from services.canteen.menu_reader import Planned
from services.canteen.menus import Published
from services.canteen.orders import Cancelled, Gone, NotAllowed, Ordered, SoldOut, TooLate
from services.courses import Refused
from storage import calls, reminders
from storage import meals as stored
from storage import orders as orders_stored
from storage.meals import Canteen, MealDay
from storage.sqlite import drive
from tests.services.conftest import NOW, ZONE, Town, local

TUESDAY = date(2026, 11, 24)
CLOSES_MS = to_ms(local("2026-11-24 09:30"), ZONE)


@pytest.fixture
def tuesday(town: Town) -> int:
    """A canteen that cooks on Tuesday and Wednesday; the id of Tuesday."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 10, 1500, "[]")))
    made = town.do(meals.plan(town.community_id, TUESDAY, ["番茄牛腩", "清蒸鲈鱼"], ZONE, NOW))
    town.do(meals.plan(town.community_id, date(2026, 11, 25), ["红烧豆腐"], ZONE, NOW))
    assert made is not None
    return made


def order(town: Town, day: int, eater: int, by: int | None = None, *, n: int = 1, portions: int = 1) -> object:
    dish = town.do(stored.dishes(day))[n - 1]
    return town.do(orders.order(day, eater, by or eater, dish.id, town.now_ms, portions=portions, way="pickup"))


def ordered(town: Town, day: int, eater: int, by: int | None = None, *, n: int = 1, portions: int = 1) -> int:
    made = order(town, day, eater, by, n=n, portions=portions)
    assert isinstance(made, Ordered), made
    return made.listed.id


def dish(town: Town, day: int, n: int) -> int:
    return town.do(stored.dishes(day))[n - 1].id


def at(town: Town, day: int) -> MealDay:
    found = town.do(stored.day(day))
    assert found is not None
    return found


def counts(town: Town, day: int, staff: int) -> dict[str, int]:
    """Portions by dish, as the kitchen's sheet has them; they are always as many as are taken."""
    made = town.do(kitchen_sheet.sheet(day, staff))
    assert isinstance(made, Sheet)
    assert made.portions() == at(town, day).taken <= at(town, day).capacity
    return {one.name: made.portions(one.n) for one in made.meal.dishes}


def hears(town: Town, person: int, words: str) -> int:
    return sum(words in said for said in town.heard(person))


def cook(town: Town) -> None:
    """Orders close and the sheet is made."""
    town.now_ms = CLOSES_MS
    town.catch_up()


# A day without a meal


def test_everybody_hears_once_of_a_lost_day_even_if_the_telling_is_killed_half_way(town: Town, tuesday: int) -> None:
    staff = town.staff()
    town.do(meal_limits.set_capacity(tuesday, staff, 500, NOW))
    people = [town.person(f"居民{n}") for n in range(AT_ONCE + 5)]
    for person in people:
        ordered(town, tuesday, person)
    assert town.do(meals.close(tuesday, staff, "停气", NOW)) == len(people)
    assert at(town, tuesday).taken == 0 and hears(town, people[0], "不开餐") == 0
    [reminder] = [one for one in town.do(reminders.due(NOW, 100)) if one.kind == "meal_closed"]
    town.do(look(reminder.id, RULES, NOW, Quiet(ZONE)))
    drive(town.connection, lambda: look(reminder.id, RULES, NOW, Quiet(ZONE)))
    town.connection.rollback()  # killed before the commit
    assert sum(hears(town, person, "不开餐") for person in people) == AT_ONCE
    town.catch_up()
    assert [hears(town, person, "不开餐") for person in people] == [1] * len(people)
    assert hears(town, people[0], "别的日子还能订") == 1


def test_what_one_gave_back_before_the_day_was_lost_is_not_told(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    town.do(orders.cancel(ordered(town, tuesday, zhang), zhang, NOW))
    assert town.do(meals.close(tuesday, staff, "", NOW)) == 0
    town.catch_up()
    assert hears(town, zhang, "不开餐") == 0


# Limits


def test_an_earlier_cut_off_is_told_to_whoever_ordered_and_closes_the_day(town: Town, tuesday: int) -> None:
    staff, zhang, other = town.staff(), town.person("张汉梅"), town.person("没订的")
    ordered(town, tuesday, zhang)
    early = to_ms(local("2026-11-24 08:00"), ZONE)
    assert town.do(meal_limits.set_cutoff(tuesday, zhang, time(8), ZONE, NOW)) == Refused("not staff")
    assert town.do(meal_limits.set_cutoff(tuesday, staff, time(8), ZONE, NOW)) == early
    town.catch_up()
    assert (hears(town, zhang, "提前到 08:00 截止"), hears(town, other, "提前")) == (1, 0)
    town.now_ms = early
    town.catch_up()
    assert isinstance(order(town, tuesday, other), TooLate) and at(town, tuesday).status == "cooking"
    assert town.do(meal_limits.set_cutoff(tuesday, staff, time(10), ZONE, early)) == Refused("orders closed")


def test_a_later_cut_off_is_told_to_nobody(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    ordered(town, tuesday, zhang)
    late = to_ms(local("2026-11-24 10:15"), ZONE)
    assert town.do(meal_limits.set_cutoff(tuesday, staff, time(10, 15), ZONE, NOW)) == late
    cook(town)
    assert at(town, tuesday).status == "open" and not town.heard(zhang)
    assert isinstance(order(town, tuesday, town.person("晚一点")), Ordered)


def test_orders_end_now_but_never_in_the_past_nor_now_for_another_day(town: Town, tuesday: int) -> None:
    staff = town.staff()
    assert town.do(meal_limits.set_cutoff(tuesday, staff, None, ZONE, NOW)) == Refused("not that day")
    town.now_ms = CLOSES_MS - HOUR_MS
    assert town.do(meal_limits.set_cutoff(tuesday, staff, time(8), ZONE, town.now_ms)) == Refused("cut-off past")
    assert town.do(meal_limits.set_cutoff(tuesday, staff, None, ZONE, town.now_ms)) == town.now_ms
    town.catch_up()
    assert at(town, tuesday).status == "cooking"


def test_the_capacity_is_never_less_than_is_taken(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    ordered(town, tuesday, zhang, portions=3)
    assert town.do(meal_limits.set_capacity(tuesday, staff, 2, NOW)) == Refused("below taken")
    assert town.do(meal_limits.set_capacity(tuesday, staff, 3, NOW)) == 0
    assert order(town, tuesday, town.person("李荣珍")) == SoldOut(0)
    assert town.do(meal_limits.set_capacity(tuesday, zhang, 9, NOW)) == Refused("not staff")


# A dish that ran out


def test_whoever_ordered_a_dish_that_ran_out_gets_another_and_hears_of_it_once(town: Town, tuesday: int) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    elder = town.person("陈兆龙", chat=False, phone="13900000001")
    for person in (zhang, elder):
        ordered(town, tuesday, person)
    ordered(town, tuesday, li, n=2)
    beef, fish = dish(town, tuesday, 1), dish(town, tuesday, 2)
    assert town.do(dish_gone.ran_out(beef, fish, zhang, NOW)) == Refused("not staff")
    assert town.do(dish_gone.ran_out(beef, fish, staff, NOW)) == RanOut("清蒸鲈鱼", 2)
    assert town.do(dish_gone.ran_out(beef, fish, staff, NOW)) == Refused("nothing to change")
    town.catch_up()
    assert hears(town, zhang, "「番茄牛腩」没有了，给张汉梅换成「清蒸鲈鱼」") == 1 and not town.heard(li)
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (staff,))
    assert [call.name for call in town.do(calls.waiting(town.community_id, NOW, 5))] == ["陈兆龙"]
    assert counts(town, tuesday, staff) == {"番茄牛腩": 0, "清蒸鲈鱼": 3}
    assert order(town, tuesday, town.person("晚来的"), n=1) == Gone()
    menu = town.do(meals.menu(town.community_id, NOW))
    assert [one.name for one in menu[0].offered] == ["清蒸鲈鱼"]


def test_who_is_allergic_to_what_takes_its_place_is_warned(town: Town, tuesday: int) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    assert town.do(diets.save(zhang, zhang, Card(allergies=("fish",)), NOW, agreed=True))
    for person in (zhang, li):
        ordered(town, tuesday, person)
    town.do(dish_gone.ran_out(dish(town, tuesday, 1), dish(town, tuesday, 2), staff, NOW))
    town.catch_up()
    assert (hears(town, zhang, "里面可能有张汉梅过敏的东西"), hears(town, li, "过敏")) == (1, 0)


def test_a_dish_that_was_not_on_the_menu_takes_its_place(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    ordered(town, tuesday, zhang)
    beef = dish(town, tuesday, 1)
    assert town.do(dish_gone.ran_out(beef, "  ", staff, NOW)) == Refused("no such dish")
    assert town.do(dish_gone.ran_out(beef, "番茄牛腩", staff, NOW)) == Refused("no such dish")
    assert town.do(dish_gone.ran_out(beef, "蒸蛋", staff, NOW)) == RanOut("蒸蛋", 1)
    egg = dish(town, tuesday, 3)
    assert town.do(dish_gone.ran_out(egg, "清蒸鲈鱼", staff, NOW)) == RanOut("清蒸鲈鱼", 1)
    town.catch_up()
    assert hears(town, zhang, "「蒸蛋」没有了，给张汉梅换成「清蒸鲈鱼」") == 1


def test_what_was_swapped_can_be_given_back_after_the_cut_off_and_is_not_billed(town: Town, tuesday: int) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    swapped, kept = ordered(town, tuesday, zhang), ordered(town, tuesday, li, n=2)
    cook(town)
    town.do(dish_gone.ran_out(dish(town, tuesday, 1), dish(town, tuesday, 2), staff, town.now_ms))
    assert isinstance(town.do(orders.cancel(kept, li, town.now_ms)), TooLate)
    town.wait(hours=2)
    assert town.do(orders.cancel(swapped, zhang, town.now_ms)) == Cancelled()
    assert counts(town, tuesday, staff) == {"番茄牛腩": 0, "清蒸鲈鱼": 1}
    assert hears(town, staff, "截止后有变动：−1 清蒸鲈鱼（张汉梅）") == 1
    assert [one.total_fen for one in town.do(orders_stored.of_day(tuesday))] == [1500]


def test_what_was_swapped_stays_once_it_has_been_eaten(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    swapped = ordered(town, tuesday, zhang)
    cook(town)
    town.do(dish_gone.ran_out(dish(town, tuesday, 1), "蒸蛋", staff, town.now_ms))
    town.now_ms = CLOSES_MS + meals.SERVED_MS
    assert isinstance(town.do(orders.cancel(swapped, zhang, town.now_ms)), TooLate)


# After the sheet stood


def test_staff_add_and_take_back_for_a_resident_who_calls_until_the_day_is_over(town: Town, tuesday: int) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    hers = ordered(town, tuesday, li)
    cook(town)
    assert isinstance(order(town, tuesday, zhang), TooLate), "residents themselves are too late"
    assert isinstance(order(town, tuesday, staff), TooLate), "so are staff for themselves"
    assert isinstance(town.do(orders.cancel(hers, li, town.now_ms)), TooLate)
    added = ordered(town, tuesday, zhang, staff, n=2)
    assert hears(town, zhang, "周丹丹给张汉梅订了") == 1
    town.wait(hours=1)
    assert town.do(orders.cancel(hers, staff, town.now_ms)) == Cancelled()
    assert hears(town, li, "周丹丹把李荣珍") == 1
    assert counts(town, tuesday, staff) == {"番茄牛腩": 0, "清蒸鲈鱼": 1}
    changes = town.do(late_meals.of_day(at(town, tuesday), staff))
    assert not isinstance(changes, Refused)
    said = [town.say(late_meals.said(one, at(town, tuesday))) for one in changes]
    assert said == ["+1 清蒸鲈鱼（张汉梅，自己取）", "−1 番茄牛腩（李荣珍）"]
    town.now_ms = CLOSES_MS + meals.OVER_MS
    assert isinstance(town.do(orders.cancel(added, staff, town.now_ms)), TooLate)
    assert isinstance(order(town, tuesday, li, staff), TooLate)


def test_what_was_added_late_is_marked_on_the_sheet_for_excel(town: Town, tuesday: int) -> None:
    staff = town.staff()
    ordered(town, tuesday, town.person("张汉梅"))
    cook(town)
    ordered(town, tuesday, town.person("李荣珍"), staff)
    made = town.do(day_papers.meal_day(papers.Wanted(tuesday, staff)))
    assert not isinstance(made, Refused)
    rows = day_papers.meal_rows(made[0])
    remarks = {row[3]: row[7] if isinstance(row[7], str | int | float) else town.say(row[7]) for row in rows}
    assert remarks == {"张汉梅": "", "李荣珍": "截止后加的"}


def test_what_is_added_late_never_exceeds_the_capacity(town: Town, tuesday: int) -> None:
    staff = town.staff()
    ordered(town, tuesday, town.person("张汉梅"), portions=6)
    cook(town)
    assert order(town, tuesday, town.person("李荣珍"), staff, portions=5) == SoldOut(4)
    ordered(town, tuesday, town.person("李荣珍"), staff, portions=4)
    assert counts(town, tuesday, staff) == {"番茄牛腩": 10, "清蒸鲈鱼": 0}


def test_each_further_change_asks_for_a_confirmation_again(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    cook(town)
    added = ordered(town, tuesday, zhang, staff)
    first = town.now_ms
    assert at(town, tuesday).unconfirmed
    assert town.do(late_meals.confirm(tuesday, first, zhang, town.now_ms)) == Refused("not staff")
    town.wait(hours=0.1)
    town.do(orders.cancel(added, staff, town.now_ms))
    assert town.do(late_meals.confirm(tuesday, first, staff, town.now_ms)) is False, "the kitchen must hear of the other, too"
    assert hears(town, staff, "加了又退 1 番茄牛腩（张汉梅）") == 1
    assert town.do(late_meals.confirm(tuesday, town.now_ms, staff, town.now_ms)) is True
    assert not at(town, tuesday).unconfirmed
    assert town.do(late_meals.confirm(tuesday, town.now_ms, staff, town.now_ms)) is False, "it knew"


def test_nobody_but_staff_orders_late_for_their_own(town: Town, tuesday: int) -> None:
    cook(town)
    assert order(town, tuesday, town.person("张汉梅"), town.person("路人")) == NotAllowed()


def test_whatever_happens_to_a_day_the_sheet_is_what_is_taken_and_never_too_much(town: Town, tuesday: int) -> None:
    """Random weeks of orders, returns, swaps, limits and late changes, across the end of orders."""
    chance, staff = random.Random(11), town.staff()
    residents = town.crowd(12)
    for act in range(400):
        if act == 200:
            cook(town)
        person = chance.choice(residents)
        by = chance.choice((person, staff))
        known = town.do(orders_stored.active(tuesday, person))
        dishes = town.do(stored.dishes(tuesday))
        match chance.randrange(12):
            case 0:
                town.do(meal_limits.set_capacity(tuesday, staff, chance.randrange(1, 20), town.now_ms))
            case 1 if len(dishes) < 8:
                other: int | str = f"菜{act}" if chance.random() < 0.5 else chance.choice(dishes).id
                town.do(dish_gone.ran_out(chance.choice(dishes).id, other, staff, town.now_ms))
            case 2:
                names = [one.name for one in dishes if not one.gone]
                if act < 200:
                    town.do(menus.publish(staff, town.community_id, [Planned(TUESDAY, tuple(names[::-1]))], ZONE, town.now_ms))
            case _ if known:
                town.do(orders.cancel(known.id, by, town.now_ms))
            case _:
                order(town, tuesday, person, by, n=chance.randrange(len(dishes)) + 1, portions=chance.choice((1, 2)))
        made = counts(town, tuesday, staff)
        assert sum(made.values()) == at(town, tuesday).taken
        town.now_ms += 1000
        town.catch_up()
    assert town.connection.execute("SELECT COUNT(*) FROM meal_order WHERE late = 1").fetchone()[0] > 10
    assert town.connection.execute("SELECT COUNT(*) FROM meal_order WHERE swapped = 1").fetchone()[0] > 5
    wrong = "SELECT COUNT(*) FROM meal_order o JOIN dish d ON d.id = o.dish_id WHERE o.state = 'ordered' AND d.gone = 1"
    assert town.connection.execute(wrong).fetchone()[0] == 0, "nobody is left with a dish that ran out"
    left = at(town, tuesday).taken
    town.do(meals.close(tuesday, staff, "停气", town.now_ms))
    assert left and at(town, tuesday).taken == 0 and counts(town, tuesday, staff).values()


# Publishing a menu


def test_a_menu_is_published_by_staff_and_leaves_what_people_ordered_and_a_days_own_limits(town: Town, tuesday: int) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    ordered(town, tuesday, zhang)
    town.do(meal_limits.set_capacity(tuesday, staff, 5, NOW))
    town.do(meal_limits.set_cutoff(tuesday, staff, time(10), ZONE, NOW))
    days = [Planned(TUESDAY, ("清蒸鲈鱼", "蒸蛋")), Planned(date(2026, 11, 26), ("面条",))]
    assert town.do(menus.publish(zhang, town.community_id, days, ZONE, NOW)) == Refused("not staff")
    states = [(one.state, one.kept) for one in town.do(menus.changes(town.community_id, days, ZONE, NOW))]
    assert states == [("changed", ("番茄牛腩",)), ("new", ())]
    assert town.do(menus.publish(staff, town.community_id, days, ZONE, NOW)) == Published(2)
    assert counts(town, tuesday, staff) == {"清蒸鲈鱼": 0, "蒸蛋": 0, "番茄牛腩": 1}
    assert (at(town, tuesday).capacity, at(town, tuesday).closes_ms) == (5, to_ms(local("2026-11-24 10:00"), ZONE))
    assert [one.state for one in town.do(menus.changes(town.community_id, days, ZONE, NOW))] == ["same", "same"]
    assert town.do(menus.publish(staff, town.community_id, days, ZONE, NOW)) == Published(0)
    audited = town.connection.execute("SELECT COUNT(*) FROM audit WHERE action = 'publish menu'").fetchone()
    assert audited == (2,)


def test_a_day_whose_orders_have_closed_keeps_its_menu(town: Town, tuesday: int) -> None:
    staff = town.staff()
    wednesday = town.do(stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    town.do(meals.close(wednesday.id, staff, "", NOW))
    cook(town)
    days = [Planned(TUESDAY, ("蒸蛋",)), Planned(date(2026, 11, 25), ("蒸蛋",))]
    assert [one.state for one in town.do(menus.changes(town.community_id, days, ZONE, town.now_ms))] == ["cooking", "closed"]
    assert town.do(menus.publish(staff, town.community_id, days, ZONE, town.now_ms)) == Published(0)
    assert "蒸蛋" not in counts(town, tuesday, staff)


def test_a_day_for_which_it_is_too_late_gets_no_menu(town: Town, tuesday: int) -> None:
    staff, days = town.staff(), [Planned(date(2026, 11, 23), ("蒸蛋",))]
    late = to_ms(local("2026-11-23 10:00"), ZONE)
    assert [one.state for one in town.do(menus.changes(town.community_id, days, ZONE, late))] == ["cooking"]
    assert town.do(menus.publish(staff, town.community_id, days, ZONE, late)) == Published(0)
    assert town.do(stored.on(town.community_id, "2026-11-23")) is None
    assert town.do(menus.publish(staff, town.community_id, [Planned(TUESDAY, ("",))], ZONE, NOW)) == Refused("no such dish")


def test_a_holiday_on_which_a_menu_is_planned_is_named(town: Town, tuesday: int) -> None:
    days = [Planned(date(2027, 1, 1), ("饺子",)), Planned(date(2026, 12, 1), ("蒸蛋",))]
    assert [one.holiday for one in town.do(menus.changes(town.community_id, days, ZONE, NOW))] == ["元旦", ""]


def test_who_then_chose_themselves_is_told_of_no_swap_and_gives_nothing_back_after_the_cut_off(
    town: Town, tuesday: int
) -> None:
    zhang, staff = town.person("张汉梅"), town.staff()
    made = ordered(town, tuesday, zhang)
    town.do(dish_gone.ran_out(dish(town, tuesday, 1), "白菜豆腐", staff, NOW))
    assert isinstance(town.do(orders.change(made, zhang, NOW, dish_id=dish(town, tuesday, 2))), orders.Changed)
    town.catch_up()
    assert hears(town, zhang, "没有了") == 0
    cook(town)
    assert isinstance(town.do(orders.cancel(made, zhang, town.now_ms)), TooLate)


def test_a_late_change_that_is_handled_after_the_kitchen_was_told_of_later_ones_is_flagged_all_the_same(
    town: Town, tuesday: int
) -> None:
    staff, (one, other, third) = town.staff(), town.crowd(3)
    cook(town)
    tapped_ms = town.now_ms
    town.wait(hours=0.01)
    ordered(town, tuesday, one, staff)
    told_ms = at(town, tuesday).changed_ms
    assert told_ms is not None
    town.now_ms = tapped_ms  # tapped before that, handled after it
    ordered(town, tuesday, other, staff)
    assert town.do(late_meals.confirm(tuesday, told_ms, staff, town.now_ms)) is False
    town.wait(hours=0.02)
    last_ms = at(town, tuesday).changed_ms
    assert last_ms is not None and town.do(late_meals.confirm(tuesday, last_ms, staff, town.now_ms)) is True
    town.now_ms = tapped_ms
    ordered(town, tuesday, third, staff)
    assert at(town, tuesday).unconfirmed


def test_the_same_again_is_what_was_chosen_not_what_took_its_place(town: Town, tuesday: int) -> None:
    zhang, staff = town.person("张汉梅"), town.staff()
    ordered(town, tuesday, zhang)
    town.do(dish_gone.ran_out(dish(town, tuesday, 1), "白菜豆腐", staff, NOW))
    same = town.do(order_again.again(zhang, town.do(meals.menu(town.community_id, NOW)), NOW))
    assert same is not None and same.dish.name == "红烧豆腐"


def test_a_menu_with_a_dish_that_ran_out_changes_nothing(town: Town, tuesday: int) -> None:
    town.do(dish_gone.ran_out(dish(town, tuesday, 1), dish(town, tuesday, 2), town.staff(), NOW))
    [change] = town.do(menus.changes(town.community_id, [Planned(TUESDAY, ("番茄牛腩", "清蒸鲈鱼"))], ZONE, NOW))
    assert change.state == "same"


def test_what_staff_order_for_residents_is_not_on_their_own_menu(town: Town, tuesday: int) -> None:
    staff, elder = town.staff(), town.person("陈兆龙", chat=False)
    ordered(town, tuesday, elder, staff)
    wednesday = town.do(stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    assert town.do(orders.mine(staff, "")) == [] and len(town.do(orders.mine(elder, ""))) == 1
    assert town.do(order_again.again(staff, town.do(meals.menu(town.community_id, NOW)), NOW)) is None
    town.now_ms = wednesday.closes_ms - HOUR_MS
    town.catch_up()
    assert hears(town, staff, "还没订餐") == 0
