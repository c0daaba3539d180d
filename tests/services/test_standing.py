"""Standing orders: each day ordered once, skipped and moved aloud, given back and taken up again, and never more than is cooked."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from language.catalogue import Voice
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.standing import PART
from reminders.steps import look
from services import households, people
from services.calendar import HOUR_MS, to_ms
from services.canteen import dish_gone, meal_limits, meals, orders, standing
from services.canteen.orders import Cancelled, Gone, NotAllowed, Ordered
from services.canteen.standing import Ended, Made, Paused, Wish
from services.records import erasing, merging, takeout
from storage import calls, reminders
from storage import households as households_stored
from storage import meals as stored
from storage import orders as orders_stored
from storage import people as people_stored
from storage import standing as standing_stored
from storage.meals import Canteen
from storage.orders import Listed
from storage.sqlite import drive
from tests.services.conftest import NOW, ZONE, Town, local

PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'
MONDAY = date(2026, 11, 30)
FRIDAY_MS = to_ms(local("2026-11-27 15:00"), ZONE)
EVERY_DAY = Wish("", 1, 1, "dine")


@pytest.fixture
def canteen(town: Town) -> Town:
    """A town with a canteen of ten portions a day, and nothing on its menu yet."""
    cook(town, 10)
    return town


def cook(town: Town, capacity: int) -> None:
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", capacity, 1500, PRICES)))


def plan(
    town: Town, *days: date, dishes: tuple[str, ...] = ("番茄牛腩", "清蒸鲈鱼"), before: Canteen | None = None
) -> list[int]:
    """Menus for these days, and what the clock does about them; returns the ids of the days."""
    made = [town.do(meals.plan(town.community_id, day, list(dishes), ZONE, town.now_ms, before=before)) for day in days]
    town.catch_up()
    return [day_id for day_id in made if day_id is not None]


def week(first: date, number: int = 5) -> list[date]:
    return [first + timedelta(n) for n in range(number)]


def make(town: Town, eater: int, wish: Wish = EVERY_DAY, by: int | None = None) -> Made:
    made = town.do(standing.make(eater, by or eater, wish, town.now_ms))
    assert isinstance(made, Made), made
    return made


def eats(town: Town, eater: int) -> list[str]:
    """The days on which the person is to eat."""
    return [one.day for one in town.do(orders_stored.mine(eater, "")) if one.eater_id == eater]


def ordered(town: Town, day_id: int) -> list[Listed]:
    return town.do(orders_stored.of_day(day_id))


def taken(town: Town, day_id: int) -> int:
    found = town.do(stored.day(day_id))
    assert found is not None
    return found.taken


def test_every_day_that_is_planned_is_ordered_once_however_often_it_is_planned(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    [monday] = plan(canteen, MONDAY)
    plan(canteen, MONDAY)
    assert eats(canteen, zhang) == ["2026-11-30"] and taken(canteen, monday) == 1
    assert ordered(canteen, monday)[0].dish == "番茄牛腩"


def test_what_is_planned_already_is_ordered_in_the_same_turn(canteen: Town) -> None:
    plan(canteen, *week(MONDAY))
    zhang = canteen.person("张汉梅")
    made = make(canteen, zhang, Wish("1,3,5", 2, 1, "dine"))
    assert [one.day for one in made.filled.ordered] == ["2026-11-30", "2026-12-02", "2026-12-04"] == eats(canteen, zhang)
    assert {one.dish for one in made.filled.ordered} == {"清蒸鲈鱼"}


def test_it_costs_what_the_eater_pays_on_that_day(canteen: Town) -> None:
    zhang = canteen.person("张汉梅", born=date(1950, 3, 8))
    make(canteen, zhang, Wish("", 1, 2, "dine"))
    [monday] = plan(canteen, MONDAY)
    canteen.do(people_stored.see_age(zhang, date(1950, 3, 8), NOW))
    [tuesday] = plan(canteen, MONDAY + timedelta(1))
    assert [ordered(canteen, day)[0].total_fen for day in (monday, tuesday)] == [3000, 2300]


def test_who_gives_a_day_back_is_not_ordered_for_again(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    [monday] = plan(canteen, MONDAY)
    [one] = ordered(canteen, monday)
    assert canteen.do(orders.cancel(one.id, zhang, NOW)) == Cancelled()
    plan(canteen, MONDAY)
    make(canteen, zhang, Wish("", 2, 1, "dine"))
    assert eats(canteen, zhang) == [] and taken(canteen, monday) == 0


def test_what_was_ordered_by_hand_is_left_alone(canteen: Town) -> None:
    [monday] = plan(canteen, MONDAY)
    zhang = canteen.person("张汉梅")
    fish = canteen.do(stored.dishes(monday))[1]
    assert isinstance(canteen.do(orders.order(monday, zhang, zhang, fish.id, NOW, portions=1, way="pickup")), Ordered)
    made = make(canteen, zhang)
    canteen.do(standing.end(made.standing.id, zhang, NOW))
    assert [one.dish for one in ordered(canteen, monday)] == ["清蒸鲈鱼"] and taken(canteen, monday) == 1


def test_a_pause_gives_back_what_is_open_and_resuming_orders_it_again(canteen: Town) -> None:
    days = plan(canteen, *week(MONDAY))
    zhang = canteen.person("张汉梅")
    made = make(canteen, zhang)
    canteen.now_ms = to_ms(local("2026-11-30 10:00"), ZONE)
    canteen.catch_up()
    paused = canteen.do(standing.pause(made.standing.id, zhang, MONDAY, MONDAY + timedelta(2), canteen.now_ms))
    assert isinstance(paused, Paused)
    assert paused.taken.back == (date(2026, 12, 1), date(2026, 12, 2)) and paused.taken.stays == (MONDAY,)
    assert eats(canteen, zhang) == ["2026-11-30", "2026-12-03", "2026-12-04"]
    assert [taken(canteen, day) for day in days] == [1, 0, 0, 1, 1]
    plan(canteen, date(2026, 12, 2))
    assert taken(canteen, days[2]) == 0
    resumed = canteen.do(standing.resume(made.standing.id, zhang, canteen.now_ms))
    assert isinstance(resumed, Made) and [one.day for one in resumed.filled.ordered] == ["2026-12-01", "2026-12-02"]
    assert [taken(canteen, day) for day in days] == [1, 1, 1, 1, 1]


def test_another_pause_takes_the_place_of_the_first(canteen: Town) -> None:
    plan(canteen, *week(MONDAY))
    zhang = canteen.person("张汉梅")
    made = make(canteen, zhang)
    for first, last in ((0, 1), (3, 4)):
        canteen.do(standing.pause(made.standing.id, zhang, MONDAY + timedelta(first), MONDAY + timedelta(last), NOW))
    assert eats(canteen, zhang) == ["2026-11-30", "2026-12-01", "2026-12-02"]


def test_other_wishes_are_ordered_anew(canteen: Town) -> None:
    days = plan(canteen, *week(MONDAY))
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    make(canteen, zhang, Wish("1,2", 2, 3, "pickup"))
    assert [taken(canteen, day) for day in days] == [3, 3, 0, 0, 0]
    assert {(one.dish, one.way) for day in days for one in ordered(canteen, day)} == {("清蒸鲈鱼", "pickup")}


def test_the_end_gives_back_what_is_open(canteen: Town) -> None:
    days = plan(canteen, *week(MONDAY))
    zhang = canteen.person("张汉梅")
    made = make(canteen, zhang)
    ended = canteen.do(standing.end(made.standing.id, zhang, NOW))
    assert isinstance(ended, Ended) and len(ended.taken.back) == 5
    assert canteen.do(standing.end(made.standing.id, zhang, NOW)) == Gone()
    plan(canteen, *week(MONDAY))
    assert eats(canteen, zhang) == [] and [taken(canteen, day) for day in days] == [0] * 5


def test_never_more_than_is_cooked_and_whoever_gets_none_hears_of_it(canteen: Town) -> None:
    cook(canteen, 3)
    early, late, elder = canteen.person("早"), canteen.person("晚"), canteen.person("老", chat=False, phone="13900000001")
    make(canteen, early, Wish("", 1, 2, "dine"))
    make(canteen, late, Wish("", 1, 2, "dine"))
    make(canteen, canteen.person("又"))
    make(canteen, elder)
    [monday] = plan(canteen, MONDAY)
    plan(canteen, MONDAY)
    assert taken(canteen, monday) == 3 == sum(one.portions for one in ordered(canteen, monday))
    assert [said for said in canteen.heard(late) if "没订上" in said] == [
        "11月30日（周一）剩下的不够2份，晚的长期订餐这天没订上。可以看看别的日子，或者问问社区。"
    ]
    assert not canteen.heard(early)
    [call] = canteen.do(calls.waiting(canteen.community_id, NOW, 5))
    assert call.name == "老"


def test_who_was_told_of_none_hears_when_there_is_one_after_all(canteen: Town) -> None:
    cook(canteen, 1)
    first, second = canteen.person("早"), canteen.person("晚")
    make(canteen, first)
    make(canteen, second)
    plan(canteen, MONDAY)
    before = canteen.do(stored.canteen(canteen.community_id))
    cook(canteen, 2)
    plan(canteen, MONDAY, before=before)
    assert canteen.heard(second)[-1] == "11月30日（周一）又能订了，晚的长期订餐已经订上。"
    assert eats(canteen, second) == ["2026-11-30"] and not canteen.heard(first)


def test_more_portions_are_for_those_who_got_none(canteen: Town) -> None:
    cook(canteen, 1)
    first, second = canteen.person("张汉梅"), canteen.person("陈兆龙")
    for person in (first, second):
        make(canteen, person)
    [monday] = plan(canteen, MONDAY)
    assert (eats(canteen, first), eats(canteen, second)) == (["2026-11-30"], [])
    canteen.do(meal_limits.set_capacity(monday, canteen.staff(), 5, NOW))
    canteen.catch_up()
    assert eats(canteen, second) == ["2026-11-30"]
    assert any("又能订了" in said for said in canteen.heard(second))


def test_the_office_sees_to_those_without_a_phone(canteen: Town) -> None:
    staff, elder = canteen.staff(), canteen.person("陈兆龙", chat=False)
    made = make(canteen, elder, by=staff)
    assert made.standing.ordered_by == elder and canteen.do(standing.of(elder, staff)) == made.standing
    [monday] = plan(canteen, MONDAY)
    assert [(one.eater, one.ordered_by) for one in ordered(canteen, monday)] == [("陈兆龙", elder)]


def test_a_choice_that_is_not_on_the_menu_is_not_replaced_silently(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang, Wish("", 2, 1, "dine"))
    plan(canteen, MONDAY, dishes=("番茄牛腩",))
    assert eats(canteen, zhang) == [] and any("没有第2种菜" in said for said in canteen.heard(zhang))


def test_it_is_brought_to_where_the_eater_lives_now_or_to_the_place_that_was_named(canteen: Town) -> None:
    zhang, li = canteen.person("张汉梅"), canteen.person("李荣珍")
    canteen.do(people.set_home(zhang, "3", "2", "501"))
    canteen.do(people.set_home(li, "4", "1", "101"))
    make(canteen, zhang, Wish("", 1, 1, "delivered"))
    make(canteen, li, Wish("", 1, 1, "delivered", "社区广场"))
    canteen.do(people.set_home(zhang, "12", "1", "1102"))
    [monday] = plan(canteen, MONDAY)
    assert [one.address for one in ordered(canteen, monday)] == ["12栋1单元1102", "社区广场"]


def test_a_meal_moves_to_the_saturday_that_is_worked_for_the_lost_day(canteen: Town) -> None:
    canteen.now_ms = to_ms(local("2026-09-25 09:00"), ZONE)
    wednesdays, saturdays, mondays = (canteen.person(name) for name in ("周三的", "周六的", "周一的"))
    for person, weekdays in ((wednesdays, "3"), (saturdays, "6"), (mondays, "1")):
        make(canteen, person, Wish(weekdays, 1, 1, "dine"))
    plan(canteen, date(2026, 10, 8), date(2026, 10, 10))
    assert (eats(canteen, wednesdays), eats(canteen, saturdays), eats(canteen, mondays)) == (["2026-10-10"], ["2026-10-10"], [])


def test_a_meal_does_not_move_where_the_lost_day_is_cooked_after_all(canteen: Town) -> None:
    canteen.now_ms = to_ms(local("2026-09-25 09:00"), ZONE)
    zhang = canteen.person("张汉梅")
    make(canteen, zhang, Wish("3", 1, 1, "dine"))
    plan(canteen, date(2026, 10, 7), date(2026, 10, 10))
    assert eats(canteen, zhang) == ["2026-10-07"]


def test_a_meal_moves_once_the_lost_day_is_closed(canteen: Town) -> None:
    canteen.now_ms = to_ms(local("2026-09-25 09:00"), ZONE)
    zhang = canteen.person("张汉梅")
    make(canteen, zhang, Wish("3", 1, 1, "dine"))
    lost, _saturday = plan(canteen, date(2026, 10, 7), date(2026, 10, 10))
    canteen.do(meals.close(lost, canteen.staff(), "放假", canteen.now_ms))
    canteen.catch_up()
    assert eats(canteen, zhang) == ["2026-10-10"]


def test_the_parts_go_on_where_a_crash_has_left_them(canteen: Town) -> None:
    number = 2 * PART + 7
    cook(canteen, number)
    for person in canteen.crowd(number):
        canteen.do(standing_stored.save(canteen.community_id, person, person, "", 1, 1, "dine", "", "", NOW))
    monday = canteen.do(meals.plan(canteen.community_id, MONDAY, ["番茄牛腩"], ZONE, NOW))
    assert monday is not None

    def part() -> int:
        """What a look does before its commit; returns how many orders there are then."""
        [due] = [one for one in canteen.do(reminders.due(NOW, 10)) if one.kind == "meal_standing"]
        drive(canteen.connection, lambda: look(due.id, RULES, NOW, Quiet(ZONE)))
        return int(canteen.connection.execute("SELECT COUNT(*) FROM meal_order").fetchone()[0])

    assert part() == PART
    canteen.connection.commit()
    assert part() == 2 * PART
    canteen.connection.rollback()  # the process dies before its commit
    assert (len(ordered(canteen, monday)), taken(canteen, monday)) == (PART, PART)
    canteen.catch_up()
    assert len(ordered(canteen, monday)) == len({one.eater_id for one in ordered(canteen, monday)}) == number
    assert taken(canteen, monday) == number


def test_one_sets_it_for_ones_own_only_and_they_hear_of_it(canteen: Town) -> None:
    daughter, father, stranger = canteen.person("林悦"), canteen.person("林建国"), canteen.person("路人")
    canteen.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    assert canteen.do(standing.make(father, stranger, EVERY_DAY, NOW)) == NotAllowed()
    made = make(canteen, father, by=daughter)
    assert canteen.heard(father) == ["林悦给林建国长期订了餐：每个开餐的日子，第1种菜，1份，到店吃。"]
    for act in (standing.resume(made.standing.id, stranger, NOW), standing.end(made.standing.id, stranger, NOW)):
        assert canteen.do(act) == NotAllowed()
    assert canteen.do(standing.of(father, stranger)) is None
    [monday] = plan(canteen, MONDAY)
    assert ordered(canteen, monday)[0].ordered_by == daughter
    canteen.do(standing.end(made.standing.id, father, NOW))
    assert any("林建国停了林建国的长期订餐" in said for said in canteen.heard(daughter))


def test_what_makes_no_sense_is_no_standing_order(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    for wish in (
        Wish("8", 1, 1, "dine"), Wish("3,1", 1, 1, "dine"), Wish("", 0, 1, "dine"), Wish("", 1, 7, "dine"), Wish("", 1, 1, "x"),
    ):  # fmt: skip
        assert canteen.do(standing.make(zhang, zhang, wish, NOW)) == Gone()


def test_when_the_family_no_longer_acts_the_meals_go_on_as_the_eaters_own(canteen: Town) -> None:
    daughter, father = canteen.person("林悦"), canteen.person("林建国")
    canteen.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    made = make(canteen, father, by=daughter)
    canteen.do(households.disagree(father, daughter))
    canteen.catch_up()
    assert "家人不再代办了。餐照旧给林建国订" in canteen.heard(father)[-1]
    assert canteen.do(standing.pause(made.standing.id, daughter, MONDAY, MONDAY, NOW)) == NotAllowed()
    [monday] = plan(canteen, MONDAY)
    assert ordered(canteen, monday)[0].ordered_by == father
    assert len(canteen.heard(father)) == 2


def test_the_right_is_asked_for_again_at_every_order(canteen: Town) -> None:
    daughter, father = canteen.person("林悦"), canteen.person("林建国")
    canteen.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    make(canteen, father, by=daughter)
    canteen.do(households_stored.unlink(daughter, father))
    [monday] = plan(canteen, MONDAY)
    assert ordered(canteen, monday)[0].ordered_by == father


def test_what_a_double_set_for_others_is_set_by_the_record_that_stays(canteen: Town) -> None:
    keep, twin, father, staff = canteen.person("林悦"), canteen.person("林悦"), canteen.person("林建国"), canteen.staff()
    canteen.do(households_stored.link(twin, father, "parent", NOW, NOW))
    made = make(canteen, father, by=twin)
    canteen.do(merging.merge(keep, twin, staff, NOW))
    assert canteen.do(standing.mine(keep))[0][1] == replace(made.standing, ordered_by=keep)


def test_an_elder_without_a_phone_whose_daughter_has_left_is_called(canteen: Town) -> None:
    daughter, father = canteen.person("林悦"), canteen.person("林建国", chat=False, phone="13900000001")
    canteen.do(households_stored.link(daughter, father, "parent", NOW, NOW))
    make(canteen, father, by=daughter)
    canteen.do(erasing.erase(daughter, NOW, "feed"))
    canteen.catch_up()
    [call] = canteen.do(calls.waiting(canteen.community_id, NOW, 5))
    assert call.name == "林建国"
    found = canteen.do(standing_stored.of(father))
    assert found is not None and found.ordered_by == father


def test_who_moves_to_another_community_is_told_that_it_ended(canteen: Town) -> None:
    days = plan(canteen, *week(MONDAY))
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    canteen.connection.execute("INSERT INTO community (id, slug, name) VALUES (2, 'b', '别处')")
    canteen.do(people.set_community(zhang, 2))
    canteen.catch_up()
    assert [taken(canteen, day) for day in days] == [0] * 5
    assert canteen.do(standing_stored.of(zhang)) is None and "原来的长期订餐停了" in canteen.heard(zhang)[-1]


def test_who_takes_consent_back_fetches_what_would_have_been_brought(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    canteen.do(people.set_home(zhang, "3", "2", "501"))
    make(canteen, zhang, Wish("", 1, 1, "delivered", "社区广场"))
    canteen.do(people.withdraw(zhang, "general"))
    [monday] = plan(canteen, MONDAY)
    [one] = ordered(canteen, monday)
    assert (one.way, one.address) == ("pickup", "")


def test_the_erased_leave_nothing_and_take_their_meals_along(canteen: Town) -> None:
    zhang = canteen.person("张汉梅之独名")
    make(canteen, zhang, Wish("", 1, 1, "delivered", "只此一处的地址"))
    [monday] = plan(canteen, MONDAY)
    canteen.do(erasing.erase(zhang, NOW, "feed"))
    plan(canteen, MONDAY)
    assert taken(canteen, monday) == 0
    dump = "\n".join(canteen.connection.iterdump())
    assert "张汉梅之独名" not in dump and "只此一处的地址" not in dump


@pytest.mark.parametrize("both", [True, False])
def test_of_two_records_of_one_human_the_keepers_standing_order_stays(canteen: Town, both: bool) -> None:
    keep, twin, staff = canteen.person("张汉梅"), canteen.person("张汉梅"), canteen.staff()
    days = plan(canteen, *week(MONDAY))
    if both:
        make(canteen, keep, Wish("1", 1, 1, "dine"))
    make(canteen, twin, Wish("1,2", 2, 1, "dine"))
    canteen.do(merging.merge(keep, twin, staff, NOW))
    canteen.catch_up()
    found = canteen.do(standing_stored.of(keep))
    assert found is not None and (found.weekdays, found.ordered_by) == ("1" if both else "1,2", keep)
    assert [taken(canteen, day) for day in days] == ([1, 0, 0, 0, 0] if both else [1, 1, 0, 0, 0])
    assert eats(canteen, keep) == (["2026-11-30"] if both else ["2026-11-30", "2026-12-01"])


def test_it_is_taken_along(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang, Wish("1,3", 1, 1, "dine"))
    held = canteen.do(takeout.collect(zhang))
    assert held["standing_orders"][0]["weekdays"] == "1,3"
    assert "每周一、周三，第1种菜，1份，到店吃" in takeout.to_read(held, Voice("zh", ZONE)).decode()


def test_whoever_has_a_standing_order_is_not_asked_whether_they_forgot(canteen: Town) -> None:
    tuesday, wednesday = plan(canteen, date(2026, 11, 24), date(2026, 11, 25))
    zhang = canteen.person("张汉梅")
    make(canteen, zhang, Wish("2", 1, 1, "dine"))
    canteen.now_ms = to_ms(local("2026-11-25 08:30"), ZONE)
    canteen.catch_up()
    assert (len(ordered(canteen, tuesday)), ordered(canteen, wednesday)) == (1, [])
    assert not any("还没订餐" in said for said in canteen.heard(zhang))


def test_on_friday_afternoon_next_week_is_told_once(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang, Wish("1,2,3,6", 1, 1, "dine"))
    monday, _tuesday, wednesday, *_rest = plan(canteen, *week(MONDAY))
    canteen.do(meals.close(wednesday, canteen.staff(), "停气", NOW))
    canteen.do(orders.cancel(ordered(canteen, monday)[0].id, zhang, NOW))
    canteen.catch_up()
    heard = len(canteen.heard(zhang))
    canteen.now_ms = FRIDAY_MS - 1
    canteen.catch_up()
    assert len(canteen.heard(zhang)) == heard
    canteen.now_ms = FRIDAY_MS
    canteen.catch_up()
    assert canteen.heard(zhang)[heard:] == [
        "张汉梅下周的长期订餐，每次1份，到店吃：\n12月1日（周二）：番茄牛腩\n11月30日（周一）：退过了，不订\n"
        "12月2日（周三）：不开餐（停气）\n12月5日（周六）：还没有菜单，出了就订上"
    ]
    plan(canteen, *week(MONDAY, 6))
    canteen.now_ms += 48 * HOUR_MS
    canteen.catch_up()
    assert len(canteen.heard(zhang)) == heard + 1


def test_without_a_menu_the_note_waits_for_it(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    plan(canteen, date(2026, 11, 27))
    canteen.now_ms = FRIDAY_MS
    canteen.catch_up()
    assert not canteen.heard(zhang)
    canteen.now_ms += 20 * HOUR_MS
    plan(canteen, *week(MONDAY))
    assert canteen.heard(zhang) == ["张汉梅下周的长期订餐，每次1份，到店吃：\n11月30日（周一）到12月4日（周五）：番茄牛腩"]


def test_on_sunday_evening_it_is_said_that_there_is_no_menu(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    plan(canteen, date(2026, 11, 27))
    for when in ("2026-11-27 15:00", "2026-11-29 17:59"):
        canteen.now_ms = to_ms(local(when), ZONE)
        canteen.catch_up()
    assert not canteen.heard(zhang)
    canteen.wait(hours=1 / 60)
    canteen.catch_up()
    assert canteen.heard(zhang) == ["下周还没有菜单。菜单一出来，就照张汉梅的长期订餐订上。"]
    plan(canteen, *week(MONDAY))
    assert len(canteen.heard(zhang)) == 1 and len(eats(canteen, zhang)) == 6


def test_a_note_that_would_come_on_monday_is_not_said(canteen: Town) -> None:
    zhang = canteen.person("张汉梅")
    make(canteen, zhang)
    plan(canteen, *week(MONDAY))
    canteen.now_ms = to_ms(local("2026-11-30 08:00"), ZONE)
    canteen.catch_up()
    assert not any("下周的长期订餐" in said for said in canteen.heard(zhang))
    canteen.now_ms = to_ms(local("2026-12-06 18:00"), ZONE)
    canteen.catch_up()
    assert sum("下周还没有菜单" in said for said in canteen.heard(zhang)) == 1


def test_any_weeks_leave_totals_that_agree(canteen: Town) -> None:
    """Plans, hand orders, gifts back, pauses, changes and ends in any order: what is taken is what is ordered, one order for each."""
    chance, residents, horizon = random.Random(7), canteen.crowd(8), week(MONDAY, 9)
    for _act in range(250):
        person, day = chance.choice(residents), chance.choice(horizon)
        known = canteen.do(standing_stored.of(person))
        match chance.randrange(6):
            case 0:
                plan(canteen, day, dishes=chance.choice((("番茄牛腩", "清蒸鲈鱼"), ("番茄牛腩",))))
            case 1:
                weekdays = ",".join(sorted(chance.sample("1234567", chance.randrange(4))))
                make(canteen, person, Wish(weekdays, chance.choice((1, 2)), chance.choice((1, 2, 3)), "dine"))
            case 2 if known:
                canteen.do(standing.pause(known.id, person, day, day + timedelta(chance.randrange(4)), NOW))
            case 3 if known:
                canteen.do(chance.choice((standing.resume, standing.end))(known.id, person, NOW))
            case 4:
                mine = canteen.do(orders_stored.mine(person, ""))
                if mine:
                    canteen.do(orders.cancel(chance.choice(mine).id, person, NOW))
            case _:
                planned = canteen.do(stored.on(canteen.community_id, day.isoformat()))
                for dish in canteen.do(stored.dishes(planned.id))[:1] if planned else []:
                    assert planned is not None
                    canteen.do(orders.order(planned.id, person, person, dish.id, NOW, portions=1, way="dine"))
        for planned in canteen.do(stored.coming(canteen.community_id, NOW, 20)):
            found = ordered(canteen, planned.id)
            assert planned.taken == sum(one.portions for one in found) <= planned.capacity
            assert len({one.eater_id for one in found}) == len(found)


def test_a_choice_that_ran_out_is_said_in_the_note_on_the_week(canteen: Town) -> None:
    [monday] = plan(canteen, MONDAY)
    canteen.do(dish_gone.ran_out(canteen.do(stored.dishes(monday))[0].id, "白菜豆腐", canteen.staff(), NOW))
    zhang = canteen.person("张汉梅")
    assert make(canteen, zhang).filled.without == (MONDAY,)
    canteen.now_ms = FRIDAY_MS
    canteen.catch_up()
    assert "没有第1种菜，没订" in canteen.heard(zhang)[-1]
