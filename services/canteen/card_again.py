"""A look at somebody's card holds for a year: who still eats here is asked in time to show it again."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from language.text import Day, Money, _
from services import people
from services.calendar import DAY_MS, to_local
from services.canteen import meal_telling, meals
from services.canteen.prices import KNOWN_MS, price
from storage import orders, standing
from storage.outbox import Terms

AHEAD_MS = 30 * DAY_MS
"""So long before the year is over."""
LATELY = timedelta(60)
"""Who has not had a meal for so long is left in peace."""


async def ends_ms(person_id: int) -> int | None:
    """Until when the office's look at the card holds; None where it never looked."""
    person = await people.get(person_id)
    return person.age_seen_ms + KNOWN_MS if person is not None and person.age_seen_ms is not None else None


async def ask(person_id: int, now_ms: int, zone: ZoneInfo) -> None:
    """Ask for the card, where the meals cost more without it. Who orders for the person hears of it as of an order."""
    person, until_ms = await people.get(person_id), await ends_ms(person_id)
    kitchen = await meals.canteen(person.community_id) if person else None
    if person is None or kitchen is None or until_ms is None:
        return
    last = to_local(until_ms, zone).date()
    known, unknown = (price(kitchen, person.born, seen, last, 1, until_ms) for seen in (person.age_seen_ms, None))
    always = await standing.of(person_id)
    since = (to_local(now_ms, zone).date() - LATELY).isoformat()
    eaten = [one for one in await orders.mine(person_id, since) if one.eater_id == person_id]
    if unknown.total_fen <= known.total_fen or not (always or eaten):
        return
    text = _(
        "{who}的年龄核实到{day}满一年。请在这之前带身份证到社区再核实一次，不然订餐一份就按{price}算了。",
        who=person.name, day=Day(last, "birth"), price=Money(unknown.total_fen),
    )  # fmt: skip
    by = always.ordered_by if always else eaten[-1].ordered_by
    await meal_telling.tell_eater(person_id, by, text, f"card-again:{person_id}:{until_ms}", now_ms, Terms(until_ms=until_ms))
