"""Coming to a shift and going: by the code at a checkpoint, or by where one is; and which checkpoints are still ahead.

Where somebody is, to the metre, is sensitive: keeping it would need a consent of its own (Personal Information Protection Law, articles
28 and 29). Nothing is kept. The point is compared with the checkpoints while the question is being answered, and only how
somebody checked in is written down: "spot", "location", or "uncompared" where no checkpoint has a point to compare with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from language.message import Place
from services import households, people
from services.calendar import DAY_MS, MINUTE_MS
from services.patrol.shifts import Alone, TooMuch, hindrance
from services.patrol.spots import nearest
from services.telling import is_child
from storage import checkins, reminders, rounds, shifts, spots
from storage.checkins import Stint
from storage.rounds import Round
from storage.spots import Spot

EARLY_MS = 30 * MINUTE_MS
"""So long before a shift begins one may check in."""
CLOSES_MS = 30 * MINUTE_MS
"""So long after a shift ended one may check out."""
WITHIN_M = 300
"""So near to a checkpoint one must be: phones among high buildings are wrong by a hundred metres and more."""
OVER = "shift_over"
"""The kind of reminder that looks after the end of a shift."""

How: TypeAlias = Literal["spot", "location", "uncompared"]


@dataclass(frozen=True, slots=True)
class There:
    """They are on the shift: a person, the children they brought, or both. `ahead` are the checkpoints not passed, the next one first.

    `came`: they checked in just now. `passed` says of a scan whether the checkpoint was noted just now; None where it is none.
    """

    stints: tuple[Stint, ...]
    ahead: tuple[Spot, ...]
    came: bool
    passed: bool | None = None

    @property
    def stint(self) -> Stint:
        """One of them; the shift is the same for all."""
        return self.stints[0]


@dataclass(frozen=True, slots=True)
class OffRoute:
    """That spot is not on the round of the shift that is now: nothing was noted."""

    stint: Stint
    round: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """They have checked out, or the clock did it for them. `again`: they may still say that they go on."""

    stints: tuple[Stint, ...]
    ahead: tuple[Spot, ...] = ()
    again: bool = False

    @property
    def stint(self) -> Stint:
        """One of them."""
        return self.stints[0]


@dataclass(frozen=True, slots=True)
class NoShift:
    """Nothing to check in to now. `next` is the shift that comes within a day, `free` one that needs somebody now."""

    next: Stint | None = None
    free: Round | None = None


ScanOutcome: TypeAlias = There | OffRoute | Gone | NoShift
StandInOutcome: TypeAlias = ScanOutcome | TooMuch | Alone
InOutcome: TypeAlias = There | Gone | NoShift


async def watch(shift_id: int, community_id: int, now_ms: int) -> None:
    """Have the clock look after the end of a shift: whoever makes one, or changes its times, calls this."""
    await reminders.follow(OVER, shift_id, community_id, now_ms)


async def at_hand(person_id: int, now_ms: int) -> list[Stint]:
    """The shifts to which the person, or a child of theirs, may check in or out now, one for each of them."""
    found = [
        stint for one in await _brought(person_id, now_ms)
        for stint in await checkins.around(one, now_ms + EARLY_MS, now_ms - CLOSES_MS)
    ]  # fmt: skip
    return [stint for stint in found if stint.there or now_ms < stint.ends_ms]


async def scan(spot: Spot, person_id: int, now_ms: int) -> ScanOutcome:
    """Somebody scanned the code at a spot: the first time they check in, and each time the checkpoint is passed.

    A duty without checkpoints takes any spot of its community.
    """
    found = await at_hand(person_id, now_ms)
    if not found:
        return await _none(spot, person_id, now_ms)
    routes = {stint.duty_id: await spots.of_duty(stint.duty_id) for stint in found}
    on_route = [one for one in found if not routes[one.duty_id] or spot in routes[one.duty_id]]
    if not on_route:
        return OffRoute(found[0], tuple(routes[found[0].duty_id]))
    stint = min(on_route, key=lambda one: (one.out_ms is not None, now_ms >= one.ends_ms, one.starts_ms))
    outcome = await _come(stint.shift_id, person_id, "spot", now_ms)
    if not isinstance(outcome, There):
        return outcome
    passed = None
    if spot in routes[stint.duty_id]:
        passed = await rounds.visit(stint.shift_id, spot.id, outcome.stint.person_id, _minute(now_ms))
    return There(outcome.stints, await ahead(outcome.stint, spot), outcome.came, passed)


def compared(round: Sequence[Spot], place: Place) -> How | int:
    """How somebody at that place checks in; where it is too far from every checkpoint, how far in metres."""
    near = nearest(round, place)
    if near is None:
        return "uncompared"
    return "location" if near.metres <= WITHIN_M else near.metres


async def check_in(shift_id: int, person_id: int, how: How, now_ms: int) -> InOutcome:
    """Check in to one's own shift, from half an hour before it begins until it ends; children who are on it come along."""
    return await _come(shift_id, person_id, how, now_ms)


async def standing(shift_id: int, person_id: int, now_ms: int) -> InOutcome:
    """Where one stands with a shift, without changing anything."""
    return await _standing(await _mine(shift_id, person_id, now_ms), now_ms)


async def check_out(shift_id: int, person_id: int, now_ms: int) -> InOutcome:
    """Say that one goes, until half an hour after the end; a second time nothing changes."""
    for one in await _mine(shift_id, person_id, now_ms):
        await checkins.check_out(shift_id, one.person_id, _minute(now_ms), now_ms - CLOSES_MS)
    return await standing(shift_id, person_id, now_ms)


async def go_on(shift_id: int, person_id: int, now_ms: int) -> InOutcome:
    """Say that one has not gone after all: it was the wrong button."""
    mine = await _mine(shift_id, person_id, now_ms)
    for one in mine:
        await checkins.go_on(shift_id, one.person_id, now_ms - CLOSES_MS)
    return await standing(shift_id, person_id, now_ms)


async def stand_in(shift_id: int, spot: Spot, person_id: int, now_ms: int) -> StandInOutcome:
    """A member of the team takes a free place on a shift that is going on, and is there at once. What holds for taking one holds here."""
    free = any(one.shift_id == shift_id for one in await _free(spot, person_id, now_ms))
    came = False
    if free and await checkins.get(shift_id, person_id) is None:
        if found := await _hindrance(shift_id, person_id):
            return found
        came = await checkins.stand_in(shift_id, person_id, "spot", _minute(now_ms), now_ms + EARLY_MS, now_ms)
    outcome = await scan(spot, person_id, now_ms)
    return replace(outcome, came=True) if came and isinstance(outcome, There) else outcome


async def round_of(stint: Stint) -> tuple[Spot, ...]:
    """The checkpoints of a shift, in walking order."""
    return tuple(await spots.of_duty(stint.duty_id))


async def ahead(stint: Stint, after: Spot | None = None) -> tuple[Spot, ...]:
    """The checkpoints of a shift that nobody has passed: those behind `after` on the round first, then those before it."""
    round, visited = await spots.of_duty(stint.duty_id), set(await rounds.visited(stint.shift_id))
    place = round.index(after) if after in round else -1
    return tuple(spot for spot in [*round[place + 1 :], *round[: place + 1]] if spot.id not in visited)


async def _come(shift_id: int, person_id: int, how: How, now_ms: int) -> InOutcome:
    mine = await _mine(shift_id, person_id, now_ms)
    came = [
        await checkins.check_in(shift_id, one.person_id, how, _minute(now_ms), now_ms + EARLY_MS, now_ms)
        for one in mine
        if one.in_ms is None
    ]
    return await _standing(await _mine(shift_id, person_id, now_ms), now_ms, came=any(came))


async def _standing(mine: Sequence[Stint], now_ms: int, *, came: bool = False) -> InOutcome:
    there = tuple(one for one in mine if one.there)
    gone = tuple(one for one in mine if one.out_ms is not None)
    if there:
        return There(there, await ahead(there[0]), came)
    if gone:
        again = now_ms < gone[0].ends_ms + CLOSES_MS and any(one.out_how == "tap" for one in gone)
        return Gone(gone, await ahead(gone[0]), again)
    return NoShift()


async def _none(spot: Spot, person_id: int, now_ms: int) -> NoShift:
    free = [one for one in await _free(spot, person_id, now_ms) if await _hindrance(one.shift_id, person_id) is None]
    coming = [
        stint for one in await _brought(person_id, now_ms) for stint in await checkins.around(one, now_ms + DAY_MS, now_ms)
    ]
    return NoShift(coming[0] if coming else None, free[0] if free else None)


async def _free(spot: Spot, person_id: int, now_ms: int) -> list[Round]:
    """The shifts of a grown-up's teams that pass the spot now and need somebody."""
    person = await people.get(person_id)
    if person is None or is_child(person, now_ms) or person.community_id != spot.community_id:
        return []
    return await rounds.free_at(spot.id, spot.community_id, person_id, now_ms + EARLY_MS, now_ms)


async def _hindrance(shift_id: int, person_id: int) -> TooMuch | Alone | None:
    shift = await shifts.get(shift_id)
    return await hindrance(person_id, shift) if shift is not None else None


def _minute(at_ms: int) -> int:
    """When somebody came and went is kept to the minute, as it is counted."""
    return at_ms - at_ms % MINUTE_MS


async def _mine(shift_id: int, person_id: int, now_ms: int) -> list[Stint]:
    found = [await checkins.get(shift_id, one) for one in await _brought(person_id, now_ms)]
    return [stint for stint in found if stint is not None]


async def _brought(person_id: int, now_ms: int) -> list[int]:
    """The person, and the children whom they may have brought: a grown-up says for nobody else that they are there."""
    found = [person_id]
    for member in await households.members(person_id):
        child = await people.get(member.id) if member.agreed_ms is not None else None
        if child is not None and is_child(child, now_ms):
            found.append(child.id)
    return found
