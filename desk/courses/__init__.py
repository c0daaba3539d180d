"""Courses: the term, rosters, roll calls, draws."""

from desk.courses import course, editing, moving, overview, term

WAYS = [*overview.pages.ways, *term.pages.ways, *course.pages.ways, *editing.pages.ways, *moving.pages.ways]
