"""Places in shifts: taking one, giving it up, offering it, taking one over. Swaps of two are in `swaps`.

Everything is checked again where it is written, and whoever must know hears of it in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TypeAlias

from language.message import Button
from language.text import Saying, _, lines
from services import people
from services.calendar import DAY_MS
from services.patrol import limits, shift_telling, teams
from services.patrol.limits import Tired
from services.patrol.shift_telling import could_go, tell_lead, tell_on, when
from services.patrol.teams import NotAllowed, given, speaks_for, tell_member
from services.telling import is_child, notice
from services.topics import SHIFT
from storage import audit, shift_places, shifts
from storage import teams as teams_stored
from storage.outbox import Terms
from storage.shifts import Listed

WEEK_MS = 7 * DAY_MS
"""So far ahead the roster is shown."""
LONGEST_REASON = 100
EVENING = time(19)
"""The day before, local: then everybody who has a place is reminded."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The place is theirs."""

    shift: Listed


@dataclass(frozen=True, slots=True)
class Full:
    """Somebody was faster: no such place is to be had."""


@dataclass(frozen=True, slots=True)
class Over:
    """It has begun, does not take place, or was never theirs."""


@dataclass(frozen=True, slots=True)
class TooMuch:
    """It is too much beside their other shifts."""

    why: Tired


@dataclass(frozen=True, slots=True)
class Alone:
    """They are new, and would be without anybody experienced."""


@dataclass(frozen=True, slots=True)
class Noted:
    """It is noted, and those who must know do; `told` of them were asked whether they come instead."""

    shift: Listed
    told: int = 0


TakeOutcome: TypeAlias = Taken | Full | Over | TooMuch | Alone | NotAllowed
GiveOutcome: TypeAlias = Noted | Over | NotAllowed


async def take(shift_id: int, person_id: int, by: int, now_ms: int) -> TakeOutcome:
    """A member of its team takes a free place, or whoever acts for them or leads the team has them take it."""
    shift = await shifts.get(shift_id)
    if shift is None or not await _may_place(person_id, by, shift, now_ms):
        return NotAllowed()
    if not shift.coming(now_ms):
        return Over()
    place = await shift_places.get(shift_id, person_id)
    if place is not None and place.state != "gone":
        await shift_places.keep(shift_id, person_id)
        return Taken(shift)
    if found := await hindrance(person_id, shift):
        return found
    await shifts.hold(shift_id)
    if not await shift_places.take(shift_id, person_id, now_ms):
        return Full()
    if by != person_id:
        head = _("家人报了这一班：")
        if not await speaks_for(by, person_id, now_ms):
            await audit.note(
                shift.community_id, by, "place on shift", f"person:{person_id}", now_ms, detail=f"shift:{shift_id}"
            )
            head = _("队里请您来值这一班：")
        text = lines(head, await shift_telling.described(shift, person_id))
        await tell_on(shift, person_id, text, f"shift-given:{shift_id}:{person_id}:{now_ms}", now_ms, besides=by)
    return Taken(shift)


async def take_over(shift_id: int, from_id: int, person_id: int, by: int, now_ms: int) -> TakeOutcome:
    """A member takes over the place that another offers. The first one gets it; the other hears who comes."""
    shift = await shifts.get(shift_id)
    if shift is None or from_id == person_id or not await _may_place(person_id, by, shift, now_ms):
        return NotAllowed()
    if not shift.coming(now_ms):
        return Over()
    place = await shift_places.get(shift_id, person_id)
    if place is not None and place.state != "gone":
        return Taken(shift)
    if found := await hindrance(person_id, shift, without=from_id):
        return found
    await shifts.hold(shift_id)
    if not await shift_places.pass_on(shift_id, from_id, person_id, now_ms, offered=True):
        return Full()
    await shift_places.end_swaps(shift_id, from_id)
    text = _("{shift} 有{who}替您去，您放心歇着。", shift=when(shift), who=await _called(person_id))
    cause = f"shift-over:{shift_id}:{from_id}:{now_ms}"
    await tell_on(shift, from_id, text, cause, now_ms, answer=False)
    return Taken(shift)


async def decline(shift_id: int, person_id: int, by: int, reason: str, now_ms: int) -> GiveOutcome:
    """Somebody cannot come, for one of `shift_telling.REASONS` or their own words; who leads the team hears of it. Until it begins."""
    shift = await shifts.get(shift_id)
    if shift is None or not await _may_speak(person_id, by, shift, now_ms):
        return NotAllowed()
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not shift.coming(now_ms) or not await shift_places.give_up(shift_id, person_id, words):
        return Over()
    await shift_places.end_swaps(shift_id, person_id)
    fresh = await shifts.get(shift_id)
    assert fresh is not None
    cause = f"shift-declined:{shift_id}:{person_id}:{now_ms}"
    text: Saying = lines(
        _("{who}去不了：{shift}", who=await _called(person_id), shift=when(fresh)),
        _("原因：{why}", why=shift_telling.reason(words)) if words else None,
        _("还缺{n}人。", n=fresh.free) if fresh.free else None,
    )
    await tell_lead(fresh, text, cause, now_ms, besides=by)
    if by != person_id:
        text = _("家人说这一班去不了：{shift}", shift=when(shift))
        if not await speaks_for(by, person_id, now_ms):
            await audit.note(
                shift.community_id, by, "take off shift", f"person:{person_id}", now_ms, detail=f"shift:{shift_id}"
            )
            text = _("{shift} 不用您去了。", shift=when(shift))
        await tell_on(shift, person_id, text, f"shift-off:{shift_id}:{person_id}:{now_ms}", now_ms, besides=by, answer=False)
    return Noted(fresh)


async def offer(shift_id: int, person_id: int, by: int, now_ms: int) -> GiveOutcome:
    """Somebody would rather not: the members who could go are asked. Until one of them takes it over the place stays theirs."""
    shift = await shifts.get(shift_id)
    if shift is None or not await speaks_for(by, person_id, now_ms):
        return NotAllowed()
    if not shift.coming(now_ms) or not await shift_places.offer(shift_id, person_id):
        return Over()
    label = _("我来替：{shift}", shift=shift_telling.label(shift))
    button = Button(label=label, data=f"/shift_over {shift_id}-{person_id}", look="main")
    terms = Terms(SHIFT, shift.starts_ms, f"shift_offer:{shift_id}:{person_id}")
    asked = await could_go(shift, instead_of=person_id)
    for other in asked:
        text = _("{who}想请人替这一班：{shift}。您能去吗？", who=await _called(person_id), shift=when(shift))
        if instead := await shift_telling.spoken_for(other, now_ms):
            text = _(
                "{who}想请人替这一班：{shift}。{instead}能去吗？",
                who=await _called(person_id),
                shift=when(shift),
                instead=instead,
            )
        await tell_member(
            other, notice(text, button), f"shift-offered:{shift_id}:{person_id}:{now_ms}", now_ms, terms, besides=by
        )
    return Noted(shift, len(asked))


async def keep(shift_id: int, person_id: int, by: int, now_ms: int) -> GiveOutcome:
    """Somebody goes after all: the place is not offered any more."""
    shift = await shifts.get(shift_id)
    if shift is None or not await speaks_for(by, person_id, now_ms):
        return NotAllowed()
    if not shift.coming(now_ms) or not await shift_places.keep(shift_id, person_id):
        return Over()
    return Noted(shift)


async def ask_team(shift_id: int, by: int, now_ms: int) -> int | NotAllowed:
    """Who leads the team, or staff, asks its members whether somebody takes a free place. Returns how many are asked."""
    shift = await shifts.get(shift_id)
    if shift is None or not await leads(by, shift):
        return NotAllowed()
    return await shift_telling.ask_team(shift_id, f"shift-asked:{shift_id}:{now_ms // DAY_MS}", now_ms)


async def hindrance(person_id: int, shift: Listed, *, without: int = 0) -> TooMuch | Alone | None:
    """Why a member had better not be on the shift, in the place of `without` where that is said; None where they may."""
    if why := await limits.tired(person_id, shift):
        return TooMuch(why)
    return None if await limits.paired(person_id, shift, without=without) else Alone()


async def leads(by: int, shift: Listed) -> bool:
    """Whether somebody may say what becomes of the shift: who leads its team, and staff."""
    team = await teams_stored.get(shift.team_id)
    return team is not None and await teams.may_lead(by, team)


async def _may_place(person_id: int, by: int, shift: Listed, now_ms: int) -> bool:
    """Whether `by` may have a member of its team take a place: the member, whoever acts for them, who leads the team, and staff."""
    person = await people.get(person_id)
    if person is None or await teams_stored.membership(shift.team_id, person_id) is None:
        return False
    if is_child(person, now_ms):  # only a guardian says where a child goes
        return await speaks_for(by, person_id, now_ms)
    return await _may_speak(person_id, by, shift, now_ms)


async def _may_speak(person_id: int, by: int, shift: Listed, now_ms: int) -> bool:
    return await speaks_for(by, person_id, now_ms) or await leads(by, shift)


async def _called(person_id: int) -> str:
    person = await people.get(person_id)
    return given(person.name) if person else ""
