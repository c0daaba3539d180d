"""Messages: talks with residents, and what is said to many."""

from desk.messages import overview

WAYS = overview.pages.ways
