"""People: the register, households, calls to make."""

from desk.people import overview

WAYS = overview.pages.ways
