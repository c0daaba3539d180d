"""Holidays and the weekends worked for them: from the table, or said to be unknown; never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import constants

from language.catalogue import Voice
from services.canteen import workdays
from tests.services.conftest import ZONE


@pytest.mark.parametrize(
    ("worked", "lost"),
    [("2026-01-04", "2026-01-02"), ("2026-09-20", "2026-10-06"), ("2026-10-10", "2026-10-07"), ("2025-10-11", "2025-10-08")],
)
def test_a_shifted_workday_stands_in_for_a_day_off_of_the_same_holiday(worked: str, lost: str) -> None:
    assert workdays.stands_for(date.fromisoformat(worked)) == date.fromisoformat(lost)


def test_every_shifted_workday_of_the_table_is_a_weekend_that_stands_in_for_a_weekday_near_by() -> None:
    for day in constants.workdays:
        lost = workdays.stands_for(day)
        assert lost is not None and day.weekday() > 4 and lost.weekday() < 5 and abs(lost - day) < timedelta(31)
        assert constants.in_lieu_days[lost] == constants.workdays[day]
    lost_days = [workdays.stands_for(day) for day in constants.workdays]
    assert len(set(lost_days)) == len(lost_days)


def test_new_year_may_be_worked_for_in_december() -> None:
    assert workdays.stands_for(date(2018, 12, 29)) == date(2018, 12, 31)
    assert workdays.stands_for(date(2006, 12, 31)) == date(2007, 1, 3)


def test_an_ordinary_day_stands_in_for_nothing_and_is_no_holiday() -> None:
    assert workdays.stands_for(date(2026, 11, 24)) is None and workdays.holiday(date(2026, 11, 24)) is None


def test_a_day_off_has_its_holidays_name() -> None:
    name = workdays.holiday(date(2026, 10, 7))
    assert name is not None and Voice("zh", ZONE).say(name) == "国庆节"
    assert set(constants.holidays.values()) <= workdays.NAMES.keys()


def test_a_year_that_is_not_in_the_table_is_said_to_be_unknown() -> None:
    assert workdays.known(2026) and not workdays.known(2027)
    assert workdays.holiday(date(2027, 1, 1)) is None
    assert workdays.unknown([date(2026, 12, 31)]) is None
    said = workdays.unknown([date(2027, 1, 4), date(2026, 12, 31)])
    assert said is not None and "2027年的放假" in Voice("zh", ZONE).say(said)
