"""The night of a community: when it is, and when what would fall into it is said instead."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.classes import day_before, hour_before
from reminders.offers import LONGEST_MS, SHORTEST_MS, deadline
from reminders.quiet import BEFORE_MS, UP_MS, Quiet
from services.calendar import HOUR_MS, MINUTE_MS, to_ms

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [
    SHANGHAI,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kathmandu"),
]
QUIET = Quiet(SHANGHAI)

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(  # noqa: DTZ001  # any moment, in UTC
    lambda moment: round(moment.replace(tzinfo=UTC).timestamp() * 1000)
)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
nights = st.builds(Quiet, zones, clocks, clocks)


def at(words: str, zone: ZoneInfo = SHANGHAI) -> int:
    return to_ms(datetime.fromisoformat(words), zone)


@pytest.mark.parametrize(
    ("moment", "begins", "ends"),
    [
        ("2026-11-23 21:29", "", ""),
        ("2026-11-23 21:30", "2026-11-23 21:30", "2026-11-24 07:30"),
        ("2026-11-24 00:00", "2026-11-23 21:30", "2026-11-24 07:30"),
        ("2026-11-24 07:29", "2026-11-23 21:30", "2026-11-24 07:30"),
        ("2026-11-24 07:30", "", ""),
        ("2028-02-29 03:00", "2028-02-28 21:30", "2028-02-29 07:30"),
        ("2028-02-29 23:00", "2028-02-29 21:30", "2028-03-01 07:30"),
    ],
)
def test_the_night_goes_from_evening_to_morning(moment: str, begins: str, ends: str) -> None:
    expected = (at(begins), at(ends)) if begins else (0, 0)
    assert (QUIET.begin(at(moment)), QUIET.end(at(moment))) == expected


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all() -> None:
    nap = Quiet(SHANGHAI, time(13), time(14))
    assert nap.end(at("2026-11-23 13:30")) == at("2026-11-23 14:00") and nap.end(at("2026-11-23 03:00")) == 0
    assert Quiet(SHANGHAI, time(8), time(8)).end(at("2026-11-23 08:00")) == 0


def test_the_night_in_which_the_clocks_change_is_as_long_as_people_sleep() -> None:
    berlin = Quiet(ZoneInfo("Europe/Berlin"))
    spring = at("2026-03-29 01:00", berlin.zone)
    autumn = at("2026-10-25 01:00", berlin.zone)
    assert berlin.end(spring) - berlin.begin(spring) == 9 * HOUR_MS
    assert berlin.end(autumn) - berlin.begin(autumn) == 11 * HOUR_MS


@given(nights, moments)
def test_a_night_holds_the_moment_it_was_asked_for_and_is_no_longer_than_a_day(quiet: Quiet, moment: int) -> None:
    begin_ms, end_ms = quiet.begin(moment), quiet.end(moment)
    assert (begin_ms, end_ms) == (0, 0) or (begin_ms <= moment < end_ms and end_ms - begin_ms <= 25 * HOUR_MS)


@given(zones, moments, st.integers(1, 48 * 60))
def test_nothing_is_planned_for_the_night_or_after_its_use(zone: ZoneInfo, due: int, minutes: int) -> None:
    quiet = Quiet(zone)
    planned = quiet.plan(due, due + minutes * MINUTE_MS)
    assert quiet.end(planned) == 0
    assert planned < due + minutes * MINUTE_MS
    assert planned >= due or quiet.begin(due) - planned == BEFORE_MS


def test_what_is_of_no_use_in_the_morning_is_said_the_evening_before() -> None:
    assert QUIET.plan(at("2026-11-24 06:00"), at("2026-11-24 07:00")) == at("2026-11-23 21:15")


def test_a_class_before_the_morning_is_called_to_mind_at_its_time_whatever_the_hour() -> None:
    """Silently, as the sender sees to; the evening before everybody has just been told that it is tomorrow."""
    assert hour_before(at("2026-11-24 07:00"), QUIET) == (at("2026-11-24 06:00"), at("2026-11-24 07:00"))
    assert hour_before(at("2026-11-24 08:00"), QUIET) == (at("2026-11-24 07:30"), at("2026-11-24 08:00"))
    assert hour_before(at("2026-11-24 19:00"), QUIET) == (at("2026-11-24 18:00"), at("2026-11-24 19:00"))


@given(zones, moments)
def test_a_class_is_called_to_mind_the_day_before_and_again_before_it_begins(zone: ZoneInfo, starts: int) -> None:
    quiet = Quiet(zone)
    tomorrow_ms, tomorrow_until_ms = day_before(starts, quiet)
    soon_ms, soon_until_ms = hour_before(starts, quiet)
    assert tomorrow_ms < tomorrow_until_ms == starts - HOUR_MS and soon_ms < soon_until_ms == starts
    assert tomorrow_ms < soon_ms, "the first comes first"
    assert quiet.end(tomorrow_ms) == 0
    assert quiet.end(soon_ms) == 0 or quiet.end(soon_ms) >= starts
    local = datetime.fromtimestamp(tomorrow_ms / 1000, zone)
    assert local.date() == datetime.fromtimestamp(starts / 1000, zone).date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        ("2026-11-23 09:00", "2026-11-30 19:00", "2026-11-23 21:00"),  # twelve hours
        ("2026-11-23 14:00", "2026-11-30 19:00", "2026-11-24 08:30"),  # they would end at night
        ("2026-11-23 22:00", "2026-11-30 19:00", "2026-11-24 10:00"),  # made at night, they reach into the day
        ("2026-11-23 13:00", "2026-11-23 19:00", "2026-11-23 15:00"),  # a third of six hours
        ("2026-11-23 18:30", "2026-11-23 19:00", "2026-11-23 18:50"),  # no less than twenty minutes
        ("2026-11-23 18:50", "2026-11-23 19:00", "2026-11-23 19:00"),  # no longer than until the class
        ("2026-11-23 20:00", "2026-11-24 10:00", "2026-11-24 08:30"),  # never at night alone
        ("2026-11-23 22:00", "2026-11-24 08:00", "2026-11-24 08:00"),  # half an hour of the morning is all there is
    ],
)
def test_how_long_a_seat_is_held(now: str, starts: str, until: str) -> None:
    assert deadline(at(now), at(starts), QUIET) == at(until)


@given(zones, moments, st.integers(1, 30 * 24 * 60))
def test_an_offer_never_ends_at_night_and_leaves_time_to_answer(zone: ZoneInfo, now: int, minutes: int) -> None:
    quiet, starts = Quiet(zone), now + minutes * MINUTE_MS
    until = deadline(now, starts, quiet)
    assert now < until <= starts
    if until < starts:
        assert quiet.end(until) == 0
        assert until - now >= SHORTEST_MS
        assert until - now <= LONGEST_MS + 12 * HOUR_MS
        end_ms = quiet.end(now)
        assert not end_ms or until - end_ms >= UP_MS, "an hour of the day at least"
