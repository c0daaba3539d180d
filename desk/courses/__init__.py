"""Courses: the term, rosters, roll calls, draws."""

from desk.courses import overview

WAYS = overview.pages.ways
