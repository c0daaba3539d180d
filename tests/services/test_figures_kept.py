"""Figures of what is forgotten: messages and calls, how many people there were, and the hours of volunteers who left."""

from __future__ import annotations

from datetime import date

import pytest

from services.calendar import HOUR_MS, MINUTE_MS, to_local
from services.canteen.months import Month
from services.figures import keeping, messages, residents, volunteers
from services.patrol import checkins, hours
from services.records import erasing
from storage import accounts, calls, outbox, volunteer_hours
from storage.outbox import Lane
from tests.services.beat import ENDS_MS, STARTS_MS, Beat, made
from tests.services.conftest import ZONE, Town
from tests.services.test_figures import asked, ms


def say(town: Town, person_id: int, cause: str, at_ms: int, lane: Lane, *, state: str = "sent") -> None:
    """Something was said to somebody then, and that came of it."""
    [account] = town.do(accounts.of_person(person_id))
    town.connection.execute(
        "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, state, due_ms, created_ms, done_ms)"
        " VALUES (?, 0, 'test', ?, ?, ?, '{}', 0, ?, ?, ?, ?)",
        (cause, account.external_id, account.id, lane, state, at_ms, at_ms, at_ms),
    )


def upkeep(town: Town) -> None:
    """What upkeep does every hour."""
    for day in town.do(keeping.missing(to_local(town.now_ms, ZONE).date())):
        counts = town.do(keeping.count(day, ZONE))
        town.do(keeping.keep(day, counts, ZONE, town.now_ms))


def test_messages_are_counted_before_they_are_forgotten(town: Town) -> None:
    zhang = town.person("张汉梅")
    say(town, zhang, "a", ms("2026-11-22 23:59"), Lane.NOTICE)
    say(town, zhang, "b", ms("2026-11-22 08:00"), Lane.BROADCAST)
    say(town, zhang, "c", ms("2026-11-22 08:00"), Lane.NOTICE, state="unreachable")
    say(town, zhang, "d", ms("2026-11-22 08:00"), Lane.REPLY)  # an answer: nobody was told anything unasked
    say(town, zhang, "e", ms("2026-11-23 00:00"), Lane.NOTICE)  # today's
    say(town, zhang, "f", ms("2026-11-20 08:00"), Lane.NOTICE)
    town.do(calls.add(town.community_id, zhang, "c", "", "", None, ms("2026-11-30 08:00"), ms("2026-11-22 10:00")))
    upkeep(town)
    upkeep(town)
    town.do(outbox.prune(town.now_ms + 30 * 24 * HOUR_MS))
    november = asked(town, Month(2026, 11))
    sums = town.do(messages.read(november)).over(november.span.step)
    assert (sums.sent, sums.unreached, sums.to_call, sums.called) == (3, 1, 1, 0)
    assert town.do(messages.read(asked(town))).over(asked(town).span.step).sent is None, "nobody counted in October"


def test_how_many_people_there_were_is_what_was_written_down_then(town: Town) -> None:
    old, _young = town.person("李荣珍", born=date(1950, 3, 8)), town.person("王小宝", born=date(2018, 6, 1), chat=False)
    [account] = town.do(accounts.of_person(old))
    town.do(accounts.seen(account, town.now_ms - 24 * HOUR_MS, last_tap="", last_message=""))
    upkeep(town)
    town.do(erasing.erase(old, town.now_ms, "ab" * 8))
    found = town.do(residents.read(asked(town, Month(2026, 11))))
    sunday, monday = found.known[date(2026, 11, 22)], found.known[date(2026, 11, 23)]
    assert (sunday.registered, sunday.reached, sunday.active, sunday.under_80, sunday.under_18) == (2, 1, 1, 1, 1)
    assert (monday.registered, monday.reached, monday.under_80) == (1, 0, 0)
    assert found.at(asked(town).span.step) is None, "nobody wrote October down"


@pytest.mark.parametrize(
    ("born", "field"),
    [
        (date(2008, 11, 23), "under_60"), (date(2008, 11, 24), "under_18"), (date(1966, 11, 23), "under_70"),
        (date(1946, 11, 23), "over_80"), (None, "ageless"),
    ],
)  # fmt: skip
def test_an_age_is_that_of_the_day(town: Town, born: date | None, field: str) -> None:
    town.person("某人", born=born)
    heads = town.do(residents.count(town.community_id, date(2026, 11, 23), town.now_ms))
    assert getattr(heads, field) == heads.registered == 1


# Volunteers


def worked(beat: Beat, name: str, *, until: int = 120) -> int:
    """A volunteer who was on the shift for so many minutes; returns them."""
    person_id = beat.volunteer(name)
    beat.town.do(checkins.scan(beat.north, person_id, STARTS_MS))
    beat.town.do(checkins.check_out(beat.shift, person_id, STARTS_MS + until * MINUTE_MS))
    return person_id


def november(beat: Beat) -> volunteers.Sums:
    """The month of the shift, as seen on the day after it."""
    wanted = asked(beat.town, Month(2026, 11), today=date(2026, 11, 24))
    return beat.town.do(volunteers.read(wanted)).over(wanted.span.step)


def test_hours_are_those_between_coming_and_going(town: Town) -> None:
    beat = made(town)
    worked(beat, "王强")
    worked(beat, "李娜", until=45)
    beat.at("2026-11-24 09:00")
    sums = november(beat)
    # One shift for two, both of whom came: two hours and three quarters of one.
    assert (sums.shifts, sums.need, sums.filled, sums.filling) == (1, 2, 2, 100.0)
    assert (sums.times, sums.no_shows, sums.people, sums.minutes, sums.hours) == (2, 0, 2, 165, 2.8)


def test_a_place_that_nobody_had_and_one_that_nobody_came_to_are_told_apart(town: Town) -> None:
    beat = made(town)
    beat.volunteer("王强")
    beat.at("2026-11-24 09:00")
    sums = november(beat)
    assert (sums.need, sums.filled, sums.filling, sums.times, sums.no_shows, sums.minutes) == (2, 1, 50.0, 0, 1, 0)


def test_a_shift_that_is_not_over_does_not_count(town: Town) -> None:
    beat = made(town)
    worked(beat, "王强")
    wanted = asked(town, Month(2026, 11))
    assert wanted.now_ms < ENDS_MS
    assert town.do(volunteers.read(wanted)).over(wanted.span.step).shifts == 0


def test_a_month_does_not_shrink_because_a_volunteer_had_themselves_erased(town: Town) -> None:
    beat = made(town)
    leaves = worked(beat, "王强", until=100)
    worked(beat, "李娜")
    beat.at("2026-11-24 09:00")
    before = november(beat)
    [team] = [
        one for one in town.do(hours.totals(town.community_id, Month(2026, 11), town.staff(), town.now_ms)) if one.minutes
    ]
    town.do(erasing.erase(leaves, town.now_ms, "ab" * 8))
    after = november(beat)
    assert (after.filled, after.times, after.minutes) == (before.filled, before.times, before.minutes) == (2, 2, 220)
    wanted = asked(town, Month(2026, 11), today=date(2026, 11, 24))
    [(_name, of_team)] = town.do(volunteers.read(wanted)).by_team(wanted.span.step)
    [page] = [
        one for one in town.do(hours.totals(town.community_id, Month(2026, 11), town.staff(), town.now_ms)) if one.minutes
    ]
    # The charts of all teams, that of each, and the page of hours say the same.
    assert after.minutes == of_team.minutes == page.minutes == team.minutes
    assert after.times == of_team.times == page.shifts == team.shifts
    assert town.do(volunteer_hours.of_person(leaves, "2026-11-01", "2026-11-30", town.now_ms)) == []
