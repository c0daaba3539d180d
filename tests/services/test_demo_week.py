"""The demo community's canteen through its first week: from the menu in its file to the bill."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import bot
from services import people
from services.calendar import to_ms
from services.canteen import bill_papers, bills, couriers, delivery, doors, kitchen_sheet, orders, standing
from services.canteen.bill_papers import Overview
from services.canteen.months import Month
from services.canteen.orders import Ordered
from services.canteen.standing import Wish
from services.community import loading, reading
from storage import meals as stored
from storage import people as people_stored
from storage import roles
from tests.services.conftest import ZONE, Town, local

DEMO = Path(bot.__file__).parent.parent / "demo" / "xiaojunshan.toml"
MONDAY = date(2026, 11, 30)


def at(town: Town, day: date, clock: str) -> None:
    """It is that time, and everything due by then is done."""
    town.now_ms = to_ms(local(f"{day} {clock}"), ZONE)
    town.catch_up()


def test_a_week_of_the_demo_from_the_menu_to_the_bill(town: Town) -> None:
    found, problems = reading.read(DEMO)
    assert found is not None, problems
    at(town, MONDAY - timedelta(3), "10:00")
    town.do(loading.load_demo(found, town.now_ms, ZONE, lambda: "seed"))
    town.catch_up()
    staff, wang = town.staff(), town.person("王强")
    town.do(roles.grant(town.community_id, "courier", wang, None, town.now_ms))
    elder, young = town.person("张汉梅", born=date(1950, 3, 8)), town.person("林悦")
    town.do(people.see_age(elder, date(1950, 3, 8), staff, town.now_ms))
    town.do(people_stored.set_home(elder, "3", "2", "501"))

    # She has a meal brought on every day; the young woman fetches one on Wednesday.
    assert isinstance(town.do(standing.make(elder, elder, Wish("", 2, 1, "delivered"), town.now_ms)), standing.Made)
    wednesday = town.do(stored.on(town.community_id, "2026-12-02"))
    assert wednesday is not None
    dish = town.do(stored.dishes(wednesday.id))[0]
    made = town.do(orders.order(wednesday.id, young, young, dish.id, town.now_ms, portions=2, way="pickup"))
    assert isinstance(made, Ordered) and made.listed.total_fen == 3000
    at(town, MONDAY - timedelta(3), "15:00")
    assert any("下周的长期订餐" in said and "清蒸鲈鱼套餐（低盐）" in said for said in town.heard(elder))

    # Each morning the sheet stands and the meal is brought; on Monday it is paid at the door.
    for n in range(5):
        day = MONDAY + timedelta(n)
        planned = town.do(stored.on(town.community_id, day.isoformat()))
        assert planned is not None
        at(town, day, "08:00")
        assert town.do(couriers.say(planned.id, wang, town.now_ms, come=True)) == couriers.Said()
        at(town, day, "09:30")
        cooked = town.do(kitchen_sheet.sheet(planned.id, staff))
        assert isinstance(cooked, kitchen_sheet.Sheet) and cooked.portions() == (3 if n == 2 else 1)
        [load] = town.do(delivery.waiting(town.community_id, wang, town.now_ms))
        assert isinstance(town.do(delivery.take(load.route.id, wang, town.now_ms)), delivery.Taken)
        door = town.do(doors.next_door(wang))
        assert door is not None and door[0].address == "3栋2单元501"
        assert isinstance(town.do(doors.brought(door[0].order_id, wang, 800 if n == 0 else 0, town.now_ms)), doors.Next)

    # The bills come on the first of each month: one meal in November, four in December; what is owed is paid at the office.

    at(town, date(2027, 1, 1), "10:00")
    statements = [said for said in town.heard(elder) if "月的餐费" in said]
    assert any("2026年12月的餐费：4份，一共32元" in said for said in statements), statements
    december = town.do(bill_papers.overview(town.community_id, Month(2026, 12), staff, date(2027, 1, 1)))
    assert isinstance(december, Overview)
    assert (december.portions, december.total_fen, december.subsidy_fen) == (6, 4 * 800 + 3000, 4 * 700)
    seen = town.do(bills.entries(elder, staff, 1))[0].id
    town.do(bills.record(elder, staff, "cash", 3200, town.now_ms, date(2027, 1, 1), seen=seen))
    assert any("餐费都付清了" in said for said in town.heard(elder)[-1:])
