"""Volunteers: teams, rosters, hours."""

from desk.volunteers import overview

WAYS = overview.pages.ways
