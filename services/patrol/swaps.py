"""Two members swap their shifts: one asks, the other agrees, and only then both places change hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button
from language.text import _, lines
from services import people
from services.patrol import limits
from services.patrol.shift_telling import in_whose_name, tell_on, when
from services.patrol.shifts import Alone, Over, TooMuch
from services.patrol.teams import PATROL, NotAllowed, given, speaks_for, tell_member
from services.telling import notice
from storage import shift_places, shifts
from storage.outbox import Terms
from storage.shift_places import Place, Swap
from storage.shifts import Listed


@dataclass(frozen=True, slots=True)
class Asked:
    """The other one is asked, and answers in one tap."""

    shift: Listed
    other: Listed
    who: str


@dataclass(frozen=True, slots=True)
class Swapped:
    """Each has the place of the other."""

    shift: Listed
    other: Listed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of another member against which one could swap."""

    shift: Listed
    place: Place


AskOutcome: TypeAlias = Asked | Over | TooMuch | Alone | NotAllowed
AgreeOutcome: TypeAlias = Swapped | Over | TooMuch | Alone | NotAllowed


async def candidates(shift_id: int, person_id: int, now_ms: int, ahead_ms: int) -> list[Candidate]:
    """The places of other members of the team that could be swapped for this one, the next shift first."""
    shift = await shifts.get(shift_id)
    if shift is None:
        return []
    found = []
    for other in await shifts.of_team(shift.team_id, now_ms, now_ms + ahead_ms):
        places = await shift_places.of_shift(other.id)
        if other.id == shift_id or not other.coming(now_ms) or any(place.person_id == person_id for place in places):
            continue
        for place in places:
            if await _trouble(shift, person_id, other, place.person_id, now_ms) is None:
                found.append(Candidate(other, place))
    return found


async def ask(shift_id: int, person_id: int, other_shift_id: int, other_id: int, by: int, now_ms: int) -> AskOutcome:
    """Somebody would go to another's shift, and the other to theirs; what they asked for this place before is void."""
    shift, other = await shifts.get(shift_id), await shifts.get(other_shift_id)
    if shift is None or other is None or not await speaks_for(by, person_id, now_ms):
        return NotAllowed()
    trouble = await _trouble(shift, person_id, other, other_id, now_ms)
    if trouble is not None:
        return trouble
    await shift_places.ask_swap(shift_id, person_id, other_shift_id, other_id, now_ms)
    text = lines(
        _("{who}想跟您换班：", who=await _called(person_id)),
        _("您替TA去：{shift}", shift=when(shift)),
        _("TA替您去：{shift}", shift=when(other)),
    )
    message = notice(
        await in_whose_name(other_id, text, now_ms),
        Button(label=_("跟TA换"), data=f"/swap_yes {shift_id}-{person_id}", look="main"),
        Button(label=_("不换"), data=f"/swap_no {shift_id}-{person_id}"),
    )
    ends_ms = min(shift.starts_ms, other.starts_ms)
    terms = Terms(until_ms=ends_ms, by_ms=ends_ms, about=f"shift_swap:{shift_id}:{person_id}:{other_shift_id}:{other_id}")
    await tell_member(other_id, message, f"swap:{shift_id}:{person_id}:{now_ms}", now_ms, terms, besides=by)
    return Asked(shift, other, await _called(other_id))


async def asked(shift_id: int, person_id: int, by: int, now_ms: int) -> Swap | None:
    """What somebody asked of `by`, or of those for whom `by` acts; None where nothing waits for their answer."""
    swap = await shift_places.swap_asked(shift_id, person_id)
    return swap if swap is not None and await speaks_for(by, swap.other_id, now_ms) else None


async def agree(shift_id: int, person_id: int, by: int, now_ms: int) -> AgreeOutcome:
    """The other one agrees: both places change hands, if all is as it was; who asked hears of it."""
    swap = await asked(shift_id, person_id, by, now_ms)
    if swap is None:
        return NotAllowed()
    for held in sorted((swap.shift_id, swap.other_shift_id)):  # always in this order: two swaps never wait for each other
        await shifts.hold(held)
    shift, other = await shifts.get(swap.shift_id), await shifts.get(swap.other_shift_id)
    assert shift is not None and other is not None
    trouble = await _trouble(shift, person_id, other, swap.other_id, now_ms)
    if trouble is not None:
        return trouble
    given_away = await shift_places.pass_on(shift.id, person_id, swap.other_id, now_ms, offered=False)
    got = await shift_places.pass_on(other.id, swap.other_id, person_id, now_ms, offered=False)
    assert given_away and got, "one half of a swap"  # the turn is rolled back
    await shift_places.end_swaps(shift.id, person_id)
    await shift_places.end_swaps(other.id, swap.other_id)
    text = lines(
        _("{who}同意跟您换班。", who=await _called(swap.other_id)),
        _("您现在的班：{shift}", shift=when(other)),
        _("TA替您去：{shift}", shift=when(shift)),
    )
    await tell_on(other, person_id, text, f"swapped:{shift.id}:{person_id}:{now_ms}", now_ms, besides=by)
    return Swapped(shift, other)


async def refuse(shift_id: int, person_id: int, by: int, now_ms: int) -> bool:
    """The other one would rather not; who asked hears of it kindly. False where nothing waits for their answer."""
    swap = await asked(shift_id, person_id, by, now_ms)
    shift = await shifts.get(shift_id)
    if swap is None or shift is None:
        return False
    await shift_places.end_swaps(shift_id, person_id)
    text = _("{who}这次换不了：{shift}还是您的班。", who=await _called(swap.other_id), shift=when(shift))
    terms = Terms(until_ms=shift.starts_ms, by_ms=shift.starts_ms)
    await tell_member(
        person_id,
        notice(await in_whose_name(person_id, text, now_ms), PATROL),
        f"swap-refused:{shift_id}:{person_id}:{now_ms}",
        now_ms,
        terms,
        besides=by,
    )
    return True


async def still_asked(shift_id: int, person_id: int, other_shift_id: int, other_id: int) -> bool:
    """Whether that is still asked."""
    swap = await shift_places.swap_asked(shift_id, person_id)
    return swap is not None and (swap.other_shift_id, swap.other_id) == (other_shift_id, other_id)


async def _trouble(shift: Listed, person_id: int, other: Listed, other_id: int, now_ms: int) -> Over | TooMuch | Alone | None:
    """Why these two cannot swap; None where they can."""
    mine, theirs = await shift_places.get(shift.id, person_id), await shift_places.get(other.id, other_id)
    crossed = await shift_places.get(shift.id, other_id), await shift_places.get(other.id, person_id)
    if (
        not shift.coming(now_ms) or not other.coming(now_ms) or shift.team_id != other.team_id or shift.id == other.id
        or mine is None or mine.state == "gone" or theirs is None or theirs.state == "gone"
        or any(place is not None and place.state != "gone" for place in crossed)
    ):  # fmt: skip
        return Over()
    why = await limits.tired(person_id, other, without=shift.id) or await limits.tired(other_id, shift, without=other.id)
    if why:
        return TooMuch(why)
    both = await limits.paired(person_id, other, without=other_id) and await limits.paired(other_id, shift, without=person_id)
    return None if both else Alone()


async def _called(person_id: int) -> str:
    person = await people.get(person_id)
    return given(person.name) if person else ""
