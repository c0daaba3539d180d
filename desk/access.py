"""Who may do what at the desk, page by page. Services check every right once more; this decides what is shown at all."""

from __future__ import annotations

from collections.abc import Mapping

from services.signin import LEAD
from services.staff import ADMIN, KITCHEN, READER, STAFF

_OFFICE = frozenset({ADMIN, STAFF})
_EVERYBODY = _OFFICE | {KITCHEN, LEAD, READER}

MATRIX: Mapping[str, frozenset[str]] = {
    "own": _EVERYBODY,  # sign out, one's own sessions
    "today": _EVERYBODY,
    "courses.see": _OFFICE | {READER},  # what is taught, when, how full; nobody is named
    "courses.people": _OFFICE,  # rosters, waiting lists, roll calls
    "courses.change": _OFFICE,
    "meals.see": _OFFICE | {KITCHEN, READER},  # menus and numbers
    "meals.cook": _OFFICE
    | {KITCHEN},  # the menu, what ran out, the kitchen's papers; on labels are names, for a box must find its eater
    "meals.people": _OFFICE,  # orders by name, ages, bills
    "cases.see": _OFFICE | {LEAD, READER},
    "cases.change": _OFFICE | {LEAD},
    "cases.office": _OFFICE,  # what neighbours are shown, the council, who brought something up, what a caller says
    "people.see": _OFFICE,
    "people.change": _OFFICE,
    "people.erase": frozenset({ADMIN}),
    "volunteers.see": _OFFICE | {LEAD, READER},
    "volunteers.change": _OFFICE | {LEAD},
    "messages.see": _OFFICE,
    "messages.change": _OFFICE,
    "numbers.see": _OFFICE | {READER},
    "rights.see": frozenset({ADMIN}),
    "rights.change": frozenset({ADMIN}),
}
"""For each act of the desk the roles that may do it."""


def may(roles: frozenset[str], act: str) -> bool:
    """Whether somebody in these roles may do this."""
    return bool(MATRIX[act] & roles)
