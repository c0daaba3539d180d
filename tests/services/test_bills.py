"""What meals cost and what was paid: a bill is its orders, nothing is written down twice, and the sums outlive everybody."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from language.text import _
from services import households
from services.calendar import DAY_MS, to_local, to_ms
from services.canteen import bill_papers, bills, meals, orders, statements
from services.canteen.bill_papers import Overview, Wanted
from services.canteen.bills import Meanwhile, NotAllowed, Recorded, RecordOutcome, TooMuch, Waived
from services.canteen.months import Month
from services.canteen.orders import Ordered
from services.canteen.owing import account
from services.courses import Refused
from services.records import erasing, exporting, merging
from storage import audit, payments, people
from storage import bills as stored_bills
from storage import households as households_stored
from storage import meals as stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town, local

NOVEMBER = Month(2026, 11)
MONDAY = date(2026, 11, 23)
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'
BORN = date(1950, 3, 8)


@pytest.fixture
def kitchen(town: Town) -> list[int]:
    """A canteen that cooks from Monday to Friday; the ids of the days."""
    return open_kitchen(town)


def open_kitchen(town: Town) -> list[int]:
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 40, 1500, PRICES)))
    days = [MONDAY + timedelta(n) for n in range(5)]
    found = [town.do(meals.plan(town.community_id, day, ["番茄牛腩", "清蒸鲈鱼"], ZONE, NOW)) for day in days]
    return [day_id for day_id in found if day_id is not None]


def order(town: Town, day: int, eater: int, by: int | None = None, *, portions: int = 1) -> int:
    dish = town.do(stored.dishes(day))[0]
    made = town.do(orders.order(day, eater, by or eater, dish.id, town.now_ms, portions=portions, way="dine"))
    assert isinstance(made, Ordered), made
    return made.listed.id


def senior(town: Town, name: str = "张汉梅") -> int:
    """Somebody whose age the office has seen."""
    person = town.person(name, born=BORN, phone="13800000001")
    town.do(people.see_age(person, BORN, NOW))
    return person


def noon(town: Town, day: date = MONDAY) -> date:
    """It is noon of that day, and the kitchen has begun."""
    town.now_ms = to_ms(local(f"{day} 12:00"), ZONE)
    town.catch_up()
    return day


def today(town: Town) -> date:
    return to_local(town.now_ms, ZONE).date()


def pay(town: Town, person: int, by: int, kind: str, fen: int, *, seen: int | None = None) -> object:
    if seen is None:
        seen = town.do(payments.last_id(person))
    return town.do(bills.record(person, by, kind, fen, town.now_ms, today(town), seen=seen))


def owed(town: Town, person: int) -> int:
    return town.do(account(person, today(town))).owed_fen


def balance(town: Town, person: int) -> int:
    return town.do(account(person, today(town))).balance_fen


def test_what_is_owed_is_what_was_cooked_up_to_today_less_what_was_paid(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    for day in kitchen[:3]:
        order(town, day, zhang)
    gone = order(town, kitchen[3], zhang)
    town.do(orders.cancel(gone, zhang, NOW))
    noon(town, MONDAY + timedelta(1))
    assert owed(town, zhang) == 1600
    assert isinstance(pay(town, zhang, staff, "cash", 1000), Recorded)
    assert owed(town, zhang) == 600
    noon(town, MONDAY + timedelta(4))
    assert owed(town, zhang) == 1400


def test_the_card_never_pays_more_than_is_on_it(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    order(town, kitchen[0], zhang, portions=2)
    noon(town)
    assert owed(town, zhang) == 2300
    assert pay(town, zhang, staff, "card", 100) == TooMuch(0)
    assert isinstance(pay(town, zhang, staff, "topup", 2000), Recorded)
    assert pay(town, zhang, staff, "card", 2300) == TooMuch(2000)
    assert isinstance(pay(town, zhang, staff, "card", 2000), Recorded)
    assert (owed(town, zhang), balance(town, zhang)) == (300, 0)


@pytest.mark.parametrize(("kind", "fen"), [("cash", 0), ("cash", -100), ("cash", bills.MOST_FEN + 1), ("gift", 100)])
def test_nothing_else_can_be_written_down(town: Town, kitchen: list[int], kind: str, fen: int) -> None:
    assert pay(town, senior(town), town.staff(), kind, fen) == NotAllowed()


def test_only_staff_write_money_down(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    made = order(town, kitchen[0], zhang)
    noon(town)
    assert pay(town, zhang, zhang, "cash", 800) == NotAllowed()
    entry = pay(town, zhang, staff, "cash", 800)
    assert isinstance(entry, Recorded)
    assert town.do(bills.reverse(entry.payment_id, zhang, "我没付", town.now_ms, MONDAY)) == NotAllowed()
    assert town.do(bills.waive(made, zhang, "凉了", town.now_ms, MONDAY)) == NotAllowed()
    assert town.do(bills.cash_at_door(made, zhang, 800, town.now_ms)) == NotAllowed()
    assert town.do(bills.entries(zhang, zhang, 5)) == [] == town.do(bills.cooked(zhang, zhang, MONDAY, 5))
    assert owed(town, zhang) == 0


def test_what_a_colleague_wrote_down_meanwhile_is_not_written_down_again(town: Town, kitchen: list[int]) -> None:
    zhang, one, other = senior(town), town.staff("周丹丹"), town.staff("李明")
    order(town, kitchen[0], zhang)
    noon(town)
    seen = town.do(account(zhang, MONDAY)).last_id
    assert isinstance(pay(town, zhang, one, "cash", 800, seen=seen), Recorded)
    assert pay(town, zhang, other, "cash", 800, seen=seen) == Meanwhile()
    assert pay(town, zhang, one, "cash", 800, seen=seen) == Meanwhile()
    assert owed(town, zhang) == 0
    [entry] = town.do(bills.entries(zhang, other, 5))
    assert (entry.by, entry.fen, entry.at_ms) == ("周丹丹", 800, town.now_ms)


def test_a_wrong_entry_is_taken_back_once_and_stays(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    order(town, kitchen[0], zhang)
    noon(town)
    wrong = pay(town, zhang, staff, "cash", 8000)
    assert isinstance(wrong, Recorded) and owed(town, zhang) == -7200
    assert isinstance(town.do(bills.reverse(wrong.payment_id, staff, "多打了一个零", town.now_ms, MONDAY)), Recorded)
    assert town.do(bills.reverse(wrong.payment_id, staff, "再来一次", town.now_ms, MONDAY)) == NotAllowed()
    back, entry = town.do(bills.entries(zhang, staff, 5))
    assert (entry.fen, entry.reversed, back.fen, back.reverses) == (8000, 1, -8000, entry.id)
    assert town.do(bills.reverse(back.id, staff, "反了", town.now_ms, MONDAY)) == NotAllowed()
    assert owed(town, zhang) == 800
    assert any("记错了" in said and "多打了一个零" in said for said in town.heard(zhang))
    acts = [act.action for act in town.do(audit.about(f"person:{zhang}"))]
    assert acts == ["meal cash", "reverse meal payment"]


def test_what_was_spent_from_the_card_cannot_be_taken_off_it(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    order(town, kitchen[0], zhang)
    noon(town)
    topup = pay(town, zhang, staff, "topup", 1000)
    spent = pay(town, zhang, staff, "card", 800)
    assert isinstance(topup, Recorded) and isinstance(spent, Recorded)
    assert town.do(bills.reverse(topup.payment_id, staff, "记错人", town.now_ms, MONDAY)) == TooMuch(200)
    town.do(bills.reverse(spent.payment_id, staff, "记错人", town.now_ms, MONDAY))
    assert isinstance(town.do(bills.reverse(topup.payment_id, staff, "记错人", town.now_ms, MONDAY)), Recorded)
    assert (owed(town, zhang), balance(town, zhang)) == (800, 0)


def test_cash_at_the_door_counts_once_for_its_order_on_its_day(town: Town, kitchen: list[int]) -> None:
    zhang, courier = senior(town), town.person("骑手")
    made = order(town, kitchen[0], zhang)
    noon(town)
    town.connection.execute("INSERT INTO route (id, meal_day_id, n, courier_id) VALUES (1, ?, 1, ?)", (kitchen[0], courier))
    town.connection.execute("INSERT INTO meal_drop (order_id, route_id, n) VALUES (?, 1, 1)", (made,))
    first = town.do(bills.cash_at_door(made, courier, 800, town.now_ms))
    town.now_ms += DAY_MS
    assert isinstance(first, Recorded)
    again = town.do(bills.cash_at_door(made, courier, 500, town.now_ms))
    assert isinstance(again, Recorded) and again.payment_id == first.payment_id
    [paid] = town.do(payments.of_person(zhang))
    assert (paid.fen, paid.day, paid.made_by) == (800, "2026-11-23", courier)
    assert sum("收到张汉梅的餐费：现金8元" in said for said in town.heard(zhang)) == 1


def test_a_day_that_is_lost_is_on_no_bill(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    order(town, kitchen[0], zhang)
    order(town, kitchen[1], zhang)
    town.do(meals.close(kitchen[0], staff, "停气", NOW))
    noon(town, MONDAY + timedelta(1))
    made = town.do(statements.month_of(zhang, zhang, NOVEMBER, today(town)))
    assert made is not None and [one.day for one in made.lines] == ["2026-11-24"]
    assert (made.total_fen, made.account.owed_fen) == (800, 800)


def test_a_meal_for_which_nothing_is_taken_is_not_subsidised_either(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    cold, warm = (order(town, day, zhang) for day in kitchen[:2])
    assert town.do(bills.waive(cold, staff, "凉了", NOW, MONDAY)) == NotAllowed()  # it can still be given back
    noon(town, MONDAY + timedelta(1))
    assert town.do(bills.waive(cold, staff, "送到时凉了", town.now_ms, today(town))) == Waived(800)
    assert town.do(bills.waive(cold, staff, "送到时凉了", town.now_ms, today(town))) == NotAllowed()
    assert owed(town, zhang) == 800
    [one] = town.do(stored_bills.subsidies(town.community_id, "2026-11-01", "2026-11-30"))
    assert (one.meals, one.full_fen, one.subsidy_fen) == (1, 1500, 700)
    assert [one.id for one in town.do(bills.cooked(zhang, staff, today(town), 5))] == [warm]
    assert any("不收钱了，原来是8元" in said and "送到时凉了" in said for said in town.heard(zhang))


def test_only_the_reduced_portion_is_subsidised(town: Town, kitchen: list[int]) -> None:
    zhang, young, staff = senior(town), town.person("李强"), town.staff()
    order(town, kitchen[0], zhang, portions=3)
    order(town, kitchen[1], zhang)
    order(town, kitchen[0], young, portions=2)
    noon(town, MONDAY + timedelta(1))
    rows = town.do(bill_papers.subsidy_rows(Wanted(town.community_id, NOVEMBER, staff, today(town)), ZONE))
    assert rows == [
        [1, "张汉梅", "1950-03-08", "2026-11-23", 2, 30.0, 16.0, 14.0],
        ["", _("合计"), "", "", 2, 30.0, 16.0, 14.0],
    ]


def test_what_the_canteen_takes_less_of_its_own_accord_is_not_claimed(town: Town, kitchen: list[int]) -> None:
    prices = '[{"title":"12岁以下","fen":1000,"max_age":12},{"title":"60岁以上","fen":800,"min_age":60,"verified":true}]'
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 40, 1500, prices)))
    child, zhang, staff = town.person("小宝", born=date(2018, 6, 1)), senior(town), town.staff()
    order(town, kitchen[0], child, portions=2)
    town.do(orders.change(order(town, kitchen[1], child), child, town.now_ms, portions=2))
    order(town, kitchen[0], zhang, portions=2)
    noon(town, MONDAY + timedelta(1))
    assert owed(town, child) == 4000
    [one] = town.do(stored_bills.subsidies(town.community_id, "2026-11-01", "2026-11-30"))
    assert (one.person_id, one.meals, one.full_fen, one.subsidy_fen) == (zhang, 2, 3000, 1400)
    assert overview(town, staff).subsidy_fen == 1400


def test_a_new_ordinary_price_leaves_what_was_ordered_before(town: Town, kitchen: list[int]) -> None:
    zhang = senior(town)
    order(town, kitchen[0], zhang)
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 40, 1800, PRICES)))
    order(town, kitchen[1], zhang)
    noon(town, MONDAY + timedelta(1))
    [one] = town.do(stored_bills.subsidies(town.community_id, "2026-11-01", "2026-11-30"))
    assert (one.full_fen, one.subsidy_fen) == (3300, 1700)


def test_the_family_that_orders_hears_of_the_money_and_sees_the_bill(town: Town, kitchen: list[int]) -> None:
    daughter, father, staff = town.person("林悦"), town.person("林建国", chat=False), town.staff()
    town.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    order(town, kitchen[0], father, daughter)
    noon(town)
    pay(town, father, staff, "cash", 1500)
    assert any("收到林建国的餐费：现金15元" in said for said in town.heard(daughter))
    assert [person.id for person in town.do(statements.whose(daughter, MONDAY))] == [father]
    assert town.do(statements.month_of(father, daughter, NOVEMBER, MONDAY)) is not None
    assert town.do(statements.month_of(father, town.person("路人"), NOVEMBER, MONDAY)) is None
    town.do(households_stored.unlink(daughter, father))
    assert town.do(statements.month_of(father, daughter, NOVEMBER, MONDAY)) is None
    assert town.do(statements.whose(daughter, MONDAY)) == []


def test_who_may_not_act_for_somebody_any_more_hears_nothing_of_their_money(town: Town, kitchen: list[int]) -> None:
    daughter, father, staff = town.person("林悦"), town.person("林建国"), town.staff()
    town.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    order(town, kitchen[0], father, daughter)
    noon(town)
    town.do(households.disagree(father, daughter))
    town.do(households.ask_parent(daughter, father, town.now_ms))  # and waits for an answer
    pay(town, father, staff, "cash", 1500)
    assert any("收到林建国的餐费" in said for said in town.heard(father))
    assert not any("餐费" in said for said in town.heard(daughter))


def test_on_the_first_everybody_who_ate_is_told_once(town: Town, kitchen: list[int]) -> None:
    paid, owing, never, staff = senior(town), town.person("李荣珍"), town.person("没吃"), town.staff()
    alone = town.person("陈兆龙", chat=False, phone="13900000001")
    for person in (paid, owing, alone):
        order(town, kitchen[0], person, None if person != alone else staff)
    noon(town)
    pay(town, paid, staff, "cash", 800)
    town.now_ms = to_ms(local("2026-12-01 09:59"), ZONE)
    town.catch_up()
    assert not any("2026年11月的餐费" in said for said in town.heard(paid))
    town.now_ms = to_ms(local("2026-12-01 10:00"), ZONE)
    for _look in range(3):
        town.catch_up()
        town.wait(hours=1)
    [said] = [said for said in town.heard(paid) if "2026年11月的餐费：1份，一共8元" in said]
    assert "都付清了" in said
    [said] = [said for said in town.heard(owing) if "2026年11月的餐费：1份，一共15元" in said]
    assert "还有15元餐费没付" in said
    assert not any("餐费：" in said for said in town.heard(never))
    assert town.connection.execute("SELECT COUNT(*) FROM call").fetchone() == (0,)


def test_who_has_nothing_to_pay_for_a_month_is_left_alone(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    cold = order(town, kitchen[0], zhang)
    noon(town)
    town.do(bills.waive(cold, staff, "凉了", town.now_ms, MONDAY))
    town.now_ms = to_ms(local("2026-12-01 10:00"), ZONE)
    town.catch_up()
    assert not any("2026年11月的餐费" in said for said in town.heard(zhang))


def test_a_statement_goes_to_more_people_than_one_look_tells(town: Town, kitchen: list[int]) -> None:
    crowd = [town.person(f"居民{n}") for n in range(7)]
    for person in crowd:
        order(town, kitchen[0], person)
    noon(town)
    after: int | None = 0
    parts = 0
    while after is not None:
        after = town.do(statements.send(town.community_id, NOVEMBER, town.now_ms, town.now_ms + DAY_MS, 3, after))
        parts += 1
    assert parts == 3
    assert [sum("2026年11月的餐费" in said for said in town.heard(person)) for person in crowd] == [1] * 7


def test_the_erased_leave_the_books_their_sums_and_nothing_else(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town, "张汉梅之独名"), town.staff()
    for day in kitchen[:2]:
        order(town, day, zhang)
    noon(town, MONDAY + timedelta(1))
    wrong = pay(town, zhang, staff, "topup", 500)
    assert isinstance(wrong, Recorded)
    town.do(bills.reverse(wrong.payment_id, staff, "张汉梅之独名记错了", town.now_ms, today(town)))
    pay(town, zhang, staff, "cash", 500)
    before = town.do(bill_papers.overview(town.community_id, NOVEMBER, staff, today(town)))
    erased = town.do(erasing.erase(zhang, town.now_ms, "feed"))
    assert erased.tombstone_id is not None
    assert town.do(bill_papers.overview(town.community_id, NOVEMBER, staff, today(town))) == before
    assert owed(town, erased.tombstone_id) == 1100
    assert "独名" not in "\n".join(town.connection.iterdump())
    rows = town.do(bill_papers.bill_rows(Wanted(town.community_id, NOVEMBER, staff, today(town))))
    assert not isinstance(rows, Refused)
    people_rows, _orders = rows
    assert people_rows[0][1:5] == [bill_papers.LEFT, "", 2, 16.0]
    assert pay(town, erased.tombstone_id, staff, "cash", 1100) == NotAllowed()


def test_who_only_put_money_on_the_card_can_leave_too(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    pay(town, zhang, staff, "topup", 5000)
    assert town.do(erasing.erase(zhang, town.now_ms, "feed")).tombstone_id is not None
    assert town.do(people.get(zhang)) is None
    assert town.do(erasing.erase(staff, town.now_ms, "beef")).tombstone_id is None


def test_two_records_of_one_human_have_one_account(town: Town, kitchen: list[int]) -> None:
    keep, twin, staff = senior(town), senior(town), town.staff()
    order(town, kitchen[0], keep)
    double = order(town, kitchen[0], twin)
    order(town, kitchen[1], twin)
    noon(town, MONDAY + timedelta(1))
    pay(town, keep, staff, "topup", 1000)
    pay(town, twin, staff, "cash", 500)
    town.do(bills.cash_at_door(double, staff, 800, town.now_ms))
    before = overview(town, staff)
    town.do(merging.merge(keep, twin, staff, town.now_ms))
    assert overview(town, staff) == replace(before, subsidy_fen=before.subsidy_fen - 700)  # once a day for one person
    # The meal that was cooked twice is nobody's now, and so is the cash that was given for it.
    assert (owed(town, keep), balance(town, keep)) == (1100, 1000)
    assert [paid["fen"] for paid in town.do(exporting.export(keep))["meal_payments"]] == [1000, 500]


def test_cash_of_a_meal_cooked_twice_that_was_taken_back_is_taken_back_there(town: Town, kitchen: list[int]) -> None:
    keep, twin, staff = senior(town), senior(town), town.staff()
    order(town, kitchen[0], keep)
    double = order(town, kitchen[0], twin)
    noon(town)
    given = town.do(bills.cash_at_door(double, staff, 800, town.now_ms))
    assert isinstance(given, Recorded)
    town.do(bills.reverse(given.payment_id, staff, "没收到", town.now_ms, MONDAY))
    town.do(merging.merge(keep, twin, staff, town.now_ms))
    assert owed(town, keep) == 800


def test_a_parent_whom_staff_do_not_confirm_keeps_what_stands_in_the_books(town: Town, kitchen: list[int]) -> None:
    daughter, staff = town.person("林悦"), town.staff()
    for name, known in (("林建国", True), ("林建军", False)):
        town.do(households.ask_staff(daughter, name, "", town.now_ms))
        [asked] = town.do(households.waiting_for_staff(daughter))
        if known:
            order(town, kitchen[0], asked.id, staff)
        assert town.do(households.staff_declines(staff, daughter, asked.id, town.now_ms))
        assert town.do(households.waiting_for_staff(daughter)) == []
        assert (town.do(people.get(asked.id)) is not None) == known


def test_what_is_on_the_card_is_given_back_but_never_what_is_owed(town: Town, kitchen: list[int]) -> None:
    zhang, staff, stranger = senior(town), town.staff(), town.person("路人")
    order(town, kitchen[0], zhang)
    noon(town)
    pay(town, zhang, staff, "topup", 5000)
    assert give(town, zhang, staff, "topup", 4201) == TooMuch(4200)
    assert give(town, zhang, staff, "cash", 1) == TooMuch(0)
    assert give(town, zhang, stranger, "topup", 100) == NotAllowed()
    assert give(town, zhang, staff, "card", 100) == NotAllowed()
    assert give(town, zhang, staff, "topup", 100, reason=" ") == NotAllowed()
    seen = town.do(payments.last_id(zhang))
    assert isinstance(give(town, zhang, staff, "topup", 4000, seen=seen), Recorded)
    assert give(town, zhang, staff, "topup", 200, seen=seen) == Meanwhile()
    assert (owed(town, zhang), balance(town, zhang)) == (800, 1000)
    assert sum("退给张汉梅现金40元" in said and "搬走了" in said for said in town.heard(zhang)) == 1
    assert pay(town, zhang, staff, "card", 1001) == TooMuch(1000)


def test_what_was_paid_too_much_is_given_back_once(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    cold = order(town, kitchen[0], zhang)
    noon(town)
    pay(town, zhang, staff, "cash", 1000)
    town.do(bills.waive(cold, staff, "凉了", town.now_ms, MONDAY))
    assert isinstance(give(town, zhang, staff, "cash", 1000), Recorded)
    assert give(town, zhang, staff, "cash", 1) == TooMuch(0)
    paid = overview(town, staff).paid
    assert (paid.cash_in_fen, paid.back_fen, paid.paid_fen) == (1000, 1000, 0)


def test_money_that_was_not_given_back_after_all_is_put_right(town: Town, kitchen: list[int]) -> None:
    zhang, staff = senior(town), town.staff()
    topup = pay(town, zhang, staff, "topup", 5000)
    wrong = give(town, zhang, staff, "topup", 5000)
    assert isinstance(topup, Recorded) and isinstance(wrong, Recorded)
    assert town.do(bills.reverse(topup.payment_id, staff, "记错人", town.now_ms, MONDAY)) == TooMuch(0)
    back = town.do(bills.reverse(wrong.payment_id, staff, "她不退了", town.now_ms, MONDAY))
    assert isinstance(back, Recorded) and balance(town, zhang) == 5000
    assert town.do(bills.reverse(back.payment_id, staff, "反了", town.now_ms, MONDAY)) == NotAllowed()
    assert overview(town, staff).paid.back_fen == 0
    assert any("「用餐卡退现金50元」记错了" in said for said in town.heard(zhang))


def give(
    town: Town, person: int, by: int, kind: str, fen: int, *, seen: int | None = None, reason: str = "搬走了"
) -> RecordOutcome:
    if seen is None:
        seen = town.do(payments.last_id(person))
    return town.do(bills.give_back(person, by, kind, fen, reason, town.now_ms, today(town), seen=seen))


def overview(town: Town, staff: int) -> Overview:
    found = town.do(bill_papers.overview(town.community_id, NOVEMBER, staff, today(town)))
    assert isinstance(found, Overview)
    return found


def test_any_weeks_bill_is_its_orders(found_town: Callable[[], Town]) -> None:
    """Whatever is ordered, given back, closed, paid, paid twice, taken back, waived, erased and merged: the sums agree."""
    for seed in range(6):
        town = found_town()
        _play_a_week(town, random.Random(seed))
        town.connection.close()


def _play_a_week(town: Town, chance: random.Random) -> None:
    kitchen, staff = open_kitchen(town), town.staff()
    alive = [senior(town, f"老人{n}") if n % 2 else town.person(f"居民{n}") for n in range(8)]
    for n, day in enumerate(kitchen):
        morning = to_ms(local(f"{MONDAY + timedelta(n)} 08:00"), ZONE)
        town.now_ms = max(town.now_ms, morning) if n else NOW
        for person in alive:
            if chance.random() < 0.7:
                made = order(town, day, person, portions=chance.choice((1, 1, 2, 3)))
                if chance.random() < 0.2:
                    town.do(orders.cancel(made, person, town.now_ms))
        if chance.random() < 0.2:
            town.do(meals.close(day, staff, "停气", town.now_ms))
        noon(town, MONDAY + timedelta(n))
        for person in list(alive):
            match chance.randrange(8):
                case 0 | 1:
                    _paid_twice(town, person, staff, "cash", chance.randrange(100, 3000))
                case 2:
                    _paid_twice(town, person, staff, "topup", chance.randrange(100, 3000))
                case 3:
                    _paid_twice(town, person, staff, "card", chance.randrange(100, 3000))
                case 4:
                    for entry in town.do(bills.entries(person, staff, 3)):
                        before = balance(town, person)
                        outcome = town.do(bills.reverse(entry.id, staff, "记错", town.now_ms, today(town)))
                        assert isinstance(outcome, Recorded) or balance(town, person) == before
                case 5:
                    for meal in town.do(bills.cooked(person, staff, today(town), 1)):
                        before = owed(town, person)
                        assert town.do(bills.waive(meal.id, staff, "凉了", town.now_ms, today(town))) == Waived(meal.total_fen)
                        assert owed(town, person) == before - meal.total_fen
                case 7:
                    kind, most = chance.choice(("cash", "topup")), owed(town, person)
                    most = max(0, -most if kind == "cash" else balance(town, person) - max(0, most))
                    assert give(town, person, staff, kind, most + 1) == TooMuch(most)
                    assert most == 0 or isinstance(give(town, person, staff, kind, most), Recorded)
                case 6 if len(alive) > 4:
                    alive.remove(person)
                    if chance.random() < 0.5:
                        town.do(erasing.erase(person, town.now_ms, f"feed{person}"))
                    else:
                        town.do(merging.merge(chance.choice(alive), person, staff, town.now_ms))
        _agree(town, staff)
        assert all(balance(town, person) >= 0 for person in alive)


def _paid_twice(town: Town, person: int, staff: int, kind: str, fen: int) -> None:
    """The same is written down by two who saw the same: it counts once or, where the card has not so much, not at all."""
    seen, before = town.do(payments.last_id(person)), owed(town, person)
    first = pay(town, person, staff, kind, fen, seen=seen)
    after = owed(town, person)
    assert after == before - (fen if isinstance(first, Recorded) and kind != "topup" else 0)
    second = pay(town, person, staff, kind, fen, seen=seen)
    assert isinstance(second, Meanwhile if isinstance(first, Recorded) else TooMuch)
    assert owed(town, person) == after


def _agree(town: Town, staff: int) -> None:
    """The bill, its rows, and the orders that were cooked, counted apart."""
    cooked = town.connection.execute(
        "SELECT COALESCE(SUM(total_fen), 0), COALESCE(SUM(portions), 0) FROM meal_order WHERE state = 'ordered' AND meal_day_id IN"
        " (SELECT id FROM meal_day WHERE status <> 'closed' AND day <= ?)",
        (today(town).isoformat(),),
    ).fetchone()
    of = Wanted(town.community_id, NOVEMBER, staff, today(town))
    rows = town.do(bill_papers.bill_rows(of))
    seen = town.do(bill_papers.overview(town.community_id, NOVEMBER, staff, today(town)))
    assert not isinstance(rows, Refused) and not isinstance(seen, Refused)
    [*people_rows, total], order_rows = rows
    assert (seen.total_fen, seen.portions) == cooked
    assert (round(float(str(total[4])) * 100), total[3]) == cooked
    assert round(sum(float(str(row[6])) for row in order_rows) * 100) == cooked[0]
    [(paid,)] = town.connection.execute("SELECT COALESCE(SUM(fen), 0) FROM payment WHERE kind <> 'topup'")
    assert round(float(str(total[9])) * 100) == cooked[0] - paid
    assert len({row[0] for row in people_rows}) == len(people_rows)
    subsidies = town.do(stored_bills.subsidies(town.community_id, "2026-11-01", "2026-11-30"))
    assert sum(one.subsidy_fen for one in subsidies) == seen.subsidy_fen
