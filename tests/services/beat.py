"""The patrol of a town, for stories about shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.calendar import to_ms
from services.patrol import checkins
from storage import checkins as stored
from storage import duties, shift_places, shifts, spots
from storage.checkins import Stint
from storage.spots import Spot
from tests.services.conftest import ZONE, Town, local
from tests.services.patrol import make_team, member

STARTS = local("2026-11-23 19:00")
STARTS_MS, ENDS_MS = to_ms(STARTS, ZONE), to_ms(local("2026-11-23 21:00"), ZONE)
NORTH, SOUTH = (30.5, 114.3), (30.51, 114.3)


@dataclass
class Beat:
    """The patrol of a town: a team with its lead, an evening round past two checkpoints, and a shift today for two."""

    town: Town
    team: int
    duty: int
    shift: int
    lead: int
    north: Spot
    south: Spot

    def volunteer(self, name: str, *, on: bool = True) -> int:
        """A member of the team, with a place on the shift unless said otherwise."""
        person_id = member(self.town, self.team, name)
        if on:
            self.place(self.shift, person_id)
        return person_id

    def place(self, shift: int, *people: int) -> None:
        """They have a place on the shift, which they took long ago; one that is full has room made for them."""
        for person_id in people:
            found = self.town.do(shifts.get(shift))
            assert found is not None
            self.town.do(shifts.set_need(shift, found.need + (not found.free)))
            assert self.town.do(shift_places.take(shift, person_id, 0))

    def another(self, starts: datetime, *people: int, duty: int = 0) -> int:
        """One more shift, of the same duty unless said otherwise."""
        shift = make_shift(self.town, duty or self.duty, starts)
        self.place(shift, *people)
        return shift

    def at(self, words: str) -> int:
        """Let the time pass until then, and the clock do what is due."""
        self.town.now_ms = to_ms(local(words), ZONE)
        self.town.catch_up()
        return self.town.now_ms

    def scan(self, person_id: int, spot: Spot) -> checkins.ScanOutcome:
        return self.town.do(checkins.scan(spot, person_id, self.town.now_ms))

    def stint(self, person_id: int, shift: int = 0) -> Stint:
        found = self.town.do(stored.get(shift or self.shift, person_id))
        assert found is not None
        return found


def make_round(town: Town, team: int, name: str = "晚巡", *codes: tuple[str, str, tuple[float, float] | None]) -> int:
    """A duty, and the round on which it passes these spots (name, code, point); nobody has planned it."""
    duty = town.do(duties.save(town.community_id, team, name, 1, name, "1", "19:00", 120, 2))
    passed = []
    for spot, code, point in codes:
        e6 = [round(degrees * 1e6) for degrees in point or ()]
        passed.append(town.do(spots.save(town.community_id, code, 1, spot, code, *e6)))
    town.do(spots.set_round(duty, passed))
    return duty


def make_shift(town: Town, duty: int, starts: datetime) -> int:
    """A shift of two hours for two, whose end the clock looks after."""
    starts_ms, ends_ms = to_ms(starts, ZONE), to_ms(starts + timedelta(hours=2), ZONE)
    shift = town.do(shifts.add(duty, starts.date().isoformat(), starts_ms, ends_ms, 2))
    assert shift is not None
    town.do(checkins.watch(shift, town.community_id, town.now_ms))
    return shift


def made(town: Town) -> Beat:
    """It is Monday morning; the round is in the evening."""
    team = make_team(town, "平安巡逻队")
    duty = make_round(town, team, "晚巡", ("北门", "N1", NORTH), ("南门", "S1", SOUTH))
    north, south = town.do(spots.of_duty(duty))
    shift = make_shift(town, duty, STARTS)
    return Beat(town, team, duty, shift, member(town, team, "赵敏", lead=True), north, south)
