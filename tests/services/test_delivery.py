"""Deliveries: fair routes, doors that only their courier sees, nothing twice, and a safety matter that is never lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.deliveries import DONE_MS, FREE_MS
from services import people as people_service
from services import staff
from services.calendar import HOUR_MS, MINUTE_MS, to_ms
from services.canteen import bills, couriers, delivery, detours, doors, loads, meals, no_answer, orders
from services.canteen.couriers import Said, TooLate
from services.canteen.delivery import Busy, NotFree, Taken
from services.canteen.doors import Next, NotYours
from services.canteen.loads import OVER_MS
from services.canteen.no_answer import StaffTold, Tried
from services.canteen.walking import entrance, split, walk
from services.courses import Refused
from services.records import erasing, exporting, merging
from storage import calls, communities, drops, households, payments, people, roles, routes
from storage import couriers as couriers_stored
from storage import meals as stored
from storage import orders as orders_stored
from storage.drops import Drop, Sums
from storage.meals import Canteen
from storage.outbox import Weight
from tests.services.conftest import NOW, ZONE, Town, local

CLOSES_MS = to_ms(local("2026-11-24 09:30"), ZONE)


@pytest.fixture
def day(town: Town) -> int:
    """A Tuesday on which meals are brought; its id."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 500, 1500, "[]")))
    made = town.do(meals.plan(town.community_id, date(2026, 11, 24), ["番茄牛腩"], ZONE, NOW))
    assert made is not None
    return made


def courier(town: Town, name: str, *, day: int = 0) -> int:
    """Somebody who brings meals, also on that day."""
    person_id = town.person(name)
    town.do(roles.grant(town.community_id, "courier", person_id, None, NOW))
    if day:
        assert town.do(couriers.say(day, person_id, NOW, come=True)) == Said()
    return person_id


def bring(town: Town, day: int, address: str, eater: int = 0, *, name: str = "", by: int = 0, phone: str = "") -> int:
    """A meal is brought to that address; returns the order."""
    eater = eater or town.person(name or f"住{address}", chat=False, phone=phone)
    dish = town.do(stored.dishes(day))[0]
    done = town.do(orders.order(day, eater, by or eater, dish.id, town.now_ms, portions=1, way="delivered", address=address))
    assert isinstance(done, orders.Ordered), done
    return done.listed.id


def close_orders(town: Town) -> None:
    """It is half past nine: the sheet stands, and the routes are made."""
    town.now_ms = CLOSES_MS
    town.catch_up()


def taken(town: Town, day: int, by: int, n: int = 1) -> int:
    """The courier takes the n-th route; returns it."""
    route = town.do(routes.of_day(day))[n - 1]
    assert isinstance(town.do(delivery.take(route.id, by, town.now_ms)), Taken)
    return route.id


def at_door(town: Town, by: int) -> Drop:
    """The door to which the courier goes next."""
    found = town.do(doors.next_door(by))
    assert found is not None
    return found[0]


def of_day(town: Town, day: int) -> list[Drop]:
    return town.do(drops.of_day(day))


# How a walk is split


def streets(sizes: Sequence[int]) -> list[str]:
    return [f"{n}栋1单元{room}01" for n, size in enumerate(sizes, 1) for room in range(1, size + 1)]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=40), st.integers(1, 12))
def test_a_walk_is_split_into_neighbouring_fair_parts_that_keep_entrances_together(sizes: list[int], most: int) -> None:
    addresses = streets(sizes)
    parts = split(addresses, most)
    assert [n for part in parts for n in part] == list(range(len(addresses)))
    assert all(parts) and len(parts) <= most
    share, largest = -(-len(addresses) // most), max(sizes)
    assert max(map(len, parts)) <= share + min(largest, share)
    for before, after in pairwise(parts):
        house = entrance(addresses[after.start])
        if entrance(addresses[before.stop - 1]) == house:  # it was cut: it alone is more than a fair share
            assert sum(entrance(address) == house for address in addresses) > share


def test_one_walks_from_building_to_entrance_to_floor() -> None:
    wanted = ["广场东", "3栋501", "3栋1单元1102", "3栋2单元501", "3栋2单元1101", "12栋1单元101"]
    mixed = random.Random(4).sample(wanted, len(wanted))
    assert walk(mixed, lambda address: address) == wanted


# Routes


def test_the_days_couriers_are_told_their_routes_and_see_only_counts_and_buildings(town: Town, day: int) -> None:
    wang, zhao, li = courier(town, "王强", day=day), courier(town, "赵敏", day=day), courier(town, "李娜")
    for address in ("3栋2单元501", "3栋2单元601", "5栋1单元202", "5栋1单元302"):
        bring(town, day, address, phone="13900000001")
    close_orders(town)
    assert town.heard(wang) == ["11月24日（周二）的路线好了，请您送：\n第1条：3栋，2家，2份"]
    assert town.heard(zhao) == ["11月24日（周二）的路线好了，请您送：\n第2条：5栋，2家，2份"]
    assert town.heard(li) == []
    assert [town.say(loads.summary(of)) for of in town.do(delivery.waiting(town.community_id, li, town.now_ms))] == [
        "第1条：3栋，2家，2份", "第2条：5栋，2家，2份",
    ]  # fmt: skip


def test_until_orders_close_one_says_that_one_comes_and_takes_it_back(town: Town, day: int) -> None:
    wang, stranger = courier(town, "王强", day=day), town.person("路人")
    assert town.do(couriers.say(day, wang, NOW, come=False)) == Said()
    assert town.do(couriers_stored.of_day(day)) == []
    assert town.do(couriers.say(day, stranger, NOW, come=True)) == couriers.NotCourier()
    assert town.do(couriers.say(day, wang, CLOSES_MS, come=True)) == TooLate()


def test_where_nobody_said_so_all_couriers_and_staff_hear_that_routes_wait(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强"), town.staff()
    for n in range(45):
        bring(town, day, f"{n % 9 + 1}栋1单元{n}01")
    close_orders(town)
    assert [len(of.drops) for of in town.do(delivery.waiting(town.community_id, wang, town.now_ms))] == [15, 15, 15]
    assert "还没有人送餐" in town.heard(wang)[0] and any("还没有人说要来送" in said for said in town.heard(worker))


def test_many_routes_are_still_a_short_message(town: Town, day: int) -> None:
    wang = courier(town, "王强")
    for n in range(200):
        bring(town, day, f"{n}栋1单元{n}01")
    close_orders(town)
    [said] = town.heard(wang)
    assert "……还有2条" in said and "等，20家" in said and len(said) < 600


def test_a_courier_whom_no_message_reaches_is_phoned(town: Town, day: int) -> None:
    wang = courier(town, "王强", day=day)
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (wang,))
    bring(town, day, "3栋2单元501")
    close_orders(town)
    assert [call.name for call in town.do(calls.waiting(town.community_id, town.now_ms, 5))] == ["王强"]


def test_two_cannot_take_one_route_and_one_cannot_take_two(town: Town, day: int) -> None:
    wang, zhao = courier(town, "王强", day=day), courier(town, "赵敏", day=day)
    bring(town, day, "3栋2单元501")
    bring(town, day, "5栋2单元501")
    close_orders(town)
    first, second = town.do(routes.of_day(day))
    assert isinstance(town.do(delivery.take(first.id, wang, town.now_ms)), Taken)
    assert isinstance(town.do(delivery.take(first.id, wang, town.now_ms)), Taken)
    assert town.do(delivery.take(first.id, zhao, town.now_ms)) == NotFree()
    assert town.do(delivery.take(second.id, wang, town.now_ms)) == Busy()
    assert not town.do(routes.take(first.id, zhao, town.now_ms)) and not town.do(routes.take(second.id, wang, town.now_ms))
    assert town.do(delivery.take(second.id, town.staff(), town.now_ms)) == couriers.NotCourier()


def test_nobody_sees_or_changes_a_foreign_door(town: Town, day: int) -> None:
    """A matrix: who, at which door, with what. Only the courier of a route changes anything, and only at its next door."""
    wang, zhao, idle = courier(town, "王强", day=day), courier(town, "赵敏", day=day), courier(town, "李娜")
    worker, resident = town.staff(), town.person("张汉梅")
    for address in ("3栋2单元501", "3栋2单元601", "5栋1单元202", "5栋1单元302"):
        bring(town, day, address, phone="13900000001")
    close_orders(town)
    assert [town.do(doors.next_door(who)) for who in (wang, zhao, idle, worker, resident)] == [None] * 5
    taken(town, day, wang)
    taken(town, day, zhao, 2)
    found = of_day(town, day)
    own = {wang: found[0].order_id, zhao: found[2].order_id}
    assert {who: at_door(town, who).order_id for who in own} == own
    before = town.connection.execute("SELECT * FROM meal_drop ORDER BY order_id").fetchall()
    for who in (wang, zhao, idle, worker, resident):
        for order_id in (one.order_id for one in found):
            if own.get(who) == order_id:
                continue
            for outcome in (
                town.do(doors.brought(order_id, who, 0, town.now_ms)),
                town.do(doors.otherwise(order_id, who, "doorstep", town.now_ms)),
                town.do(no_answer.knocked(order_id, who, town.now_ms)),
                town.do(no_answer.unanswered(order_id, who, "person", town.now_ms)),
                town.do(no_answer.unanswered(order_id, who, "", town.now_ms)),
            ):
                assert outcome == NotYours()
            assert not town.do(drops.end(order_id, who, "delivered", town.now_ms))
    assert town.connection.execute("SELECT * FROM meal_drop ORDER BY order_id").fetchall() == before


def test_a_second_tap_changes_nothing(town: Town, day: int) -> None:
    wang = courier(town, "王强", day=day)
    first, second = bring(town, day, "3栋2单元501"), bring(town, day, "3栋2单元601")
    close_orders(town)
    route = taken(town, day, wang)
    assert town.do(doors.brought(first, wang, 1500, town.now_ms)) == Next()
    assert town.do(doors.brought(first, wang, 1500, town.now_ms)) == NotYours()
    assert town.do(doors.brought(second, wang, 700, town.now_ms)) == NotYours()
    assert town.do(doors.brought(second, wang, 0, town.now_ms)) == Next(Sums(2, 1500, 0))
    assert town.do(doors.brought(second, wang, 0, town.now_ms)) == NotYours()
    assert town.do(delivery.finish(route, town.now_ms)) is None


def test_what_is_paid_is_not_collected(town: Town, day: int) -> None:
    wang, order = courier(town, "王强", day=day), bring(town, day, "3栋2单元501")
    town.connection.execute(
        "INSERT INTO payment (community_id, person_id, kind, fen, day, order_id, at_ms)"
        " SELECT 1, eater_id, 'cash', 1500, '2026-11-24', id, 1 FROM meal_order"
    )
    close_orders(town)
    taken(town, day, wang)
    assert at_door(town, wang).due_fen == 0
    assert town.do(doors.brought(order, wang, 1500, town.now_ms)) == NotYours()


# Nobody opens


@pytest.mark.parametrize(("paid", "due"), [(500, 1000), (1500, 0), (9000, 0)])
def test_what_was_paid_in_advance_is_not_asked_for_at_the_door(town: Town, day: int, paid: int, due: int) -> None:
    runner, office = courier(town, "骑手", day=day), town.staff()
    eater = town.person("李荣珍")
    bring(town, day, "1栋1单元101", eater)
    today = date(2026, 11, 23)
    assert isinstance(town.do(bills.record(eater, office, "topup", 9000, NOW, today, seen=0)), bills.Recorded)
    assert isinstance(town.do(bills.record(eater, office, "card", paid, NOW, today, seen=1)), bills.Recorded)
    close_orders(town)
    taken(town, day, runner)
    assert at_door(town, runner).due_fen == due
    assert [one.due_fen for one in of_day(town, day)] == [due]


def test_nobody_opens_nobody_answers_staff_are_told_at_once_with_the_times(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    elder = town.person("陈兆龙", chat=False, phone="13900000001")
    town.do(people_service.set_contact(elder, "陈芳", "13900000002"))
    order = bring(town, day, "3栋2单元501", elder)
    bring(town, day, "3栋2单元601")
    close_orders(town)
    taken(town, day, wang)
    times = [to_ms(local(f"2026-11-24 11:1{minute}"), ZONE) for minute in range(3)]
    assert town.do(no_answer.knocked(order, wang, times[0])) == Tried("person")
    assert town.do(no_answer.unanswered(order, wang, "contact", times[1])) == NotYours()
    assert town.do(no_answer.unanswered(order, wang, "person", times[1])) == Tried("contact")
    assert town.do(no_answer.unanswered(order, wang, "contact", times[2])) == StaffTold()
    assert town.do(no_answer.unanswered(order, wang, "contact", times[2])) == NotYours()
    drop = town.do(drops.get(order))
    assert drop is not None
    assert (drop.knocked_ms, drop.called_ms, drop.contact_called_ms) == tuple(times)
    assert (drop.staff_told_ms, drop.done_ms, drop.outcome) == (times[2], times[2], "nobody")
    [said] = [said for said in town.heard(worker) if "没人应门" in said]
    assert "陈兆龙（3栋2单元501）" in said and all(time in said for time in ("11:10", "11:11", "11:12", "王强"))
    assert at_door(town, wang).address == "3栋2单元601"
    assert town.do(doors.handle(order, town.person("路人"), times[2])) == Refused("not staff")
    assert town.do(doors.handle(order, worker, times[2])) is True and town.do(doors.handle(order, worker, times[2])) is False


def test_the_family_is_called_where_there_is_no_contact_and_staff_are_phoned_where_no_message_reaches_them(
    town: Town, day: int
) -> None:
    wang, daughter = courier(town, "王强", day=day), town.person("林悦", phone="13900000003")
    elder = town.person("林建国", chat=False)
    town.do(households.link(daughter, elder, "parent", NOW, NOW))
    order = bring(town, day, "3栋2单元501", elder)
    close_orders(town)
    taken(town, day, wang)
    assert town.do(no_answer.knocked(order, wang, town.now_ms)) == Tried("contact")
    drop = town.do(drops.get(order))
    assert drop is not None and town.do(no_answer.contact_of(drop)) == no_answer.Contact("林悦", "13900000003")
    told = town.do(no_answer.unanswered(order, wang, "contact", town.now_ms))
    assert told == StaffTold(Sums(1, 0, 1), False, "027-84951234")
    assert [call.name for call in town.do(calls.waiting(town.community_id, town.now_ms, 5))] == ["林建国"]


def test_without_any_number_it_is_knocked_again_before_staff_are_told(town: Town, day: int) -> None:
    wang, worker, order = courier(town, "王强", day=day), town.staff(), bring(town, day, "3栋2单元501")
    close_orders(town)
    taken(town, day, wang)
    assert town.do(no_answer.unanswered(order, wang, "", town.now_ms)) == NotYours()
    assert town.do(no_answer.knocked(order, wang, town.now_ms)) == Tried("")
    assert not any("没人应门" in said for said in town.heard(worker))
    assert isinstance(town.do(no_answer.unanswered(order, wang, "", town.now_ms)), StaffTold)
    assert any("没人应门" in said for said in town.heard(worker))


def test_something_else_needs_a_reason_and_staff_hear_of_it_unless_the_meal_is_there(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    first, second = bring(town, day, "3栋2单元501"), bring(town, day, "3栋2单元601", name="李奶奶")
    close_orders(town)
    taken(town, day, wang)
    assert town.do(doors.otherwise(first, wang, " ", town.now_ms)) == NotYours()
    assert town.do(doors.otherwise(first, wang, "family", town.now_ms, cash_fen=1500)) == Next()
    assert town.do(doors.otherwise(second, wang, "refused", town.now_ms, cash_fen=1500)) == Next(Sums(2, 1500, 1))
    assert [said for said in town.heard(worker) if "没有送成" in said] == ["李奶奶（3栋2单元601）的餐没有送成：拒收"]


# Who hears that it was brought


def test_who_ordered_hears_of_it_and_who_the_resident_lets(town: Town, day: int) -> None:
    wang, father = courier(town, "王强", day=day), town.person("林建国")
    daughter, son, cousin = town.person("林悦"), town.person("林强"), town.person("林涛")
    for one in (daughter, son, cousin):
        town.do(households.link(one, father, "parent", NOW, NOW))
    town.do(households.tell_delivered(son, father, told=True))
    order = bring(town, day, "3栋2单元501", father, by=daughter)
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(order, wang, 1500, town.now_ms))
    heard = {name: [said for said in town.heard(who) if "送到了" in said] for name, who in
             (("女儿", daughter), ("儿子", son), ("侄子", cousin), ("本人", father))}  # fmt: skip
    assert heard == {"女儿": ["林建国的餐送到了，09:30。"], "儿子": ["林建国的餐送到了，09:30。"], "侄子": [], "本人": []}


# Half-way


def test_handed_over_half_way_the_next_one_sees_the_remaining_doors_only(town: Town, day: int) -> None:
    wang, zhao, worker = courier(town, "王强", day=day), courier(town, "赵敏"), town.staff()
    first, second = bring(town, day, "3栋2单元501"), bring(town, day, "3栋2单元601")
    close_orders(town)
    route = taken(town, day, wang)
    town.do(doors.brought(first, wang, 1500, town.now_ms))
    assert town.do(delivery.hand_over(route, zhao, town.now_ms)) == NotFree()
    assert town.do(delivery.hand_over(route, wang, town.now_ms)) == Sums(1, 1500, 0)
    assert town.do(delivery.hand_over(route, wang, town.now_ms)) == NotFree()
    assert town.heard(zhao) == ["王强送了一半，剩下的请您接着送：\n第1条：3栋，1家，1份"]
    assert any("还剩1家没送" in said for said in town.heard(worker))
    assert town.do(doors.next_door(wang)) is None
    taken(town, day, zhao)
    assert town.do(doors.next_door(zhao)) == (town.do(drops.get(second)), 1)
    assert town.do(doors.brought(second, zhao, 1500, town.now_ms)) == Next(Sums(1, 1500, 0))


def test_staff_call_a_route_back_and_give_it_to_another(town: Town, day: int) -> None:
    wang, zhao, worker = courier(town, "王强", day=day), courier(town, "赵敏"), town.staff()
    bring(town, day, "3栋2单元501")
    close_orders(town)
    route = taken(town, day, wang)
    assert town.do(delivery.call_back(route, zhao, town.now_ms)) == Refused("not staff")
    assert town.do(delivery.call_back(route, worker, town.now_ms)) is True
    assert town.do(delivery.call_back(route, worker, town.now_ms)) is False
    assert town.do(doors.next_door(wang)) is None and any("安排别人" in said for said in town.heard(wang))
    assert town.do(delivery.give(route, town.person("路人"), worker, town.now_ms)) is False
    assert town.do(delivery.give(route, zhao, worker, town.now_ms)) is True
    assert at_door(town, zhao).address == "3栋2单元501"
    assert town.do(delivery.give(route, wang, worker, town.now_ms)) is True
    assert town.do(doors.next_door(zhao)) is None


def test_who_is_a_courier_no_more_leaves_the_route_to_others(town: Town, day: int) -> None:
    wang, zhao, worker = courier(town, "王强", day=day), courier(town, "赵敏"), town.staff()
    bring(town, day, "3栋2单元501")
    close_orders(town)
    taken(town, day, wang)
    assert not town.do(delivery.dismiss(wang, town.community_id, zhao, town.now_ms))
    assert town.do(delivery.dismiss(wang, town.community_id, worker, town.now_ms))
    assert town.do(doors.next_door(wang)) is None
    assert any("来不了了" in said for said in town.heard(zhao))
    taken(town, day, zhao)


def test_a_courier_is_no_staff_and_staff_name_couriers(town: Town, day: int) -> None:
    worker, wang, other = town.staff(), town.person("王强"), town.person("赵敏")
    assert town.do(couriers.name(wang, worker, NOW)) and not town.do(couriers.name(wang, worker, NOW))
    assert not town.do(couriers.name(other, wang, NOW))
    assert not town.do(staff.is_staff(wang, town.community_id)) and town.do(staff.works_for(wang)) == []
    assert town.do(staff.delivers_for(wang)) == [town.community_id]
    bring(town, day, "3栋2单元501")
    close_orders(town)
    assert not any("订餐截止" in said for said in town.heard(wang))


# Whatever changes after the sheet


def test_a_late_order_joins_the_route_that_passes_and_a_cancelled_one_leaves_it(town: Town, day: int) -> None:
    wang, zhao = courier(town, "王强", day=day), courier(town, "赵敏", day=day)
    for address in ("3栋2单元501", "3栋2单元1101", "5栋1单元202", "5栋1单元302"):
        bring(town, day, address)
    early = bring(town, day, "5栋1单元402")
    assert not town.do(detours.add_late(early, town.now_ms))  # the sheet does not stand yet
    close_orders(town)
    late = town.do(_late(town, day, "3栋2单元601"))
    route = taken(town, day, wang)
    assert town.do(detours.add_late(late, town.now_ms)) and not town.do(detours.add_late(late, town.now_ms))
    assert [one.address for one in town.do(drops.of_route(route))] == ["3栋2单元501", "3栋2单元601", "3栋2单元1101"]
    assert any("多了一家" in said for said in town.heard(wang)) and not any("多了" in said for said in town.heard(zhao))
    [_first, _late_one, last] = town.do(drops.of_route(route))
    assert town.do(detours.drop_gone(last.order_id, town.now_ms))
    assert not town.do(detours.drop_gone(last.order_id, town.now_ms))
    assert [one.address for one in town.do(drops.of_route(route))] == ["3栋2单元501", "3栋2单元601"]


def test_a_late_order_behind_the_courier_comes_after_the_door_at_which_they_are(town: Town, day: int) -> None:
    wang, first = courier(town, "王强", day=day), bring(town, day, "3栋2单元501")
    bring(town, day, "3栋2单元601")
    close_orders(town)
    late = town.do(_late(town, day, "3栋1单元101"))
    route = taken(town, day, wang)
    town.do(detours.add_late(late, town.now_ms))
    assert at_door(town, wang).order_id == first
    assert [one.address for one in town.do(drops.of_route(route))] == ["3栋2单元501", "3栋1单元101", "3栋2单元601"]


def test_a_day_that_is_closed_ends_its_routes_and_tells_their_couriers(town: Town, day: int) -> None:
    wang, zhao, worker = courier(town, "王强", day=day), courier(town, "赵敏", day=day), town.staff()
    bring(town, day, "3栋2单元501")
    bring(town, day, "5栋2单元501")
    close_orders(town)
    taken(town, day, wang)
    town.do(meals.close(day, worker, "停气", town.now_ms))
    assert [[said for said in town.heard(who) if "不用来送餐" in said] != [] for who in (wang, zhao)] == [True, True]
    assert of_day(town, day) == [] and all(route.done_ms for route in town.do(routes.of_day(day)))
    assert town.do(doors.next_door(wang)) is None
    assert town.do(delivery.waiting(town.community_id, zhao, town.now_ms)) == []


def test_staff_hear_of_routes_that_nobody_takes_and_of_those_that_do_not_end(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    bring(town, day, "3栋2单元501")
    close_orders(town)
    town.now_ms = CLOSES_MS + FREE_MS - MINUTE_MS
    town.catch_up()
    assert not any("还没有人接" in said for said in town.heard(worker))
    town.wait(hours=1 / 60)
    town.catch_up()
    assert any("还没有人接" in said for said in town.heard(worker))
    taken(town, day, wang)
    town.now_ms = CLOSES_MS + DONE_MS
    town.catch_up()
    assert any("还没有送完" in said for said in town.heard(worker))


def test_drops_of_a_day_are_the_delivered_orders_on_its_sheet_whatever_happens(town: Town, day: int) -> None:
    chance, worker = random.Random(11), town.staff()
    team = [courier(town, name, day=day) for name in ("王强", "赵敏", "李娜")]
    for n in range(30):
        bring(town, day, f"{n % 7 + 1}栋{n % 3 + 1}单元{n % 5 + 1}0{n % 4 + 1}", phone="13900000001" if n % 3 else "")
    close_orders(town)
    for act in range(250):
        town.now_ms += 1_000
        who = chance.choice(team)
        match chance.randrange(9):
            case 0 if free := town.do(delivery.waiting(town.community_id, who, town.now_ms)):
                town.do(delivery.take(chance.choice(free).route.id, who, town.now_ms))
            case 1 if (mine := town.do(delivery.mine(who))) and chance.random() < 0.3:
                town.do(delivery.hand_over(mine.route.id, who, town.now_ms))
            case 2 if act % 5 == 0:
                town.do(orders.cancel(chance.choice(of_day(town, day)).order_id, worker, town.now_ms))
            case 3 if act % 5 == 0:
                town.do(detours.add_late(town.do(_late(town, day, f"{act % 9 + 1}栋2单元{act}01")), town.now_ms))
            case 4 if (found := town.do(doors.next_door(who))) and found[0].knocked_ms is None:
                town.do(no_answer.knocked(found[0].order_id, who, town.now_ms))
            case 5 if (found := town.do(doors.next_door(who))) and found[0].knocked_ms is not None:
                town.do(no_answer.unanswered(found[0].order_id, who, town.do(no_answer.to_call(found[0])), town.now_ms))
            case 6 if found := town.do(doors.next_door(who)):
                town.do(doors.brought(found[0].order_id, who, chance.choice((0, found[0].due_fen)), town.now_ms))
            case 7 if act % 20 == 0 and (mine := town.do(delivery.mine(who))):
                town.do(delivery.call_back(mine.route.id, worker, town.now_ms))
            case 8 if act % 10 == 0:
                town.do(erasing.erase(chance.choice(of_day(town, day)).eater_id, town.now_ms, f"feed{act}"))
            case _:
                pass
        cash = sum(one.cash_fen for one in of_day(town, day))
        assert cash == town.do(payments.all_sums(town.community_id, "", "9")).cash_in_fen
        delivered = {one.id for one in town.do(orders_stored.of_day(day)) if one.way == "delivered"}
        found_drops = of_day(town, day)
        assert {one.order_id for one in found_drops} == delivered and len(found_drops) == len(delivered)
        assert len({(one.route_id, one.n) for one in found_drops}) == len(found_drops)
        for route in town.do(routes.of_day(day)):
            left = [one for one in found_drops if one.route_id == route.id and one.outcome == "waiting"]
            assert (route.done_ms is None) == bool(left)


def test_a_day_that_is_over_leads_nobody_to_its_doors(town: Town, day: int) -> None:
    wang, order = courier(town, "王强", day=day), bring(town, day, "3栋2单元501")
    first = bring(town, day, "3栋2单元401")
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(first, wang, 1500, town.now_ms))
    town.now_ms = CLOSES_MS + OVER_MS
    town.catch_up()
    assert town.heard(wang)[-1] == "第1条没有记完，今天到时间了，不用再记了。\n收的现金15元，请交到社区。"
    drop = town.do(drops.get(order))
    assert drop is not None and (drop.outcome, drop.reason) == ("other", "unsaid")
    assert town.do(delivery.mine(wang)) is None and town.do(doors.next_door(wang)) is None


def test_staff_look_at_a_photo_and_it_is_written_down(town: Town, day: int) -> None:
    wang, worker, order = courier(town, "王强", day=day), town.staff(), bring(town, day, "3栋2单元501")
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(order, wang, 0, town.now_ms))
    town.do(doors.photo_arrived(order, "f" * 64, town.now_ms))
    assert town.do(doors.photo_of(order, wang, town.now_ms)) is None
    assert town.do(doors.photo_of(order, worker, town.now_ms)) == "f" * 64
    assert town.do(doors.photo_of(order, worker, town.now_ms + doors.PHOTO_KEPT_MS)) is None
    acts = town.connection.execute("SELECT action FROM audit WHERE actor_id = ?", (worker,)).fetchall()
    assert acts == [("see photo",)]


def test_a_courier_who_says_no_more_at_a_door_where_nobody_came_is_noticed(town: Town, day: int) -> None:
    wang, worker, order = courier(town, "王强", day=day), town.staff(), bring(town, day, "3栋2单元501", phone="13900000001")
    close_orders(town)
    taken(town, day, wang)
    town.do(no_answer.knocked(order, wang, town.now_ms))
    town.wait(hours=0.2)
    town.catch_up()
    assert not any("还没有记下结果" in said for said in town.heard(worker))
    town.wait(hours=0.1)
    town.catch_up()
    town.do(no_answer.knocked(order, wang, town.now_ms))
    town.wait(hours=1)
    town.catch_up()
    [said] = [said for said in town.heard(worker) if "还没有记下结果" in said]
    assert "3栋2单元501" in said and "09:30 敲门没人应" in said and "王强" in said


async def _late(town: Town, day: int, address: str) -> int:
    """An order that staff put onto a sheet that stands."""
    dish = (await stored.dishes(day))[0]
    eater = await people.add(town.community_id, f"住{address}", town.now_ms)
    made = await orders_stored.add(
        day, eater, eater, dish.id, 1, "delivered", address, "", False, 1500, town.now_ms, full_fen=1500
    )
    assert made is not None
    return made


# Persons who leave, or are one


def test_who_leaves_for_good_is_brought_nothing_and_their_drops_are_nameless(town: Town, day: int) -> None:
    wang, elder = courier(town, "王强", day=day), town.person("陈兆龙之独名", phone="13900000777")
    town.do(people_service.set_contact(elder, "陈芳之独名", "13900000778"))
    order = bring(town, day, "独巷3栋2单元501", elder)
    other = bring(town, day, "独巷3栋2单元601")
    close_orders(town)
    taken(town, day, wang)
    town.do(drops.set_photo(order, "f" * 64))
    erased = town.do(erasing.erase(elder, town.now_ms, "feed"))
    assert erased.tombstone_id is not None and erased.blobs == ("f" * 64,)
    assert at_door(town, wang).order_id == other
    drop = town.do(drops.get(order))
    assert drop is not None
    assert (drop.eater, drop.address, drop.phone, drop.photo, drop.outcome, drop.reason) == ("", "", "", "", "other", "left")
    dumped = "\n".join(town.connection.iterdump())
    assert not any(word in dumped for word in ("陈兆龙之独名", "陈芳之独名", "13900000777", "13900000778", "2单元501"))
    assert any("有一家不用送了" in said for said in town.heard(wang))


def test_a_courier_who_leaves_for_good_leaves_the_route_to_others(town: Town, day: int) -> None:
    wang, zhao = courier(town, "王强", day=day), courier(town, "赵敏")
    first = bring(town, day, "3栋2单元501")
    bring(town, day, "3栋2单元601")
    close_orders(town)
    route = taken(town, day, wang)
    town.do(doors.brought(first, wang, 1500, town.now_ms))
    town.do(erasing.erase(wang, town.now_ms, "feed"))
    assert town.do(delivery.free(route)) and any("接着送" in said for said in town.heard(zhao))
    drop = town.do(drops.get(first))
    assert drop is not None and (drop.courier_id, drop.cash_fen) == (None, 1500)


def test_two_records_of_a_courier_become_one_with_all_that_they_did(town: Town, day: int) -> None:
    keep, double, worker = courier(town, "王强", day=day), courier(town, "王强", day=day), town.staff()
    town.do(people_service.set_contact(double, "王芳", "13900000002"))
    first = bring(town, day, "3栋2单元501")
    bring(town, day, "3栋2单元601")
    close_orders(town)
    route = taken(town, day, double, 1)
    town.do(doors.brought(first, double, 1500, town.now_ms))
    assert isinstance(town.do(merging.merge(keep, double, worker, town.now_ms)), merging.Merged)
    assert town.do(couriers_stored.of_day(day)) == [keep]
    assert town.do(drops.sums(route, keep)) == Sums(1, 1500, 0)
    person = town.do(people.get(keep))
    assert person is not None and (person.contact_name, person.contact_phone) == ("王芳", "13900000002")


def test_what_was_brought_is_taken_along_without_other_peoples_doors(town: Town, day: int) -> None:
    wang, elder = courier(town, "王强", day=day), town.person("陈兆龙")
    order = bring(town, day, "独巷3栋2单元501", elder)
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.otherwise(order, wang, "狗很凶之独语", town.now_ms))
    theirs, his = town.do(exporting.export(elder)), town.do(exporting.export(wang))
    assert theirs["brought_to_me"][0]["reason"] == "狗很凶之独语"
    assert his["brought_by_me"]["days"] == ["2026-11-24"] and his["brought_by_me"]["drops"][0]["outcome"] == "other"
    assert not any(word in str(his["brought_by_me"]) for word in ("独巷", "陈兆龙", "之独语"))


def test_who_takes_consent_back_leaves_no_photo_and_no_contact(town: Town, day: int) -> None:
    wang, elder = courier(town, "王强", day=day), town.person("陈兆龙")
    town.do(people_service.set_contact(elder, "陈芳", "13900000002"))
    order = bring(town, day, "3栋2单元501", elder)
    close_orders(town)
    taken(town, day, wang)
    town.do(drops.set_photo(order, "f" * 64))
    town.do(people_service.withdraw(elder, "general"))
    drop, person = town.do(drops.get(order)), town.do(people.get(elder))
    assert drop is not None and (drop.photo, drop.address) == ("", "")
    assert person is not None and person.contact_phone == ""
    assert town.connection.execute("SELECT body FROM errand WHERE kind = 'shred'").fetchall() == [("f" * 64,)]


def test_a_photo_that_comes_after_its_door_is_gone_is_destroyed(town: Town, day: int) -> None:
    order = bring(town, day, "3栋2单元501")
    close_orders(town)
    town.do(doors.photo_arrived(order, "e" * 64, town.now_ms))
    town.do(doors.photo_arrived(order + 99, "f" * 64, town.now_ms))
    due = dict(town.connection.execute("SELECT body, due_ms FROM errand WHERE kind = 'shred'").fetchall())
    assert due == {"e" * 64: town.now_ms + doors.PHOTO_KEPT_MS, "f" * 64: town.now_ms}


def test_a_message_that_it_was_brought_is_of_use_for_two_hours(town: Town, day: int) -> None:
    wang, daughter, father = courier(town, "王强", day=day), town.person("林悦"), town.person("林建国", chat=False)
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    town.do(households.tell_delivered(daughter, father, told=True))
    order = bring(town, day, "3栋2单元501", father)
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(order, wang, 0, town.now_ms))
    rows = town.connection.execute("SELECT topic, until_ms FROM outbox WHERE cause = ?", (f"drop:{order}",)).fetchall()
    assert rows == [("meals", town.now_ms + 2 * HOUR_MS)]


def test_what_was_at_the_door_is_not_given_back_whatever_came_of_it(town: Town, day: int) -> None:
    wang, worker = courier(town, "王师傅"), town.staff()
    first, second = bring(town, day, "3栋1单元101"), bring(town, day, "3栋1单元201")
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(first, wang, 0, town.now_ms))
    town.do(doors.otherwise(second, wang, "refused", town.now_ms))
    assert isinstance(town.do(orders.cancel(first, worker, town.now_ms)), orders.TooLate)
    assert isinstance(town.do(orders.cancel(second, worker, town.now_ms)), orders.TooLate)
    assert isinstance(town.do(bills.waive(second, worker, "没有吃到", town.now_ms, date(2026, 11, 24))), bills.Waived)


# What a review found


def test_where_no_message_reaches_staff_the_courier_is_told_to_phone_the_office(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (worker,))
    order = bring(town, day, "3栋2单元501", name="陈兆龙")
    close_orders(town)
    taken(town, day, wang)
    town.do(no_answer.knocked(order, wang, town.now_ms))
    assert town.do(no_answer.unanswered(order, wang, "", town.now_ms)) == StaffTold(Sums(1, 0, 1), False, "027-84951234")
    assert [call.name for call in town.do(calls.waiting(town.community_id, town.now_ms, 5))] == ["陈兆龙"]


def test_a_door_left_open_or_not_served_is_a_call_where_no_message_reaches_staff(town: Town, day: int) -> None:
    wang = courier(town, "王强", day=day)
    bring(town, day, "3栋2单元501", name="陈兆龙")
    second = bring(town, day, "3栋2单元601", name="李奶奶")
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.otherwise(at_door(town, wang).order_id, wang, "refused", town.now_ms))
    town.do(no_answer.knocked(second, wang, town.now_ms))
    town.wait(hours=0.3)
    town.catch_up()
    assert {call.name for call in town.do(calls.waiting(town.community_id, town.now_ms, 5))} == {"陈兆龙", "李奶奶"}


def test_a_couriers_own_words_reach_staff_at_any_hour(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    first, second = bring(town, day, "3栋2单元501"), bring(town, day, "3栋2单元601")
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.otherwise(first, wang, "refused", town.now_ms))
    town.do(doors.otherwise(second, wang, "老人摔倒了", town.now_ms))
    rows = town.connection.execute(
        "SELECT o.weight FROM outbox o JOIN account a ON a.id = o.account_id WHERE a.person_id = ? AND o.cause LIKE 'drop:%'"
        " ORDER BY o.id", (worker,),
    ).fetchall()  # fmt: skip
    assert rows == [(Weight.MATTERS,), (Weight.DANGER,)]


def test_a_courier_for_whom_there_is_no_route_need_not_wait(town: Town, day: int) -> None:
    wang, zhao = courier(town, "王强", day=day), courier(town, "赵敏", day=day)
    bring(town, day, "3栋2单元501")
    close_orders(town)
    assert [any("没有要您送的餐" in said for said in town.heard(who)) for who in (wang, zhao)] == [False, True]


def test_a_day_on_which_nothing_is_brought_is_told_to_who_would_come(town: Town, day: int) -> None:
    wang = courier(town, "王强", day=day)
    close_orders(town)
    assert town.said_now(wang) == ["今天（周二）没有要您送的餐，不用来了，谢谢您！"]


def test_a_route_that_only_a_late_order_made_ends_with_its_day_too(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强"), town.staff()
    close_orders(town)
    late = town.do(_late(town, day, "3栋2单元501"))
    assert town.do(detours.add_late(late, town.now_ms))
    assert any("多了一家要送的，您有空吗" in said for said in town.heard(wang))
    taken(town, day, wang)
    town.now_ms = CLOSES_MS + DONE_MS
    town.catch_up()
    assert any("还没有送完" in said for said in town.heard(worker))
    town.now_ms = CLOSES_MS + OVER_MS
    town.catch_up()
    assert town.do(doors.next_door(wang)) is None


def test_a_late_order_that_no_courier_hears_of_is_told_to_staff(town: Town, day: int) -> None:
    worker = town.staff()
    close_orders(town)
    town.do(detours.add_late(town.do(_late(town, day, "3栋2单元501")), town.now_ms))
    assert any("请安排人送" in said for said in town.heard(worker))


def test_what_was_left_at_a_door_stays_delivered_when_its_words_are_forgotten(town: Town, day: int) -> None:
    wang, elder, other = courier(town, "王强", day=day), town.person("陈兆龙"), town.person("李奶奶")
    first, second = bring(town, day, "3栋2单元501", elder), bring(town, day, "3栋2单元601", other)
    bring(town, day, "3栋2单元701", name="刘爷爷")
    close_orders(town)
    route = taken(town, day, wang)
    town.do(doors.otherwise(first, wang, "doorstep", town.now_ms))
    town.do(doors.otherwise(second, wang, "狗很凶", town.now_ms))
    town.do(erasing.erase(elder, town.now_ms, "feed"))
    town.do(people_service.withdraw(other, "general"))
    assert [one.reason for one in town.do(drops.of_route(route))] == ["doorstep", "unsaid", ""]
    assert town.do(drops.sums(route, wang)) == Sums(2, 0, 1)


def test_who_has_cash_of_a_route_that_goes_on_without_them_is_known(town: Town, day: int) -> None:
    wang, zhao, worker = courier(town, "王强", day=day), courier(town, "赵敏"), town.staff()
    for address in ("3栋2单元501", "3栋2单元601", "3栋2单元701"):
        bring(town, day, address)
    close_orders(town)
    route = taken(town, day, wang)
    town.do(doors.brought(at_door(town, wang).order_id, wang, 1500, town.now_ms))
    town.do(delivery.give(route, zhao, worker, town.now_ms))
    assert any("收的现金15元，请交到社区" in said for said in town.heard(wang))
    town.do(doors.brought(at_door(town, zhao).order_id, zhao, 1500, town.now_ms))
    town.do(delivery.hand_over(route, zhao, town.now_ms))
    assert any("赵敏把第1条交出来了，还剩1家没送。\n手上有现金15元。" in said for said in town.heard(worker))


def test_cash_that_staff_take_back_is_taken_back_from_the_route(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    first, second = bring(town, day, "3栋2单元501"), bring(town, day, "3栋2单元601")
    close_orders(town)
    route = taken(town, day, wang)
    town.do(doors.brought(first, wang, 1500, town.now_ms))
    town.do(doors.brought(second, wang, 1500, town.now_ms))
    paid = town.do(payments.of_order(first))
    assert paid is not None
    assert isinstance(town.do(bills.reverse(paid.id, worker, "点错了", town.now_ms, date(2026, 11, 24))), bills.Recorded)
    assert [one.cash_fen for one in town.do(drops.of_route(route))] == [0, 1500]
    assert town.do(drops.sums(route, wang)) == Sums(2, 1500, 0)
    assert town.do(payments.all_sums(town.community_id, "", "9")).cash_in_fen == 1500


def test_a_photo_that_comes_after_somebody_left_for_good_is_destroyed(town: Town, day: int) -> None:
    wang, elder = courier(town, "王强", day=day), town.person("陈兆龙")
    order = bring(town, day, "3栋2单元501", elder)
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(order, wang, 0, town.now_ms))
    town.do(erasing.erase(elder, town.now_ms, "feed"))
    town.do(doors.photo_arrived(order, "f" * 64, town.now_ms))
    drop = town.do(drops.get(order))
    assert drop is not None and drop.photo == ""
    assert town.connection.execute("SELECT body, due_ms FROM errand").fetchall() == [("f" * 64, town.now_ms)]


def test_a_meal_that_was_at_its_door_is_not_given_back(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强", day=day), town.staff()
    elder = town.person("陈兆龙")
    order = bring(town, day, "3栋2单元501", elder)
    waiting = bring(town, day, "3栋2单元601")
    close_orders(town)
    town.connection.execute("UPDATE meal_order SET swapped = 1")
    taken(town, day, wang)
    town.do(doors.brought(order, wang, 1500, town.now_ms))
    for by in (elder, worker):
        assert isinstance(town.do(orders.cancel(order, by, town.now_ms)), orders.TooLate)
    assert town.do(orders.cancel(waiting, worker, town.now_ms)) == orders.Cancelled()
    assert [one.order_id for one in of_day(town, day)] == [one.id for one in town.do(orders_stored.of_day(day))] == [order]


def test_who_is_a_courier_no_more_in_one_community_goes_on_in_another(town: Town, day: int) -> None:
    wang, elsewhere, boss = (
        courier(town, "王强", day=day),
        town.do(communities.save("there", "别处", "", "", "")).id,
        town.staff(),
    )
    town.do(roles.grant(elsewhere, "courier", wang, None, NOW))
    town.do(roles.grant(elsewhere, "staff", boss, None, NOW))
    bring(town, day, "3栋2单元501")
    close_orders(town)
    taken(town, day, wang)
    assert town.do(delivery.dismiss(wang, elsewhere, boss, town.now_ms))
    assert at_door(town, wang).address == "3栋2单元501"


def test_a_day_of_which_somebody_has_their_meal_cannot_be_called_off(town: Town, day: int) -> None:
    wang, worker = courier(town, "王强"), town.staff()
    first, second = bring(town, day, "3栋1单元101"), bring(town, day, "3栋1单元201")
    close_orders(town)
    taken(town, day, wang)
    town.do(doors.brought(first, wang, 0, town.now_ms))
    assert town.do(meals.close(day, worker, "停气", town.now_ms)) == Refused("served")
    assert isinstance(town.do(orders.cancel(second, worker, town.now_ms)), orders.Cancelled)
    assert [one.id for one in town.do(orders_stored.of_day(day))] == [first]
