"""One's own hours, and those of one's children."""

from __future__ import annotations

from datetime import date

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from language.message import Button
from language.text import Day, Moment, Saying, _, lines, paragraphs
from services.canteen.months import Month
from services.patrol import hours
from services.patrol.hours import counted, duration
from services.patrol.teams import PATROL
from storage.checkins import Stint
from storage.people import Person

flows = Flows()

MOST_LINES = 12
"""So many shifts are written out, the newest of each in the household."""


@flows.flow("hours", _("我的时长"), command="hours", argument="month")
async def my_hours(chat: Chat, month: str = "") -> None:
    """A month of one's shifts, with what each counts."""
    this = Month.of(chat.today)
    wanted = min(Month.read(month) or this, this)
    found = await hours.mine(chat.person_id, wanted, chat.now_ms)
    most = max(MOST_LINES // len(found), 2)
    parts = [_month(person, stints, most, named=person.id != chat.person_id or len(found) > 1) for person, stints in found]
    chat.say(paragraphs(_("{month}的志愿时长", month=wanted.said), *parts), *turn("/hours {}", wanted, this), PATROL, HOME)


def turn(command: str, wanted: Month, this: Month) -> list[Button]:
    """The ways to the month before and to the one behind it; `command` has the place where the month stands."""
    buttons = [Button(_("上个月") if wanted == this else wanted.before.said, command.format(wanted.before))]
    if wanted < this:
        buttons.append(Button(_("这个月") if wanted.next == this else wanted.next.said, command.format(wanted.next)))
    return buttons


def _month(person: Person, stints: list[Stint], most: int, *, named: bool) -> Saying:
    who = _("{who}：", who=person.name) if named else None
    if not stints:
        return lines(who, _("还没有值过班。"))
    more = len(stints) - most
    return lines(
        who,
        _("值班{n}次，一共{long}", n=hours.times(stints), long=duration(hours.total(stints))),
        *[line(stint) for stint in stints[-most:]],
        _("……更早的还有{n}次", n=more) if more > 0 else None,
    )


def line(stint: Stint) -> Saying:
    """A shift with what it counts, and why where that is not plain."""
    day = Day(date.fromisoformat(stint.day))
    minutes = counted(stint)
    if stint.there:
        return _("{day} {duty}：正在值班", day=day, duty=stint.duty)
    if minutes is None:
        return (
            _("{day} {duty}：没来", day=day, duty=stint.duty) if stint.no_show else _("{day} {duty}", day=day, duty=stint.duty)
        )
    long = duration(minutes)
    if stint.minutes is not None:
        return _("{day} {duty}：{long}（改过）", day=day, duty=stint.duty, long=long)
    if stint.out_how == "clock":
        until = Moment(stint.ends_ms, "time")
        return _("{day} {duty}：{long}（没签退，按 {until} 算）", day=day, duty=stint.duty, long=long, until=until)
    return _("{day} {duty}：{long}", day=day, duty=stint.duty, long=long)
