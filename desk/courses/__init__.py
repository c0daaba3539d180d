"""Courses: the term, rosters, roll calls, draws."""

from desk.courses import booking, course, drawing, editing, moving, overview, roll, roster, sheets, term

WAYS = [
    way
    for section in (overview, term, course, editing, moving, roster, booking, roll, drawing, sheets)
    for way in section.pages.ways
]
