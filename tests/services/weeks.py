"""Weeks of a canteen as chance would have them: everything that people do with meals, in any order, with kills in the middle.

`Weeks.live` lets a number of days pass; after every act `check` compares what the house says of each day: the portions taken, the
kitchen's sheet, the labels, the drops, the bill.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from msgspec.structs import replace

from language.catalogue import Voice
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.steps import look
from services.calendar import HOUR_MS, MINUTE_MS, to_local, to_ms
from services.canteen import (
    bill_papers,
    bills,
    couriers,
    day_papers,
    delivery,
    dish_gone,
    doors,
    kitchen_sheet,
    meal_limits,
    meals,
    no_answer,
    orders,
    standing,
)
from services.canteen.bill_papers import Overview
from services.canteen.day_prints import printed
from services.canteen.kitchen_sheet import Sheet
from services.canteen.months import Month
from services.canteen.orders import Cancelled, Changed, Ordered
from services.canteen.standing import Wish
from services.papers import Wanted
from services.records import erasing, merging
from storage import drops, reminders, roles
from storage import meals as stored
from storage import orders as orders_stored
from storage import people as people_stored
from storage import standing as standing_stored
from storage.meals import Canteen, MealDay
from storage.orders import Listed
from storage.sql import Query
from tests.services.conftest import ZONE, Town, local
from tests.services.killing import Killed, killed

T = TypeVar("T")

MONDAY = date(2026, 11, 30)
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'
DISHES = (("番茄牛腩", "清蒸鲈鱼"), ("红烧豆腐", "冬瓜排骨"), ("番茄牛腩",))


class Weeks:
    """A town with a canteen, and what its people were promised: `promised` is what was ordered by hand and not taken back since."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance, self.voice = town, random.Random(seed), Voice("zh", ZONE)
        self.kills = 0
        self.acts = 0
        self.promised: dict[tuple[int, int], int] = {}
        self.staff = town.staff()
        self.couriers = [town.person("王强"), town.person("赵敏")]
        for courier in self.couriers:
            town.do(roles.grant(town.community_id, "courier", courier, None, town.now_ms))
        self.people = town.crowd(10)
        for n, person in enumerate(self.people):
            town.do(people_stored.set_home(person, str(1 + n % 3), str(1 + n % 2), f"{1 + n}01"))
            if n % 2:
                town.do(people_stored.set_birth(person, date(1950, 3, 8)))
                town.do(people_stored.see_age(person, date(1950, 3, 8), town.now_ms))
        town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 14, 1500, PRICES)))

    # Living

    def live(self, days: int) -> None:
        """Let so many days pass, from Monday on."""
        for n in range(days):
            day = MONDAY + timedelta(n)
            if day.weekday() in (0, 3):
                self.plan_ahead(day)
            for hour, acts in (("08:00", 8), ("09:10", 6), ("09:30", 6), ("11:00", 8), ("13:00", 2), ("20:00", 6)):
                self.town.now_ms = to_ms(local(f"{day} {hour}"), ZONE)
                self.catch_up()
                for _act in range(acts):
                    self.act()
                    self.check()

    def plan_ahead(self, monday: date) -> None:
        """Menus for the coming days; some change one that stands."""
        for n in range(7):
            if (day := monday + timedelta(n)).weekday() < 5:
                dishes = list(self.chance.choice(DISHES))
                self.done(partial(meals.plan, self.town.community_id, day, dishes, ZONE, self.town.now_ms))

    def done(self, work: Callable[[], Coroutine[Query, Any, T]]) -> T | None:
        """Do it in a transaction, which sometimes dies in the middle: then once more, or never. None where it was not done."""
        for _try in range(2):
            if self.chance.random() > 0.2:
                return self.town.do(work())
            try:
                return self.town.do(killed(work(), self.chance.randrange(12)))
            except Killed:
                self.kills += 1
            if self.chance.random() < 0.5:
                break
        return None

    def catch_up(self) -> None:
        """What the clock does, killed now and then; it comes back until nothing is due."""
        while due := self.town.do(reminders.due(self.town.now_ms, 100)):
            for reminder in due:
                self.done(partial(look, reminder.id, RULES, self.town.now_ms, Quiet(ZONE)))

    def act(self) -> None:
        """Somebody does something."""
        self.acts += 1
        acts = [
            self.order, self.order, self.order, self.change, self.cancel, self.stand, self.pause, self.end_standing, self.close,
            self.run_out, self.late_order, self.late_cancel, self.come, self.deliver, self.deliver, self.hand_over, self.limit,
            self.pay, self.waive, self.leave, self.replan, self.merge,
        ]  # fmt: skip
        weights = [9, 9, 9, 6, 6, 4, 3, 1, 0.4, 0.7, 3, 2, 3, 9, 9, 1, 1, 2, 0.7, 0.3, 1, 0.4]
        self.chance.choices(acts, weights)[0]()

    # What people do

    def a_day(self) -> MealDay | None:
        """One of the days at hand."""
        found = self.town.do(stored.coming(self.town.community_id, self.town.now_ms - 6 * HOUR_MS, 4))
        return self.chance.choice(found) if found else None

    def an_order(self) -> Listed | None:
        """One of the orders of a day at hand."""
        day = self.a_day()
        found = self.town.do(orders_stored.of_day(day.id)) if day else []
        return self.chance.choice(found) if found else None

    def order(self, by: int = 0) -> None:
        day, eater = self.a_day(), self.chance.choice(self.people)
        dishes = self.town.do(stored.dishes(day.id)) if day else []
        if day is None or not dishes:
            return
        dish, portions, way = self.chance.choice(dishes), self.chance.choice((1, 1, 2, 3)), self.chance.choice(list(meals.WAYS))
        address = self.chance.choice(("3栋2单元501", "1栋1单元101", "12栋302")) if way == "delivered" else ""
        outcome = self.done(
            lambda: orders.order(
                day.id, eater, by or eater, dish.id, self.town.now_ms, portions=portions, way=way, address=address,
                note=self.chance.choice(("", "少饭")),
            )
        )  # fmt: skip
        if isinstance(outcome, Ordered):
            assert day.taking(self.town.now_ms) or by, "an order after the end of orders"
            assert not self.town.do(stored.dish(dish.id)).gone  # type: ignore[union-attr]
            self.promised[day.id, eater] = portions

    def late_order(self) -> None:
        self.order(by=self.staff)

    def change(self) -> None:
        one = self.an_order()
        if one is None:
            return
        dishes = self.town.do(stored.dishes(one.meal_day_id))
        portions, dish = self.chance.choice((1, 2, 4)), self.chance.choice(dishes)
        outcome = self.done(
            lambda: orders.change(one.id, one.eater_id, self.town.now_ms, portions=portions, dish_id=dish.id, note="多饭")
        )
        if isinstance(outcome, Changed) and (one.meal_day_id, one.eater_id) in self.promised:
            self.promised[one.meal_day_id, one.eater_id] = portions

    def cancel(self, by: int = 0) -> None:
        one = self.an_order()
        if one is not None:
            outcome = self.done(lambda: orders.cancel(one.id, by or one.eater_id, self.town.now_ms))
            if isinstance(outcome, Cancelled):
                self.promised.pop((one.meal_day_id, one.eater_id), None)

    def late_cancel(self) -> None:
        self.cancel(by=self.staff)

    def stand(self) -> None:
        eater = self.chance.choice(self.people)
        weekdays = ",".join(sorted(self.chance.sample("12345", self.chance.randrange(4))))
        wish = Wish(weekdays, self.chance.choice((1, 2)), self.chance.choice((1, 2)), self.chance.choice(list(meals.WAYS)))
        self.done(lambda: standing.make(eater, eater, wish, self.town.now_ms))

    def pause(self) -> None:
        eater = self.chance.choice(self.people)
        known = self.town.do(standing_stored.of(eater))
        first = MONDAY + timedelta(self.chance.randrange(14))
        if known and self.chance.random() < 0.5:
            self.done(lambda: standing.pause(known.id, eater, first, first + timedelta(2), self.town.now_ms))
        elif known:
            self.done(lambda: standing.resume(known.id, eater, self.town.now_ms))

    def end_standing(self) -> None:
        eater = self.chance.choice(self.people)
        if known := self.town.do(standing_stored.of(eater)):
            self.done(lambda: standing.end(known.id, eater, self.town.now_ms))

    def leave(self) -> None:
        """Somebody has themselves erased; somebody else moves in."""
        if len(self.people) < 4:
            return
        gone = self.people.pop(self.chance.randrange(len(self.people)))
        self.town.do(erasing.erase(gone, self.town.now_ms, f"feed{gone}"))
        self.promised = {key: portions for key, portions in self.promised.items() if key[1] != gone}
        self.people.append(self.town.person(f"新居民{gone}", chat=False))

    def merge(self) -> None:
        """Two records were one human all along."""
        if len(self.people) < 6:
            return
        double = self.people.pop(self.chance.randrange(len(self.people)))
        keep = self.chance.choice(self.people)
        outcome = self.done(lambda: merging.merge(keep, double, self.staff, self.town.now_ms))
        if outcome is None:
            self.people.append(double)
            return
        assert isinstance(outcome, merging.Merged)
        self.promised = {key: portions for key, portions in self.promised.items() if key[1] not in (keep, double)}
        self.people.append(self.town.person(f"又搬来{double}", chat=False))

    # What staff do

    def close(self) -> None:
        day = self.a_day()
        if day and isinstance(self.done(lambda: meals.close(day.id, self.staff, "停气", self.town.now_ms)), int):
            self.promised = {key: portions for key, portions in self.promised.items() if key[0] != day.id}

    def replan(self) -> None:
        day = self.a_day()
        if day and day.taking(self.town.now_ms):
            self.done(partial(self.plan_anew, date.fromisoformat(day.day)))

    async def plan_anew(self, day: date) -> None:
        """A file with other dishes, and perhaps another cut-off and another capacity, fewer than are ordered."""
        before = await stored.canteen(self.town.community_id)
        assert before is not None
        cutoff, capacity = self.chance.choice(("09:00", "09:30", "10:00")), self.chance.choice((3, 14, 14, 20))
        await stored.save_canteen(replace(before, cutoff=cutoff, capacity=capacity))
        dishes = list(self.chance.choice(DISHES))
        await meals.plan(self.town.community_id, day, dishes, ZONE, self.town.now_ms, before=before)

    def run_out(self) -> None:
        day = self.a_day()
        dishes = [dish for dish in self.town.do(stored.dishes(day.id)) if not dish.gone] if day else []
        if dishes:
            dish = self.chance.choice(dishes)
            self.done(lambda: dish_gone.ran_out(dish.id, "西红柿鸡蛋面", self.staff, self.town.now_ms))

    def limit(self) -> None:
        if day := self.a_day():
            self.done(lambda: meal_limits.set_capacity(day.id, self.staff, self.chance.randrange(10, 20), self.town.now_ms))

    def pay(self) -> None:
        person = self.chance.choice(self.people)
        kind, fen = self.chance.choice(("cash", "topup", "card")), self.chance.choice((800, 1500))
        seen = next((entry.id for entry in self.town.do(bills.entries(person, self.staff, 1))), 0)
        self.done(lambda: bills.record(person, self.staff, kind, fen, self.town.now_ms, self.today, seen=seen))

    def waive(self) -> None:
        one = self.an_order()
        if one is not None:
            self.done(lambda: bills.waive(one.id, self.staff, "凉了", self.town.now_ms, self.today))

    # What couriers do

    def come(self) -> None:
        if day := self.a_day():
            courier, come = self.chance.choice(self.couriers), self.chance.random() < 0.8
            self.done(lambda: couriers.say(day.id, courier, self.town.now_ms, come=come))

    def deliver(self) -> None:
        """One more door; before it, a route where the courier has none."""
        courier = self.chance.choice(self.couriers)
        self.town.now_ms += MINUTE_MS
        if self.town.do(delivery.mine(courier)) is None:
            waiting = self.town.do(delivery.waiting(self.town.community_id, courier, self.town.now_ms))
            if waiting:
                route = self.chance.choice(waiting).route
                self.done(lambda: delivery.take(route.id, courier, self.town.now_ms))
        found = self.town.do(doors.next_door(courier))
        if found is None:
            return
        drop, now_ms = found[0], self.town.now_ms
        cash = self.chance.choice((0, drop.due_fen))
        match self.chance.randrange(5):
            case 0:
                self.done(lambda: doors.otherwise(drop.order_id, courier, "refused", now_ms))
            case 1:
                self.done(lambda: no_answer.knocked(drop.order_id, courier, now_ms))
                self.done(lambda: no_answer.unanswered(drop.order_id, courier, "staff", now_ms))
            case _:
                self.done(lambda: doors.brought(drop.order_id, courier, cash, now_ms))

    def hand_over(self) -> None:
        courier = self.chance.choice(self.couriers)
        if mine := self.town.do(delivery.mine(courier)):
            self.done(lambda: delivery.hand_over(mine.route.id, courier, self.town.now_ms))

    # What must be so

    @property
    def today(self) -> date:
        """The local day."""
        return to_local(self.town.now_ms, ZONE).date()

    def check(self) -> None:
        """Whether everything that the house says of each day agrees."""
        billed = 0
        for day in self.every_day():
            made = self.town.do(kitchen_sheet.sheet(day.id, self.staff))
            assert isinstance(made, Sheet)
            portions = made.portions()
            assert day.taken == portions <= day.capacity, "taken, cooked, capacity"
            assert portions == sum(made.portions(dish.n) for dish in made.meal.dishes), "every portion is of a dish"
            assert portions == sum(made.portions(way=way) for way in meals.WAYS), "every portion has its way"
            eaters = [one.eater_id for one in made.listed]
            assert len(set(eaters)) == len(eaters), "one order a day for each who eats"
            self.check_promises(day, made)
            self.check_papers(day, made)
            if date.fromisoformat(day.day) <= self.today:
                billed += sum(one.total_fen for one in made.listed)
        self.check_bill(billed)

    def every_day(self) -> list[MealDay]:
        """All days that there ever were."""
        return self.town.do(stored.coming(self.town.community_id, 0, 100))

    def check_promises(self, day: MealDay, made: Sheet) -> None:
        """Everything that was ordered by hand is on the sheet."""
        listed = {one.eater_id: one.portions for one in made.listed}
        for (day_id, eater), portions in self.promised.items():
            assert day_id != day.id or listed.get(eater) == portions, "ordered, and not cooked"

    def check_papers(self, day: MealDay, made: Sheet) -> None:
        """Labels, the sheet for Excel and the drops say the same as the kitchen's sheet."""
        found = self.town.do(day_papers.meal_day(Wanted(day.id, self.staff)))
        assert isinstance(found, tuple)
        page = printed(*found, self.voice).decode()
        assert page.count("<p class=who>") == made.portions(), "a label for each portion"
        counts, yuan = zip(*((row[6], row[8]) for row in day_papers.meal_rows(made)), strict=True) if made.listed else ((), ())
        assert sum(counts) == made.portions(), "a row for each order"
        assert round(sum(yuan) * 100) == sum(one.total_fen for one in made.listed), "what is to be paid"
        dropped = [drop.order_id for drop in self.town.do(drops.of_day(day.id))]
        brought = {one.id for one in made.listed if one.way == "delivered"}
        if day.status == "cooking":
            assert len(dropped) == len(set(dropped)), "a door on two routes"
            assert set(dropped) == brought, "what is brought, and what is on a route"

    def check_bill(self, billed: int) -> None:
        """The months' bills are what was cooked, to the fen."""
        told = 0
        for month in (Month(2026, 11), Month(2026, 12)):
            overview = self.town.do(bill_papers.overview(self.town.community_id, month, self.staff, self.today))
            assert isinstance(overview, Overview)
            told += overview.total_fen
        assert told == billed, "the bill, and what was cooked"


__all__ = ["Weeks"]
