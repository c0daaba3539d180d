"""The patrol of a town, for stories about shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.calendar import to_ms
from services.patrol import checkins
from storage import checkins as stored
from storage import spots as stored_spots
from storage.checkins import Stint
from storage.spots import Spot
from tests import patrol
from tests.services.conftest import NOW, ZONE, Town, local

STARTS = local("2026-11-23 19:00")
STARTS_MS, ENDS_MS = to_ms(STARTS, ZONE), to_ms(local("2026-11-23 21:00"), ZONE)
NORTH, SOUTH = (30.5, 114.3), (30.51, 114.3)


@dataclass
class Beat:
    """The patrol of a town: a team with its lead, an evening round past two checkpoints, and a shift today."""

    town: Town
    team: int
    duty: int
    shift: int
    lead: int
    north: Spot
    south: Spot

    def volunteer(self, name: str, *, on: bool = True) -> int:
        """A member of the team, with a place on the shift unless said otherwise."""
        person_id = self.town.person(name)
        self.town.do(patrol.member(self.team, person_id))
        if on:
            self.town.do(patrol.place(self.shift, person_id))
        return person_id

    def another(self, starts: datetime, *people: int, need: int = 2) -> int:
        """One more shift of the same duty."""
        made = self.town.do(patrol.shift(self.town.community_id, self.duty, starts, ZONE, self.town.now_ms, need=need))
        self.town.do(patrol.place(made, *people))
        return made

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


def made(town: Town) -> Beat:
    """It is Monday morning; the round is in the evening."""
    where = town.community_id
    team = town.do(patrol.team(where))
    duty = town.do(patrol.duty(where, team))
    town.do(patrol.spot(where, duty, "北门", "N1", NORTH, 1))
    town.do(patrol.spot(where, duty, "南门", "S1", SOUTH, 2))
    north, south = town.do(stored_spots.of_duty(duty))
    shift = town.do(patrol.shift(where, duty, STARTS, ZONE, NOW))
    lead = town.person("赵敏")
    town.do(patrol.member(team, lead, lead=True))
    return Beat(town, team, duty, shift, lead, north, south)
