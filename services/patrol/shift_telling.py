"""A shift in words, and who hears what about it: its people, its team, those who lead the team."""

from __future__ import annotations

from language.message import Button
from language.text import Joined, Moment, Saying, Text, _, lines
from services import people
from services.patrol import limits, teams
from services.patrol.teams import given, tell_leads, tell_member
from services.telling import is_child, notice
from services.topics import SHIFT
from storage import accounts, shift_places, shifts, spots
from storage import teams as teams_stored
from storage.outbox import Terms, Weight
from storage.shifts import Listed

REASONS: dict[str, Text] = {
    "unwell": _("身体不舒服"), "family": _("家里有事"), "away": _("要出门"), "weather": _("天气不好"),
}  # fmt: skip
"""Why somebody cannot come; they may also say it in words."""
CALLED_OFF: dict[str, Text] = {"weather": REASONS["weather"], "event": _("社区有活动"), "few": _("人手不够")}
"""Why a shift is called off, or in words."""
STILL_YOURS = _("您想请人替，还没人接。没人接的话，还是请您去。")


def when(shift: Listed) -> Saying:
    """A shift as people speak of it: 明天（周二）19:00–20:30 晚巡."""
    return _(
        "{when}–{until} {duty}", when=Moment(shift.starts_ms, "near"), until=Moment(shift.ends_ms, "time"), duty=shift.duty
    )


def label(shift: Listed) -> Saying:
    """A shift on a button: 明天（周二）19:00 晚巡."""
    return _("{when} {duty}", when=Moment(shift.starts_ms, "near"), duty=shift.duty)


def reason(words: str) -> Saying:
    """Why somebody cannot come, or a shift is called off, as it is said."""
    return (REASONS | CALLED_OFF).get(words, words)


async def with_whom(shift: Listed, person_id: int) -> list[str]:
    """The given names of the others on the shift."""
    return [given(place.name) for place in await shift_places.of_shift(shift.id) if place.person_id != person_id]


async def described(shift: Listed, person_id: int) -> Saying:
    """A shift for who is on it: when, along which places, with whom."""
    round, others = await spots.of_duty(shift.duty_id), await with_whom(shift, person_id)
    return lines(
        when(shift),
        shift.team,
        _("路线：{spots}", spots=Joined(tuple(spot.name for spot in round), "、")) if round else None,
        _("和{who}一起", who=Joined(tuple(others), "、")) if others else None,
    )


def ways(shift_id: int, person_id: int) -> tuple[Button, ...]:
    """What somebody answers who has a place in it."""
    return (
        Button(label=_("知道了"), data=f"/shift_ok {shift_id}-{person_id}", look="main"),
        Button(label=_("去不了"), data=f"/shift_cannot {shift_id}-{person_id}"),
    )


def see(shift_id: int) -> Button:
    """Leads those who lead the team to the shift."""
    return Button(label=_("看这一班"), data=f"/shift_lead {shift_id}", look="main")


def about(shift: Listed, person_id: int) -> str:
    """What makes a message to somebody on the shift still so: see `still_on`."""
    return f"shift:{shift.id}:{shift.starts_ms}:{person_id}"


async def still_on(shift_id: int, starts_ms: int, person_id: int) -> bool:
    """Whether somebody still has a place in it, and it still is at that time."""
    shift, place = await shifts.get(shift_id), await shift_places.get(shift_id, person_id)
    return (
        shift is not None and shift.state == "planned" and shift.starts_ms == starts_ms
        and place is not None and place.state != "gone"
    )  # fmt: skip


async def still_free(shift_id: int) -> bool:
    """Whether a place in it is free."""
    shift = await shifts.get(shift_id)
    return shift is not None and shift.state == "planned" and shift.free > 0


async def still_offered(shift_id: int, person_id: int) -> bool:
    """Whether somebody still offers their place in it."""
    shift, place = await shifts.get(shift_id), await shift_places.get(shift_id, person_id)
    return shift is not None and shift.state == "planned" and place is not None and place.state == "offered"


async def tell_on(
    shift: Listed, person_id: int, text: Saying, cause: str, now_ms: int, *, besides: int = 0, answer: bool = True
) -> None:
    """Tell somebody what becomes of a shift in which they have (or had) a place; whom no message reaches is phoned."""
    buttons = ways(shift.id, person_id) if answer else (teams.PATROL,)
    terms = Terms(
        until_ms=shift.ends_ms, by_ms=shift.starts_ms, weight=Weight.MATTERS, about=about(shift, person_id) if answer else ""
    )
    await tell_member(
        person_id, notice(await in_whose_name(person_id, text, now_ms), *buttons), cause, now_ms, terms, besides=besides
    )


async def tell_lead(shift: Listed, text: Saying, cause: str, now_ms: int, *, besides: int = 0) -> None:
    """Tell those who lead the team, or else staff, while it can still be helped."""
    team = await teams_stored.get(shift.team_id)
    if team is not None:
        terms = Terms(until_ms=shift.ends_ms, by_ms=shift.starts_ms)
        await tell_leads(team, notice(text, see(shift.id)), cause, now_ms, terms, besides=besides)


async def remind(shift_id: int, now_ms: int) -> None:
    """The evening before: each who has a place hears when, where and with whom."""
    shift = await shifts.get(shift_id)
    if shift is None or not shift.coming(now_ms):
        return
    for place in await shift_places.of_shift(shift_id):
        offered = STILL_YOURS if place.state == "offered" else None
        text = lines(_("值班提醒："), await described(shift, place.person_id), offered)
        terms = Terms(SHIFT, shift.starts_ms, about(shift, place.person_id), Weight.MATTERS)
        message = notice(await in_whose_name(place.person_id, text, now_ms), *ways(shift_id, place.person_id))
        await tell_member(
            place.person_id, message, f"shift-tomorrow:{shift_id}:{shift.starts_ms}:{place.person_id}", now_ms, terms
        )


async def warn_lead(shift_id: int, now_ms: int) -> None:
    """The evening before: those who lead the team hear where somebody is missing, or where only newcomers go."""
    shift = await shifts.get(shift_id)
    if shift is None or not shift.coming(now_ms):
        return
    missing = _("{shift} 还缺{n}人，请找找人。", shift=when(shift), n=shift.free) if shift.free else None
    new = None
    if await limits.only_new(shift):
        new = _("{shift} 去的都是新队员，请找一位老队员一起去。", shift=when(shift))
        new = _("去的都是新队员，最好找一位老队员。") if missing else new
    if missing or new:
        await tell_lead(shift, lines(missing, new), f"shift-short:{shift_id}:{shift.starts_ms}", now_ms)


async def ask_team(shift_id: int, cause: str, now_ms: int) -> int:
    """Where places are free, ask the members who could take one. Returns how many are asked."""
    shift = await shifts.get(shift_id)
    if shift is None or not shift.coming(now_ms) or not shift.free:
        return 0
    button = Button(label=_("我去：{shift}", shift=label(shift)), data=f"/shift_take {shift_id}", look="main")
    terms = Terms(SHIFT, shift.starts_ms, f"shift_free:{shift_id}")
    asked = await could_go(shift)
    for person_id in asked:
        text = _("{shift} 还缺{n}人，您能去吗？", shift=when(shift), n=shift.free)
        if who := await spoken_for(person_id, now_ms):
            text = _("{shift} 还缺{n}人，{who}能去吗？", shift=when(shift), n=shift.free, who=who)
        await tell_member(person_id, notice(text, button), cause, now_ms, terms)
    return len(asked)


async def could_go(shift: Listed, *, instead_of: int = 0) -> list[int]:
    """The members of its team who could take a place in it (or that of `instead_of`): not on it, rested, and not alone and new."""
    there = {place.person_id for place in await shift_places.of_shift(shift.id)}
    others = [one.person_id for one in await teams_stored.members(shift.team_id) if one.person_id not in there]
    return [one for one in others if not await limits.tired(one, shift) and await limits.paired(one, shift, without=instead_of)]


async def spoken_for(person_id: int, now_ms: int) -> str:
    """By which name others hear of somebody: a child's guardians, who acts for an elder without a phone. "" for who hears it themselves."""
    person = await people.get(person_id)
    if person is None or (not is_child(person, now_ms) and await accounts.of_person(person_id)):
        return ""
    return given(person.name)


async def in_whose_name(person_id: int, text: Saying, now_ms: int) -> Saying:
    """What others hear for somebody begins with the name."""
    who = await spoken_for(person_id, now_ms)
    return lines(_("{who}的班：", who=who), text) if who else text
