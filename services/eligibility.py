"""Whom a course is for: ages and audiences, and what stands against a booking before anything is asked for it."""

from __future__ import annotations

from datetime import date

from services.calendar import age_on
from services.outcomes import AgeLimit
from storage.courses import Course

SENIOR_FROM, GROWN_UP_FROM = 60, 18
CHILDREN_ONLY = ("family", "childcare")
GROWN_UPS_ONLY = ("seniors", "adults")
AUDIENCES: dict[str, tuple[int | None, int | None]] = {
    "everyone": (None, None),
    "seniors": (SENIOR_FROM, None),
    "adults": (GROWN_UP_FROM, None),
    "children": (None, GROWN_UP_FROM - 1),
    "family": (None, GROWN_UP_FROM - 1),
    "childcare": (None, GROWN_UP_FROM - 1),
}
"""The ages of each audience; a course's own limits narrow them. In a family course they are the child's."""


def ages(course: Course) -> tuple[int | None, int | None]:
    """The youngest and the oldest that the course takes, None where there is no limit."""
    low, high = AUDIENCES.get(course.audience, (None, None))
    return (
        max((limit for limit in (low, course.min_age) if limit is not None), default=None),
        min((limit for limit in (high, course.max_age) if limit is not None), default=None),
    )


def has_ages(course: Course) -> bool:
    """Whether a birth date is needed to tell who may come."""
    return ages(course) != (None, None)


def age_limit(course: Course, born: date) -> AgeLimit | None:
    """Why somebody born that day is too young or too old on the first day of the course; None where they are not."""
    low, high = ages(course)
    age = age_on(born, date.fromisoformat(course.first_day))
    if (low is not None and age < low) or (high is not None and age > high):
        return AgeLimit(age, low, high, course.first_day)
    return None
