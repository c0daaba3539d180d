"""Cases: the board, the map, the way of each, and how long they took."""

from desk.cases import acting, caller, case, council, estate, moderating, overview, sorting, times

WAYS = [
    *overview.pages.ways,
    *case.pages.ways,
    *acting.pages.ways,
    *sorting.pages.ways,
    *moderating.pages.ways,
    *council.pages.ways,
    *caller.pages.ways,
    *estate.pages.ways,
    *times.pages.ways,
]
