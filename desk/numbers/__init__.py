"""Numbers: how things went, and the month's report."""

from desk.numbers import books, charts, overview, report

WAYS = [*overview.pages.ways, *charts.pages.ways, *books.pages.ways, *report.pages.ways]
