"""Classes of today: which have been called, which have not, children whom nobody has fetched, and seats held for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from language.text import Moment, Saying, _
from services import timetable
from services.calendar import HOUR_MS, MINUTE_MS
from services.today.items import Item, Urgency, by, waited
from services.today.viewing import Viewer
from storage import meetings, offers
from storage import timetable as stored
from storage.meetings import Meeting
from storage.timetable import Date, Roll

CALLED_WITHIN_MS = 10 * MINUTE_MS
"""So long after a class began its roll should be called."""
FETCHED_WITHIN_MS = 15 * MINUTE_MS
"""So long after a class of children ended each should be fetched."""
ENDING_MS = 3 * HOUR_MS
"""Offers that end within that are pointed out."""

Stand: TypeAlias = Literal["ahead", "on", "over"]


@dataclass(frozen=True, slots=True)
class Class:
    """A class of today, and what its roll says."""

    date: Date
    roll: Roll
    stand: Stand

    @property
    def called(self) -> bool:
        """Whether anybody is marked."""
        return self.roll.marked > 0

    @property
    def uncalled(self) -> bool:
        """Whether the roll should have been called, and was not."""
        return self.stand != "ahead" and not self.called and self.date.taken > 0


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of today, and the council's meetings."""

    dates: tuple[Class, ...]
    meetings: tuple[Meeting, ...]


async def look(viewer: Viewer, now_ms: int, zone: ZoneInfo) -> tuple[Classes | None, list[Item]]:
    """The classes as this viewer sees them."""
    if not viewer.counts:
        return None, []
    dates = await timetable.today(viewer.community_id, now_ms, zone)
    from_ms, until_ms = timetable.midnights(now_ms, zone)
    rolls = {roll.session_id: roll for roll in await stored.rolls(viewer.community_id, from_ms, until_ms)} if dates else {}
    listed = tuple(
        Class(date, rolls.get(date.session_id) or Roll(date.session_id, 0, 0, 0), _stand(date, now_ms)) for date in dates
    )
    planned = [one for one in await meetings.planned(viewer.community_id) if one.starts_ms < until_ms]
    found = Classes(listed, tuple(one for one in planned if one.starts_ms >= from_ms))
    if not viewer.office:
        return found, []
    items = [item for one in listed for item in _items(one, now_ms)]
    items += [_to_record(one, now_ms) for one in planned if one.starts_ms + HOUR_MS < now_ms]
    for held in await offers.ending(viewer.community_id, now_ms, now_ms + ENDING_MS):
        urgency = Urgency.NOW if held.until_ms - now_ms < HOUR_MS else Urgency.TODAY
        said = _("「{course}」给{n}人留的位子快到时间了，还没有回复", course=held.title, n=held.number)
        items.append(
            Item(urgency, "offers", said, when=by(held.until_ms), since_ms=held.until_ms, keys={"course": held.course_id})
        )
    return found, items


def _stand(date: Date, now_ms: int) -> Stand:
    if now_ms < date.starts_ms:
        return "ahead"
    return "on" if now_ms < date.ends_ms else "over"


def _items(one: Class, now_ms: int) -> list[Item]:
    date, roll = one.date, one.roll
    keys: dict[str, int | str] = {"course": date.course_id, "session": date.session_id}
    where: Saying = _("{where} · 报了{n}人", where=date.place, n=date.taken) if date.place else _("报了{n}人", n=date.taken)
    found = []
    if date.audience == "childcare" and roll.unfetched and now_ms > date.ends_ms + FETCHED_WITHIN_MS:
        said = _("「{course}」下课了，还有{n}个孩子没有人接", course=date.title, n=roll.unfetched)
        found.append(Item(Urgency.DANGER, "children", said, date.place, waited(date.ends_ms, now_ms), date.ends_ms, keys))
    if one.uncalled and now_ms > date.starts_ms + CALLED_WITHIN_MS:
        begun = one.stand == "on"
        said = (
            _("「{course}」上课了，还没有点名", course=date.title)
            if begun
            else _("「{course}」下课了，没有点名", course=date.title)
        )
        when = _("{when} 开始", when=Moment(date.starts_ms, "time"))
        found.append(Item(Urgency.NOW if begun else Urgency.TODAY, "roll", said, where, when, date.starts_ms, keys))
    return found


def _to_record(meeting: Meeting, now_ms: int) -> Item:
    said = _("「{meeting}」开过了，结果还没有记", meeting=meeting.title)
    when = Moment(meeting.starts_ms, "near")
    return Item(Urgency.TODAY, "meeting", said, meeting.place, when, meeting.starts_ms, {"meeting": meeting.id})
