"""Numbers: how things went, and the month's report."""

from desk.numbers import overview

WAYS = overview.pages.ways
