"""What the desk of the canteen rests on: what who cooks may do, numbers without names, who can be told, whose card is to be seen."""

from __future__ import annotations

import random
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import people
from services.calendar import DAY_MS, HOUR_MS
from services.canteen import (
    ages,
    bill_papers,
    bills,
    delivery,
    dish_gone,
    kitchen_sheet,
    late_meals,
    meal_limits,
    meals,
    menus,
    numbers,
    order_lists,
    orders,
)
from services.canteen.bill_papers import Wanted
from services.canteen.menu_reader import Planned, read_menu
from services.canteen.months import Month
from services.canteen.order_lists import Looked
from services.canteen.owing import account
from services.courses import Refused
from storage import accounts, households, roles
from storage import bills as bills_stored
from storage import meals as stored
from storage import orders as orders_stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town

TUESDAY = date(2026, 11, 24)
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'


@pytest.fixture
def day(town: Town) -> int:
    """A Tuesday with two dishes."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 20, 1500, PRICES)))
    made = town.do(meals.plan(town.community_id, TUESDAY, ["番茄牛腩", "清蒸鲈鱼"], ZONE, NOW))
    assert made is not None
    return made


def works(town: Town, role: str, name: str = "") -> int:
    person_id = town.person(name or role)
    town.do(roles.grant(town.community_id, role, person_id, None, NOW))
    return person_id


def eats(town: Town, day: int, eater: int, *, n: int = 0, way: str = "dine") -> int:
    dishes = town.do(stored.dishes(day))
    made = town.do(orders.order(day, eater, eater, dishes[n].id, town.now_ms, portions=1, way=way))
    assert isinstance(made, orders.Ordered), made
    return made.listed.id


def test_who_cooks_plans_and_limits_and_reads_the_sheet_but_nothing_of_people(town: Town, day: int) -> None:
    cook, zhang = works(town, "kitchen"), town.person("张汉梅", phone="13900000001")
    order_id = eats(town, day, zhang)
    published = menus.publish(cook, town.community_id, [Planned(date(2026, 11, 25), ("鱼块",))], ZONE, NOW)
    assert town.do(published) == menus.Published(1)
    assert town.do(meal_limits.set_capacity(day, cook, 30, NOW)) == 29
    assert not isinstance(town.do(meal_limits.set_cutoff(day, cook, time(9), ZONE, NOW)), Refused)
    assert isinstance(town.do(kitchen_sheet.sheet(day, cook)), kitchen_sheet.Sheet)
    assert isinstance(town.do(dish_gone.ran_out(town.do(stored.dishes(day))[1].id, "萝卜", cook, NOW)), dish_gone.RanOut)
    refused = Refused("not staff")
    assert town.do(meals.close(day, cook, "", NOW)) == refused
    assert town.do(order_lists.of_day(day, cook, Looked())) == refused
    assert town.do(delivery.state(day, cook)) == refused
    of = Wanted(town.community_id, Month(2026, 11), cook, TUESDAY)
    assert town.do(bill_papers.people_rows(of)) == town.do(bill_papers.subsidies(of)) == refused
    assert town.do(bill_papers.order_part(of, ("", 0))) == town.do(bill_papers.payment_part(of, ("", 0))) == refused
    assert town.do(bills.entries(zhang, cook, 9)) == []
    assert isinstance(town.do(orders.cancel(order_id, cook, NOW)), orders.NotAllowed)
    assert town.do(ages.claims(town.community_id, cook, ZONE, NOW)) == refused


def test_who_cooks_confirms_what_changed_late_and_reads_it_without_names(town: Town, day: int) -> None:
    cook, staff, zhang = works(town, "kitchen"), town.staff(), town.person("张汉梅")
    town.wait(days=1, hours=1)
    town.catch_up()
    dish = town.do(stored.dishes(day))[0]
    town.do(orders.order(day, zhang, staff, dish.id, town.now_ms, portions=1, way="dine"))
    found = town.do(stored.day(day))
    assert found is not None and found.changed_ms is not None
    [change] = town.do(late_meals.of_day(found, cook))  # type: ignore[misc]
    assert town.say(late_meals.said(change, found, named=False)) == "+1 番茄牛腩（到店吃）"
    assert "张汉梅" in town.say(late_meals.said(change, found))
    assert town.do(late_meals.confirm(day, found.changed_ms, cook, town.now_ms)) is True


def test_numbers_are_for_readers_and_cooks_and_agree_with_the_sheet(town: Town, day: int) -> None:
    staff, cook, reader, nobody = town.staff(), works(town, "kitchen"), works(town, "reader"), town.person("张汉梅")
    for n, eater in enumerate(town.crowd(9)):
        eats(town, day, eater, n=n % 2, way=("dine", "pickup")[n % 3 == 0])
    sheet = town.do(kitchen_sheet.sheet(day, staff))
    assert isinstance(sheet, kitchen_sheet.Sheet)
    for one in (staff, cook, reader):
        [found] = town.do(numbers.week(town.community_id, date(2026, 11, 23), one))  # type: ignore[misc]
        assert isinstance(found, numbers.Numbers)
        for n in (0, 1, 2):
            for way in ("", *meals.WAYS):
                assert found.portions(n, way) == sheet.portions(n, way)
        assert found == town.do(numbers.day(day, one))
    assert town.do(numbers.week(town.community_id, TUESDAY, nobody)) == Refused("not staff")
    assert town.do(numbers.day(day, nobody)) == Refused("not staff")
    assert town.do(kitchen_sheet.sheet(day, reader)) == Refused("not staff")


def test_how_a_day_stands(town: Town, day: int) -> None:
    def state() -> str:
        found = town.do(stored.day(day))
        assert found is not None
        return numbers.state(found, town.now_ms)

    assert state() == "open"
    town.connection.execute("UPDATE meal_day SET taken = capacity WHERE id = ?", [day])
    assert state() == "full"
    town.now_ms = NOW + DAY_MS + HOUR_MS
    assert state() == "ending"
    town.catch_up()
    assert state() == "cooking"
    town.wait(hours=4)
    assert state() == "served"
    town.do(stored.turn(day, "cooking", "closed"))
    assert state() == "off"


def test_who_is_said_to_be_phoned_is_phoned_and_who_is_said_to_be_told_is_told(town: Town, day: int) -> None:
    """As many are called, and the same, as `reach` said before a day was called off: whatever the families are like."""
    chance, staff = random.Random(7), town.staff()
    for n in range(12):
        eater = town.person(f"居民{n}", chat=chance.random() < 0.5, born=date(2018, 6, 1) if chance.random() < 0.2 else None)
        booker = eater
        if chance.random() < 0.5:
            booker = town.person(f"家人{n}", chat=chance.random() < 0.7)
            kind = "child" if chance.random() < 0.3 else "parent"
            town.do(households.link(booker, eater, kind, NOW, NOW))
            town.do(households.set_tell(booker, eater, chance.choice(["booker", "attendee", "both"])))
        if chance.random() < 0.2:
            for known in town.do(accounts.of_person(eater)):
                town.do(accounts.blocked(known.channel, known.external_id, NOW))
        dish = town.do(stored.dishes(day))[0]
        town.do(orders.order(day, eater, booker, dish.id, NOW, portions=1, way="dine"))
    listed = town.do(orders_stored.of_day(day))
    reach = town.do(order_lists.reach(listed, NOW))
    assert 0 < len(reach.to_call) < len(listed) and reach.told == len(listed) - len(reach.to_call)
    assert town.do(meals.close(day, staff, "停气", NOW)) == len(listed)
    town.catch_up()
    called = {row[0] for row in town.connection.execute("SELECT person_id FROM call")}
    assert called == {one.eater_id for one in reach.to_call}


def test_orders_are_found_by_name_number_way_and_dish(town: Town, day: int) -> None:
    staff = town.staff()
    zhang, li = town.person("张汉梅", phone="13900000001"), town.person("Li Rong", phone="13900000002")
    eats(town, day, zhang, n=0, way="dine")
    back = eats(town, day, li, n=1, way="pickup")

    def found(**wanted: object) -> list[str]:
        listed = town.do(order_lists.of_day(day, staff, Looked(**wanted)))  # type: ignore[arg-type]
        assert not isinstance(listed, Refused)
        return [one.eater for one in listed]

    assert found() == ["张汉梅", "Li Rong"]
    assert found(words="li r") == found(words="0002") == found(way="pickup") == found(n=2) == ["Li Rong"]
    assert found(words="0003") == found(way="pickup", n=1) == []
    town.do(orders.cancel(back, li, NOW))
    assert found() == ["张汉梅"] and found(state="cancelled") == ["Li Rong"]


def test_whose_card_is_to_be_seen(town: Town, day: int) -> None:
    staff = town.staff()
    old, young, quiet = (town.person(name, born=date(born, 3, 8)) for name, born in (("张", 1950), ("李", 1990), ("王", 1945)))
    unsaid = town.person("赵")
    for eater in (old, young, unsaid):
        eats(town, day, eater)

    def found() -> tuple[list[int], list[int]]:
        made = town.do(ages.claims(town.community_id, staff, ZONE, town.now_ms))
        assert not isinstance(made, Refused)
        return [one.person.id for one in made.new], [one.person.id for one in made.again]

    assert found() == ([old], [])
    town.do(people.see_age(old, date(1950, 3, 8), staff, NOW))
    assert found() == ([], [])
    town.wait(days=337)
    assert found() == ([], [old])
    [claim] = town.do(ages.claims(town.community_id, staff, ZONE, town.now_ms)).again  # type: ignore[union-attr]
    assert (claim.verified_fen, claim.plain_fen, claim.over(town.now_ms)) == (800, 1500, False)
    assert claim.over(town.wait(days=40))
    assert quiet not in found()[0]


def test_where_people_stand_is_what_each_ones_account_says(town: Town, day: int) -> None:
    staff, chance = town.staff(), random.Random(3)
    eaters = town.crowd(7)
    for eater in eaters:
        eats(town, day, eater)
        for _entry in range(chance.randrange(3)):
            kind, fen = chance.choice(["cash", "topup"]), 100 * chance.randrange(1, 30)
            town.do(bills.record(eater, staff, kind, fen, NOW, TUESDAY, seen=town.do(last_id(eater))))
    of = Wanted(town.community_id, Month(2026, 11), staff, TUESDAY)
    whole = town.do(bill_papers.standing_of(of, 99, 0))
    assert not isinstance(whole, Refused)
    parts = [town.do(bill_papers.standing_of(of, 2, skip)) for skip in (0, 2, 4, 6, 8)]
    assert whole == [one for part in parts if not isinstance(part, Refused) for one in part]
    for one in whole:
        stands = town.do(account(one.eaten.person_id, TUESDAY))
        assert (one.owed_fen, one.balance_fen) == (stands.owed_fen, stands.balance_fen)
        assert (one.eaten.portions, one.eaten.total_fen) == (1, 1500)
    sums = town.do(bills_stored.sums(town.community_id, of.first, of.last))
    assert (sums.portions, sums.total_fen, sums.subsidy_fen) == (7, 7 * 1500, 0)


async def last_id(person_id: int) -> int:
    """The newest entry on somebody."""
    return (await account(person_id, TUESDAY)).last_id


@given(
    st.lists(
        st.text(st.sampled_from("番茄炒蛋鱼块（低盐）+、；/ 12.A：：套餐"), min_size=1, max_size=12),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_a_menu_that_is_written_out_is_read_back_as_it_was(dishes: list[str]) -> None:
    line = menus.line(TUESDAY, dishes, TUESDAY)
    if line is not None:
        assert read_menu(line, TUESDAY, ()).days == (Planned(TUESDAY, tuple(dishes)),)
