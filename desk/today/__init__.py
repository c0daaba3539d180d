"""What needs a person now."""

from desk.today import overview

WAYS = overview.pages.ways
