"""Meals and standing orders on a phone: what was tapped in time is in time, and a canteen elsewhere is the eater's own."""

from __future__ import annotations

from datetime import date, time

from language.message import Incoming
from services.calendar import MINUTE_MS
from services.canteen import dish_gone, meal_limits, meals, standing
from services.canteen.standing import Made, Wish
from storage import communities, households, people
from storage import meals as stored
from storage.meals import Canteen
from tests.conversations.world import ZONE
from tests.handlers.desk import Office

TUESDAY = 1
"""The first day on the menu."""


async def lives_elsewhere(office: Office, who: str, *, cooks: bool) -> int:
    """That person belongs to another community, with a canteen or without; its id."""
    person, now_ms = await office.person(who), office.world.now_ms

    async def move() -> int:
        there = await communities.save("elsewhere", "别处社区", "", "", "")
        await people.set_community(person, there.id)
        if cooks:
            await stored.save_canteen(Canteen(there.id, "二楼", "11:00", "09:30", 10, 1200, "[]"))
            await meals.plan(there.id, date(2026, 11, 25), ["别处的豆腐", "别处的鱼"], ZONE, now_ms)
        return there.id

    return await office.engine.db.write(move)


async def acts_for(office: Office, who: str, whom: str) -> None:
    guardian, member, now_ms = await office.person(who), await office.person(whom), office.world.now_ms
    await office.engine.db.write(lambda: households.link(guardian, member, "parent", now_ms, now_ms))


async def test_what_was_tapped_before_orders_closed_is_taken_back(office: Office) -> None:
    eater = await office.person("李荣珍")
    made = await office.engine.db.write(lambda: standing.make(eater, eater, Wish("", 1, 1, "dine"), office.world.now_ms))
    assert isinstance(made, Made) and made.filled.ordered[0].meal_day_id == TUESDAY
    closes_ms = made.filled.ordered[0].closes_ms
    office.world.now_ms = closes_ms - MINUTE_MS
    await office.says("李荣珍", "/standing")
    await office.taps("李荣珍", "不再长期订")
    message, button = office.engine.phones["李荣珍"].button("确认不再订")
    office.world.now_ms = closes_ms + 2_000  # others were served first
    tap = Incoming(
        channel="plain", sender="李荣珍", at_ms=closes_ms - 1, chat="李荣珍", update_id="late", tap=button.data,
        tapped=message.ref, callback="tap",
    )  # fmt: skip
    await office.engine.deliver(tap)
    assert office.rows("SELECT taken FROM meal_day WHERE id = 1") == [(0,)]


async def test_who_has_no_canteen_sets_it_for_a_parent_who_has_one(office: Office) -> None:
    await office.happens("林悦 is known")
    await lives_elsewhere(office, "林悦", cooks=False)
    await acts_for(office, "林悦", "李荣珍")
    assert "给李荣珍订哪几天" in (await office.says("林悦", "/standing")).text


async def test_the_choices_are_those_of_the_eaters_canteen(office: Office) -> None:
    await office.happens("林悦 is known")
    await lives_elsewhere(office, "李荣珍", cooks=True)
    await acts_for(office, "林悦", "李荣珍")
    eater, by = await office.person("李荣珍"), await office.person("林悦")
    await office.engine.db.write(lambda: standing.make(eater, by, Wish("", 1, 1, "dine"), office.world.now_ms))
    await office.says("林悦", f"/standing {eater}")
    shown = await office.taps("林悦", "改一改", "改菜")
    assert any("别处的豆腐" in button.label for button in shown.buttons)


async def test_a_choice_that_ran_out_on_one_day_is_shown_by_a_day_that_has_it(office: Office) -> None:
    eater, staff = await office.person("李荣珍"), await office.person("周丹丹")

    async def run_out() -> None:
        await standing.make(eater, eater, Wish("", 1, 1, "dine"), office.world.now_ms)
        await dish_gone.ran_out((await stored.dishes(TUESDAY))[0].id, "临时换的菜", staff, office.world.now_ms)

    await office.engine.db.write(run_out)
    await office.engine.settle()
    await office.says("李荣珍", "/standing")
    shown = await office.taps("李荣珍", "改一改", "改菜")
    assert "11月25日" in shown.text or "周三" in shown.text
    assert not any("临时换的菜" in button.label for button in shown.buttons)


async def test_an_old_button_to_a_canteen_where_nobody_of_ones_own_eats_leads_on(office: Office) -> None:
    await lives_elsewhere(office, "李荣珍", cooks=True)
    shown = await office.says("李荣珍", f"/meal_order {TUESDAY}")
    assert "别处的豆腐" in shown.text and "谁吃" not in shown.text


async def test_a_days_own_end_of_orders_stands_on_the_menu(office: Office) -> None:
    staff, at = await office.person("周丹丹"), time(10, 45)
    await office.engine.db.write(lambda: meal_limits.set_cutoff(TUESDAY, staff, at, ZONE, office.world.now_ms))
    shown = await office.says("李荣珍", "/meals")
    assert "明天（周二），10:45 截止，只剩" in shown.text and shown.text.count(" 截止，") == 1
