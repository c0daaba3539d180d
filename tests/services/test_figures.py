"""Figures, against small neighbourhoods of which every number is worked out by hand."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from services import staff
from services.calendar import to_ms
from services.canteen.months import Month
from services.courses import Refused
from services.figures import asking, courses, glance, keeping, meals, month, spans, wording
from services.figures.asking import Asked
from services.figures.spans import By, Span
from services.records import erasing
from storage import attendance, bills, drops, enrolments, meal_changes, roles, routes, sessions
from storage import meals as meals_stored
from storage import orders as orders_stored
from storage.meals import Canteen
from tests.services.conftest import ZONE, Town, local

OCTOBER = Month(2026, 10)
LATER = date(2026, 11, 23)


def ms(words: str) -> int:
    return to_ms(local(words), ZONE)


def asked(town: Town, of: Month = OCTOBER, by: By = "month", today: date = LATER) -> Asked:
    """Figures of a month, as seen on a later day."""
    town.now_ms = max(town.now_ms, ms(f"{today} 09:00"))
    return Asked(town.community_id, Span(of, by, today), ZONE, town.now_ms)


# Of which time


def test_a_month_that_runs_is_compared_with_as_many_days_of_the_one_before() -> None:
    running = Span(Month(2026, 11), "month", date(2026, 11, 23))
    assert (running.step.first, running.step.last) == (date(2026, 11, 1), date(2026, 11, 23))
    assert (running.before.first, running.before.last) == (date(2026, 10, 1), date(2026, 10, 23))
    over = Span(OCTOBER, "month", date(2026, 11, 23))
    assert (over.step.last, over.before.first, over.before.last) == (date(2026, 10, 31), date(2026, 9, 1), date(2026, 9, 30))
    late = Span(Month(2026, 3), "month", date(2026, 3, 30))
    assert late.before.last == date(2026, 2, 28), "February has no thirtieth"
    assert not Span(OCTOBER, "month", date(2026, 10, 31)).running


def test_the_steps_of_a_span_are_its_days_its_weeks_or_a_year_of_months() -> None:
    days = Span(OCTOBER, "day", LATER).steps
    assert [days[0].first, days[-1].first, len(days)] == [date(2026, 10, 1), date(2026, 10, 31), 31]
    weeks = Span(OCTOBER, "week", LATER).steps
    assert len(weeks) == 13
    assert (weeks[-1].first, weeks[-1].last) == (date(2026, 10, 26), date(2026, 10, 31)), "the month ends on a Saturday"
    assert all((later.first - earlier.last).days == 1 for earlier, later in pairwise(weeks))
    months = Span(Month(2026, 2), "month", LATER).steps
    assert [months[0].first, months[-1].last, len(months)] == [date(2025, 3, 1), date(2026, 2, 28), 12]


def test_an_address_that_names_no_month_means_this_one() -> None:
    for words in ("", "2026-13", "nonsense", "2027-01"):
        assert spans.read(words, "hour", LATER) == Span(Month(2026, 11), "month", LATER)


# Who may ask


def test_who_works_here_and_a_reader_may_ask_and_nobody_else(town: Town) -> None:
    span = Span(OCTOBER, "month", LATER)
    reader, cook, resident = town.person("街道办"), town.person("厨师"), town.person("张汉梅")
    town.do(roles.grant(town.community_id, staff.READER, reader, None, town.now_ms))
    town.do(roles.grant(town.community_id, staff.KITCHEN, cook, None, town.now_ms))
    for by in (town.staff(), reader):
        assert isinstance(town.do(asking.ask(town.community_id, by, span, ZONE, town.now_ms)), Asked)
    for by in (cook, resident):
        assert isinstance(town.do(asking.ask(town.community_id, by, span, ZONE, town.now_ms)), Refused)
    assert isinstance(town.do(asking.ask(town.community_id + 1, reader, span, ZONE, town.now_ms)), Refused)


# Courses


def roll_call(town: Town, course_id: int, n: int, states: list[str], *, recorded: bool = True) -> list[int]:
    """Call the roll of a course's n-th session: so many seats, in these states; returns who has them."""
    session = next(one for one in town.do(sessions.of_course(course_id)) if one.n == n)
    people = town.crowd(len(states))
    town.connection.execute("UPDATE course SET taken = taken + ? WHERE id = ?", (len(states), course_id))
    for person, state in zip(people, states, strict=True):
        seat = town.do(enrolments.add(course_id, person, None, person, 1, "seat", None, "", "", town.now_ms))
        assert seat is not None
        town.do(attendance.mark(session.id, seat, person, state, session.starts_ms, None))
    if recorded:
        town.do(sessions.set_recorded(session.id, session.ends_ms))
    return people


def test_three_of_four_came_and_one_stayed_away(town: Town) -> None:
    yoga = town.course("瑜伽", seats=9, starts=local("2026-10-05 19:00"), sessions=4)
    roll_call(town, yoga, 1, ["present", "present", "present", "absent"])
    roll_call(town, yoga, 2, ["present", "excused", "absent", "absent"])
    found = town.do(courses.read(asked(town)))
    sums = found.over(asked(town).span.step)
    # 4 sessions took place, the roll of 2 was called: 8 seats, of which 4 came, 3 stayed away, 1 was excused.
    assert (sums.sessions, sums.called, sums.due) == (4, 2, 8)
    assert (sums.present, sums.absent, sums.excused) == (4, 3, 1)
    assert (sums.came, sums.missed) == (50.0, 37.5)
    assert [(title, one.came) for title, one in found.by_course(asked(town).span.step)] == [("瑜伽", 50.0)]


def test_a_roll_that_is_still_being_called_does_not_count(town: Town) -> None:
    yoga = town.course("瑜伽", seats=9, starts=local("2026-10-05 19:00"), sessions=1)
    roll_call(town, yoga, 1, ["present"], recorded=False)
    sums = town.do(courses.read(asked(town))).over(asked(town).span.step)
    assert (sums.sessions, sums.called, sums.came) == (1, 0, None)


def test_a_class_belongs_to_the_month_in_which_clocks_here_say_it_began(town: Town) -> None:
    # The first of November at seven in the morning is still October in UTC; the last of October at eight is October in both.
    early = town.course("太极", seats=9, starts=local("2026-11-01 07:00"), sessions=1)
    late = town.course("声乐", seats=9, starts=local("2026-10-31 20:00"), sessions=1)
    roll_call(town, early, 1, ["absent"])
    roll_call(town, late, 1, ["present"])
    october = town.do(courses.read(asked(town))).by_course(asked(town).span.step)
    november = asked(town, Month(2026, 11))
    assert [title for title, _sums in october] == ["声乐"]
    assert [title for title, _sums in town.do(courses.read(november)).by_course(november.span.step)] == ["太极"]


def test_who_is_erased_still_counts_among_those_who_came(town: Town) -> None:
    yoga = town.course("瑜伽", seats=9, starts=local("2026-10-05 19:00"), sessions=1)
    came, _stayed = roll_call(town, yoga, 1, ["present", "absent"])
    town.do(erasing.erase(came, town.now_ms, "ab" * 8))
    assert town.do(courses.read(asked(town))).over(asked(town).span.step).came == 50.0


# Meals


def canteen(town: Town) -> None:
    prices = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'
    town.do(meals_stored.save_canteen(Canteen(town.community_id, "一楼", "11:30", "10:00", 100, 1500, prices)))


def lunch(
    town: Town, day: str, orders: list[tuple[str, int, int, int]], *, status: str = "cooking"
) -> tuple[list[int], list[int]]:
    """A day with orders (way, portions, what it costs, what it would cost); returns them and who eats."""
    day_id = town.do(meals_stored.save_day(town.community_id, day, ms(f"{day} 10:00"), 100))
    dish = town.do(meals_stored.add_dish(day_id, 1, "套餐"))
    eaters, made = town.crowd(len(orders)), []
    for eater, (way, portions, total_fen, full_fen) in zip(eaters, orders, strict=True):
        reduced = total_fen < full_fen
        made.append(town.do(orders_stored.add(
            day_id, eater, eater, dish, portions, way, "", "", reduced, total_fen, town.now_ms, full_fen=full_fen
        )))  # fmt: skip
    town.do(meals_stored.turn(day_id, "open", status))
    return [one for one in made if one is not None], eaters


def test_portions_money_and_subsidy_are_those_of_the_orders(town: Town) -> None:
    canteen(town)
    orders, _eaters = lunch(
        town,
        "2026-10-12",
        [("dine", 1, 800, 1500), ("delivered", 2, 2300, 3000), ("pickup", 1, 1500, 1500), ("dine", 1, 1500, 1500)],
    )
    town.do(orders_stored.cancel(orders[-1], town.now_ms))
    lunch(town, "2026-10-13", [("dine", 1, 1500, 1500)])
    lunch(town, "2026-10-14", [("dine", 3, 4500, 4500)], status="closed")
    lunch(town, "2026-11-02", [("dine", 1, 1500, 1500)])
    found = town.do(meals.read(asked(town)))
    sums = found.over(asked(town).span.step)
    # 1 + 2 + 1 on the twelfth (one was cancelled), 1 on the thirteenth; the fourteenth was closed, the second of November is November's.
    assert (sums.days, sums.portions, sums.a_day) == (2, 5, 2.5)
    assert dict(sums.ways) == {"dine": 2, "delivered": 2, "pickup": 1}
    assert (sums.total_fen, sums.subsidy_fen) == (800 + 2300 + 1500 + 1500, 700 + 700)
    days = (town.community_id, "2026-10-01", "2026-10-31")
    billed = town.do(bills.sums(*days))
    assert (sums.portions, sums.total_fen, sums.subsidy_fen) == (billed.portions, billed.total_fen, billed.subsidy_fen)
    # Of the two portions for 23 yuan the first has the daily price of 8, the other one costs 15.
    assert dict(sums.prices) == {800: 2, 1500: 3}
    assert [town.say(found.price(fen)) for fen in (800, 1500, 0)] == ["60岁以上 8元", "15元", "不收钱"]
    daily = asked(town, by="day")
    [meal_panel, *_others] = meals.panels(daily, town.do(meals.read(daily)))
    assert [row.cells[4] for row in meal_panel.rows if row.cells[4]] == [4, 1]


def tidy(town: Town) -> None:
    """Add up the days that are over, as upkeep does once an hour."""
    for day_id in town.do(keeping.meal_days(LATER)):
        town.do(keeping.add_up(day_id))


def test_a_day_that_is_over_is_added_up_and_its_figures_stay_the_same(town: Town) -> None:
    canteen(town)
    lunch(town, "2026-10-12", [("dine", 1, 800, 1500)] * 3 + [("delivered", 2, 2300, 3000), ("dine", 1, 1500, 1500)])
    lunch(town, "2026-10-13", [("dine", 1, 800, 1500)] * 2)
    lunch(town, "2026-10-14", [("dine", 1, 1500, 1500)], status="closed")
    lunch(town, LATER.isoformat(), [("dine", 1, 1500, 1500)])
    october, november = asked(town), asked(town, Month(2026, 11))
    before = town.do(meals.read(october)), town.do(meals.read(november))
    tidy(town)
    assert (town.do(meals.read(october)), town.do(meals.read(november))) == before
    summed = "SELECT day FROM meal_day WHERE summed = 1 ORDER BY day"
    assert town.connection.execute(summed).fetchall() == [("2026-10-12",), ("2026-10-13",), ("2026-10-14",)], (
        "today is not over"
    )
    # Of five orders on the twelfth three are alike, and both on the thirteenth. Orders are not looked at any more.
    assert [one.count for one in before[0].orders] == [1, 1, 3, 2]
    town.connection.execute("DELETE FROM meal_order WHERE meal_day_id IN (SELECT id FROM meal_day WHERE day < '2026-11-01')")
    assert town.do(meals.read(october)) == before[0]


@pytest.mark.parametrize("what", ["waived", "claimed twice", "cancelled", "changed", "called off", "late"])
def test_what_changes_about_a_day_that_is_over_is_counted(town: Town, what: str) -> None:
    canteen(town)
    [first, *_others], [eater, *_rest] = lunch(town, "2026-10-12", [("dine", 1, 800, 1500)] * 3)
    order = town.do(orders_stored.get(first))
    assert order is not None
    town.connection.execute("UPDATE meal_day SET taken = 3")
    tidy(town)
    match what:
        case "waived":
            assert town.do(bills.waive(first, 800, town.now_ms))
            expected = (3, 1600, 1400)
        case "claimed twice":
            town.do(orders_stored.claim_nothing(first))
            expected = (3, 2400, 1400)
        case "cancelled":
            town.do(meals_stored.give_back(order.meal_day_id, town.do(orders_stored.cancel(first, town.now_ms))))
            expected = (2, 1600, 1400)
        case "changed":
            town.do(orders_stored.change(first, 1, order.dish_id, 1, "pickup", "", "", False, 1500, 1500, town.now_ms))
            expected = (3, 3100, 1400)
        case "called off":
            town.do(meal_changes.call_off(order.meal_day_id, town.now_ms))
            expected = (0, 0, 0)
        case _:
            town.do(orders_stored.cancel(first, town.now_ms))
            assert town.do(meal_changes.take_late(order.meal_day_id, 2))
            town.do(orders_stored.add(
                order.meal_day_id, eater, eater, order.dish_id, 2, "dine", "", "", True, 2300, town.now_ms, full_fen=3000
            ))  # fmt: skip
            expected = (4, 3900, 2100)
    for _hour in range(2):
        sums = town.do(meals.read(asked(town))).over(asked(town).span.step)
        billed = town.do(bills.sums(town.community_id, "2026-10-01", "2026-10-31"))
        assert (sums.portions, sums.total_fen, sums.subsidy_fen) == expected
        assert (billed.portions, billed.total_fen, billed.subsidy_fen) == expected
        tidy(town)


def test_a_meal_that_nobody_got_is_a_failed_drop(town: Town) -> None:
    canteen(town)
    orders, _eaters = lunch(town, "2026-10-12", [("delivered", 1, 800, 1500)] * 4)
    day = town.do(meals_stored.on(town.community_id, "2026-10-12"))
    assert day is not None
    route, courier = town.do(routes.add(day.id)), town.person("王强")
    town.do(routes.take(route, courier, town.now_ms))
    for n, (order, outcome, reason) in enumerate(
        zip(orders, ("delivered", "nobody", "other", "other"), ("", "", "doorstep", "refused"), strict=True), 1
    ):
        town.do(drops.add(route, order, n))
        town.connection.execute("UPDATE meal_drop SET outcome = ?, reason = ? WHERE order_id = ?", (outcome, reason, order))
    sums = town.do(meals.read(asked(town))).over(asked(town).span.step)
    assert (sums.doors, sums.failed, sums.failing) == (4, 2, 50.0)


def test_the_meals_of_who_is_erased_were_cooked_all_the_same(town: Town) -> None:
    canteen(town)
    _orders, [eater] = lunch(town, "2026-10-12", [("delivered", 1, 800, 1500)])
    town.do(erasing.erase(eater, ms("2026-10-20 09:00"), "ab" * 8))
    sums = town.do(meals.read(asked(town))).over(asked(town).span.step)
    assert (sums.portions, sums.subsidy_fen) == (1, 700)


# All of it


def test_where_nothing_ever_happened_every_figure_is_empty_and_none_is_wrong(town: Town) -> None:
    for by in spans.BYS:
        wanted = asked(town, by=by)
        found = town.do(month.read(wanted))
        for panel in month.panels(wanted, found).values():
            assert panel.empty
            town.say(panel.alt)
        assert all(one.now in (None, 0) and not one.change for one in glance.glances(wanted, found))
    said = [
        town.say(sentence)
        for says in (wording.courses, wording.meals, wording.cases, wording.suggestions, wording.volunteers)
        for sentence in says(wanted, found)
    ]
    assert said == ["本月没有开课。", "本月没有供餐。", "本月没有收到隐患。", "本月没有居民建议。", "本月没有志愿值班。"]


def test_every_panel_can_be_had_by_its_name_alone(town: Town) -> None:
    wanted = asked(town)
    whole = month.panels(wanted, town.do(month.read(wanted)))
    assert tuple(whole) == month.NAMES
    for name, panel in whole.items():
        assert town.do(month.panel(wanted, name)) == panel
    assert town.do(month.panel(wanted, "nothing")) is None


def test_a_change_says_which_way_and_whether_that_is_good(town: Town) -> None:
    for start, states in (("2026-09-07 19:00", ["present", "absent"]), ("2026-10-05 19:00", ["present"] * 3 + ["absent"])):
        roll_call(town, town.course("瑜伽", seats=9, starts=local(start), sessions=1), 1, states)
    wanted = asked(town)
    came, missed, *_rest = glance.glances(wanted, town.do(month.read(wanted)))
    assert (came.now, came.before, town.say(came.changed), came.good) == (75.0, 50.0, "提高25个百分点", True)
    assert (missed.now, missed.before, town.say(missed.changed), missed.good) == (25.0, 50.0, "下降25个百分点", True)
    assert [town.say(one) for one in wording.courses(wanted, town.do(month.read(wanted)))][1:] == [
        "点名1次，应到4人次，实到3人次，到课率75%，比上月提高25个百分点。",
        "无故缺席1人次，缺席率25%；请假0人次。",
    ]


def test_a_chart_says_its_numbers_to_who_cannot_see_it(town: Town) -> None:
    canteen(town)
    lunch(town, "2026-09-07", [("dine", 1, 800, 1500)] * 3)
    lunch(town, "2026-10-12", [("dine", 1, 800, 1500)] * 2 + [("delivered", 1, 1500, 1500)])
    lunch(town, "2026-10-13", [("dine", 1, 800, 1500)])
    [months, *_others, money] = meals.panels(asked(town), town.do(meals.read(asked(town))))
    said = town.say(months.alt)
    assert said.startswith("柱状图：每月多少份餐。2025年11月：到店吃0份，自己取0份，送到家0份；")
    assert said.endswith("2026年9月：到店吃3份，自己取0份，送到家0份；2026年10月：到店吃3份，自己取0份，送到家1份。")
    assert town.say(money.alt).endswith("2026年10月：居民付的（元）39，补贴（元）21。")
    daily = asked(town, by="day")
    [days, *_others] = meals.panels(daily, town.do(meals.read(daily)))
    assert town.say(days.alt) == (
        "柱状图：每天多少份餐。最高：10月12日 周一：到店吃2份，自己取0份，送到家1份；最低：10月13日 周二：到店吃1份，自己取0份，送到家0份。"
    )


def test_another_community_is_not_counted(town: Town) -> None:
    canteen(town)
    lunch(town, "2026-10-12", [("dine", 1, 800, 1500)])
    wanted = asked(town)
    elsewhere = Asked(town.community_id + 1, wanted.span, ZONE, town.now_ms)
    assert all(panel.empty for panel in month.panels(elsewhere, town.do(month.read(elsewhere))).values())
