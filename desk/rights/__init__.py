"""Who works here, from which devices, and who did what."""

from desk.rights import overview

WAYS = overview.pages.ways
