"""Cases: the board, the map, the way of each."""

from desk.cases import overview

WAYS = overview.pages.ways
