"""Duties become dated shifts, two weeks ahead; what changes about a shift is told to those who have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from language.text import Saying, _, lines
from services.calendar import MINUTE_MS, to_local, to_ms
from services.patrol import checkins, teams
from services.patrol.shift_telling import described, tell_on, when
from services.patrol.shift_telling import reason as why
from services.patrol.shifts import leads
from services.patrol.teams import NotAllowed
from storage import audit, duties, reminders, shift_places, shifts
from storage import teams as teams_stored
from storage.duties import Duty
from storage.shifts import Listed, Shift

AHEAD = 14
"""So many days ahead shifts are planned, today included."""
MOST_NEEDED = 20
PLANNED, CANCELLED, DROPPED = "planned", "cancelled", "dropped"


@dataclass(frozen=True, slots=True)
class Steps:
    """What planning does for a duty: the shifts to make and those to move, with when they begin and end, and those to drop."""

    make: tuple[tuple[date, int, int], ...]
    move: tuple[tuple[Shift, int, int], ...]
    drop: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """How many shifts were made, moved to another time, and dropped because the duty is not on that day any more."""

    made: int = 0
    moved: int = 0
    dropped: int = 0


async def follow(community_id: int, now_ms: int) -> None:
    """The duties of a community have changed, or are new: they are planned at once, and from then on every day."""
    await reminders.follow("duties", community_id, community_id, now_ms)


async def plan_ahead(community_id: int, now_ms: int, zone: ZoneInfo) -> Planned:
    """Make the shifts of the next days from the duties as they are now. Done again it changes nothing.

    A shift that is planned keeps its `need`. Where a duty is at another time, its shifts move; where it is not on that day any more
    (a duty that needs nobody is on none), they are dropped: those who had taken them are told. A shift that a person cancelled stays so,
    and one whose day or time a person chose stays there.
    """
    done = Planned()
    for duty in await duties.of_community(community_id):
        each = await _plan(duty, now_ms, zone)
        done = Planned(done.made + each.made, done.moved + each.moved, done.dropped + each.dropped)
    return done


async def cancel(shift_id: int, by: int, reason: str, now_ms: int) -> bool | NotAllowed:
    """Who leads the team, or staff, has one shift not take place; those who had it are told. False where it has begun, or was."""
    shift = await shifts.get(shift_id)
    if shift is None or not await leads(by, shift):
        return NotAllowed()
    if not shift.coming(now_ms) or not await shifts.turn(shift_id, PLANNED, CANCELLED):
        return False
    await audit.note(shift.community_id, by, "cancel shift", f"shift:{shift_id}", now_ms)
    words = " ".join(reason.split())
    text: Saying = lines(
        _("{shift} 取消了，不用去了。", shift=when(shift)), _("原因：{why}", why=why(words)) if words else None
    )
    for person_id in await shift_places.all_gone(shift_id, CANCELLED):
        await tell_on(shift, person_id, text, f"shift-cancelled:{shift_id}:{person_id}", now_ms, besides=by, answer=False)
    return True


async def set_shift_need(shift_id: int, need: int, by: int, now_ms: int) -> bool | NotAllowed:
    """Who leads the team, or staff, has so many people do this one shift. False where more have a place in it, or nothing changes."""
    shift = await shifts.get(shift_id)
    if shift is None or not 1 <= need <= MOST_NEEDED or not await leads(by, shift):
        return NotAllowed()
    await shifts.hold(shift_id)
    if not shift.coming(now_ms) or not await shifts.set_need(shift_id, need):
        return False
    await audit.note(shift.community_id, by, "set need", f"shift:{shift_id}", now_ms, detail=str(need))
    return True


async def set_need(duty_id: int, need: int, by: int, now_ms: int) -> bool | NotAllowed:
    """Who leads the team, or staff, has so many people do the duty from now on, also on the shifts that were planned for as many as before.

    Where more have a place already, those stay. False where nothing changes.
    """
    duty = await duties.get(duty_id)
    team = await teams_stored.get(duty.team_id) if duty else None
    if duty is None or team is None or not 1 <= need <= MOST_NEEDED or not await teams.may_lead(by, team):
        return NotAllowed()
    if not await duties.set_need(duty_id, need):
        return False
    for shift in await shifts.of_duty(duty_id, now_ms):
        if shift.need == duty.need:
            await shifts.hold(shift.id)
            await shifts.set_need(shift.id, need)
    await audit.note(duty.community_id, by, "set need", f"duty:{duty_id}", now_ms, detail=str(need))
    return True


async def of_team(team_id: int) -> list[Duty]:
    """The duties of a team."""
    return await duties.of_team(team_id)


def is_on(duty: Duty, day: date) -> bool:
    """Whether the duty is done that day."""
    return duty.need > 0 and (not duty.weekdays or str(day.isoweekday()) in duty.weekdays.split(","))


async def foreseen(duty: Duty, now_ms: int, zone: ZoneInfo) -> Steps:
    """What planning will do for the duty as it is given here. Changes nothing."""
    today = to_local(now_ms, zone).date()
    known = {shift.day: shift for shift in await shifts.of_duty(duty.id, now_ms)}
    chosen = {day for day, shift in known.items() if shift.by_hand and shift.state != DROPPED and duty.need}
    make, move = [], []
    for day in (today + timedelta(n) for n in range(AHEAD)):
        if day.isoformat() in chosen or not is_on(duty, day):
            continue
        starts_ms = to_ms(datetime.combine(day, time.fromisoformat(duty.starts)), zone)
        ends_ms = starts_ms + duty.minutes * MINUTE_MS
        shift = known.pop(day.isoformat(), None)
        if starts_ms <= now_ms:
            continue  # too late for today, which stays as it was
        if shift is None:
            make.append((day, starts_ms, ends_ms))
        elif shift.state == DROPPED or (shift.state == PLANNED and (shift.starts_ms, shift.ends_ms) != (starts_ms, ends_ms)):
            move.append((shift, starts_ms, ends_ms))
    drop = tuple(shift for day, shift in known.items() if day not in chosen and shift.state == PLANNED)
    return Steps(tuple(make), tuple(move), drop)


async def _plan(duty: Duty, now_ms: int, zone: ZoneInfo) -> Planned:
    steps, made, moved, dropped = await foreseen(duty, now_ms, zone), 0, 0, 0
    for day, starts_ms, ends_ms in steps.make:
        made += await _make(duty, day, starts_ms, ends_ms, now_ms)
    for shift, starts_ms, ends_ms in steps.move:
        back = await shifts.turn(shift.id, DROPPED, PLANNED)
        changed = await shifts.move(shift.id, starts_ms, ends_ms)
        if back or changed:
            await watch(shift.id, duty.community_id, now_ms)
        if changed and not back:
            await tell_moved(shift, now_ms)
        made, moved = made + back, moved + (changed and not back)
    for shift in steps.drop:
        dropped += await _drop(shift, now_ms)
    return Planned(made, moved, dropped)


async def watch(shift_id: int, community_id: int, now_ms: int) -> None:
    """A shift is at another time, or takes place after all: the clock looks after it anew."""
    await reminders.follow("shift", shift_id, community_id, now_ms, moved=True)
    await checkins.watch(shift_id, community_id, now_ms)


async def _make(duty: Duty, day: date, starts_ms: int, ends_ms: int, now_ms: int) -> int:
    made = await shifts.add(duty.id, day.isoformat(), starts_ms, ends_ms, duty.need)
    if made is not None:
        await reminders.follow("shift", made, duty.community_id, now_ms)
        await checkins.watch(made, duty.community_id, now_ms)
    return int(made is not None)


async def tell_moved(before: Shift | Listed, now_ms: int, *, besides: int = 0) -> None:
    """Who has a place in a shift hears that it is at another time than `before`."""
    shift = await shifts.get(before.id)
    assert shift is not None
    old = when(replace(shift, starts_ms=before.starts_ms, ends_ms=before.ends_ms))
    for place in await shift_places.of_shift(shift.id):
        text = lines(_("值班改时间了，原来是 {shift}。现在是：", shift=old), await described(shift, place.person_id))
        cause = f"shift-moved:{shift.id}:{shift.starts_ms}:{shift.ends_ms}:{place.person_id}:{now_ms}"
        await tell_on(shift, place.person_id, text, cause, now_ms, besides=besides)


async def _drop(before: Shift, now_ms: int) -> int:
    shift = await shifts.get(before.id)
    if shift is None or not await shifts.turn(before.id, PLANNED, DROPPED):
        return 0
    text = _("{shift} 取消了，不用去了：以后这一天不排班。", shift=when(shift))
    for person_id in await shift_places.all_gone(shift.id, DROPPED):
        await tell_on(shift, person_id, text, f"shift-dropped:{shift.id}:{person_id}:{now_ms}", now_ms, answer=False)
    return 1
