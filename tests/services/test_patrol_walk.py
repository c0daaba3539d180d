"""Random days in the life of two teams: whatever happens in whatever order, the rules hold after every act, and nobody is told twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from services.calendar import HOUR_MS
from services.patrol import duties, leaving, own_shifts, shifts, swaps, teams
from services.patrol.limits import MOST, REST_MS, WEEK_MS
from storage import duties as duties_stored
from storage import shifts as stored
from storage import teams as teams_stored
from storage.shifts import Listed
from tests.services.conftest import Town
from tests.services.patrol import make_duty, make_team, member, plan

DAYS = 14 * 24 * HOUR_MS


class Walk:
    """Two teams that share members, and somebody who taps at random."""

    def __init__(self, town: Town, chance: random.Random, *, steady: bool) -> None:
        self.town = town
        self.chance = chance
        self.teams = [make_team(town, name) for name in ("老街坊巡逻队", "栋力派")]
        self.people = [member(town, self.teams[0], f"邻居{n}", lead=n == 0, kept=3 * (n < 3)) for n in range(6)]
        for n, person in enumerate(self.people[2:]):
            town.do(teams_stored.join(self.teams[1], person, town.now_ms))
            town.do(teams_stored.set_lead(self.teams[1], person, lead=n == 0))
        self.duties = [
            make_duty(town, self.teams[0], need=2),
            make_duty(town, self.teams[1], name="楼道", weekdays="1,3,5", starts="15:00", need=1),
        ]
        town.do(duties.follow(town.community_id, town.now_ms))
        self.worker = town.staff()
        self.steady = steady
        """No duty is at another time or on other days."""

    def act(self) -> None:
        """Something happens."""
        acts: list[Callable[[], object]] = [
            self.take, self.take, self.take, self.take, self.decline, self.offer, self.take_over, self.take_over, self.swap,
            self.swap, self.agree, self.cancel, self.need, self.leave, self.wait, self.wait, self.change,
        ]  # fmt: skip
        self.chance.choice(acts)()
        self.town.now_ms += 1_000
        self.town.catch_up()

    def shift(self) -> Listed:
        """One of the shifts to come."""
        team = self.chance.choice(self.teams)
        found = self.town.do(stored.of_team(team, self.town.now_ms, self.town.now_ms + DAYS))
        return self.chance.choice(found)

    def who(self) -> int:
        return self.chance.choice(self.people)

    def take(self) -> None:
        who = self.who()
        self.town.do(shifts.take(self.shift().id, who, self.chance.choice([who, self.people[0]]), self.town.now_ms))

    def decline(self) -> None:
        mine = self.town.do(own_shifts.mine(who := self.who(), self.town.now_ms))
        if mine:
            self.town.do(shifts.decline(self.chance.choice(mine).shift.id, who, who, "away", self.town.now_ms))

    def offer(self) -> None:
        mine = self.town.do(own_shifts.mine(who := self.who(), self.town.now_ms))
        if mine:
            self.town.do(shifts.offer(self.chance.choice(mine).shift.id, who, who, self.town.now_ms))

    def take_over(self) -> None:
        rows = self.town.connection.execute("SELECT shift_id, person_id FROM shift_place WHERE state = 'offered'").fetchall()
        for shift_id, person_id in rows:
            for who in self.people:
                self.town.do(shifts.take_over(shift_id, person_id, who, who, self.town.now_ms))

    def swap(self) -> None:
        who = self.who()
        for mine in self.town.do(own_shifts.mine(who, self.town.now_ms))[:2]:
            found = self.town.do(swaps.candidates(mine.shift.id, who, self.town.now_ms, DAYS))
            if found:
                other = self.chance.choice(found)
                at = (mine.shift.id, who, other.shift.id, other.place.person_id, who)
                self.town.do(swaps.ask(*at, self.town.now_ms))

    def agree(self) -> None:
        rows = self.town.connection.execute("SELECT shift_id, person_id, other_id FROM shift_swap").fetchall()
        if rows:
            shift_id, person_id, other_id = self.chance.choice(rows)
            self.town.do(swaps.agree(shift_id, person_id, other_id, self.town.now_ms))

    def cancel(self) -> None:
        if self.chance.random() < 0.3:
            self.town.do(duties.cancel(self.shift().id, self.worker, "下雨", self.town.now_ms))

    def need(self) -> None:
        number = self.chance.randint(1, 4)
        self.town.do(duties.set_shift_need(self.shift().id, number, self.worker, self.town.now_ms))
        if self.chance.random() < 0.3:
            self.town.do(duties.set_need(self.chance.choice(self.duties), number, self.worker, self.town.now_ms))

    def leave(self) -> None:
        if self.chance.random() < 0.3:
            who, team = self.who(), self.chance.choice(self.teams)
            self.town.do(leaving.leave(team, who, who, self.town.now_ms))
            self.town.do(teams.add(team, who, self.worker, self.town.now_ms))

    def wait(self) -> None:
        self.town.now_ms += self.chance.randint(1, 20) * HOUR_MS

    def change(self) -> None:
        """The community's file is changed and loaded."""
        if not self.steady and self.chance.random() < 0.3:
            duty = self.town.do(duties_stored.get(self.chance.choice(self.duties)))
            assert duty is not None
            weekdays, starts = self.chance.choice(["", "1,3,5", "2,6"]), self.chance.choice(["08:00", "15:00", "19:00"])
            self.town.do(
                duties_stored.save(
                    duty.community_id, duty.team_id, duty.slug, 1, duty.name, weekdays, starts, duty.minutes, duty.need
                )
            )
            plan(self.town)

    def check(self) -> None:
        """What must always hold."""
        over = self.town.connection.execute(
            "SELECT s.id FROM shift s WHERE s.need < (SELECT COUNT(*) FROM shift_place x WHERE x.shift_id = s.id AND x.state <> 'gone')"
        ).fetchall()
        assert not over, "more places than needed"
        stray = self.town.connection.execute(
            "SELECT x.shift_id FROM shift_place x JOIN shift s ON s.id = x.shift_id JOIN duty d ON d.id = s.duty_id"
            " WHERE x.state <> 'gone' AND s.starts_ms > ? AND (s.state <> 'planned' OR NOT EXISTS (SELECT 1 FROM team_member m"
            " WHERE m.team_id = d.team_id AND m.person_id = x.person_id))",
            (self.town.now_ms,),
        ).fetchall()
        assert not stray, "a place in a shift that is off, or of another team"
        if self.steady:  # a duty that moves may leave somebody tired: they hear of it, and can say so
            for person in self.people:
                held = self.town.do(stored.of_person(person, 0, 10**14))
                assert all(two.starts_ms - one.ends_ms >= REST_MS for one, two in pairwise(held))
                assert all(
                    sum(one.starts_ms <= two.starts_ms < one.starts_ms + WEEK_MS for two in held) <= MOST for one in held
                )
        self.check_told()

    def check_told(self) -> None:
        """Nobody hears the same twice at one moment, and of each shift at its time one reminder."""
        rows = self.town.connection.execute("SELECT account_id, body, created_ms, cause FROM outbox").fetchall()
        twice = [row for row, times in Counter((account, body, at) for account, body, at, _cause in rows).items() if times > 1]
        assert not twice, twice[0]
        reminded = Counter((account, cause) for account, _body, _at, cause in rows if cause.startswith("shift-tomorrow:"))
        assert all(times == 1 for times in reminded.values())


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_the_rules_hold_and_nobody_is_told_twice(found_town: Callable[[], Town], seed: int) -> None:
    town = found_town()
    walk = Walk(town, random.Random(seed), steady=seed % 3 > 0)
    for _act in range(120):
        walk.act()
        walk.check()
    town.connection.close()
