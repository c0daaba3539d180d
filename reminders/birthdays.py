"""The month's birthdays: on its first day those who have one are invited to the community's party."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial

from language.lunar import LunarDay, birthdays_in, read_lunar_day
from language.text import _
from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services.calendar import to_local, to_ms
from services.people import agreed
from services.telling import HOME, guardians_or_self, is_child, notice, tell
from services.topics import BIRTHDAY
from storage import communities, people
from storage.communities import Community
from storage.outbox import Terms

MORNING = time(9)


def falls_in(born: date, lunar: LunarDay | None, year: int, month: int) -> bool:
    """Whether the birthday falls in that month: by the old calendar where it is kept by it."""
    return month in ([born.month] if lunar is None else [day.month for day in birthdays_in(year, lunar)])


async def birthdays(look: Look) -> Stand | None:
    """The first of the month, month by month, in a community that holds parties."""
    community = await communities.get(look.reminder.subject_id)
    if community is None or not community.birthday_party:
        return None
    first = to_local(look.now_ms, look.zone).date().replace(day=1)
    months = [first, _next(first), _next(_next(first))]
    begins = [to_ms(datetime.combine(month, MORNING), look.zone) for month in months]
    steps = [
        Step(due_ms, partial(_invite, community, month, until_ms, look.now_ms), until_ms)
        for month, due_ms, until_ms in zip(months[:2], begins, begins[1:], strict=False)
    ]
    return await take(steps, look)


async def _invite(community: Community, month: date, until_ms: int, now_ms: int, after: int) -> int | None:
    found = await people.with_birthdays(community.id, f"{month:%m}", after, AT_ONCE)
    for person in found:
        if person.born is None or not falls_in(person.born, read_lunar_day(person.birth_lunar), month.year, month.month):
            continue
        if not is_child(person, now_ms) and not agreed(person):
            continue  # known from a register only: what they did not give is not used to write to them
        text = _(
            "{who} 这个月过生日，社区请您来集体生日会：{party}。来一起吃块蛋糕吧。",
            who=person.name,
            party=community.birthday_party,
        )
        for listener in await guardians_or_self(person, now_ms):
            await tell(listener, notice(text, HOME), f"birthday:{person.id}:{month:%Y-%m}", now_ms, Terms(BIRTHDAY, until_ms))
    return found[-1].id if len(found) == AT_ONCE else None


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
