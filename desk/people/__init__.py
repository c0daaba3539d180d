"""People: the register, households, calls to make."""

from desk.people import booking, calls, consent, doubles, editing, household, leaving, overview, person, register, register_rows

WAYS = [
    *overview.pages.ways,
    *register.pages.ways,
    *register_rows.pages.ways,
    *calls.pages.ways,
    *doubles.pages.ways,
    *person.pages.ways,
    *booking.pages.ways,
    *editing.pages.ways,
    *household.pages.ways,
    *consent.pages.ways,
    *leaving.pages.ways,
]
